package web

import (
	"sync"
	"time"
)

// One address may make so many participants within this time. Many people can share an address, so it is generous:
// it only keeps a script from filling the store.
const (
	joinsAllowed = 60
	joinsWithin  = 10 * time.Minute
)

// limiterAddresses is how many addresses a limiter remembers before it starts anew.
const limiterAddresses = 10_000

// limiter counts what each address did lately. It lives in memory only.
type limiter struct {
	allowed int
	within  time.Duration

	mu     sync.Mutex
	since  time.Time
	counts map[string]int
}

func newLimiter(allowed int, within time.Duration) *limiter {
	return &limiter{allowed: allowed, within: within, counts: map[string]int{}}
}

// allow counts one act of the address and reports whether it is within bounds.
func (l *limiter) allow(address string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.since) >= l.within || len(l.counts) >= limiterAddresses {
		l.since = now
		clear(l.counts)
	}
	l.counts[address]++
	return l.counts[address] <= l.allowed
}
