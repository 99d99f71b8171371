package storetest

import (
	"slices"
	"testing"
	"time"

	"waymark/quiz"
)

func (s *suite) finishAttempt(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	b := answered(a, s.id(), "ex")
	must(t, s.SaveAttempt(t.Context(), b, a.Revision))
	want := frozen(b)
	want.Answers = quiz.Answers{"who": {Form: quiz.Code, Text: "me", StandIn: true}}
	got, err := s.FinishAttempt(t.Context(), want, b.Revision, quiz.AnySettings)
	must(t, err)
	same(t, "the result", got, want)

	second := want
	second.Next, second.Because, second.At, second.Engine = "rest", "Otherwise.", want.At.Add(time.Hour), "2"
	second.Answers, second.Scores = quiz.Answers{}, nil
	for _, was := range []int{b.Revision, b.Revision - 1, 99} {
		got, err = s.FinishAttempt(t.Context(), second, was, quiz.AnySettings)
		must(t, err)
		same(t, "finished again", got, want)
	}
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history", h, quiz.History{Results: []quiz.Result{want}})
	closed, err := s.Attempt(t.Context(), p.ID, a.ID)
	must(t, err)
	b.State, closed.Touched = quiz.AttemptFinished, b.Touched // when it is touched last is not said
	b.Answers = want.Answers                                  // of its own nothing is left
	same(t, "the attempt", closed, b)
}

func (s *suite) finishAttemptRefused(t *testing.T) {
	p := s.join(t)
	a := s.begin(t, p, "one")
	b := answered(a, s.id(), "ex")
	must(t, s.SaveAttempt(t.Context(), b, a.Revision))
	_, err := s.FinishAttempt(t.Context(), frozen(a), a.Revision, quiz.AnySettings)
	fails(t, "an older revision", err, quiz.ErrConflict)
	_, err = s.FinishAttempt(t.Context(), frozen(a), b.Revision+1, quiz.AnySettings)
	fails(t, "a revision to come", err, quiz.ErrConflict)
	missing := b
	missing.ID = s.id()
	_, err = s.FinishAttempt(t.Context(), frozen(missing), b.Revision, quiz.AnySettings)
	fails(t, "an attempt that is not there", err, quiz.ErrNotFound)
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history", h, quiz.History{})
	got, err := s.OpenAttempt(t.Context(), p.ID, "quiz", "one")
	must(t, err)
	same(t, "the attempt is open", got, b)
}

func (s *suite) history(t *testing.T) {
	p, other := s.join(t), s.join(t)
	finish := func(p quiz.Participant, quizID, set string, at time.Time) quiz.Result {
		a := s.blank(p, set)
		a.Quiz = quizID
		a, err := s.AddAttempt(t.Context(), a)
		must(t, err)
		r := frozen(a)
		r.At = at
		r, err = s.FinishAttempt(t.Context(), r, 0, quiz.AnySettings)
		must(t, err)
		return r
	}
	report := func(p quiz.Participant, id, quizID string, at time.Time) quiz.Event {
		e := quiz.Event{ID: id, Participant: p.ID, Quiz: quizID, Step: "walk", Kind: quiz.TaskTicked, Task: "t1", At: at}
		must(t, s.AddEvent(t.Context(), e))
		return e
	}
	var want quiz.History
	for _, minutes := range []int{5, 3, 3, 9, 1} {
		want.Results = append(want.Results, finish(p, "quiz", "one", noon.Add(time.Duration(minutes)*time.Minute)))
		want.Events = append(want.Events, report(p, s.id(), "quiz", noon.Add(time.Duration(minutes)*time.Minute)))
	}
	want.Sort()
	finish(other, "quiz", "one", noon)
	finish(p, "quiz2", "one", noon)
	report(other, s.id(), "quiz", noon)
	report(p, s.id(), "quiz2", noon)
	got, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "oldest first", got, want)

	// Of one time, the order is that of the ids byte by byte, on every database.
	ids := []string{"B", "a", "a-1", "a0", "b", "ä"}
	for _, id := range []string{"ä", "b", "a0", "B", "a", "a-1"} {
		report(other, id, "tie", noon)
	}
	ties, err := s.History(t.Context(), other.ID, "tie")
	must(t, err)
	if !slices.EqualFunc(ties.Events, ids, func(e quiz.Event, id string) bool { return e.ID == id }) {
		t.Errorf("events of one time are not in the order of %q: %+v", ids, ties.Events)
	}
	nothing, err := s.History(t.Context(), s.id(), "quiz")
	must(t, err)
	same(t, "of nobody", nothing, quiz.History{})
}

func (s *suite) events(t *testing.T) {
	p, other := s.join(t), s.join(t)
	e := quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Step: "walk", Kind: quiz.TaskTicked, Task: "t1", At: noon}
	must(t, s.AddEvent(t.Context(), e))
	changed := e
	changed.Step, changed.Kind, changed.At = "rest", quiz.TaskUnticked, noon.Add(time.Hour)
	must(t, s.AddEvent(t.Context(), changed)) // it is there, and left as it is
	theirs := e
	theirs.Participant = other.ID
	must(t, s.AddEvent(t.Context(), theirs))
	for _, want := range []quiz.Event{e, theirs} {
		h, err := s.History(t.Context(), want.Participant, "quiz")
		must(t, err)
		same(t, "the events", h, quiz.History{Events: []quiz.Event{want}})
	}
	nobodys := e
	nobodys.Participant = s.id()
	fails(t, "of nobody", s.AddEvent(t.Context(), nobodys), quiz.ErrNotFound)
}
