package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"waymark/quiz"
)

// atOnce runs fn in n goroutines that begin together, and returns their errors.
func atOnce(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// oneOfManySaves lets 50 writers save over the same revision.
func (s *suite) oneOfManySaves(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	for round := range 5 {
		var tries []quiz.Attempt
		for i := range 50 {
			tries = append(tries, answered(a, s.id(), fmt.Sprint("answer", i)))
		}
		winner := -1
		for i, err := range atOnce(len(tries), func(i int) error { return s.SaveAttempt(t.Context(), tries[i], a.Revision) }) {
			switch {
			case err == nil && winner >= 0:
				t.Fatalf("round %d: both %d and %d were told that they are stored", round, winner, i)
			case err == nil:
				winner = i
			case !errors.Is(err, quiz.ErrConflict):
				t.Errorf("round %d: %v", round, err)
			}
		}
		if winner < 0 {
			t.Fatalf("round %d: nobody won", round)
		}
		got, err := s.Attempt(t.Context(), p.ID, a.ID)
		must(t, err)
		same(t, "the attempt", got, tries[winner])
		a = got
	}
}

// oneSaveManyTimes sends one save 20 times at once, as impatient clicks do.
func (s *suite) oneSaveManyTimes(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	saved := answered(a, s.id(), "ex")
	for _, err := range atOnce(20, func(int) error { return s.SaveAttempt(t.Context(), saved, a.Revision) }) {
		must(t, err)
	}
	got, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "the attempt", got, saved)
}

// oneAttemptOfMany begins the same set 20 times at once.
func (s *suite) oneAttemptOfMany(t *testing.T) {
	p := s.join(t)
	got := make([]quiz.Attempt, 20)
	for _, err := range atOnce(len(got), func(i int) (err error) {
		got[i], err = s.AddAttempt(t.Context(), s.blank(p, "one"))
		return err
	}) {
		must(t, err)
	}
	open, err := s.OpenAttempt(t.Context(), p.ID, "quiz", "one")
	must(t, err)
	for _, a := range got {
		same(t, "the attempt", a, open)
	}
}

// oneResultOfMany finishes an attempt 20 times at once, each time with another result.
func (s *suite) oneResultOfMany(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	got := make([]quiz.Result, 20)
	for _, err := range atOnce(len(got), func(i int) (err error) {
		r := frozen(a)
		r.Because = fmt.Sprint("Because of ", i)
		got[i], err = s.FinishAttempt(t.Context(), r, a.Revision, quiz.AnySettings)
		return err
	}) {
		must(t, err)
	}
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	if len(h.Results) != 1 {
		t.Fatalf("%d results are stored", len(h.Results))
	}
	for _, r := range got {
		same(t, "the result", r, h.Results[0])
	}
}

// savesWhileFinishing holds that a result is of the answers that were stored last.
func (s *suite) savesWhileFinishing(t *testing.T) {
	for range 10 {
		p := s.join(t)
		a := s.begin(t, p, "one")
		saved := answered(a, s.id(), "ex")
		errs := atOnce(2, func(i int) error {
			if i == 0 {
				return s.SaveAttempt(t.Context(), saved, a.Revision)
			}
			_, err := s.FinishAttempt(t.Context(), frozen(a), a.Revision, quiz.AnySettings)
			return err
		})
		got, err := s.Attempt(t.Context(), p.ID, a.ID)
		must(t, err)
		switch {
		case errs[0] == nil && errors.Is(errs[1], quiz.ErrConflict):
			same(t, "saved first", got, saved)
		case errors.Is(errs[0], quiz.ErrFinished) && errs[1] == nil:
			same(t, "finished first", got.Answers, a.Answers)
		default:
			t.Errorf("saving: %v; finishing: %v", errs[0], errs[1])
		}
	}
}

// attemptsWhileFinishing begins a set while its open attempt is finished: the answer is one of the two attempts.
func (s *suite) attemptsWhileFinishing(t *testing.T) {
	for range 10 {
		p := s.join(t)
		a := s.begin(t, p, "one")
		next := s.blank(p, "one")
		var got quiz.Attempt
		for _, err := range atOnce(2, func(i int) (err error) {
			if i == 0 {
				got, err = s.AddAttempt(t.Context(), next)
			} else {
				_, err = s.FinishAttempt(t.Context(), frozen(a), a.Revision, quiz.AnySettings)
			}
			return err
		}) {
			must(t, err)
		}
		if got.ID != a.ID && got.ID != next.ID {
			t.Errorf("the attempt that was begun is %+v", got)
		}
	}
}

// deletionWhileReporting deletes a person while things of theirs are stored: nothing is left, whoever was first.
func (s *suite) deletionWhileReporting(t *testing.T) {
	for range 10 {
		p, secret := s.joinWithSecret(t)
		errs := atOnce(8, func(i int) error {
			switch {
			case i == 0:
				return s.DeleteParticipant(t.Context(), p.ID)
			case i%2 == 0:
				return s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", At: noon})
			default:
				_, err := s.AddAttempt(t.Context(), s.blank(p, "open"))
				return err
			}
		})
		must(t, errs[0])
		for _, err := range errs[1:] {
			if err != nil {
				fails(t, "storing for who is gone", err, quiz.ErrNotFound)
			}
		}
		s.isGone(t, p, secret)
	}
}

// addingTokensAndLeaving holds that no secret of a person outlives them.
func (s *suite) addingTokensAndLeaving(t *testing.T) {
	for range 10 {
		p, first := s.joinWithSecret(t)
		secrets := []quiz.SecretHash{first, s.secret(), s.secret(), s.secret()}
		errs := atOnce(len(secrets), func(i int) error {
			if i == 0 {
				return s.DeleteParticipant(t.Context(), p.ID)
			}
			return s.AddToken(t.Context(), p.ID, browser(secrets[i]), 9)
		})
		must(t, errs[0])
		for _, err := range errs[1:] {
			if err != nil {
				fails(t, "a secret for who is gone", err, quiz.ErrNotFound)
			}
		}
		s.isGone(t, p, secrets...)
	}
}

// manyParticipantsAtOnce takes a whole set for each of 40 people at once and looks that everyone has their own.
func (s *suite) manyParticipantsAtOnce(t *testing.T) {
	for _, err := range atOnce(40, func(i int) error {
		p := quiz.Participant{ID: s.id(), Created: noon, Seen: noon}
		if err := s.AddParticipant(t.Context(), p, browser(s.secret())); err != nil {
			return err
		}
		a, err := s.AddAttempt(t.Context(), s.blank(p, "one"))
		for range 5 {
			if err != nil {
				return err
			}
			next := answered(a, s.id(), p.ID)
			err, a = s.SaveAttempt(t.Context(), next, a.Revision), next
		}
		if err != nil {
			return err
		}
		if _, err := s.FinishAttempt(t.Context(), frozen(a), a.Revision, quiz.AnySettings); err != nil {
			return err
		}
		h, err := s.History(t.Context(), p.ID, "quiz")
		if err == nil && (len(h.Results) != 1 || h.Results[0].Answers["who"].Text != p.ID) {
			err = fmt.Errorf("the history of person %d is %+v", i, h)
		}
		return err
	}) {
		must(t, err)
	}
}
