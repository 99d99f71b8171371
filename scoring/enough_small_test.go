package scoring

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"waymark/quiz"
)

// TestEnoughInSmallQuizzes counts every way to go on after answers that are called enough.
func TestEnoughInSmallQuizzes(t *testing.T) {
	t.Parallel()
	var completions atomic.Int64
	t.Run("quizzes", func(t *testing.T) {
		smallQuizzes(t, 600, func(t *testing.T, r *rand.Rand, s *Scorer) {
			histories, set := everyHistory(s), s.quiz.Sets[0]
			for range 8 {
				h := histories[r.IntN(len(histories))]
				a := sitting{s: s, ask: s.asks[0], h: h, at: noon}
				all := everyAnswer(set.Questions)
				so := a.counted(prefix(r, set, all[r.IntN(len(all))]))
				if !s.Enough(set.ID, so, h, noon) {
					continue
				}
				stopped := s.Plan(a.finished(so), noon)
				for _, full := range all {
					if goesOn(so, full) {
						completions.Add(1)
						sameVerdict(t, stopped, s.Plan(a.finished(a.counted(full)), noon))
					}
				}
			}
		})
	})
	if !testing.Short() && completions.Load() < 10000 {
		t.Errorf("only %d completions", completions.Load())
	}
}

// prefix are the answers to the first questions.
func prefix(r *rand.Rand, set *quiz.Set, answers quiz.Answers) quiz.Answers {
	first := quiz.Answers{}
	for _, q := range set.Questions[:1+r.IntN(len(set.Questions))] {
		if a, given := answers[q.ID]; given {
			first[q.ID] = a
		}
	}
	return first
}

func sameVerdict(t *testing.T, stopped, gone quiz.Plan) {
	t.Helper()
	if gone.Next != stopped.Next {
		t.Errorf("%s is next instead of %s", gone.Next, stopped.Next)
	}
	for i, step := range gone.Steps {
		if (step.State == quiz.Closed) != (stopped.Steps[i].State == quiz.Closed) {
			t.Errorf("%s is %s instead of %s", step.ID, step.State, stopped.Steps[i].State)
		}
	}
}
