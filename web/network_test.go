package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

// trusting are proxies with these networks.
func trusting(t testing.TB, networks ...string) proxies {
	t.Helper()
	var all []*net.IPNet
	for _, text := range networks {
		_, n, err := net.ParseCIDR(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	return newProxies(all)
}

func from(remote string, forwarded ...string) *http.Request {
	r := &http.Request{RemoteAddr: remote, Header: http.Header{}}
	for _, line := range forwarded {
		r.Header.Add("X-Forwarded-For", line)
	}
	return r
}

func TestVisitorBehindProxies(t *testing.T) {
	t.Parallel()
	trusted := trusting(t, "10.0.0.0/8", "fd00::/8", "::ffff:192.0.2.0/120")
	for _, test := range []struct {
		name, remote string
		forwarded    []string
		want         string
		hidden       bool
	}{
		{"no proxy", "198.51.100.7:1234", nil, "198.51.100.7", false},
		{"a stranger who makes something up", "198.51.100.7:1234", []string{"6.6.6.6"}, "198.51.100.7", false},
		{"one proxy", "10.0.0.1:80", []string{"198.51.100.7"}, "198.51.100.7", false},
		{"a proxy that is written as IPv4 in IPv6", "[::ffff:10.0.0.1]:80", []string{"198.51.100.7"}, "198.51.100.7", false},
		{"a network that is written as IPv4 in IPv6", "192.0.2.9:80", []string{"198.51.100.7"}, "198.51.100.7", false},
		{"made up before", "10.0.0.1:80", []string{"6.6.6.6, 198.51.100.7"}, "198.51.100.7", false},
		{"two proxies", "10.0.0.1:80", []string{"6.6.6.6, 198.51.100.7 , 10.2.0.1"}, "198.51.100.7", false},
		{"two lines", "10.0.0.1:80", []string{"6.6.6.6, 198.51.100.7", "10.2.0.1"}, "198.51.100.7", false},
		{"a port", "10.0.0.1:80", []string{"198.51.100.7:55123"}, "198.51.100.7", false},
		{"IPv6", "[fd00::1]:80", []string{"2001:db8::7"}, "2001:db8::7", false},
		{"IPv6 in brackets", "10.0.0.1:80", []string{"[2001:db8::7]"}, "2001:db8::7", false},
		{"IPv6 with a port", "10.0.0.1:80", []string{"[2001:db8::7]:55123"}, "2001:db8::7", false},
		{"IPv6 in quotes", "10.0.0.1:80", []string{`"[2001:db8::7]:55123"`}, "2001:db8::7", false},
		{"IPv4 in quotes", "10.0.0.1:80", []string{`" 198.51.100.7"`}, "198.51.100.7", false},
		{"IPv4 in IPv6", "10.0.0.1:80", []string{"::ffff:198.51.100.7"}, "198.51.100.7", false},
		{"a zone", "10.0.0.1:80", []string{"fe80::7%eth0"}, "fe80::7", false},
		{"a visitor in the network of the proxies", "10.0.0.1:80", []string{"10.9.9.9"}, "10.9.9.9", false},
		{"no word of who comes", "10.0.0.1:80", nil, "10.0.0.1", true},
		{"an unknown one", "10.0.0.1:80", []string{"unknown"}, "10.0.0.1", true},
		{"nothing", "10.0.0.1:80", []string{""}, "10.0.0.1", true},
		{"garbage behind what is made up", "10.0.0.1:80", []string{"6.6.6.6, ;drop"}, "10.0.0.1", true},
		{"garbage before a proxy", "10.0.0.1:80", []string{"?, 10.2.0.1"}, "10.2.0.1", true},
		{"nothing at the end", "10.0.0.1:80", []string{"6.6.6.6,"}, "10.0.0.1", true},
	} {
		got, hidden := trusted.visitor(from(test.remote, test.forwarded...))
		if got.String() != test.want || hidden != test.hidden {
			t.Errorf("%s: %s, hidden %v", test.name, got, hidden)
		}
	}
	for remote, want := range map[string]bool{"127.0.0.1:80": true, "10.0.0.1:80": true, "198.51.100.7:80": false} {
		if got, hidden := proxies(nil).visitor(from(remote, "6.6.6.6")); hidden != want || netip.MustParseAddrPort(remote).Addr() != got {
			t.Errorf("from %s, with no proxy that is trusted: %s, hidden %v", remote, got, hidden)
		}
	}
}

// FuzzForwarded writes anything before what a trusted proxy wrote: it must not change who comes.
func FuzzForwarded(f *testing.F) {
	for _, seed := range []string{"", "6.6.6.6", "[::1]:80", `"`, `"[`, ",,,", "unknown, _x", "1.2.3.4:", "fe80::1%", "[", "::ffff:1.2.3.4%x"} {
		f.Add(seed, seed)
	}
	trusted := trusting(f, "10.0.0.0/8")
	f.Fuzz(func(t *testing.T, before, last string) {
		plain, _ := trusted.visitor(from("10.0.0.1:80", last))
		if strings.Contains(last, ",") || trusted.trust(plain) {
			last = "198.51.100.7"
			plain = netip.MustParseAddr(last)
		}
		got, hidden := trusted.visitor(from("10.0.0.1:80", before+","+last))
		if got != plain || hidden || !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Errorf("%q before %q is %s, not %s; hidden %v", before, last, got, plain, hidden)
		}
	})
}
