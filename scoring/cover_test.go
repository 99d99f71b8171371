package scoring_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// coverQuiz is a quiz of one question, one value with every kind of part, and one step.
func coverQuiz() *quiz.Quiz {
	rule := func(s string) source.Text {
		return source.Text{Value: s, Start: source.Pos{File: "rules.yaml", Line: 1, Column: 11}}
	}
	option := func(s string) quiz.Option { return quiz.Option{Value: s, Label: s} }
	return &quiz.Quiz{
		ID: "small",
		Sets: []*quiz.Set{{ID: "set", Questions: []*quiz.Question{
			{ID: "q", Kind: quiz.Choose, Options: []quiz.Option{option("a"), option("b"), option("c")}},
			{ID: "later", Kind: quiz.YesNo, Options: []quiz.Option{option("yes"), option("no")}, ShowIf: rule("q == 'a'")},
		}}},
		Values: []*quiz.Value{{ID: "value", Is: rule("not (q == 'a' and known(q)) or 1 > 2")}},
		Steps:  []*quiz.Step{{ID: "step", Need: rule("50"), Done: rule("value")}},
		Planning: quiz.Planning{
			Order: []string{"step"}, Wait: rule("wait"), Recheck: quiz.Recheck{Because: rule("again")},
		},
	}
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	s, problems := scoring.Compile(coverQuiz())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := s.NewCoverage()
	missing := func() (list []string) {
		for _, p := range c.Points() {
			if !p.Seen {
				list = append(list, string(p.Kind)+" "+p.Of+" "+p.Text+" "+p.Is)
			}
		}
		return list
	}
	expect := func(want []string) {
		t.Helper()
		if diff := cmp.Diff(want, missing()); diff != "" {
			t.Errorf("what was not seen (-want +got):\n%s", diff)
		}
	}
	expect([]string{
		// `1 > 2` is never true, so it is no point, and what is seen of a `not` is seen of what it turns.
		"rule value not (q == 'a' and known(q)) or 1 > 2 true", "rule value not (q == 'a' and known(q)) or 1 > 2 false",
		"part value not (q == 'a' and known(q)) true", "part value not (q == 'a' and known(q)) false",
		"part value q == 'a' true", "part value q == 'a' false", "part value known(q) true", "part value known(q) false",
		"rule step value true", "rule step value false", "rule step 50 known",
		"state step  open", "state step  done",
		"option q  a", "option q  b", "option q  c",
		"rule later q == 'a' true", "rule later q == 'a' false", "option later  yes", "option later  no",
	})
	c.See(quiz.History{}, at)
	c.See(quiz.History{Results: []quiz.Result{{Set: "set", At: at, Answers: quiz.Answers{"q": {Form: quiz.Code, Text: "a"}}}}}, at)
	expect([]string{"option q  b", "option q  c", "rule later q == 'a' false", "option later  yes", "option later  no"})
	if seen, all := c.Total(scoring.OptionPoint); seen != 1 || all != 5 {
		t.Errorf("%d of %d options were seen, want 1 of 5", seen, all)
	}
	if got := c.Percent(); got != 75 {
		t.Errorf("%v %% were seen, want 75", got)
	}
}

// BenchmarkTestsWithCoverage loads the shipped quiz, runs all its tests and notes what they show.
func BenchmarkTestsWithCoverage(b *testing.B) {
	for b.Loop() {
		q, s := shipped(b)
		c := s.NewCoverage()
		for _, test := range q.Tests {
			s.Test(test)
			c.See(test.Case.History, test.Case.At)
		}
	}
}
