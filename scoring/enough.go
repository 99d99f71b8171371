package scoring

import (
	"slices"
	"time"

	"waymark/quiz"
)

// Enough reports whether the answers so far settle what is next and which steps a guard closes, whatever else is answered or left open. It
// is false of a set that comes first: its answers count for everything later.
func (s *Scorer) Enough(set string, answers quiz.Answers, h quiz.History, at time.Time) bool {
	if len(answers) == 0 || slices.ContainsFunc(s.firsts, func(f firstRule) bool { return f.set == set }) {
		return false
	}
	o := s.Outlook(set, answers, h, at)
	if o.Certain != Proved {
		return false
	}
	return !slices.ContainsFunc(o.Steps, func(step StepOutlook) bool {
		return len(step.States) > 1 && slices.Contains(step.States, quiz.Closed)
	})
}
