package storetest

import (
	"errors"
	"testing"

	"waymark/quiz"
)

// settingsOfManyWindows holds that of changes at one moment one is made, and that every other is told so.
func (s *suite) settingsOfManyWindows(t *testing.T) {
	for round := range 5 {
		p := s.join(t)
		changes := make([]quiz.Settings, 6)
		errs := atOnce(len(changes), func(i int) error {
			changes[i] = quiz.Settings{Consents: map[string]quiz.Consent{s.id(): {Version: "v1", At: noon}}}
			return s.UpdateSettings(t.Context(), p.ID, changes[i], 0)
		})
		got, err := s.Participant(t.Context(), p.ID)
		must(t, err)
		made := 0
		for i, err := range errs {
			if err == nil {
				made++
				same(t, "the settings", got.Settings, changes[i])
			} else {
				fails(t, "a change that came too late", err, quiz.ErrConflict)
			}
		}
		if made != 1 || got.Revision != 1 {
			t.Errorf("round %d: %d changes were made, the revision is %d", round, made, got.Revision)
		}
	}
}

// withdrawWhileFinishing holds that no result keeps what was withdrawn at the moment in which it was stored.
func (s *suite) withdrawWhileFinishing(t *testing.T) {
	for range 10 {
		p := s.join(t)
		a := s.begin(t, p, "one")
		b := answered(a, s.id(), "ex")
		must(t, s.SaveAttempt(t.Context(), b, 0))
		errs := atOnce(2, func(i int) error {
			if i == 0 {
				return s.WithdrawDetails(t.Context(), p.ID, quiz.Settings{}, 0, "quiz", outcomeOnly)
			}
			_, err := s.FinishAttempt(t.Context(), frozen(b), b.Revision, 0)
			return err
		})
		must(t, errs[0])
		h, err := s.History(t.Context(), p.ID, "quiz")
		must(t, err)
		if errs[1] != nil {
			fails(t, "finish", errs[1], quiz.ErrConflict)
		}
		for _, r := range h.Results {
			if !r.Answers["who"].StandIn {
				t.Errorf("after the withdrawal a result holds %v", r.Answers)
			}
		}
	}
}

// copyWhileAnswering holds that nothing that was acknowledged is deleted without having been copied.
func (s *suite) copyWhileAnswering(t *testing.T) {
	for range 10 {
		p, secret := s.joinWithSecret(t)
		a := s.begin(t, p, "one")
		errs := atOnce(4, func(i int) error {
			switch i {
			case 0:
				return s.DeleteCopied(t.Context(), p.ID, quiz.Extent{Attempts: map[string]int{a.ID: 0}})
			case 1:
				return s.SaveAttempt(t.Context(), answered(a, s.id(), "ex"), 0)
			case 2:
				return s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Step: "walk", Kind: quiz.StepStarted, At: noon})
			default:
				_, err := s.AddAttempt(t.Context(), s.blank(p, "two"))
				return err
			}
		})
		switch {
		case errs[0] == nil:
			s.isGone(t, p, secret)
			for i, err := range errs[1:] {
				fails(t, "change "+string(rune('1'+i))+" of who is gone", err, quiz.ErrNotFound)
			}
		case !errors.Is(errs[0], quiz.ErrConflict):
			t.Error(errs[0])
		default:
			s.opens(t, "the secret of who stays", secret, true)
		}
	}
}
