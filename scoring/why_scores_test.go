package scoring_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"waymark/quiz"
	"waymark/scoring"
)

// TestEffectsAreDifferencesOfPlans: the effect of an answer is the score of the plan less that of the plan of one who gave the middle.
func TestEffectsAreDifferencesOfPlans(t *testing.T) {
	t.Parallel()
	forRandomPeople(t, 40, func(t *testing.T, q *quiz.Quiz, s *scoring.Scorer, c quiz.Case) {
		scores := s.Plan(c.History, c.At).Scores
		for _, why := range s.Why(c.History, c.At).Scores {
			score, _ := scores.Of(why.ID)
			for i, item := range why.Items {
				_, question := questionOf(q, item.Fact.Question)
				low, high, _ := question.Range()
				changed := withAnswer(c.History, item.Fact.Set, question.ID, quiz.Answer{Form: quiz.Numeric, Number: (low + high) / 2})
				middle, _ := s.Plan(changed, c.At).Scores.Of(why.ID)
				if math.Abs(score.Value-middle.Value-item.Effect) > 1e-9 {
					t.Errorf("%s: the effect of %q is %v, not %v", why.ID, item.Fact.Text, score.Value-middle.Value, item.Effect)
				}
				if i > 0 && item.Effect > why.Items[i-1].Effect {
					t.Errorf("%s: the effects are not in their order", why.ID)
				}
			}
			checkMost(t, why)
		}
	})
}

// checkMost: the sentences name the first that raise a score and the last that lower it, and none that does not.
func checkMost(t *testing.T, why quiz.ScaleWhy) {
	t.Helper()
	for _, item := range why.Items {
		_, words, _ := strings.Cut(item.Fact.Text, "you answered ")
		strongest := func(sign float64) bool {
			stronger := 0
			for _, other := range why.Items {
				if sign*other.Effect > sign*item.Effect+1e-9 {
					stronger++
				}
			}
			return sign*item.Effect > 0 && stronger < 3
		}
		if strings.Contains(why.Raises, words) && !strongest(1) || strings.Contains(why.Lowers, words) && !strongest(-1) {
			t.Errorf("%s: %q is not one of the strongest: %s %s", why.ID, words, why.Raises, why.Lowers)
		}
	}
}

func withAnswer(h quiz.History, set, question string, a quiz.Answer) quiz.History {
	h.Results = slices.Clone(h.Results)
	for i, r := range slices.Backward(h.Results) {
		if r.Set != set {
			continue
		}
		answers := quiz.Answers{question: a}
		for id, other := range r.Answers {
			if id != question {
				answers[id] = other
			}
		}
		h.Results[i].Answers = answers
		return h
	}
	return h
}
