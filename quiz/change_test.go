package quiz_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
)

// TestWhatCouldChangeThePlanIsAskedFirst: when a set is taken again the decisive questions come first, and no page changes its place before
// the sitting is over, though answers are given, time goes by and another set is finished in between.
func TestWhatCouldChangeThePlanIsAskedFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	w.take(p, "safety", safe...)
	w.take(p, "spiral", "s1a=5", "s1b=1", "s1c=2", "s1d=4", "s1e=4", "s1f=3")
	w.now = w.now.AddDate(0, 0, 15)

	s := w.begin(p, "spiral")
	written := []string{"s1a", "s1b", "s1c", "s1d", "s1e", "s1f"}
	order := ids(s)
	first := s.Version.Scorer.Decisive("spiral", s.History, w.now)
	if len(first) == 0 || len(first) == len(written) {
		t.Fatalf("the test needs some decisive pages, not %v", first)
	}
	rest := slices.DeleteFunc(slices.Clone(written), func(id string) bool { return slices.Contains(first, id) })
	if want := slices.Concat(first, rest); !slices.Equal(order, want) {
		t.Errorf("the order is %v, want %v", order, want)
	}
	for i, a := range []string{"s1a=1", "s1b=5", "s1c=1", "s1d=1", "s1e=5"} {
		question, answer, _ := strings.Cut(a, "=")
		place, save := page(s, question, "again"+a, answer)
		var err error
		if s, err = w.Answer(t.Context(), p, place, save); err != nil {
			t.Fatal(err)
		}
		if i == 2 {
			w.take(p, "own-days", "s2a=5", "s2b=5", "s2c=1", "s2d=5", "s2e=1", "s2f=1", "s2g=1")
		}
		w.now = w.now.Add(9 * time.Hour)
		if got := ids(w.begin(p, "spiral")); !slices.Equal(got, order) {
			t.Errorf("after %s the order is %v, was %v", a, got, order)
		}
	}
}

func ids(s quiz.Sitting) []string {
	var all []string
	for _, q := range s.Asked.Questions {
		all = append(all, q.ID)
	}
	return all
}
