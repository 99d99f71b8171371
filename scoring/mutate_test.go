package scoring_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// mutateQuiz is a quiz of one scale, one value, one guard and two steps.
func mutateQuiz() *quiz.Quiz {
	rule := func(s string) source.Text {
		return source.Text{Value: s, Start: source.Pos{File: "rules.yaml", Line: 1, Column: 11}}
	}
	rating := func(id string) *quiz.Question {
		q := &quiz.Question{ID: id, Kind: quiz.Rate}
		for i, value := range []string{"1", "2", "3"} {
			q.Options = append(q.Options, quiz.Option{Value: value, Number: float64(i + 1), Numbered: true})
		}
		return q
	}
	below, above := quiz.Range{High: 3, HasHigh: true, HighOpen: true}, quiz.Range{Low: 3, HasLow: true}
	return &quiz.Quiz{
		ID:       "small",
		Sets:     []*quiz.Set{{ID: "set", Questions: []*quiz.Question{rating("a"), rating("b")}}},
		Settings: []*quiz.Setting{{Name: "limit", Value: 2}},
		Scales:   []*quiz.Scale{{ID: "both", Items: []string{"a", "b"}, Score: rule("sum"), Needs: 2, Bands: []quiz.Band{{ID: "low", Range: below}, {ID: "high", Range: above}}}},
		Values:   []*quiz.Value{{ID: "tired", Is: rule("a > limit and b != 1")}, {ID: "calm", Is: rule("both < 6 and both < 7")}},
		Guards:   []*quiz.Guard{{ID: "stop", When: rule("tired"), Close: []string{"one"}}},
		Steps: []*quiz.Step{
			{ID: "one", Need: rule("50")},
			{ID: "two", Need: rule("60"), WaitFor: []quiz.Prerequisite{{That: rule("band(both) in ['low', 'high']")}}},
		},
		Planning: quiz.Planning{Order: []string{"one", "two"}, Tie: 1, Unmeasured: 50, Wait: rule("wait"), Recheck: quiz.Recheck{Because: rule("again")}},
	}
}

// person is a test of somebody with the answers, on the day of the clock.
func person(name string, answers map[string]float64, expect quiz.Expectation) *quiz.Test {
	given := quiz.Answers{}
	for id, x := range answers {
		given[id] = quiz.Answer{Form: quiz.Numeric, Number: x}
	}
	c := quiz.Case{At: clock, History: quiz.History{Results: []quiz.Result{{Set: "set", Answers: given, At: clock}}}}
	return &quiz.Test{Name: name, Case: c, Expect: expect}
}

func mutate(t *testing.T, q *quiz.Quiz) []scoring.MutantResult {
	t.Helper()
	s, problems := scoring.Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	done := 0
	results, err := s.Mutate(scoring.MutateOptions{
		Hunt: true, At: clock, Effort: scoring.Effort{People: 300, Boxes: 400},
		Progress: func(now, total int) {
			if done++; now != done || now > total {
				t.Errorf("%d of %d are done after %d calls", now, total, done)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func TestMutate(t *testing.T) {
	t.Parallel()
	q := mutateQuiz()
	q.Tests = []*quiz.Test{
		person("stopped", map[string]float64{"a": 3, "b": 2}, quiz.Expectation{States: map[string]quiz.State{"one": quiz.Closed}}),
		person("first", map[string]float64{"a": 2, "b": 1}, quiz.Expectation{Fired: &[]string{}, Order: &[]string{"two", "one"}}),
	}
	s, _ := scoring.Compile(q)
	var got []string
	for _, r := range mutate(t, q) {
		line := r.Of + ": " + r.Change + ": " + string(r.Fate) + " " + r.By
		if r.Test != nil {
			line += "by its " + r.Mismatches[0].What
			if found := s.Test(r.Test); len(found) > 0 || r.Fate != scoring.Survived {
				t.Errorf("%s: the test that would kill it fails without it: %+v", line, found)
			}
		}
		got = append(got, line)
	}
	want := []string{
		"limit: it is 1 in place of 2: survived by its next",
		"limit: it is 3 in place of 2: killed stopped",
		"both: a is keyed the other way: survived by its score of both",
		"both: a is missing: killed first",
		"both: b is keyed the other way: survived by its score of both",
		"both: b is missing: killed first",
		"both: needs is 1 in place of 2: survived by its next",
		"both: needs is 3 in place of 2: killed first",
		"both: high begins at 2 in place of at 3: survived by its band of both",
		"both: high begins above 3 in place of at 3: survived by its band of both",
		"stop: the guard is missing: killed stopped",
		"stop: what closes one is missing: killed stopped",
		"plan: tie is 0 in place of 1: survived ",
		"plan: tie is 2 in place of 1: survived ",
		"plan: unmeasured is 49 in place of 50: survived ",
		"plan: unmeasured is 51 in place of 50: survived ",
		"two: the prerequisite `band(both) in ['low', 'high']` is missing: survived by its next",
		"tired: `>` became `>=`: survived by its next",
		"tired: `>` became `<=`: killed stopped",
		"tired: `and` became `or`: survived by its next",
		"tired: `!=` became `==`: killed stopped",
		"tired: `1` became `0`: survived by its order",
		"tired: `1` became `2`: killed stopped",
		"calm: `<` became `<=`: survived by its value of calm",
		"calm: `<` became `>=`: survived by its value of calm",
		"calm: `6` became `5`: survived by its value of calm",
		"calm: `6` became `7`: survived by its value of calm",
		"calm: `and` became `or`: survived by its value of calm",
		// Nobody has a score above 6, so the second limit of calm makes no difference.
		"calm: `<` became `<=`: equivalent ",
		"calm: `<` became `>=`: survived by its value of calm",
		"calm: `7` became `6`: equivalent ",
		"calm: `7` became `8`: equivalent ",
		"one: `50` became `49`: survived ",
		"one: `50` became `51`: survived ",
		"two: `60` became `59`: survived ",
		"two: `60` became `61`: survived ",
		"two: `in` became `not in`: killed first",
		"two: `'low'` is missing: survived by its next",
		"two: `'high'` is missing: killed first",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestMutateRefusesTestsThatFail(t *testing.T) {
	t.Parallel()
	q := mutateQuiz()
	q.Tests = []*quiz.Test{person("wrong", nil, quiz.Expectation{Order: &[]string{}})}
	s, _ := scoring.Compile(q)
	if _, err := s.Mutate(scoring.MutateOptions{}); err == nil {
		t.Error("tests that fail found mutants")
	}
}
