package sqlstore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lib/pq"
)

func TestSSLMode(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]pq.SSLMode{
		"postgres://me@localhost/x":                        pq.SSLModeDisable,
		"postgres://me@127.0.0.1:5433/x":                   pq.SSLModeDisable,
		"postgres://me@[::1]/x":                            pq.SSLModeDisable,
		"postgres://me@/x?host=/run/postgresql":            pq.SSLModeDisable,
		"postgres://me@db.example/x":                       pq.SSLModeVerifyFull,
		"postgresql://me@10.0.0.7/x":                       pq.SSLModeVerifyFull,
		"postgres://me@localhost,db.example/x":             pq.SSLModeVerifyFull,
		"postgres://me@localhost/x?hostaddr=10.0.0.7":      pq.SSLModeVerifyFull,
		"postgres://me@localhost.example/x":                pq.SSLModeVerifyFull,
		"postgres://me@db.example/x?sslmode=require":       pq.SSLModeRequire,
		"postgres://me@db.example/x?sslmode=disable":       pq.SSLModeDisable,
		"postgres://me@localhost/x?sslmode=verify-full":    pq.SSLModeVerifyFull,
		"postgres://me@db.example/x?sslrootcert=system":    pq.SSLModeVerifyFull,
		"postgres://me@10.0.0.7/x?binary_parameters=yes":   pq.SSLModeVerifyFull,
		"postgres://me@127.0.0.1/x?application_name=other": pq.SSLModeDisable,
	} {
		to, err := parseAddress(address, callWithin)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		config := to.config
		if config.SSLMode != want {
			t.Errorf("%s has the sslmode %s, want %s", address, config.SSLMode, want)
		}
		if config.ConnectTimeout == 0 || config.ApplicationName == "" {
			t.Errorf("%s has no timeout or name: %+v", address, config)
		}
	}
}

// TestSeveralHosts reads addresses as libpq takes them, and as lib/pq does.
func TestSeveralHosts(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"postgres://me@one/x":                          "one:5432 any",
		"postgres://me@one:5433,two:5434/x":            "one:5433 two:5434 read-write",
		"postgres://me:p%40ss@one,two:5434/x":          "one:5432 two:5434 read-write",
		"postgres://me@one,two/x?port=5433":            "one:5433 two:5433 read-write",
		"postgres://me@one,two,three/x?port=1,2,3":     "one:1 two:2 three:3 read-write",
		"postgres://me@[::1]:5433,[::2]/x":             "::1:5433 ::2:5432 read-write",
		"postgres://one:1,two:2/x":                     "one:1 two:2 read-write",
		"postgres://me@/x?host=one,two&port=1,2":       "one:1 two:2 read-write",
		"postgres://me@a,b/x?target_session_attrs=any": "a:5432 b:5432 any",
	} {
		to, err := parseAddress(address, callWithin)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		got := fmt.Sprintf("%s:%d", to.config.Host, to.config.Port)
		for _, other := range to.config.Multi {
			got += fmt.Sprintf(" %s:%d", other.Host, other.Port)
		}
		attrs := to.config.TargetSessionAttrs
		if attrs == "" {
			attrs = pq.TargetSessionAttrsAny
		}
		if got += " " + string(attrs); got != want {
			t.Errorf("%s leads to %s, want %s", address, got, want)
		}
		if hosts := len(to.config.Multi) + 1; hosts > 1 && to.config.ConnectTimeout*2 > callWithin {
			t.Errorf("%s: a host that is gone takes %v of %v", address, to.config.ConnectTimeout, callWithin)
		}
		if to.config.User == "me" && to.config.Password != "" && to.config.Password != "p@ss" {
			t.Errorf("%s: the password became %q", address, to.config.Password)
		}
	}
}

// FuzzAddress holds that no address makes a message with its password, however it is written.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"se/cret", "se@cret", "se#cret", "se?cret", "12?34", "5@6/7", "%zz", "a:b", "99999#1", "123456?x=1", ":", "[", "a,b:9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, password string) {
		_, err := parseAddress("postgres://me:"+password+"@127.0.0.1:1/x", callWithin)
		if err == nil {
			return
		}
		for _, piece := range strings.FieldsFunc(password, func(r rune) bool { return strings.ContainsRune("/@#?&=:,%[]", r) }) {
			if len(piece) >= 4 && strings.Contains(err.Error()+Next(err), piece) && !strings.Contains(howToWrite, piece) {
				t.Errorf("the password %q: %v", password, err)
			}
		}
	})
}
