package web

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var limiterNoon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func address(text string) netip.Addr { return netip.MustParseAddr(text) }

func TestNetworksOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ address, network, wide string }{
		{"198.51.100.7", "198.51.100.0/24", "198.51.0.0/16"},
		{"::ffff:198.51.100.7", "198.51.100.0/24", "198.51.0.0/16"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"},
		{"fe80::1%eth0", "fe80::/64", "fe80::/48"},
		{"::1", "::/64", "::/48"},
	} {
		network, wide := networksOf(address(test.address))
		if network.String() != test.network || wide.String() != test.wide {
			t.Errorf("%s: %s in %s", test.address, network, wide)
		}
	}
	if network, _ := networksOf(netip.Addr{}); network.IsValid() {
		t.Errorf("no address has the network %s", network)
	}
}

// taken returns how many of so many acts from the addresses, one after the other, are let in.
func taken(l *limiter, n int, now time.Time, from func(i int) netip.Addr) int {
	in := 0
	for i := range n {
		if l.take(from(i), now).reason == "" {
			in++
		}
	}
	return in
}

// anyOf6 numbers addresses of IPv6: each has a /64 of its own, a /48 has as many as are said, and so on.
func anyOf6(each int) func(i int) netip.Addr {
	return func(i int) netip.Addr {
		return address(fmt.Sprintf("2001:%x:%x:%x::1", 0x1000+i/each/0x10000, i/each%0x10000, i%each))
	}
}

func TestLimiterCountsNetworks(t *testing.T) {
	t.Parallel()
	small := limits{network: allowance{5, time.Second}, wide: allowance{20, time.Minute}}
	l := newLimiter(small, 100)
	one := func(i int) netip.Addr { return address(fmt.Sprintf("2001:db8:0:1::%x", i)) }
	if n := taken(l, 50, limiterNoon, one); n != 5 {
		t.Errorf("%d from one /64", n)
	}
	if v := l.take(one(0), limiterNoon); v.reason != byNetwork || v.wait != time.Second {
		t.Errorf("%+v", v)
	}
	if n := taken(l, 50, limiterNoon.Add(2*time.Second), one); n != 2 {
		t.Errorf("%d more after two seconds", n)
	}
	if n := taken(l, 90, limiterNoon, func(i int) netip.Addr { return address(fmt.Sprintf("2001:db8:0:%x::1", i+2)) }); n != 13 {
		t.Errorf("%d more from one /48", n)
	}
	if v := l.take(address("2001:db8:0:ff::1"), limiterNoon); v.reason != byWide || v.wait <= 50*time.Second || v.wait > time.Minute {
		t.Errorf("%+v", v)
	}
	if v := l.take(address("198.51.100.7"), limiterNoon); v.reason != "" {
		t.Errorf("another network: %+v", v)
	}
	if n := taken(l, 50, limiterNoon.Add(-time.Hour), one); n > 0 {
		t.Errorf("%d by a clock that goes back", n)
	}
}

// TestLimiterKeepsRoomForQuietNetworks lets networks come by the thousand, and then a person alone.
func TestLimiterKeepsRoomForQuietNetworks(t *testing.T) {
	t.Parallel()
	l := newLimiter(limitsOfJoins(), networksMost)
	many := func(i int) netip.Addr { return anyOf6(10)(i / 100) } // 100 from each /64, 1000 from each /48
	in := taken(l, 40_000, limiterNoon, many)
	if half := limitsOfJoins().all.burst / 2; in < half || in > half+half/4 {
		t.Errorf("%d were let in at once", in)
	}
	busy := l.take(many(0), limiterNoon)
	if busy.reason != byAll || busy.wait <= 0 {
		t.Errorf("one more of a busy network: %+v", busy)
	}
	alone := func(i int) netip.Addr { return address(fmt.Sprintf("198.51.%d.7", i)) }
	if n := taken(l, 20, limiterNoon, alone); n != 20 {
		t.Errorf("of 20 people who come alone, %d were let in", n)
	}
	n := taken(l, 200_000, limiterNoon.Add(24*time.Hour), func(i int) netip.Addr { return anyOf6(1)(i) })
	if most := limitsOfJoins().all.burst; n != most {
		t.Errorf("%d at once, of networks that come once; %d may", n, most)
	}
}

// TestLimiterIsBounded holds, whatever comes, that few networks are remembered, that a network which was refused is not forgotten because
// others come, and that no network gets more than its allowance.
func TestLimiterIsBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const most = 8
		l := newLimiter(limits{network: allowance{4, time.Second}, wide: allowance{1000, time.Millisecond}}, most)
		now := limiterNoon
		greedy := address("198.51.100.7")
		in := taken(l, 10, now, func(int) netip.Addr { return greedy })
		for range rapid.IntRange(1, 200).Draw(t, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "pause")) * time.Millisecond)
			from := address(fmt.Sprintf("203.0.%d.1", rapid.IntRange(0, 50).Draw(t, "network")))
			l.take(from, now)
			if l.take(greedy, now).reason == "" {
				in++
			}
			if len(l.network.of) > most || len(l.network.heap) != len(l.network.of) || len(l.wide.of) > most {
				t.Fatalf("%d networks are remembered, %d in the heap", len(l.network.of), len(l.network.heap))
			}
		}
		if may := 4 + int(now.Sub(limiterNoon)/time.Second); in > may {
			t.Fatalf("%d from one network within %s", in, now.Sub(limiterNoon))
		}
	})
}

// TestLimiterForgetsFullestFirst fills the memory of a limiter many times over from networks that come once.
func TestLimiterForgetsFullestFirst(t *testing.T) {
	t.Parallel()
	l := newLimiter(limitsOfReturns(), 1000)
	greedy := func(int) netip.Addr { return address("198.51.100.7") }
	taken(l, 100, limiterNoon, greedy)
	taken(l, 30_000, limiterNoon, anyOf6(1))
	if n := taken(l, 10, limiterNoon, greedy); n > 0 {
		t.Errorf("a network that was refused was forgotten: %d more", n)
	}
	if n := l.networks(); n != 1000 {
		t.Errorf("%d networks are remembered", n)
	}
}

func BenchmarkLimiter(b *testing.B) {
	for name, from := range map[string]func(i int) netip.Addr{
		"one":  func(int) netip.Addr { return address("198.51.100.7") },
		"many": anyOf6(1000),
	} {
		b.Run(name, func(b *testing.B) {
			l := newLimiter(limitsOfJoins(), networksMost)
			addresses := make([]netip.Addr, 100_000)
			for i := range addresses {
				addresses[i] = from(i)
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				l.take(addresses[i%len(addresses)], limiterNoon.Add(time.Duration(i)*time.Second))
			}
		})
	}
}
