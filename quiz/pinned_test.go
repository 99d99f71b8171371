package quiz_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"waymark/quiz"
)

// take answers one page of the quiz on a program that may not be the one that the person met before.
func (m *member) take(p quiz.Participant, set, question, answer string) quiz.Sitting {
	m.t.Helper()
	s, err := m.Sitting(m.t.Context(), p, "walks", set)
	if err != nil {
		m.t.Fatalf("%s: %v", question, err)
	}
	place, save := page(s, question, "op "+question, answer)
	place.Quiz = "walks"
	if s, err = m.Answer(m.t.Context(), p, place, save); err != nil {
		m.t.Fatalf("%s: %v", question, err)
	}
	return s
}

func (m *member) finish(p quiz.Participant, s quiz.Sitting) {
	m.t.Helper()
	s, err := m.Finish(m.t.Context(), p, quiz.Place{Quiz: "walks", Set: s.Set.ID, Attempt: s.Attempt.ID})
	if err != nil || s.Result == nil {
		m.t.Fatalf("finish: %v", err)
	}
}

// TestSittingGoesFromProgramToProgram: who began is answered by the version they began with, also where another one is current, or none
// that has the set.
func TestSittingGoesFromProgramToProgram(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	old := f.start(walking(t))
	p, _, err := old.Join(t.Context(), "walks", old.agreement())
	if err != nil {
		t.Fatal(err)
	}
	fresh := f.start(withMoods(t))
	if _, err := fresh.Begin(t.Context(), p, "walks", "moods"); err != nil {
		t.Fatal(err)
	}
	old.take(p, "moods", "mood", "yes")
	fresh.take(p, "moods", "rested", "no")
	third := f.start(walking(t)) // takes the set away again
	for _, m := range []*member{old, fresh, third} {
		m.look()
		m.serves(walking(t), "with the set taken away")
	}
	if _, err := old.Begin(t.Context(), p, "walks", "moods"); err != nil {
		t.Errorf("going on with what was begun: %v", err)
	}
	third.finish(p, old.take(p, "moods", "rested", "yes"))
	if _, err := old.Begin(t.Context(), p, "walks", "moods"); !errors.Is(err, quiz.ErrNotFound) {
		t.Errorf("beginning what is no more: %v", err)
	}
}

// TestClosedByTheVersionThatIsCurrent: a program that has not followed yet refuses no answer that the current version takes, and
// a guard that was published since keeps out who had begun.
func TestClosedByTheVersionThatIsCurrent(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	closing := walking(t, "rules.yaml", "close: [first-walk, longer, together]", "close: [first-walk, same-time, longer, together]")
	old := f.start(closing)
	p, _, err := old.Join(t.Context(), "walks", old.agreement())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.Begin(t.Context(), p, "walks", "about-you"); err != nil {
		t.Fatal(err)
	}
	old.take(p, "about-you", "pain", "yes")
	old.take(p, "about-you", "hurdles", "none")
	old.finish(p, old.take(p, "about-you", "company", "often"))
	if _, err := old.Begin(t.Context(), p, "walks", "walks"); !errors.Is(err, quiz.ErrClosed) {
		t.Fatalf("the set is not closed: %v", err)
	}
	fresh := f.start(walking(t))
	if _, err := fresh.Begin(t.Context(), p, "walks", "walks"); err != nil {
		t.Fatal(err)
	}
	old.take(p, "walks", "w_day", "3")
	old.serves(walking(t), "after it was asked for what only that version opens")

	fresh.publish(closing)
	old.look()
	if _, err := old.Sitting(t.Context(), p, "walks", "walks"); !errors.Is(err, quiz.ErrClosed) {
		t.Errorf("the guard of the current version does not close what was begun: %v", err)
	}
}

// TestUnreadableVersionIsOutOfReach: an attempt that began with a version of a newer program is not lost, and not called missing.
func TestUnreadableVersionIsOutOfReach(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	m := f.start(walking(t))
	p, _, err := m.Join(t.Context(), "walks", m.agreement())
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.store.AddAttempt(t.Context(), quiz.Attempt{
		ID: uuid.NewString(), Participant: p.ID, Quiz: "walks", Version: "newer", Set: "about-you", State: quiz.AttemptOpen,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Sitting(t.Context(), p, "walks", "about-you"); !errors.Is(err, quiz.ErrUnavailable) || errors.Is(err, quiz.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
