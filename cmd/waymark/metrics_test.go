package main

import (
	"context"
	"net/http"
	"regexp"
	"testing"
)

// TestMetrics serves the counts at an address of their own, and holds that the pages do not have them.
func TestMetrics(t *testing.T) {
	t.Parallel()
	p, _, _ := testProgram(nil)
	log := newRecord()
	p.stderr, p.now = log, newClock().now
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--metrics-addr", "127.0.0.1:0", "--database", databases()["SQLite"](t)}, p)
	}()
	defer func() {
		stop()
		if code := <-ended; code != exitGood {
			t.Errorf("serve ended with %d:\n%s", code, log)
		}
	}()
	starting, cancel := context.WithTimeout(t.Context(), readyWithin)
	defer cancel()
	counts := log.wait(starting, regexp.MustCompile(`counts are at (http://\S+)`))
	pages := log.wait(starting, regexp.MustCompile(`ready at (http://\S+)`))
	status, text, err := read(http.Get(counts))
	if err != nil || status != http.StatusOK || !regexp.MustCompile(`(?m)^waymark_sweep_people_total \d+$`).MatchString(text) {
		t.Errorf("%d %v:\n%s", status, err, text)
	}
	if status, text, _ := read(http.Get(counts + "/x")); status != http.StatusNotFound {
		t.Errorf("%d:\n%s", status, text)
	}
	if status, _, err := read(http.Get(pages + "/metrics")); status != http.StatusNotFound || err != nil {
		t.Errorf("the pages tell the counts: %d, %v", status, err)
	}
}
