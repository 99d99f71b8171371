package scoring_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"waymark/questions"
	"waymark/quiz"
	"waymark/scoring"
)

// replaced is the history with the outcomes of its answers, and how many of them stand for others.
func replaced(s *scoring.Scorer, h quiz.History) (kept quiz.History, standIns int) {
	kept.Events = h.Events
	for _, r := range h.Results {
		r.Answers = s.Outcome(r.Set, r.Answers)
		for _, a := range r.Answers {
			if a.StandIn {
				standIns++
			}
		}
		kept.Results = append(kept.Results, r)
	}
	return kept, standIns
}

// TestOutcomeGivesTheSamePlan holds for the author's persons and for many made by chance, of every set of each quiz, that the outcome of the
// answers gives the plan that the answers themselves give: now, and while facts age.
func TestOutcomeGivesTheSamePlan(t *testing.T) {
	t.Parallel()
	shippedQuiz, shippedScorer := shipped(t)
	kinds, _, problems := questions.Load(os.DirFS("../questions/testdata/all-kinds"))
	kindsScorer, more := scoring.Compile(kinds)
	if kindsScorer == nil {
		t.Fatal(problems, more)
	}
	for name, of := range map[string]struct {
		quiz   *quiz.Quiz
		scorer *scoring.Scorer
	}{"nine-steps": {shippedQuiz, shippedScorer}, "all-kinds": {kinds, kindsScorer}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cases := crowd(of.quiz, 500)
			for _, test := range of.quiz.Tests {
				cases = append(cases, test.Case)
			}
			all := 0
			for _, c := range cases {
				kept, n := replaced(of.scorer, c.History)
				all += n
				for _, days := range []int{0, 1, 7, 8, 15, 29, 30, 31, 61, 181, 400} {
					at := c.At.AddDate(0, 0, days)
					want, got := of.scorer.Plan(c.History, at), of.scorer.Plan(kept, at)
					if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
						t.Fatalf("%s, %d days later, with the outcomes:\n%s", c.ID, days, diff)
					}
				}
			}
			if all < 500 {
				t.Errorf("only %d answers were replaced", all)
			}
		})
	}
}

func TestOutcomeTellsNoMoreThanRulesDo(t *testing.T) {
	t.Parallel()
	_, s := shipped(t)
	code := func(text string) quiz.Answer { return quiz.Answer{Form: quiz.Code, Text: text} }
	codes := func(all ...string) quiz.Answer { return quiz.Answer{Form: quiz.Codes, Codes: all} }
	standIn := func(a quiz.Answer) quiz.Answer { a.StandIn = true; return a }
	tests := map[string]struct{ given, want quiz.Answer }{
		"sf_harm several":  {codes("sexual", "control"), standIn(codes("hit"))},
		"sf_harm one":      {codes("hit"), standIn(codes("hit"))},
		"sf_harm none":     {codes("none"), codes("none")},
		"sf_harm skipped":  {codes("skip"), codes("skip")},
		"sf_own mild":      {codes("checks_daily"), standIn(codes("many_messages"))},
		"sf_own severe":    {codes("tracked", "hurt_or_threat"), standIn(codes("went_uninvited"))},
		"sf_own both":      {codes("checks_daily", "after_no"), standIn(codes("many_messages", "went_uninvited"))},
		"sf_fear":          {code("yes"), code("yes")},
		"sf_selfharm":      {code("thoughts"), code("thoughts")},
		"sf_order":         {code("protects_me"), code("protects_me")},
		"sf_selfharm open": {quiz.Answer{}, quiz.Answer{}},
	}
	for name, test := range tests {
		id, _, _ := strings.Cut(name, " ")
		got := s.Outcome("safety", quiz.Answers{id: test.given})[id]
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if got := s.Outcome("no-such-set", quiz.Answers{"sf_harm": codes("hit")}); len(got) != 0 {
		t.Errorf("of a set that is not there: %v", got)
	}
}
