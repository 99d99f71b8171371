package quiz_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

// TestSetsOfADay finishes as many sets as a day may have: no further one begins until the day is over, and an open one goes on.
func TestSetsOfADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	store := openMemory(t)
	version := w.Quizzes()[0]
	w.Service = w.over(store)
	if err := w.Publish(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	p := w.join()
	finish := func(n int) {
		a := quiz.Attempt{ID: fmt.Sprint("a", n), Participant: p.ID, Quiz: "nine-steps", Version: version.Hash, Set: "no-set", State: quiz.AttemptOpen}
		if _, err := store.AddAttempt(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		if _, err := store.FinishAttempt(t.Context(), quiz.Result{ID: a.ID, Participant: p.ID, Quiz: a.Quiz, Version: a.Version, Set: a.Set, At: w.now}, 0, quiz.AnySettings); err != nil {
			t.Fatal(err)
		}
	}
	first := version.Quiz.Planning.First[0].Set
	for n := range 99 {
		finish(n)
	}
	w.now = w.now.Add(time.Hour)
	open := w.begin(p, first)
	finish(99)
	if again := w.begin(p, first); again.Attempt.ID != open.Attempt.ID {
		t.Error("the open attempt is not gone on with")
	}
	if err := w.DeleteAttempt(t.Context(), p, open.Attempt.ID); err != nil {
		t.Fatal(err)
	}
	_, err := w.Begin(t.Context(), p, "nine-steps", first)
	var limit *quiz.LimitError
	if !errors.As(err, &limit) || limit.Limit != quiz.LimitSets || !limit.Until.Equal(w.now.Add(23*time.Hour)) {
		t.Errorf("%v %+v", err, limit)
	}
	w.now = limit.Until
	w.begin(p, first)
}

// gives joins a person who answers one question.
func (w *world) gives() quiz.Participant {
	w.t.Helper()
	p := w.join()
	s := w.begin(p, w.Quizzes()[0].Quiz.Planning.First[0].Set)
	q := s.FirstOpen()
	place, save := page(s, q.ID, "operation", q.Options[0].Value)
	if _, err := w.Answer(w.t.Context(), p, place, save); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// TestSweepOfEmpty joins people who give nothing and lets the days pass: they go after a day, and the later sweeps look back no further than
// they have to.
func TestSweepOfEmpty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sweep := func(want int) {
		t.Helper()
		if swept, err := w.DeleteUnseen(t.Context()); err != nil || swept.Empty != want || swept.People != 0 {
			t.Errorf("%+v %v; want %d", swept, err, want)
		}
	}
	overdue := func(people int, want time.Duration) {
		t.Helper()
		if stock, err := w.Stock(t.Context()); err != nil || stock.People != people || stock.Overdue != want || stock.Bytes <= 0 {
			t.Errorf("%+v %v; want %d people and %s", stock, err, people, want)
		}
	}
	w.join()
	w.gives()
	w.now = w.now.Add(quiz.EmptyAfter)
	sweep(0)
	w.join()
	w.now = w.now.Add(time.Minute)
	overdue(3, time.Minute)
	sweep(1)
	overdue(2, 0)
	w.now = w.now.Add(quiz.EmptyAfter)
	overdue(2, quiz.EmptyAfter)
	sweep(1)
	w.now = w.now.AddDate(0, 0, w.Quizzes()[0].Quiz.KeepDays-3)
	sweep(0)
	w.now = w.now.AddDate(0, 0, 4)
	if stock, err := w.Stock(t.Context()); err != nil || stock.Overdue < 24*time.Hour {
		t.Errorf("%+v %v", stock, err)
	}
}

// BenchmarkReadSecret reads what costs most: strange words that all look like ours.
func BenchmarkReadSecret(b *testing.B) {
	for name, typed := range map[string]string{
		"one slip":         "account zodiac lemmon maple orbit hazel tulip wagon kiosk bread cedar fjord nutmeg",
		"25 strange words": "account" + strings.Repeat(" zzzzzzzz", 25),
		"all strange":      strings.Repeat("zzzzzzzz ", 26),
		"right":            "account zodiac lemon maple orbit hazel tulip wagon kiosk bread cedar fjord nutmeg",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = quiz.ReadSecret(typed)
			}
		})
	}
}

// TestSweepOfEndedTokens lets the keys of a browser end that was not to be remembered: a sweep leaves none of them.
func TestSweepOfEndedTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	counting := &endedTokens{Store: openMemory(t)}
	version := w.Quizzes()[0]
	w.Service = w.over(counting)
	if err := w.Publish(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	w.gives()
	for _, want := range []int{0, 1, 0} {
		if _, err := w.DeleteUnseen(t.Context()); err != nil || counting.deleted != want {
			t.Errorf("%d tokens were deleted, not %d: %v", counting.deleted, want, err)
		}
		w.now = w.now.Add(quiz.SessionLife)
	}
}

// endedTokens notes how many tokens were deleted because they had ended.
type endedTokens struct {
	quiz.Store
	deleted int
}

func (s *endedTokens) DeleteEndedTokens(ctx context.Context, at time.Time) (n int, err error) {
	s.deleted, err = s.Store.DeleteEndedTokens(ctx, at)
	return s.deleted, err
}

func openMemory(t *testing.T) quiz.Store {
	t.Helper()
	store, err := sqlstore.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}
