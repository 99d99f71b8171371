package scoring

import (
	"fmt"
	"math/rand/v2"

	"waymark/quiz"
)

// smallQuiz makes a quiz by chance that is so small that all its people can be counted: two sets, a scale, rules over all of it.
func smallQuiz(r *rand.Rand) *quiz.Quiz {
	rates := []*quiz.Question{smallRating("r1", 1, 2, 3), smallRating("r2", 1, 2.5)}
	group := &quiz.Question{ID: "group", Kind: quiz.ChooseMany, Options: options("p", "q", "none")}
	group.Options[2].Exclusive = true
	kind := &quiz.Question{ID: "kind", Kind: quiz.Choose, Options: options("a", "b", "skip")}
	one := []*quiz.Question{kind, group, rates[0], rates[1]}
	two := []*quiz.Question{{ID: "sure", Kind: quiz.YesNo, Options: options("yes", "no")}}
	if r.IntN(2) == 0 {
		group.ShowIf = txt(smallRule(r, 0, "kind"))
	}
	if r.IntN(3) == 0 {
		rates[1].ShowIf = txt(smallRule(r, 0, "kind", "group", "r1"))
	}
	q := &quiz.Quiz{
		ID:   "small",
		Sets: []*quiz.Set{{ID: "one", Questions: one}, {ID: "two", Questions: two}},
		Scales: []*quiz.Scale{{
			ID: "s", Items: []string{"r1", "r2"}, Needs: r.IntN(3), Score: txt(pick(r, "percent", "mean", "sum", "sum * 2 - answered", "100 - percent")),
			Bands: []quiz.Band{
				{ID: "low", Range: quiz.Range{High: 2, HasHigh: true, HighOpen: true}},
				{ID: "high", Range: quiz.Range{Low: 2, HasLow: true}},
			},
		}},
		Planning: quiz.Planning{Order: []string{"x", "y", "z"}, Tie: pick(r, 0.0, 10), Unmeasured: 50, Paths: []string{"open"}, Wait: txt("Wait."),
			Recheck: quiz.Recheck{Days: 30, Because: txt("Done.")}},
	}
	if r.IntN(2) == 0 {
		q.Scales[0].Reverse = []string{"r1"}
	}
	for i := range 3 {
		q.Values = append(q.Values, &quiz.Value{ID: fmt.Sprintf("v%d", i), Is: txt(smallRule(r, 2, everyName[:len(everyName)-3+i]...))})
	}
	for i := range 2 {
		g := &quiz.Guard{ID: fmt.Sprintf("g%d", i), When: txt(smallRule(r, 2, everyName...)), Close: []string{pick(r, "x", "y", "z")}, Because: say("No.")}
		if r.IntN(5) == 0 {
			g.Pause = "help"
		}
		q.Guards = append(q.Guards, g)
	}
	if r.IntN(3) == 0 {
		q.Planning.First = []quiz.First{{Set: "two", When: txt("not taken('two')"), Because: txt("First.")}}
	}
	for _, id := range q.Planning.Order {
		step := &quiz.Step{ID: id, Need: txt(pick(r, "s", "50", "v0 ? 70 : s", "max(r1 * 20, 10)", "mean_known(s, r1 * 10)", "first_known(s, 45)"))}
		if r.IntN(2) == 0 {
			step.Done = txt(smallRule(r, 1, everyName...))
		}
		if r.IntN(2) == 0 {
			step.WaitFor = []quiz.Prerequisite{{That: txt(smallRule(r, 1, everyName...)), Because: say("Wait."), Take: pick(r, "", "two")}}
		}
		q.Steps = append(q.Steps, step)
	}
	return q
}

var everyName = []string{"kind", "group", "r1", "r2", "s", "sure", "v0", "v1", "v2"}

func smallRating(id string, numbers ...float64) *quiz.Question {
	q := &quiz.Question{ID: id, Kind: quiz.Rate}
	for i, n := range numbers {
		q.Options = append(q.Options, quiz.Option{Value: fmt.Sprint(i), Label: fmt.Sprint(n), Number: n, Numbered: true})
	}
	return q
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// smallRule makes a rule that is true or false over the names.
func smallRule(r *rand.Rand, depth int, names ...string) string {
	if depth > 0 {
		switch r.IntN(4) {
		case 0:
			return "(" + smallRule(r, depth-1, names...) + " and " + smallRule(r, depth-1, names...) + ")"
		case 1:
			return "(" + smallRule(r, depth-1, names...) + " or " + smallRule(r, depth-1, names...) + ")"
		case 2:
			return "not (" + smallRule(r, depth-1, names...) + ")"
		}
	}
	switch name := pick(r, names...); name {
	case "kind":
		return pick(r, "kind == 'a'", "kind != 'b'", "kind in ['a', 'b']", "known(kind)", "kind in ['a', 'skip']")
	case "group":
		return pick(r, "has(group, 'p')", "has(group, 'p', 'q')", "known(group)", "has(group, 'none')")
	case "sure":
		return pick(r, "sure == 'yes'", "sure != 'no'", "taken('two')", "not known(sure)")
	case "s":
		return pick(r, "s > 2", "s < 50", "band(s) == 'low'", "known(s)", "s - r1 > 0", "band(s) != 'high'", "s == 3")
	case "r1", "r2":
		return name + pick(r, " > 1", " == 2.5", " >= 3", " < 1", " != 1", " * 2 > 4")
	default:
		return name
	}
}

// everyAnswer returns all answers to the questions, in every combination, none among them.
func everyAnswer(questions []*quiz.Question) []quiz.Answers {
	all := []quiz.Answers{{}}
	for _, q := range questions {
		var more []quiz.Answers
		for _, answers := range all {
			for _, a := range answersTo(q) {
				with := quiz.Answers{q.ID: a}
				for id, given := range answers {
					with[id] = given
				}
				more = append(more, with)
			}
		}
		all = append(all, more...)
	}
	return all
}

func answersTo(q *quiz.Question) []quiz.Answer {
	var all []quiz.Answer
	for _, o := range q.Options {
		switch {
		case q.Kind == quiz.ChooseMany:
			all = append(all, many(o.Value))
		case o.Numbered:
			all = append(all, num(o.Number))
		default:
			all = append(all, code(o.Value))
		}
	}
	if q.Kind == quiz.ChooseMany {
		all = append(all, many(q.Options[0].Value, q.Options[1].Value))
	}
	return all
}
