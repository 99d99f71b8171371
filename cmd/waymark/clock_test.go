package main

import (
	"context"
	"io"
	"regexp"
	"sync"
	"testing"
	"time"
)

// clock is a time that tests move on. It also goes on a little whenever it is looked at, as between a page and a press of its button.
type clock struct {
	mu sync.Mutex
	at time.Time
}

// newClock shows a noon in the month whose name is the longest in some languages.
func newClock() *clock { return &clock{at: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(500 * time.Millisecond)
	return c.at
}

func (c *clock) advance(days int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.AddDate(0, 0, days)
}

// serveInProcess serves with a clock of the test until the test ends, and returns the address.
func serveInProcess(t *testing.T, c *clock, args ...string) (url string) {
	t.Helper()
	url, _ = serveLogged(t, c, args...)
	return url
}

// serveLogged serves as serveInProcess does, and returns what is logged, too.
func serveLogged(t *testing.T, c *clock, args ...string) (url string, log *record) {
	t.Helper()
	p, _, _ := testProgram(nil)
	log = newRecord()
	p.stdout, p.stderr, p.now = io.Discard, log, c.now
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), p) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitGood {
			t.Errorf("serve ended with %d:\n%s", code, log)
		}
		if t.Failed() {
			t.Logf("the log of the server:\n%s", log)
		}
	})
	starting, cancel := context.WithTimeout(t.Context(), readyWithin)
	defer cancel()
	url = log.wait(starting, regexp.MustCompile(`ready at (http://\S+)`))
	if url == "" {
		t.Fatalf("the server did not become ready:\n%s", log)
	}
	return url, log
}
