package scoring

import (
	"fmt"
	"math"
	"testing"

	"waymark/quiz"
	"waymark/quiz/source"
)

// person is the history that the table of rules reads.
func person() quiz.History {
	return quiz.History{
		Results: []quiz.Result{
			result("mood", 20, ratings("555")),
			result("about", 9, quiz.Answers{"fear": code("yes"), "harm": many("hit"), "ended": dated("2026-11-01")}),
			result("mood", 8, ratings("541")),
			result("about", 3, quiz.Answers{"fear": code("no"), "harm": many("threat"), "ended": dated("2026-11-12")}),
		},
		Events: []quiz.Event{
			{Step: "first", Kind: quiz.StepStarted, At: noon.AddDate(0, 0, -5)},
			{Step: "first", Kind: quiz.TaskTicked, Task: "t1", At: noon.AddDate(0, 0, -4)},
			{Step: "first", Kind: quiz.TaskTicked, Task: "t2", At: noon.AddDate(0, 0, -3)},
			{Step: "first", Kind: quiz.TaskUnticked, Task: "t2", At: noon.AddDate(0, 0, -2)},
			{Step: "second", Kind: quiz.StepClosed, At: noon.AddDate(0, 0, -2)},
		},
	}
}

func TestRuleValues(t *testing.T) {
	t.Parallel()
	nothing := quiz.History{}
	nan := math.NaN()
	tests := []struct {
		rule string
		h    quiz.History
		want any
	}{
		// What is not known is equal to nothing.
		{"fear == 'no'", nothing, false},
		{"fear != 'no'", nothing, true},
		{"fear in ['no', 'yes']", nothing, false},
		{"fear not in ['no', 'yes']", nothing, true},
		{"not (fear == 'no')", nothing, true},
		{"known(fear)", nothing, false},
		{"known(stuck)", nothing, false},
		{"stuck < 50", nothing, false},
		{"stuck >= 50", nothing, false},
		{"stuck == 50", nothing, false},
		{"stuck != 50", nothing, true},
		{"stuck + 1 > 0", nothing, false},
		{"a in [1, 2]", nothing, false},
		{"stuck", nothing, nan},
		{"max(stuck, 10)", nothing, nan},
		{"first_known(stuck, 10)", nothing, 10.0},
		{"mean_known(stuck, 10, 20)", nothing, 15.0},
		{"mean_known(stuck, a)", nothing, nan},
		{"unknown", nothing, nan},
		{"known(unknown)", nothing, false},
		{"ended == 'never'", nothing, false},
		{"today - ended > 3", nothing, false},
		{"band(stuck) == 'high'", nothing, false},
		{"band(stuck) != 'high'", nothing, true},
		{"has(harm, 'hit')", nothing, false},
		{"taken('mood')", nothing, false},
		{"times('mood')", nothing, 0.0},
		{"days_since('mood')", nothing, nan},
		{"newer('mood', 'about')", nothing, false},
		{"days_since_said(fear, 'yes')", nothing, nan},
		{"done('first')", nothing, false},
		{"started('first')", nothing, nan},
		{"tasks('first')", nothing, 0.0},
		{"person_closed('second')", nothing, false},
		{"before.stuck", nothing, nan},
		{"change.stuck > 0", nothing, false},

		{"fear == 'no'", person(), true},
		{"fear in ['no', 'yes']", person(), true},
		{"known(fear)", person(), true},
		{"has(harm, 'hit')", person(), false},
		{"has(harm, 'hit', 'threat')", person(), true},
		{"today - ended", person(), 10.0},
		{"ended + week <= today", person(), true},
		{"ended == 'never'", person(), false},
		{"today", person(), float64(quiz.DayOf(noon))},
		{"a", person(), 5.0},
		{"a in [4, 5]", person(), true},
		{"stuck", person(), 91.66666666666667},
		{"before.stuck", person(), 66.66666666666666},
		{"doubled", person(), 18.0},
		{"change.doubled", person(), -2.0},
		{"change.a", person(), 0.0},
		{"band(stuck) == 'high'", person(), true},
		{"verdict == 'good'", person(), true},
		{"week * 2 + 1", person(), 15.0},
		{"1 / 2", person(), 0.5},
		{"1 / 0", person(), nan},
		{"-week", person(), -7.0},
		{"abs(-3)", person(), 3.0},
		{"round(2.5)", person(), 3.0},
		{"round(-2.5)", person(), -2.0},
		{"min(3, 1, 2)", person(), 1.0},
		{"1 < week < 10", person(), true},
		{"1 < week < 5", person(), false},
		{"safe and not false or false", person(), true},
		{"safe ? 1 : unknown", person(), 1.0},
		{"taken('mood')", person(), true},
		{"times('mood')", person(), 2.0},
		{"days_since('mood')", person(), 8.0},
		{"newer('about', 'mood')", person(), true},
		{"newer('mood', 'about')", person(), false},
		{"days_since_said(fear, 'yes')", person(), 9.0},
		{"days_since_said(harm, 'hit', 'threat')", person(), 3.0},
		{"done('first')", person(), false},
		{"started('first')", person(), 5.0},
		{"tasks('first')", person(), 1.0},
		{"person_closed('second')", person(), true},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			t.Parallel()
			got := evaluate(t, test.rule, test.h)
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("%s = %v, want %v", test.rule, got, test.want)
			}
		})
	}
}

func TestSkippedAnswerIsNotKnown(t *testing.T) {
	t.Parallel()
	h := quiz.History{Results: []quiz.Result{result("about", 1, quiz.Answers{"fear": code("skip"), "harm": many("skip"), "ended": code("never")})}}
	for rule, want := range map[string]any{
		"known(fear)": false, "fear == 'skip'": true, "fear != 'no'": true, "known(harm)": false,
		"ended == 'never'": true, "ended != 'never'": false, "known(ended)": true, "known(today - ended)": false,
	} {
		if got := evaluate(t, rule, h); got != want {
			t.Errorf("%s = %v, want %v", rule, got, want)
		}
	}
}

func TestRuleProblems(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule, code, message, hint string
		column                    int
	}{
		{"feer == 'no'", "rule/unknown-name", `there is no question, scale, value or setting called "feer"`, `did you mean "fear"?`, 1},
		{"fear == ''", "rule/empty-text", "there is nothing between these quotes", "write `unknown` for no text; whether a question has no answer is `not known(…)`", 9},
		{"fear == 'no' ? verdict : ' '", "rule/empty-text", "there is nothing between these quotes", "write `unknown` for no text; whether a question has no answer is `not known(…)`", 26},
		{"''", "rule/empty-text", "there is nothing between these quotes", "write `unknown` for no text; whether a question has no answer is `not known(…)`", 1},
		{"fear == 'yess'", "rule/no-such-option", `there is no option "yess" here`, `did you mean "yes"?`, 9},
		{"fear in ['no', 'yess']", "rule/no-such-option", `there is no option "yess" here`, `did you mean "yes"?`, 16},
		{"'yess' == fear", "rule/no-such-option", `there is no option "yess" here`, `did you mean "yes"?`, 1},
		{"verdict == 'fine'", "rule/no-such-option", `there is no option "fine" here`, "it can be 'bad' or 'good'", 12},
		{"band(stuck) == 'hihg'", "rule/no-such-option", `there is no option "hihg" here`, `did you mean "high"?`, 16},
		{"has(harm, 'hitt')", "rule/no-such-option", `there is no option "hitt" here`, `did you mean "hit"?`, 11},
		{"ended == 'nevr'", "rule/no-such-option", `there is no option "nevr" here`, `did you mean "never"?`, 10},
		{"days_since_said(fear, 'maybe') > 1", "rule/no-such-option", `there is no option "maybe" here`, "it can be 'no', 'yes' or 'skip'", 23},
		{"stuck == 'high'", "rule/type", "a number is compared with a text", "write a number without quotes", 7},
		{"fear == 1", "rule/type", "a text is compared with a number", "compare it with an answer in quotes, like == 'no'", 6},
		{"fear < 'no'", "rule/type", "`<` orders numbers and dates, this is a text", "", 6},
		{"ended > 7", "rule/type", "a date is compared with a number", "the difference of two dates is a number of days, like today - ended", 7},
		{"ended + ended > today", "rule/type", "dates can't be computed with in this way", "days can be added to a date, and two dates subtracted", 7},
		{"safe == true", "rule/type", "what is true or false needs no comparison", "write the name alone, or `not` before it", 6},
		{"fear == 'no' or 'skip'", "rule/type", "`or` joins what is true or false, this is a text", "say the name again: fear == 'yes' or fear == 'unsure'", 17},
		{"fear == verdict", "rule/text", "a text is compared with an option in quotes", "write one side as a text in quotes", 6},
		{"harm == 'hit'", "rule/many", `"harm" can have several answers, so it can't be compared`, "write has(harm, 'OPTION')", 1},
		{"note == 'x'", "rule/no-value", `"note" is a written answer, which rules do not read`, "a rule can ask known(note)", 1},
		{"has(fear, 'no')", "rule/type", `has does not go with "fear"`, "an example: has(harm, 'hit', 'threat')", 5},
		{"takn('mood')", "rule/unknown-function", `there is no function called "takn"`, `did you mean "taken"?`, 1},
		{"taken('moood')", "rule/no-such-set", `there is no set called "moood"`, `did you mean "mood"?`, 7},
		{"taken(mood)", "rule/arguments", "taken needs texts in quotes", "an example: taken('spiral')", 7},
		{"done('frist')", "rule/no-such-step", `there is no step called "frist"`, `did you mean "first"?`, 6},
		{"band(doubled) == 'x'", "rule/no-bands", `"doubled" has no bands`, "", 6},
		{"band(stuck, 'high')", "rule/arguments", "band takes one name", "an example: band(stuck)", 1},
		{"max(1)", "rule/arguments", "max takes 2 to 20 numbers, not 1", "an example: max(stuck, 50)", 1},
		{"max(1, 'a')", "rule/type", "max needs numbers, this is a text", "an example: max(stuck, 50)", 8},
		{"known", "rule/unknown-name", `there is no question, scale, value or setting called "known"`, "it is a function; write known(fear)", 1},
		{"sum > 3", "rule/only-in-score", `"sum" has a meaning only in the score of a scale`, "", 1},
		{"before.verdict > 1", "rule/before", `"verdict" is no scale and no question with a number`, "", 8},
		{"before.stuk > 1", "rule/unknown-name", `there is no scale or question called "stuk"`, `did you mean "stuck"?`, 8},
		{"safe && safe", "rule/operator", "the rule language has no `&&`", "write `and`", 6},
		{"!safe", "rule/operator", "the rule language has no `!`", "write `not`", 1},
		{"a % 2 == 1", "rule/operator", "the rule language has no `%`", "docs/format.md lists all operators", 3},
		{"fear matches 'x'", "rule/operator", "the rule language has no `matches`", "docs/format.md lists all operators", 6},
		{"fear = 'no'", "rule/syntax", "a single = means nothing", "write == to compare", 6},
		{"fear == 'no", "rule/syntax", "this quote is not closed", "put a text between two quotes of one kind", 9},
		{"fear == “no”", "rule/syntax", "curly quotes do not mark a text", "write straight quotes: 'yes'", 9},
		{"safe safe", "rule/syntax", `"safe" is not expected here`, "is `and`, `or` or a bracket missing before it?", 6},
		{"(safe", "rule/syntax", "the rule ends too early", "is a bracket or the right side missing?", 6},
		{"", "rule/syntax", "there is no rule here", "write one, or leave the key out", 1},
		{"let x = 1; x", "rule/not-allowed", "the rule language does not have this", "docs/format.md lists all that a rule can hold", 5},
		{"1..9", "rule/operator", "the rule language has no `..`", "docs/format.md lists all operators", 2},
		{"nil == 1", "rule/not-allowed", "the rule language does not have this", "docs/format.md lists all that a rule can hold", 1},
		{"[1]", "rule/list", "a list can't stand here", "write a list only behind `in`, like in ['a', 'b']", 1},
		{"it > 1", "rule/circle", "the rules go in a circle: it → it", "one of the rules on the way must not use the other", 1},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			t.Parallel()
			problems := problemsOfRule(test.rule)
			if len(problems) != 1 {
				t.Fatalf("%d problems: %+v", len(problems), problems)
			}
			p := problems[0]
			got := [...]any{p.Code, p.Message, p.Hint, p.Pos.Column, p.Severity}
			want := [...]any{test.code, test.message, test.hint, test.column, source.Error}
			if got != want {
				t.Errorf("\n got %v\nwant %v", got, want)
			}
		})
	}
}

func TestNestedRepetitionIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	// Each level walks its left side once for every item of its list: without a bound, 4 to the power of 9.
	rule := "a"
	for range 9 {
		rule = "((" + rule + " in [1, 2, 3, 4]) ? 1 : 2)"
	}
	problems := problemsOfRule(rule)
	if len(problems) != 1 || problems[0].Code != "rule/too-big" {
		t.Errorf("%+v", problems)
	}
}
