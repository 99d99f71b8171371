package storetest

import (
	"testing"
	"time"

	"waymark/quiz"
)

func (s *suite) addAttempt(t *testing.T) {
	p := s.join(t)
	_, err := s.OpenAttempt(t.Context(), p.ID, "quiz", "one")
	fails(t, "before the first", err, quiz.ErrNotFound)
	blank := s.blank(p, "one")
	blank.Answers = quiz.Answers{"carried": {Form: quiz.Numeric, Number: 3}}
	first, err := s.AddAttempt(t.Context(), blank)
	must(t, err)
	same(t, "what was added", first, blank)

	again := s.blank(p, "one")
	again.Version, again.Answers = "v2", quiz.Answers{"who": {Form: quiz.Code, Text: "ex"}}
	got, err := s.AddAttempt(t.Context(), again)
	must(t, err)
	same(t, "the open one comes back", got, first)
	_, err = s.Attempt(t.Context(), p.ID, again.ID)
	fails(t, "nothing else was kept", err, quiz.ErrNotFound)
	got, err = s.AddAttempt(t.Context(), blank) // as after a lost reply
	must(t, err)
	same(t, "the same one added again", got, first)

	other := s.begin(t, p, "two")
	elsewhere := s.blank(p, "one")
	elsewhere.Quiz = "quiz2"
	inOther, err := s.AddAttempt(t.Context(), elsewhere)
	must(t, err)
	for _, a := range []quiz.Attempt{first, other, inOther} {
		got, err := s.OpenAttempt(t.Context(), p.ID, a.Quiz, a.Set)
		must(t, err)
		same(t, "the open attempt of "+a.Quiz+" "+a.Set, got, a)
	}

	_, err = s.FinishAttempt(t.Context(), frozen(first), first.Revision, quiz.AnySettings)
	must(t, err)
	_, err = s.OpenAttempt(t.Context(), p.ID, "quiz", "one")
	fails(t, "after it was finished", err, quiz.ErrNotFound)
	next, err := s.AddAttempt(t.Context(), again)
	must(t, err)
	same(t, "a second sitting", next, again)
	_, err = s.AddAttempt(t.Context(), s.blank(quiz.Participant{ID: s.id()}, "one"))
	fails(t, "of nobody", err, quiz.ErrNotFound)
}

// attemptsOfOthers asks for one person's attempt with another's id.
func (s *suite) attemptsOfOthers(t *testing.T) {
	p, other := s.join(t), s.join(t)
	a := s.begin(t, p, "one")
	_, err := s.Attempt(t.Context(), other.ID, a.ID)
	fails(t, "read", err, quiz.ErrNotFound)
	_, err = s.OpenAttempt(t.Context(), other.ID, a.Quiz, a.Set)
	fails(t, "read the open one", err, quiz.ErrNotFound)
	foreign := answered(a, s.id(), "me")
	foreign.Participant = other.ID
	fails(t, "save", s.SaveAttempt(t.Context(), foreign, a.Revision), quiz.ErrNotFound)
	_, err = s.FinishAttempt(t.Context(), frozen(foreign), a.Revision, quiz.AnySettings)
	fails(t, "finish", err, quiz.ErrNotFound)
	got, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "the attempt", got, a)

	foreign.Revision, foreign.Answers, foreign.Changed, foreign.Operations = 0, nil, nil, nil
	theirs, err := s.AddAttempt(t.Context(), foreign) // ids are unique for a person alone
	must(t, err)
	same(t, "another's attempt with the same id", theirs, foreign)
	got, err = s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "the attempt beside it", got, a)
}

func (s *suite) saveAttempt(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	for _, code := range []string{"ex", "me", "both"} {
		saved := answered(a, s.id(), code)
		given := saved
		given.Quiz, given.Version, given.Set, given.Started = "other", "other", "other", noon.AddDate(1, 0, 0) // are not stored
		must(t, s.SaveAttempt(t.Context(), given, a.Revision))
		got, err := s.Attempt(t.Context(), p.ID, a.ID)
		must(t, err)
		same(t, "after the answer "+code, got, saved)
		a = got
	}
	if a.Revision != 3 || len(a.Operations) != 3 {
		t.Errorf("after three saves the revision is %d, and the operations are %d", a.Revision, len(a.Operations))
	}
}

func (s *suite) saveAttemptRefused(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	b := answered(a, s.id(), "ex")
	must(t, s.SaveAttempt(t.Context(), b, a.Revision))

	fails(t, "an older revision", s.SaveAttempt(t.Context(), answered(a, s.id(), "me"), a.Revision), quiz.ErrConflict)
	fails(t, "a revision to come", s.SaveAttempt(t.Context(), answered(answered(b, s.id(), "me"), s.id(), "me"), 2), quiz.ErrConflict)
	missing := answered(b, s.id(), "me")
	missing.ID = s.id()
	fails(t, "an attempt that is not there", s.SaveAttempt(t.Context(), missing, b.Revision), quiz.ErrNotFound)
	got, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "the attempt", got, b)

	_, err = s.FinishAttempt(t.Context(), frozen(b), b.Revision, quiz.AnySettings)
	must(t, err)
	fails(t, "a finished attempt", s.SaveAttempt(t.Context(), answered(b, s.id(), "me"), b.Revision), quiz.ErrFinished)
	fails(t, "a finished attempt, an older revision", s.SaveAttempt(t.Context(), answered(a, s.id(), "me"), a.Revision), quiz.ErrFinished)
	got, err = s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "the answers of the finished attempt", got.Answers, b.Answers)
}

// saveAttemptRepeated sends a save again, as after a reply that was lost on its way.
func (s *suite) saveAttemptRepeated(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	operation := s.id()
	saved := answered(a, operation, "ex")
	must(t, s.SaveAttempt(t.Context(), saved, a.Revision))
	later := saved
	later.Touched = saved.Touched.Add(time.Minute)
	must(t, s.SaveAttempt(t.Context(), later, a.Revision))
	got, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	same(t, "the attempt", got, saved)
	fails(t, "another answer of the same operation", s.SaveAttempt(t.Context(), answered(a, operation, "me"), a.Revision), quiz.ErrConflict)
	fails(t, "the same answer of another operation", s.SaveAttempt(t.Context(), answered(a, s.id(), "ex"), a.Revision), quiz.ErrConflict)
	_, err = s.FinishAttempt(t.Context(), frozen(saved), saved.Revision, quiz.AnySettings)
	must(t, err)
	must(t, s.SaveAttempt(t.Context(), saved, a.Revision)) // it was stored before the attempt was finished
}
