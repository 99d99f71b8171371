package scoring

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"waymark/quiz"
)

// TestDecisiveInSmallQuizzes counts every other answer to each page of people who take a set again: a page comes first exactly if one of
// them changes what is next, or it belongs to such a page.
func TestDecisiveInSmallQuizzes(t *testing.T) {
	t.Parallel()
	var some, few atomic.Int64
	t.Run("quizzes", func(t *testing.T) {
		smallQuizzes(t, 400, func(t *testing.T, r *rand.Rand, s *Scorer) {
			histories, set := everyHistory(s), s.quiz.Sets[0]
			for range 6 {
				h := histories[r.IntN(len(histories))]
				last, taken := h.Latest(set.ID)
				if !taken {
					continue
				}
				got, want := s.Decisive(set.ID, h, noon), bruteDecisive(s, h, last.Answers)
				if !slices.Equal(got, want) {
					t.Errorf("%v come first, %v are decisive after %v", got, want, fmtAnswers(last.Answers))
				}
				if len(want) > 0 {
					some.Add(1)
				}
				if len(want) > 0 && len(want) < len(set.Questions) {
					few.Add(1)
				}
			}
		})
	})
	if !testing.Short() && (some.Load() < 300 || few.Load() < 100) {
		t.Errorf("only %d people with a decisive page, %d of them with another", some.Load(), few.Load())
	}
}

// bruteDecisive tries every answer.
func bruteDecisive(s *Scorer, h quiz.History, last quiz.Answers) []string {
	set := s.quiz.Sets[0]
	a := sitting{s: s, ask: s.asks[0], h: h, at: noon}
	asked := s.Ask(set.ID, last, h, noon).Questions
	now := a.next(last)
	first := map[string]bool{}
	for _, full := range everyAnswer(set.Questions) {
		if a.next(full) == now {
			continue
		}
		for _, page := range asked {
			same := !slices.ContainsFunc(asked, func(other *quiz.Question) bool {
				return other != page && !full[other.ID].Equal(last[other.ID])
			})
			first[page.ID] = first[page.ID] || same
		}
	}
	reads := func(page, earlier *quiz.Question) bool { return strings.Contains(page.ShowIf.Value, earlier.ID) }
	for _, page := range set.Questions {
		follows := slices.ContainsFunc(set.Questions, func(other *quiz.Question) bool { return first[other.ID] && reads(page, other) })
		first[page.ID] = first[page.ID] || follows && !slices.Contains(asked, page)
	}
	for _, page := range slices.Backward(set.Questions) {
		for _, earlier := range set.Questions {
			first[earlier.ID] = first[earlier.ID] || first[page.ID] && reads(page, earlier)
		}
	}
	var ids []string
	for _, page := range set.Questions {
		if first[page.ID] {
			ids = append(ids, page.ID)
		}
	}
	return ids
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
