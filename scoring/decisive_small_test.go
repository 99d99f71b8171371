package scoring

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"waymark/quiz"
)

// TestDecisiveInSmallQuizzes gives every other answer to each page of a set that is taken again: where one changes what is next, the page is
// among those that come first.
func TestDecisiveInSmallQuizzes(t *testing.T) {
	t.Parallel()
	var decided, spared atomic.Int64
	t.Run("quizzes", func(t *testing.T) {
		smallQuizzes(t, 600, func(t *testing.T, r *rand.Rand, s *Scorer) {
			histories, set := everyHistory(s), s.quiz.Sets[0]
			for range 8 {
				h := histories[r.IntN(len(histories))]
				last, taken := h.Latest(set.ID)
				if !taken {
					continue
				}
				first := s.Decisive(set.ID, h, noon)
				a := sitting{s: s, ask: s.asks[0], h: h, at: noon}
				next := s.Plan(a.finished(a.counted(last.Answers)), noon).Next
				for _, q := range set.Questions {
					if slices.Contains(first, q.ID) {
						decided.Add(1)
						continue
					}
					spared.Add(1)
					for _, other := range answersTo(q) {
						changed := without(last.Answers, q.ID)
						changed[q.ID] = other
						if got := s.Plan(a.finished(a.counted(changed)), noon).Next; got != next {
							t.Fatalf("%v: with %v to %s %s is next, not %s", last.Answers, other, q.ID, got, next)
						}
					}
				}
			}
		})
	})
	if !testing.Short() && (decided.Load() < 1000 || spared.Load() < 1000) {
		t.Errorf("%d pages decide, %d do not", decided.Load(), spared.Load())
	}
}

// TestWhatADecisivePageRestsOnComesWithIt: a page that is asked or accepted by an earlier answer stays behind it.
func TestWhatADecisivePageRestsOnComesWithIt(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 9))
	met := 0
	for range 400 {
		s, problems := Compile(smallQuiz(r))
		if s == nil {
			t.Fatal(problems)
		}
		for _, h := range everyHistory(s)[20:40] {
			first := s.Decisive("one", h, noon)
			for _, q := range s.quiz.Sets[0].Questions {
				if !slices.Contains(first, q.ID) || q.ShowIf.Value == "" {
					continue
				}
				for _, earlier := range []string{"kind", "group", "r1"} {
					if strings.Contains(q.ShowIf.Value, earlier) {
						met++
						if !slices.Contains(first, earlier) {
							t.Fatalf("%s rests on %s and comes first without it: %v", q.ID, earlier, first)
						}
					}
				}
			}
		}
	}
	if met < 50 {
		t.Errorf("only %d pages rest on another", met)
	}
}

// TestDecisiveIsNoneWithoutALastTime: nothing comes first of what is taken for the first time.
func TestDecisiveIsNoneWithoutALastTime(t *testing.T) {
	t.Parallel()
	s, problems := Compile(smallQuiz(rand.New(rand.NewPCG(1, 1))))
	if s == nil {
		t.Fatal(problems)
	}
	for _, set := range []string{"one", "two", "none"} {
		if first := s.Decisive(set, quiz.History{}, noon); len(first) > 0 {
			t.Errorf("%s: %v", set, first)
		}
	}
}
