package main

import (
	"context"
	"net/http"
	"net/url"
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
	start, b := pages+"/quizzes/nine-steps", visitor()
	_, page, _ := read(b.Get(start))
	agreed := regexp.MustCompile(`name="text" value="([^"]+)"`).FindStringSubmatch(page)
	if agreed == nil {
		t.Fatalf("the start page does not name its text:\n%s", page)
	}
	if status, text, err := read(b.PostForm(start, url.Values{"age": {"yes"}, "agree": {"yes"}, "text": agreed[1:]})); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v:\n%s", status, err, text)
	}
	status, text, err := read(http.Get(counts))
	if err != nil || status != http.StatusOK {
		t.Errorf("%d %v:\n%s", status, err, text)
	}
	for _, line := range []string{
		"waymark_joins_total 1", "waymark_private_joins_total 0", `waymark_refused_total\{limit="join",reason="all"\} 0`,
		`waymark_refused_total\{limit="private",reason="full"\} 0`, `waymark_refused_total\{limit="return",reason="network"\} 0`,
		`waymark_refused_total\{limit="events",reason="day"\} 0`, "waymark_private_visits 0", "waymark_private_visits_ended_total 0",
		"waymark_private_visits_displaced_total 0", `waymark_sweep_people_total \d+`, `waymark_sweep_empty_total \d+`, `waymark_sweep_quizzes_total \d+`,
		`waymark_store_people [01]`, `waymark_store_bytes [1-9]\S+`, `waymark_sweep_overdue_seconds 0`, `go_goroutines \d+`,
	} {
		if !regexp.MustCompile("(?m)^" + line + "$").MatchString(text) {
			t.Errorf("no line %s in\n%s", line, text)
		}
	}
	if status, text, _ := read(http.Get(counts + "/x")); status != http.StatusNotFound {
		t.Errorf("%d:\n%s", status, text)
	}
	if status, _, err := read(http.Get(pages + "/metrics")); status != http.StatusNotFound || err != nil {
		t.Errorf("the pages tell the counts: %d, %v", status, err)
	}
}
