package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
)

// metrics are counts of what the program did since it began, as Prometheus reads them: how many, never who.
type metrics struct {
	people  atomic.Int64 // of whom the sweep deleted everything
	quizzes atomic.Int64 // times that the sweep deleted what belonged to somebody in one quiz
	ended   atomic.Int64 // private visits that ended by themselves
	visits  func() int   // private visits under way
}

// ServeHTTP writes the counts at /metrics.
func (m *metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/metrics" {
		http.NotFound(w, r)
		return
	}
	var text strings.Builder
	write := func(name, kind, help string, n int64) {
		fmt.Fprintf(&text, "# HELP %s %s\n# TYPE %s %s\n%s %d\n", name, help, name, kind, name, n)
	}
	write("waymark_sweep_people_total", "counter", "People of whom everything was deleted after the days of their quizzes.", m.people.Load())
	write("waymark_sweep_quizzes_total", "counter", "Times that what belonged to somebody in one quiz was deleted after its days.", m.quizzes.Load())
	write("waymark_private_visits_ended_total", "counter", "Private visits that ended after idle minutes.", m.ended.Load())
	write("waymark_private_visits", "gauge", "Private visits under way.", int64(m.visits()))
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(text.String())) // whoever asked has left
}
