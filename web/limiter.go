package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits are how often something may happen from one network, from a wide one, and in all; a zero `all` has no bound. The figures
// stand in docs/operating.md, too.
type limits struct {
	network, wide, all allowance
}

// limitsOfJoins let a lecture hall, or a carrier with one address for many people, begin at once, and bound what strangers can add: an
// empty person is about 1 KB for two days at most, so 35 MB from a network, 180 MB from a wide one, and 1.8 GB in all.
func limitsOfJoins() limits {
	return limits{
		network: allowance{burst: 300, every: 5 * time.Second},
		wide:    allowance{burst: 1500, every: time.Second},
		all:     allowance{burst: 20_000, every: 100 * time.Millisecond},
	}
}

// limitsOfPrivate bound how fast strangers can take the places of private visits; quiz bounds how many a network has.
func limitsOfPrivate() limits {
	return limits{
		network: allowance{burst: 20, every: time.Minute},
		wide:    allowance{burst: 100, every: 10 * time.Second},
	}
}

// limitsOfReturns bound wrong tries to come back. A secret can't be guessed, so they only keep the work small.
func limitsOfReturns() limits {
	return limits{
		network: allowance{burst: 30, every: 10 * time.Second},
		wide:    allowance{burst: 300, every: time.Second},
	}
}

const (
	networksMost = 10_000 // how many networks, and how many wide ones, a limiter remembers
	quietShare   = 50     // a quiet network has used less than this part of its allowance lately: one fiftieth
)

// The networks that addresses are counted by. Whoever has one address of IPv6 has 2^64 of them.
const (
	networkBits4, wideBits4 = 24, 16
	networkBits6, wideBits6 = 64, 48
)

// networksOf returns the network of an address and the wide one around it. An address that is none has a network of its own kind.
func networksOf(address netip.Addr) (network, wide netip.Prefix) {
	address = address.Unmap().WithZone("")
	narrowBits, wideBits := networkBits6, wideBits6
	if address.Is4() {
		narrowBits, wideBits = networkBits4, wideBits4
	}
	network, _ = address.Prefix(narrowBits) // fails for what is no address alone, and then is the zero prefix
	wide, _ = address.Prefix(wideBits)
	return network, wide
}

// networkName names the network of an address for the shares of private visits.
func networkName(address netip.Addr) string {
	network, _ := networksOf(address)
	return network.String()
}

// The reasons for which a limiter refuses.
const (
	byNetwork = "network"
	byWide    = "wide-network"
	byAll     = "all"
)

// verdict says which limit refuses, and after how long it may not any more.
type verdict struct {
	reason string // "" for not refused
	wait   time.Duration
}

// limiter bounds one kind of act. It lives in memory only.
type limiter struct {
	limits
	mu            sync.Mutex
	network, wide *buckets
	all           *rate.Limiter // nil without a bound
}

func newLimiter(l limits, networks int) *limiter {
	lim := &limiter{limits: l, network: newBuckets(l.network, networks), wide: newBuckets(l.wide, networks)}
	if l.all.burst > 0 {
		lim.all = l.all.limiter()
	}
	return lim
}

// take counts one act from the address, or refuses it and counts nothing.
func (l *limiter) take(from netip.Addr, now time.Time) verdict {
	network, wide := networksOf(from)
	l.mu.Lock()
	defer l.mu.Unlock()
	left, leftWide := l.network.left(network, now), l.wide.left(wide, now)
	switch {
	case left < 1:
		return verdict{byNetwork, l.network.wait(left)}
	case leftWide < 1:
		return verdict{byWide, l.wide.wait(leftWide)}
	case l.all != nil && !l.roomFor(l.quiet(left, leftWide), now):
		return verdict{byAll, time.Minute}
	}
	l.network.take(network, now)
	l.wide.take(wide, now)
	if l.all != nil {
		l.all.AllowN(now, 1)
	}
	return verdict{}
}

// quiet reports whether hardly anybody came lately from a network to which so much is left.
func (l *limiter) quiet(left, leftWide float64) bool {
	used, usedWide := float64(l.network.burst)-left, float64(l.wide.burst)-leftWide
	return used*quietShare < float64(l.network.burst) && usedWide*quietShare < float64(l.wide.burst)
}

// roomFor reports whether the bound of all has room. Half of it is kept for quiet networks, so that those who come by the thousand are refused
// before a person who comes alone.
func (l *limiter) roomFor(quiet bool, now time.Time) bool {
	left := l.all.TokensAt(now)
	return quiet && left >= 1 || left >= float64(l.limits.all.burst)/2+1
}

// networks returns from how many networks somebody came lately.
func (l *limiter) networks() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.network.of)
}
