package scoring

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"waymark/quiz"
)

// TestNoSmallerMove counts every change of one and two answers of every person of small quizzes: a move opens its step, none that is smaller
// does, and there is one wherever one exists.
func TestNoSmallerMove(t *testing.T) {
	t.Parallel()
	moves := make(chan int, 1000)
	t.Run("quizzes", func(t *testing.T) {
		smallQuizzes(t, 800, func(t *testing.T, r *rand.Rand, s *Scorer) {
			s = mustCompile(t, movable(r, s.quiz))
			histories := everyHistory(s)
			found := 0
			for range 25 {
				found += checkMoves(t, s, histories[r.IntN(len(histories))])
			}
			moves <- found
		})
	})
	close(moves)
	all := 0
	for n := range moves {
		all += n
	}
	if !testing.Short() && all < 100 {
		t.Errorf("only %d moves", all)
	}
}

// movable is the quiz with ratings that can move, some of them bound, and steps that no guard closes.
func movable(r *rand.Rand, q *quiz.Quiz) *quiz.Quiz {
	for _, page := range q.Sets[0].Questions {
		if page.Kind == quiz.Rate {
			page.Better = pick(r, quiz.BetterHigher, quiz.BetterHigher, quiz.BetterLower)
		}
		page.ShowIf.Value = ""
	}
	for _, g := range q.Guards {
		g.Close, g.Pause = []string{"x"}, ""
		if r.IntN(4) > 0 {
			g.When = txt("sure == 'no'")
		}
	}
	for _, step := range q.Steps {
		step.WaitFor = []quiz.Prerequisite{{That: txt(smallRule(r, 1, "r1", "r2", "s", "kind", "r1")), Because: say("Wait.")}}
	}
	return q
}

// checkMoves returns how many moves the person has.
func checkMoves(t *testing.T, s *Scorer, h quiz.History) int {
	t.Helper()
	got, n := map[string][]quiz.Change{}, 0
	for _, m := range s.Moves(h, noon) {
		got[m.Step] = m.Changes
		n++
	}
	p := s.Plan(h, noon)
	for _, state := range p.Steps {
		want := bruteMove(s, h, p, state)
		if size(want) != size(got[state.ID]) {
			t.Errorf("%s: got %v, but %v is the smallest", state.ID, got[state.ID], want)
		}
		if changes := got[state.ID]; changes != nil && !opensAfter(s, h, changes, state.ID) {
			t.Errorf("%s is not open after %v", state.ID, changes)
		}
	}
	return n
}

// size orders moves: fewer answers first, then fewer options further. Small quizzes number their options so that each is one further.
func size(changes []quiz.Change) int {
	far := 0
	for _, c := range changes {
		far += 100 + int(max(c.To.Number-c.From.Number, c.From.Number-c.To.Number))
	}
	return far
}

// bruteMove tries everything.
func bruteMove(s *Scorer, h quiz.History, p quiz.Plan, state quiz.StepState) []quiz.Change {
	if p.Paused || p.NextKind == quiz.KindSet || state.State != quiz.Waiting || state.ID == "x" || len(h.Results) == 0 {
		return nil
	}
	var singles, tried [][]quiz.Change
	bound := s.bound()
	for i, q := range s.asked {
		given := h.Results[0].Answers[q.q.ID]
		if q.q.Better == "" || given.Form != quiz.Numeric || bound[i] {
			continue
		}
		for _, o := range q.q.Options {
			if o.Number != given.Number && (o.Number > given.Number) == (q.q.Better == quiz.BetterHigher) {
				singles = append(singles, []quiz.Change{{Set: "one", Question: q.q.ID, From: given, To: num(o.Number)}})
			}
		}
	}
	tried = slices.Clone(singles)
	for _, a := range singles {
		for _, b := range singles {
			if a[0].Question != b[0].Question {
				tried = append(tried, []quiz.Change{a[0], b[0]})
			}
		}
	}
	slices.SortStableFunc(tried, func(a, b []quiz.Change) int { return cmp.Compare(size(a), size(b)) })
	for _, changes := range tried {
		if opensAfter(s, h, changes, state.ID) {
			return changes
		}
	}
	return nil
}

func opensAfter(s *Scorer, h quiz.History, changes []quiz.Change, step string) bool {
	h.Results = slices.Clone(h.Results)
	for _, c := range changes {
		i := slices.IndexFunc(h.Results, func(r quiz.Result) bool { return r.Set == c.Set })
		h.Results[i].Answers = maps.Clone(h.Results[i].Answers)
		h.Results[i].Answers[c.Question] = c.To
	}
	state, _ := s.Plan(h, noon).Step(step)
	return state.State == quiz.Open
}
