package scoring_test

import (
	"slices"
	"strings"
	"testing"

	"waymark/quiz"
	"waymark/scoring"
)

// TestMovesNeverTouchGuards: of the author's persons and of many made by chance, nobody is told what to answer so that a step opens that a
// guard can close, nor about an answer on which a guard rests; and somebody is told something.
func TestMovesNeverTouchGuards(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	cases := crowd(q, 20000)
	for _, test := range q.Tests {
		cases = append(cases, test.Case)
	}
	moves := 0
	for _, c := range cases {
		for _, move := range s.Moves(c.History, c.At) {
			moves++
			checkMove(t, q, s, c, move)
			if !slices.Contains([]string{"spiral", "own-days", "own-life"}, move.Step) {
				t.Fatalf("%s: a move for %s", c.ID, move.Step)
			}
			for _, change := range move.Changes {
				if slices.Contains([]string{"about-you", "safety", "check-in", "fixable"}, change.Set) {
					t.Fatalf("%s: a move by %s of %s", c.ID, change.Question, change.Set)
				}
				for _, g := range q.Guards {
					if strings.Contains(g.When.Value, change.Question) {
						t.Fatalf("%s: a move by %s, which %s reads", c.ID, change.Question, g.ID)
					}
				}
			}
		}
	}
	if moves == 0 {
		t.Error("nobody has a move")
	}
}

// checkMove tries every other answer to what a move changes: the same guards fire. The move opens its step, which no guard closes, and no
// single marked answer does so when the move takes two.
func checkMove(t *testing.T, q *quiz.Quiz, s *scoring.Scorer, c quiz.Case, move quiz.Move) {
	t.Helper()
	fired := s.Plan(c.History, c.At).Fired
	moved := c.History
	for _, change := range move.Changes {
		set, question := questionOf(q, change.Question)
		if question.Better == "" {
			t.Fatalf("%s: %s is not marked", c.ID, question.ID)
		}
		moved = withAnswer(moved, set, question.ID, change.To)
		for _, o := range question.Options {
			other := s.Plan(withAnswer(c.History, set, question.ID, quiz.Answer{Form: quiz.Numeric, Number: o.Number}), c.At)
			if !slices.Equal(other.Fired, fired) {
				t.Fatalf("%s: with %s to %s other guards fire: %v, not %v", c.ID, o.Label, question.ID, other.Fired, fired)
			}
		}
	}
	if state, _ := s.Plan(moved, c.At).Step(move.Step); state.State != quiz.Open || q.Guarded(move.Step) {
		t.Fatalf("%s: %s is %s after %v", c.ID, move.Step, state.State, move.Changes)
	}
	if len(move.Changes) > 1 {
		checkNoSingle(t, q, s, c, move)
	}
}

func checkNoSingle(t *testing.T, q *quiz.Quiz, s *scoring.Scorer, c quiz.Case, move quiz.Move) {
	t.Helper()
	for _, set := range q.Sets {
		last, taken := c.History.Latest(set.ID)
		for _, page := range set.Questions {
			given := last.Answers[page.ID]
			if !taken || page.Better == "" || given.Form != quiz.Numeric {
				continue
			}
			for _, o := range page.Options {
				if (o.Number > given.Number) != (page.Better == quiz.BetterHigher) || o.Number == given.Number {
					continue
				}
				one := s.Plan(withAnswer(c.History, set.ID, page.ID, quiz.Answer{Form: quiz.Numeric, Number: o.Number}), c.At)
				if state, _ := one.Step(move.Step); state.State == quiz.Open {
					t.Fatalf("%s: %s alone opens %s, not only %v", c.ID, page.ID, move.Step, move.Changes)
				}
			}
		}
	}
}

// TestMovesOfMarkedGuardQuestions: whatever an author marks, an answer on which a guard rests moves nothing.
func TestMovesOfMarkedGuardQuestions(t *testing.T) {
	t.Parallel()
	q, _ := shipped(t)
	for _, set := range q.Sets {
		for _, page := range set.Questions {
			for _, one := range page.Answerable() {
				if one.Kind == quiz.Rate {
					one.Better = quiz.BetterHigher
				}
			}
		}
	}
	s, problems := scoring.Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range crowd(q, 5000) {
		for _, move := range s.Moves(c.History, c.At) {
			if slices.ContainsFunc(move.Changes, func(c quiz.Change) bool { return c.Question == "s9d" || c.Set == "safety" }) {
				t.Fatalf("%s: %v", c.ID, move)
			}
			if q.Guarded(move.Step) {
				t.Fatalf("%s: a move for %s", c.ID, move.Step)
			}
		}
	}
}

// TestTestsCompareMoves: a test that expects another move, or none, fails and says which.
func TestTestsCompareMoves(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	for _, test := range q.Tests {
		if test.Case.ID != "one-answer-moves" {
			continue
		}
		for _, expected := range [][]string{{"s1f"}, {}} {
			other := *test
			other.Expect = quiz.Expectation{Moves: map[string][]string{"own-life": expected}}
			if got := s.Test(&other); len(got) != 1 || got[0].What != "moves to own-life" || got[0].Got != "s1d" {
				t.Errorf("%v: %v", expected, got)
			}
		}
		return
	}
	t.Error("the test is not there")
}
