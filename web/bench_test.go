package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"waymark/quiz/storetest/postgrestest"
)

// submission is a person who answers one question over and over.
type submission struct {
	browser  *browser
	address  string
	fields   url.Values
	revision int // of the answer that the page saw
	saved    int // revision of the attempt
}

// send posts another answer than the last one, as a page made after it would.
func (s *submission) send(b *testing.B, n int) {
	id, err := newID()
	if err != nil {
		b.Fatal(err)
	}
	s.fields.Set("_operation", id)
	s.fields.Set("_revision", strconv.Itoa(s.revision))
	s.fields.Set("sleeper", []string{"me", "child"}[n%2])
	r := httptest.NewRequest(http.MethodPost, s.address, strings.NewReader(s.fields.Encode()))
	r.Header.Set("Content-Type", formKind)
	if w := s.browser.send(r); w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "/worries") {
		b.Fatalf("%d to %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	s.saved++
	s.revision = s.saved
}

// BenchmarkSubmit posts answers through the whole handler, each durable before it is acknowledged.
func BenchmarkSubmit(b *testing.B) {
	for name, database := range map[string]func(b *testing.B) string{
		"SQLite":     func(b *testing.B) string { return inFolder(b) },
		"PostgreSQL": func(b *testing.B) string { return postgrestest.NewServer(b, true).Database(b) },
	} {
		b.Run(name, func(b *testing.B) { benchmarkSubmit(b, database) })
	}
}

func benchmarkSubmit(b *testing.B, database func(b *testing.B) string) {
	for _, clients := range []int{1, 16} {
		b.Run(strconv.Itoa(clients), func(b *testing.B) {
			s := newSite(b, func(c *siteConfig) { c.database = database(b) })
			people := make(chan *submission, 64*clients)
			for range clients * 4 {
				browser := s.started(b).submit().submit()
				address, fields := browser.form("")
				people <- &submission{browser: browser, address: address, fields: fields, saved: 1}
			}
			var sent atomic.Int64
			b.SetParallelism(clients)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				person := <-people
				for n := 0; pb.Next(); n++ {
					person.send(b, n)
					sent.Add(1)
				}
			})
			b.ReportMetric(float64(sent.Load())/b.Elapsed().Seconds(), "submits/s")
		})
	}
}

// BenchmarkQuestionPage asks for a page of a known person.
func BenchmarkQuestionPage(b *testing.B) {
	browser := newSite(b).started(b).submit().submit()
	r := httptest.NewRequest(http.MethodGet, browser.address, nil)
	r.AddCookie(&http.Cookie{Name: "waymark", Value: browser.cookies["waymark"]})
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		browser.site.server.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
