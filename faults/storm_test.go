package faults

import (
	"slices"
	"sync"
	"testing"
)

// storm is many people who do everything at once, until it is stopped.
type storm struct {
	site    *site
	allowed map[string]bool
	stopped chan struct{}
	done    sync.WaitGroup

	mu     sync.Mutex
	people []*person
}

// newStorm begins a storm of so many people at a time.
func newStorm(t *testing.T, s *site, n int, allowed ...string) *storm {
	t.Helper()
	st := &storm{site: s, allowed: map[string]bool{}, stopped: make(chan struct{})}
	for _, name := range allowed {
		st.allowed[name] = true
	}
	for range n {
		st.done.Go(st.live)
	}
	t.Cleanup(st.stop) // also when the test fails in between
	return st
}

// live is one person after the other.
func (st *storm) live() {
	var p *person
	for {
		select {
		case <-st.stopped:
			return
		default:
		}
		if current, _ := st.site.pick(); current == nil {
			st.site.programs[0].awaitUp(st.stopped)
			continue
		}
		if p == nil || p.gone != not {
			if p = newPerson(st.site); p.join() {
				st.mu.Lock()
				st.people = append(st.people, p)
				st.mu.Unlock()
			} else {
				p = nil
			}
			continue
		}
		p.step(st.allowed)
	}
}

// stop ends the storm and waits for everybody.
func (st *storm) stop() {
	select {
	case <-st.stopped:
	default:
		close(st.stopped)
	}
	st.done.Wait()
}

// settle stops the storm and looks at everybody.
func (st *storm) settle() {
	st.stop()
	var settling sync.WaitGroup
	for _, some := range slices.Collect(slices.Chunk(st.people, 1+len(st.people)/8)) {
		settling.Go(func() {
			for _, p := range some {
				p.settle()
			}
		})
	}
	settling.Wait()
}
