package web

import (
	"net/url"
	"regexp"
	"testing"

	"waymark/quiz"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	text := func(s string) quiz.Answer { return quiz.Answer{Form: quiz.Written, Text: s} }
	tests := []struct {
		form string
		want quiz.Answer
		says string
	}{
		{"", quiz.Answer{}, ""},
		{"q=", quiz.Answer{}, ""},
		{"q=+a+", text("a"), ""},
		{"q=a&q=b", quiz.Answer{Form: quiz.Codes, Codes: []string{"a", "b"}}, ""},
		{"q=a%0D%0Ab", text("a\nb"), ""},
		{"q.day=&q.month=&q.year=", quiz.Answer{}, ""},
		{"q.day=7&q.month=11&q.year=2026", text("2026-11-07"), ""},
		{"q.day=07&q.month=november&q.year=2026&q.about=yes", text("2026-11-07~"), ""},
		{"q.day=7&q.month=No&q.year=2026", quiz.Answer{}, "Enter a real date, like 17 11 2026."},
		{"q.day=32&q.month=1&q.year=2026", quiz.Answer{}, "Enter a real date, like 17 11 2026."},
		{"q.day=1&q.month=1&q.year=26", quiz.Answer{}, "Enter a real date, like 17 11 2026."},
		{"q.day=1", quiz.Answer{}, "The date needs a month and a year."},
		{"q.day=&q.month=1&q.year=2026", quiz.Answer{}, "The date needs a day."},
		{"q=&q.or=never", text("never"), ""},
		{"q=3&q.or=never", quiz.Answer{}, "Give one answer only: what you typed, or one ticked box."},
		{"q.or=never&q.or=skip", quiz.Answer{}, "Give one answer only: what you typed, or one ticked box."},
		{"q.day=1&q.or=never", quiz.Answer{}, "Give one answer only: what you typed, or one ticked box."},
		{"_q=a&=b", quiz.Answer{}, ""},
	}
	for _, test := range tests {
		t.Run(test.form, func(t *testing.T) {
			t.Parallel()
			form, err := url.ParseQuery(test.form)
			if err != nil {
				t.Fatal(err)
			}
			answers, err := Decode(form)
			if says := refusal(err); says != test.says || !answers["q"].Equal(test.want) {
				t.Errorf("got %+v and %q, want %+v and %q", answers["q"], says, test.want, test.says)
			}
			if _, kept := answers["q"]; kept != (test.want.Form != quiz.Unanswered) {
				t.Error("an answer that is none is kept")
			}
		})
	}
}

func refusal(err error) string {
	if refused, ok := err.(*quiz.AnswerError); ok {
		return refused.Message
	}
	return ""
}

// pages are questions of every kind that has a field.
func pages() []*quiz.Question {
	rating := []quiz.Option{
		{Value: "1", Label: "Never", Number: 1, Numbered: true}, {Value: "2.5", Label: "Often", Number: 2.5, Numbered: true},
		{Value: "away", Label: "Away"}, {Value: quiz.SkipValue, Label: "Skip"},
	}
	plain := []quiz.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}, {Value: quiz.NoneValue, Label: "None", Exclusive: true}}
	instead := []quiz.Option{{Value: "never", Label: "Never"}, {Value: quiz.SkipValue, Label: "Skip"}}
	return []*quiz.Question{
		{ID: "choose", Kind: quiz.Choose, Options: plain}, {ID: "many", Kind: quiz.ChooseMany, Options: plain},
		{ID: "rate", Kind: quiz.Rate, Options: rating}, {ID: "number", Kind: quiz.Number, Options: instead},
		{ID: "date", Kind: quiz.Date, About: true, Options: instead}, {ID: "text", Kind: quiz.ShortText, Pattern: regexp.MustCompile(`^[a-z ]*$`)},
		{ID: "long", Kind: quiz.LongText, MaxLength: 20, Options: instead},
		{ID: "grid", Kind: quiz.Grid, Rows: []*quiz.Question{{ID: "row1", Kind: quiz.Rate, Options: rating}, {ID: "row2", Kind: quiz.Rate, Options: rating}}},
	}
}

// FuzzForm holds that no form breaks decode, and that what a question accepts comes back the same from the page that shows it.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{
		"choose=a", "many=a&many=b", "many=none", "rate=2.5", "rate=away", "number=1,5", "number=1e3", "number.or=never", "date.or=skip",
		"date.day=7&date.month=11&date.year=2026&date.about=yes", "text=abc", "text=skip", "long=a%0D%0Ab", "row1=1&row2=skip", "%zz", ";", "a=%ff", "number=1e400",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil || !cleanValues(form) {
			return
		}
		raw, err := Decode(form)
		if err != nil {
			if refusal(err) == "" {
				t.Fatalf("%q: %v can't be shown", body, err)
			}
			return
		}
		for _, page := range pages() {
			checkRoundTrip(t, page, raw)
		}
	})
}

func checkRoundTrip(t *testing.T, page *quiz.Question, raw quiz.Answers) {
	t.Helper()
	for _, part := range page.Answerable() {
		accepted, err := part.Accept(raw[part.ID])
		if err != nil {
			continue
		}
		again, err := Decode(encode(quiz.Answers{part.ID: accepted}, []*quiz.Question{part}))
		if err != nil {
			t.Fatalf("%s: %+v can't be sent again: %v", part.ID, accepted, err)
		}
		if got, err := part.Accept(again[part.ID]); err != nil || !got.Equal(accepted) {
			t.Fatalf("%s: %+v came back as %+v (%v)", part.ID, accepted, got, err)
		}
	}
}
