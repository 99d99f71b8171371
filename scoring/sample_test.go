package scoring

import (
	"testing"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
)

// noon is the clock of these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func txt(s string) source.Text {
	return source.Text{Value: s, Start: source.Pos{File: "rules.yaml", Line: 1, Column: 1}}
}

func say(s string) []quiz.Saying { return []quiz.Saying{{Say: txt(s)}} }

func options(values ...string) []quiz.Option {
	var all []quiz.Option
	for _, v := range values {
		all = append(all, quiz.Option{Value: v, Label: v})
	}
	return all
}

func rating(id string) *quiz.Question {
	q := &quiz.Question{ID: id, Kind: quiz.Rate}
	for i, v := range []string{"1", "2", "3", "4", "5"} {
		q.Options = append(q.Options, quiz.Option{Value: v, Label: v, Number: float64(i + 1), Numbered: true})
	}
	return q
}

// sample is a small quiz with every kind of thing that a rule can read.
func sample() *quiz.Quiz {
	bands := []quiz.Band{
		{ID: "low", Range: quiz.Range{High: 37.5, HasHigh: true, HighOpen: true}},
		{ID: "middle", Range: quiz.Range{Low: 37.5, HasLow: true, High: 62.5, HasHigh: true}},
		{ID: "high", Range: quiz.Range{Low: 62.5, HasLow: true, LowOpen: true}},
	}
	return &quiz.Quiz{
		ID: "sample",
		Sets: []*quiz.Set{
			{ID: "about", Questions: []*quiz.Question{
				{ID: "fear", Kind: quiz.Choose, Options: options("no", "yes", "skip")},
				{ID: "harm", Kind: quiz.ChooseMany, Options: options("hit", "threat", "none", "skip")},
				{ID: "ended", Kind: quiz.Date, Options: options("never")},
				{ID: "note", Kind: quiz.LongText},
			}},
			{ID: "mood", Questions: []*quiz.Question{rating("a"), rating("b"), rating("c")}},
		},
		Settings: []*quiz.Setting{{Name: "week", Value: 7}},
		Scales: []*quiz.Scale{
			{ID: "stuck", Items: []string{"a", "b", "c"}, Reverse: []string{"c"}, Score: txt("percent"), Needs: 2, Bands: bands},
			{ID: "doubled", Items: []string{"a", "b"}, Score: txt("sum * 2"), Needs: 1},
		},
		Values: []*quiz.Value{
			{ID: "safe", Is: txt("fear == 'no'")},
			{ID: "need", Is: txt("first_known(stuck, 50)"), Title: "Need", Bands: bands},
			{ID: "verdict", Is: txt("safe ? 'good' : 'bad'")},
		},
		Guards: []*quiz.Guard{{ID: "danger", When: txt("fear != 'no'"), Close: []string{"second"}, Because: say("Not safe."), Path: "safety"}},
		Planning: quiz.Planning{
			Order: []string{"first", "second"}, Tie: 10, Unmeasured: 50, Paths: []string{"safety", "open"},
			Wait: txt("Wait."), Recheck: quiz.Recheck{Days: 30, Because: txt("Done.")},
		},
		Steps: []*quiz.Step{
			{ID: "first", Set: "mood", Need: txt("need"), Done: txt("need < 37.5"), Because: say("Need is {need}, {band(need)}."),
				Tasks: []quiz.Task{{ID: "t1"}, {ID: "t2"}}},
			{ID: "second", Need: txt("60"), Done: txt("person_closed('second')"), Because: say("Second."),
				WaitFor: []quiz.Prerequisite{{That: txt("done('first')"), Because: say("First comes first.")}},
				Opens:   &quiz.Gate{On: txt("ended + week"), Because: say("A week.")}},
		},
	}
}

func mustCompile(t testing.TB, q *quiz.Quiz) *Scorer {
	t.Helper()
	s, problems := Compile(q)
	if s == nil {
		t.Fatalf("does not compile: %+v", problems)
	}
	return s
}

// evaluate runs one rule over a history.
func evaluate(t *testing.T, rule string, h quiz.History) any {
	t.Helper()
	q := sample()
	q.Values = append(q.Values, &quiz.Value{ID: "it", Is: txt(rule)})
	s := mustCompile(t, q)
	e := s.begin(h, noon)
	defer e.end()
	d := s.derivedOf("it")
	x := e.frame[d.slot]
	switch d.typ.kind {
	case truth:
		return x == 1
	case text:
		return s.text(x)
	default:
		return x
	}
}

// problemOfRule returns the one problem that a rule has, as "column: message [code] (hint)".
func problemsOfRule(rule string) []source.Problem {
	q := sample()
	q.Values = append(q.Values, &quiz.Value{ID: "it", Is: txt(rule)})
	_, problems := Compile(q)
	return problems
}

func result(set string, daysAgo int, answers quiz.Answers) quiz.Result {
	return quiz.Result{Set: set, At: noon.AddDate(0, 0, -daysAgo), Answers: answers}
}

func code(s string) quiz.Answer    { return quiz.Answer{Form: quiz.Code, Text: s} }
func many(s ...string) quiz.Answer { return quiz.Answer{Form: quiz.Codes, Codes: s} }
func num(n float64) quiz.Answer    { return quiz.Answer{Form: quiz.Numeric, Number: n} }
func dated(s string) quiz.Answer {
	d, err := quiz.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return quiz.Answer{Form: quiz.Dated, Day: d}
}

func ratings(s string) quiz.Answers {
	answers := quiz.Answers{}
	for i, r := range s {
		if r != '-' {
			answers[string(rune('a'+i))] = num(float64(r - '0'))
		}
	}
	return answers
}

// derivedOf returns the compiled value.
func (s *Scorer) derivedOf(value string) *derived {
	for _, d := range s.derives {
		if d.key == value {
			return d
		}
	}
	return nil
}
