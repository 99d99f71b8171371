package quiz_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"waymark/quiz"
)

func options(values ...string) []quiz.Option {
	var all []quiz.Option
	for _, v := range values {
		all = append(all, quiz.Option{Value: v, Label: "Label " + v, Exclusive: v == quiz.NoneValue || v == quiz.SkipValue})
	}
	return all
}

func bound(x float64) *float64 { return &x }

// oneOfEach are one of each kind.
var oneOfEach = map[quiz.Kind]*quiz.Question{
	quiz.Choose:     {ID: "choose", Kind: quiz.Choose, Options: options("ex", "me", "skip")},
	quiz.YesNo:      {ID: "yes_no", Kind: quiz.YesNo, Options: options("yes", "no")},
	quiz.ChooseMany: {ID: "many", Kind: quiz.ChooseMany, Options: options("hit", "threat", "none")},
	quiz.Rate: {ID: "rate", Kind: quiz.Rate, Options: []quiz.Option{
		{Value: "1", Number: 1, Numbered: true}, {Value: "2", Number: 2, Numbered: true}, {Value: "skip"}}},
	quiz.Number: {ID: "number", Kind: quiz.Number, Min: bound(0), Max: bound(20), Whole: true, Options: options("many")},
	quiz.Date:   {ID: "date", Kind: quiz.Date, About: true, Options: options("never")},
	quiz.ShortText: {ID: "text", Kind: quiz.ShortText, MaxLength: 6, Pattern: regexp.MustCompile(`^(?:[0-9]+)$`),
		PatternSay: "Write digits."},
	quiz.LongText: {ID: "long", Kind: quiz.LongText, MaxLength: 5},
	quiz.Info:     {ID: "info", Kind: quiz.Info},
}

func TestAccept(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind    quiz.Kind
		json    string
		want    string // JSON of the accepted answer
		refused string // or the message
	}{
		{quiz.Choose, `"ex"`, `"ex"`, ""},
		{quiz.Choose, `"skip"`, `"skip"`, ""},
		{quiz.Choose, `"exx"`, "", "Choose one of the answers."},
		{quiz.Choose, `["ex"]`, "", "Choose one of the answers."},
		{quiz.Choose, `null`, `null`, ""},
		{quiz.YesNo, `"yes"`, `"yes"`, ""},
		{quiz.YesNo, `1`, "", "Choose one of the answers."},
		{quiz.ChooseMany, `["threat","hit","hit"]`, `["hit","threat"]`, ""},
		{quiz.ChooseMany, `"hit"`, `["hit"]`, ""},
		{quiz.ChooseMany, `["none"]`, `["none"]`, ""},
		{quiz.ChooseMany, `["none","hit"]`, "", "Choose “Label none” alone, or take it away."},
		{quiz.ChooseMany, `["blow"]`, "", "Choose from the answers shown."},
		{quiz.ChooseMany, `[]`, `null`, ""},
		{quiz.ChooseMany, `7`, "", "Choose all that apply."},
		{quiz.Rate, `2`, `2`, ""},
		{quiz.Rate, `"2"`, `2`, ""},
		{quiz.Rate, `"skip"`, `"skip"`, ""},
		{quiz.Rate, `3`, "", "Choose one of the answers."},
		{quiz.Rate, `1.5`, "", "Choose one of the answers."},
		{quiz.Number, `20`, `20`, ""},
		{quiz.Number, `" 1 2 "`, `12`, ""},
		{quiz.Number, `"many"`, `"many"`, ""},
		{quiz.Number, `"3,0"`, `3`, ""},
		{quiz.Number, `2.5`, "", "Enter a whole number, like 3."},
		{quiz.Number, `-1`, "", "Enter 0 or more."},
		{quiz.Number, `21`, "", "Enter 20 or less."},
		{quiz.Number, `"NaN"`, "", "Enter a smaller number."},
		{quiz.Number, `"1e400"`, "", "Enter a number, like 3."},
		{quiz.Number, `"a few"`, "", "Enter a number, like 3."},
		{quiz.Date, `"2026-11-17"`, `"2026-11-17"`, ""},
		{quiz.Date, `"2026-11-17~"`, `"2026-11-17~"`, ""},
		{quiz.Date, `"never"`, `"never"`, ""},
		{quiz.Date, `"2026-02-30"`, "", "Enter a real date, with day, month and year."},
		{quiz.Date, `"0026-02-03"`, "", "Enter a real date, with day, month and year."},
		{quiz.Date, `17`, "", "Enter a real date, with day, month and year."},
		{quiz.ShortText, `" 1234 "`, `"1234"`, ""},
		{quiz.ShortText, `"12a"`, "", "Write digits."},
		{quiz.ShortText, `"1234567"`, "", "Write 6 characters or fewer. You have written 7."},
		{quiz.ShortText, `"  "`, `null`, ""},
		{quiz.LongText, `"äöüßé"`, `"äöüßé"`, ""},
		{quiz.LongText, `["x"]`, "", "Write your answer in words."},
		{quiz.Info, `"x"`, "", "This page asks nothing."},
	}
	for _, test := range tests {
		t.Run(string(test.kind)+" "+test.json, func(t *testing.T) {
			t.Parallel()
			var raw quiz.Answer
			if err := json.Unmarshal([]byte(test.json), &raw); err != nil {
				t.Fatal(err)
			}
			accepted, err := oneOfEach[test.kind].Accept(raw)
			if test.refused != "" {
				var refusal *quiz.AnswerError
				if !errors.As(err, &refusal) || refusal.Message != test.refused {
					t.Fatalf("got %v, want the refusal %q", err, test.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := json.Marshal(accepted); string(got) != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if again, err := oneOfEach[test.kind].Accept(accepted); err != nil || !again.Equal(accepted) {
				t.Errorf("what was accepted is not accepted again: %+v, %v", again, err)
			}
		})
	}
}

// TestApplyHappensOnce drives an attempt with saves from two tabs, repeated and delayed in any way, and holds it against
// what must be true: nothing is overwritten that its page did not see, and a repeated save changes nothing.
func TestApplyHappensOnce(t *testing.T) {
	t.Parallel()
	q := &quiz.Question{ID: "q", Kind: quiz.Choose, Options: options("a", "b", "c")}
	rapid.Check(t, func(t *rapid.T) {
		a := quiz.Attempt{State: quiz.AttemptOpen, Answers: quiz.Answers{}, Changed: map[string]int{}}
		var pages []quiz.Save // forms that were shown, each of which may be sent at any time, often
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			if len(pages) == 0 || rapid.Bool().Draw(t, "show a page") {
				pages = append(pages, quiz.Save{Operation: rapid.StringMatching(`[a-z]{12}`).Draw(t, "operation"), Revision: a.AnswerRevision(q)})
				continue
			}
			save := pages[rapid.IntRange(0, len(pages)-1).Draw(t, "page")]
			given := quiz.Answer{Form: quiz.Code, Text: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "answer")}
			save.Answers = quiz.Answers{"q": given}
			was, revision, seen := a.Answers["q"], a.Revision, a.AnswerRevision(q) == save.Revision
			changed, err := a.Apply(q, save, quiz.Day(0).Time())
			switch stale := (*quiz.StaleError)(nil); {
			case errors.As(err, &stale):
				if seen || changed || !a.Answers["q"].Equal(was) || !stale.Stored.Equal(was) || !stale.Given.Equal(given) {
					t.Fatalf("refused as stale: seen %v, changed %v, %+v", seen, changed, stale)
				}
			case err != nil:
				t.Fatal(err)
			case changed:
				if !seen || a.Revision != revision+1 || !a.Answers["q"].Equal(given) {
					t.Fatalf("changed: seen %v, revision %d after %d", seen, a.Revision, revision)
				}
			default:
				if !was.Equal(given) || a.Revision != revision {
					t.Fatalf("nothing changed, but %v was stored and %v given", was, given)
				}
			}
		}
	})
}

func TestFinishedAttemptTakesNoAnswer(t *testing.T) {
	t.Parallel()
	q := oneOfEach[quiz.Choose]
	save := quiz.Save{Operation: "one", Answers: quiz.Answers{"choose": {Form: quiz.Code, Text: "ex"}}}
	a := quiz.Attempt{State: quiz.AttemptOpen, Answers: quiz.Answers{}, Changed: map[string]int{}}
	if changed, err := a.Apply(q, save, quiz.Day(0).Time()); !changed || err != nil {
		t.Fatal(changed, err)
	}
	a.State = quiz.AttemptFinished
	if changed, err := a.Apply(q, save, quiz.Day(0).Time()); changed || err != nil {
		t.Errorf("the retry of a save that was applied before: %v, %v", changed, err)
	}
	save.Operation, save.Answers = "two", quiz.Answers{"choose": {Form: quiz.Code, Text: "me"}}
	if _, err := a.Apply(q, save, quiz.Day(0).Time()); !errors.Is(err, quiz.ErrFinished) {
		t.Errorf("another answer: %v, want ErrFinished", err)
	}
}
