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
