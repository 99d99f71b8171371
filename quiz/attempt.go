package quiz

import (
	"slices"
	"time"
)

// AttemptState tells whether an attempt takes answers.
type AttemptState string

// The states of an attempt.
const (
	AttemptOpen     AttemptState = "open"
	AttemptFinished AttemptState = "finished"
)

// keptOperations is how many operations an attempt remembers: more than any person's retries can be apart.
const keptOperations = 64

// Attempt is one sitting of a set. It is pinned to the version it began with.
type Attempt struct {
	ID          string
	Participant string
	Quiz        string
	Version     string
	Set         string
	State       AttemptState
	Revision    int            // grows by one with every change
	Answers     Answers        // also those to questions that are no longer asked
	Changed     map[string]int // by question, the Revision at which its answer changed last
	Operations  []string       // the last operations that were applied, oldest first
	Started     time.Time
	Touched     time.Time
}

// Save is what one page sends: the answers to one question, or to the rows of one grid.
type Save struct {
	Operation string // minted with the page; a repeated save carries the same
	Revision  int    // AnswerRevision of the question when the page was made
	Answers   Answers
	Draft     bool // chosen or typed, and not sent yet: parts may be missing, and no guard acts on it
}

// AnswerRevision returns the revision at which an answer of the question changed last, 0 for never.
// A page sends it back, so that a save can tell whether it saw the latest answer.
func (a *Attempt) AnswerRevision(q *Question) int {
	revision := 0
	for _, part := range q.Answerable() {
		revision = max(revision, a.Changed[part.ID])
	}
	return revision
}

// Apply puts the answers of a save into the attempt and reports whether that changed anything.
// An operation that was applied before, and a save of what is stored already, change nothing and are no error.
// A save whose page saw an older answer, with another answer, is a *StaleError; a finished attempt gives ErrFinished.
func (a *Attempt) Apply(q *Question, s Save, at time.Time) (changed bool, err error) {
	repeated := true
	for _, part := range q.Answerable() {
		repeated = repeated && a.Answers[part.ID].Equal(s.Answers[part.ID])
	}
	applied := slices.Contains(a.Operations, s.Operation)
	if a.State != AttemptOpen && applied || repeated && (applied || a.State == AttemptOpen && len(s.known(q)) > 0) {
		return false, nil // a finished attempt may hold another answer that stands for this one
	}
	if a.State != AttemptOpen {
		return false, ErrFinished
	}
	if seen := a.AnswerRevision(q); seen != s.Revision {
		part := q.Answerable()[0]
		return false, &StaleError{Question: q.ID, Stored: a.Answers[part.ID], Given: s.Answers[part.ID], Revision: seen}
	}
	a.Revision++
	for _, part := range q.Answerable() {
		if answer := s.Answers[part.ID]; answer.Form == Unanswered {
			delete(a.Answers, part.ID)
		} else {
			a.Answers[part.ID] = answer
		}
		a.Changed[part.ID] = a.Revision
	}
	a.Operations = append(a.Operations, s.Operation)
	a.Operations = a.Operations[max(0, len(a.Operations)-keptOperations):]
	a.Touched = at
	return true, nil
}

// known returns the answers of the save that say something.
func (s Save) known(q *Question) []Answer {
	var known []Answer
	for _, part := range q.Answerable() {
		if answer := s.Answers[part.ID]; answer.Form != Unanswered {
			known = append(known, answer)
		}
	}
	return known
}
