package faults

import (
	"sync"
	"time"
)

// beat is how often the lateness of the machine is measured.
const beat = 20 * time.Millisecond

// lateness is how late this process was woken, in all: on a machine that has more to do than it can, everything is late, and that is no
// fault of the program.
type lateness struct {
	mu  sync.Mutex
	sum time.Duration
}

// measure adds up until stopped.
func (l *lateness) measure(stopped <-chan struct{}) {
	for last := time.Now(); ; {
		select {
		case <-stopped:
			return
		case <-time.After(beat):
		}
		now := time.Now()
		l.mu.Lock()
		l.sum += max(0, now.Sub(last)-beat-beat/4)
		l.mu.Unlock()
		last = now
	}
}

// total is all of it so far.
func (l *lateness) total() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sum
}

// watch is when something began: by the clock, and by how late the machine was until then.
type watch struct {
	began time.Time
	late  time.Duration
}

func startWatch() watch { return watch{time.Now(), harness.late.total()} }

// read returns how long it has taken, and how much of that the machine was late.
func (w watch) read() (took, late time.Duration) {
	return time.Since(w.began), harness.late.total() - w.late
}
