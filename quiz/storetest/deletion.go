package storetest

import (
	"testing"
	"time"

	"waymark/quiz"
)

func (s *suite) attempts(t *testing.T) {
	p, other := s.join(t), s.join(t)
	late := s.blank(p, "late")
	late.Started = noon.Add(time.Hour)
	late, err := s.AddAttempt(t.Context(), late)
	must(t, err)
	open, finished := s.begin(t, p, "open"), s.begin(t, p, "finished")
	_, err = s.FinishAttempt(t.Context(), frozen(finished), finished.Revision, quiz.AnySettings)
	must(t, err)
	elsewhere := s.blank(p, "open")
	elsewhere.Quiz = "quiz2"
	_, err = s.AddAttempt(t.Context(), elsewhere)
	must(t, err)
	s.begin(t, other, "open")
	got, err := s.Attempts(t.Context(), p.ID, "quiz")
	must(t, err)
	finished.State = quiz.AttemptFinished
	if len(got) == 3 {
		got[1].Touched = finished.Touched // when it is touched last is not said
	}
	same(t, "the attempts, oldest first", got, []quiz.Attempt{open, finished, late})
	got, err = s.Attempts(t.Context(), s.id(), "quiz")
	must(t, err)
	same(t, "of nobody", got, []quiz.Attempt(nil))
}

func (s *suite) deleteAttempt(t *testing.T) {
	p, other := s.join(t), s.join(t)
	finish := func(p quiz.Participant, set string, at time.Time) quiz.Result {
		r := frozen(s.begin(t, p, set))
		r.At = at
		r, err := s.FinishAttempt(t.Context(), r, 0, quiz.AnySettings)
		must(t, err)
		return r
	}
	before, gone, after := finish(p, "one", noon), finish(p, "one", noon.Add(time.Hour)), finish(p, "two", noon.Add(2*time.Hour))
	open := s.begin(t, p, "one")
	theirs := finish(other, "one", noon.Add(3*time.Hour))
	must(t, s.DeleteAttempt(t.Context(), other.ID, gone.ID)) // it is not theirs
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history, untouched by another person", h, quiz.History{Results: []quiz.Result{before, gone, after}})

	must(t, s.DeleteAttempt(t.Context(), p.ID, gone.ID))
	must(t, s.DeleteAttempt(t.Context(), p.ID, gone.ID))
	after.Fired, after.Next, after.Because = nil, "", ""
	h, err = s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history", h, quiz.History{Results: []quiz.Result{before, after}})
	_, err = s.Attempt(t.Context(), p.ID, gone.ID)
	fails(t, "the attempt", err, quiz.ErrNotFound)
	_, err = s.FinishAttempt(t.Context(), gone, 0, quiz.AnySettings)
	fails(t, "finish it again", err, quiz.ErrNotFound)

	must(t, s.DeleteAttempt(t.Context(), p.ID, open.ID))
	_, err = s.OpenAttempt(t.Context(), p.ID, "quiz", "one")
	fails(t, "an open attempt", err, quiz.ErrNotFound)
	h, err = s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history after an open attempt was deleted", h, quiz.History{Results: []quiz.Result{before, after}})
	h, err = s.History(t.Context(), other.ID, "quiz")
	must(t, err)
	same(t, "another's history", h, quiz.History{Results: []quiz.Result{theirs}})
	must(t, s.DeleteAttempt(t.Context(), s.id(), before.ID)) // nobody
}

func (s *suite) deleteUnseenOf(t *testing.T) {
	other := s.id() // a quiz of this test alone
	seen := func(at time.Time) (quiz.Participant, quiz.SecretHash) {
		p, secret := s.seen(t, at, quiz.Settings{Consents: map[string]quiz.Consent{"quiz": {Version: "v1", At: noon}, other: {Version: "v2", At: noon}}})
		s.fill(t, p)
		a := s.blank(p, "one")
		a.Quiz = other
		a, err := s.AddAttempt(t.Context(), a)
		must(t, err)
		_, err = s.FinishAttempt(t.Context(), frozen(a), 0, quiz.AnySettings)
		must(t, err)
		must(t, s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: other, Step: "walk", Kind: quiz.StepStarted, At: noon}))
		return p, secret
	}
	left := func(p quiz.Participant, quizID string) int {
		h, err := s.History(t.Context(), p.ID, quizID)
		must(t, err)
		attempts, err := s.Attempts(t.Context(), p.ID, quizID)
		must(t, err)
		return len(h.Results) + len(h.Events) + len(attempts)
	}
	old, secret := seen(noon.AddDate(0, 0, -3))
	late, _ := seen(noon)
	n, err := s.DeleteUnseenOf(t.Context(), other, noon.AddDate(0, 0, -2))
	must(t, err)
	same(t, "how many lost something", n, 1)
	same(t, "what is left of the quiz", left(old, other), 0)
	same(t, "what is left of another quiz", left(old, "quiz"), 4)
	same(t, "what is left of who was here", left(late, other), 3)
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	delete(old.Settings.Consents, other)
	old.Revision = 1
	same(t, "the participant", got, old)
	n, err = s.DeleteUnseenOf(t.Context(), other, noon.AddDate(0, 0, -2))
	must(t, err)
	same(t, "how many lost something again", n, 0)
	n, err = s.DeleteUnseenOf(t.Context(), s.id(), noon)
	must(t, err)
	same(t, "how many lost something of a quiz that nobody took", n, 0)
}

// outcomeOnly keeps another answer of every result that has none of the kept kind.
func outcomeOnly(r quiz.Result) (quiz.Answers, bool) {
	return quiz.Answers{"who": {Form: quiz.Code, Text: "me", StandIn: true}}, !r.Answers["who"].StandIn
}

func (s *suite) withdrawDetails(t *testing.T) {
	p, other := s.join(t), s.join(t)
	var finished []quiz.Result
	var operations []string
	for _, who := range []quiz.Participant{p, p, other} {
		a := s.begin(t, who, s.id())
		b := answered(a, s.id(), "ex")
		must(t, s.SaveAttempt(t.Context(), b, a.Revision))
		r, err := s.FinishAttempt(t.Context(), frozen(b), b.Revision, quiz.AnySettings)
		must(t, err)
		finished, operations = append(finished, r), b.Operations
	}
	settings := quiz.Settings{Consents: map[string]quiz.Consent{"quiz": {Version: "v2", At: noon}}}
	withdraw := func(who string, was int) error {
		return s.WithdrawDetails(t.Context(), who, settings, was, "quiz", outcomeOnly)
	}
	fails(t, "on other settings", withdraw(p.ID, 1), quiz.ErrConflict)
	fails(t, "of nobody", withdraw(s.id(), 0), quiz.ErrNotFound)
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history after what was refused", h, quiz.History{Results: finished[:2]})
	must(t, s.WithdrawDetails(t.Context(), p.ID, settings, 0, "another quiz", outcomeOnly))
	must(t, withdraw(p.ID, 1))
	must(t, withdraw(p.ID, 2))
	kept, _ := outcomeOnly(quiz.Result{})
	finished[0].Answers, finished[1].Answers = kept, kept
	h, err = s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history", h, quiz.History{Results: finished[:2]})
	h, err = s.History(t.Context(), other.ID, "quiz")
	must(t, err)
	same(t, "another's history", h, quiz.History{Results: finished[2:]})
	closed, err := s.Attempt(t.Context(), p.ID, finished[1].ID)
	must(t, err)
	same(t, "the answers of the attempt", closed.Answers, kept)
	same(t, "the number of its operations", len(closed.Operations), len(operations))
	got, err := s.Participant(t.Context(), p.ID)
	must(t, err)
	same(t, "the settings", got.Settings, settings)
	same(t, "their revision", got.Revision, 3)
}

func (s *suite) finishAfterWithdrawal(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	must(t, s.WithdrawDetails(t.Context(), p.ID, quiz.Settings{}, 0, "quiz", outcomeOnly))
	_, err := s.FinishAttempt(t.Context(), frozen(a), 0, 0)
	fails(t, "by settings that were withdrawn", err, quiz.ErrConflict)
	still, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "the attempt", still, a)
	_, err = s.FinishAttempt(t.Context(), frozen(a), 0, 1)
	must(t, err)
}

func (s *suite) deleteCopied(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	stays, staysSecret := s.joinWithSecret(t)
	open, finished := s.fill(t, p)
	was := quiz.Extent{Attempts: map[string]int{open.ID: 0, finished.ID: 0}, Results: 1, Events: 1}
	for what, other := range map[string]quiz.Extent{
		"other settings":    {Revision: 1, Attempts: was.Attempts, Results: 1, Events: 1},
		"another attempt":   {Attempts: map[string]int{open.ID: 0}, Results: 1, Events: 1},
		"another revision":  {Attempts: map[string]int{open.ID: 0, finished.ID: 1}, Results: 1, Events: 1},
		"more results":      {Attempts: was.Attempts, Results: 2, Events: 1},
		"fewer events":      {Attempts: was.Attempts, Results: 1},
		"nothing at all":    {},
		"what another left": {Attempts: map[string]int{s.id(): 0}},
	} {
		fails(t, what, s.DeleteCopied(t.Context(), p.ID, other), quiz.ErrConflict)
	}
	for what, key := range map[string]quiz.SecretHash{"another's key": staysSecret, "a key of nobody": s.secret()} {
		of := was
		of.Key = key
		fails(t, what, s.DeleteCopied(t.Context(), p.ID, of), quiz.ErrNotFound)
	}
	s.opens(t, "after what was refused", secret, true)
	was.Key = secret
	must(t, s.DeleteCopied(t.Context(), p.ID, was))
	fails(t, "who is gone", s.DeleteCopied(t.Context(), p.ID, was), quiz.ErrNotFound)
	s.isGone(t, p, secret)
	s.opens(t, "who stays", staysSecret, true)
	must(t, s.DeleteCopied(t.Context(), stays.ID, quiz.Extent{}))
	s.isGone(t, stays, staysSecret)
}
