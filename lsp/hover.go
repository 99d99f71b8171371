package lsp

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

func (s *server) hover(_ context.Context, p *placeParams) (h *hover, _ error) {
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		text := f.text(name)
		at := inFile(name, text, p.Position)
		if m, ok := f.at(at); ok {
			if told := s.tell(f, m.Thing); told != "" {
				h = &hover{markup{"markdown", told}, spanOf(text, m.Pos, m.Length)}
				return
			}
		}
		if key, ok := questions.KeyAt(name, text, at.Line, at.Column); ok {
			h = &hover{markup{"markdown", "**" + key.Name + "**: " + key.About}, spanOf(text, at, 1)}
		}
	})
	return h, nil
}

// tell says what a thing is, where it is used and what it is for the chosen person; "" for nothing.
func (s *server) tell(f *folder, thing source.Thing) string {
	if f.readable.Quiz == nil {
		f.lookWhole(s.Look)
	}
	q := f.known()
	if q == nil {
		return ""
	}
	told := teller{q}.tell(thing)
	if told == "" {
		return ""
	}
	for _, more := range []string{f.used(thing), f.reading(thing)} {
		if more != "" {
			told += "\n\n" + more
		}
	}
	return told
}

// used says where a thing is used.
func (f *folder) used(thing source.Thing) string {
	if thing.Kind == source.ThingFunction {
		return ""
	}
	uses := map[string]int{}
	all := 0
	for _, m := range f.same(thing) {
		if !m.Defines {
			uses[m.Pos.File]++
			all++
		}
	}
	if all == 0 {
		return "Used nowhere."
	}
	var files []string
	tests := 0
	for _, file := range slices.Sorted(maps.Keys(uses)) {
		if isTest(file) {
			tests += uses[file]
			continue
		}
		files = append(files, fmt.Sprintf("%s (%d)", file, uses[file]))
	}
	if tests > 0 {
		files = append(files, fmt.Sprintf("tests (%d)", tests))
	}
	return fmt.Sprintf("Used %d times: %s.", all, strings.Join(files, ", "))
}

// reading says what a thing is for the person of the chosen test.
func (f *folder) reading(thing source.Thing) string {
	l := f.readable
	if l.Scorer == nil || l.Quiz == nil || len(l.Quiz.Tests) == 0 {
		return ""
	}
	test := l.Quiz.Tests[0]
	for _, t := range l.Quiz.Tests {
		if t.Name == f.person {
			test = t
		}
	}
	plan := l.Scorer.Plan(test.Case.History, test.Case.At)
	is := ""
	switch thing.Kind {
	case source.ThingName:
		is = readingOf(l.Quiz, plan, test.Case.History, thing.ID)
	case source.ThingStep:
		if state, ok := plan.Step(thing.ID); ok {
			is = string(state.State) + ": " + state.Because
		}
	case source.ThingGuard:
		is = "it does not fire"
		if slices.Contains(plan.Fired, thing.ID) {
			is = "it fires"
		}
	}
	if is == "" {
		return ""
	}
	return fmt.Sprintf("For the person of the test `%s`: %s.", test.Name, strings.TrimSuffix(is, "."))
}

func readingOf(q *quiz.Quiz, plan quiz.Plan, h quiz.History, id string) string {
	for _, scores := range []quiz.Scores{plan.Scores, plan.Values} {
		if score, ok := scores.Of(id); ok {
			if !score.Scored {
				return "not scored"
			}
			is := number(score.Value)
			if score.Band != "" {
				is += ", " + score.Band
			}
			return is
		}
	}
	for _, r := range slices.Backward(h.Results) {
		if answer, ok := r.Answers[id]; ok {
			return "answered " + answered(answer)
		}
	}
	if question(q, id) != nil {
		return "not answered"
	}
	return ""
}

func answered(a quiz.Answer) string {
	switch a.Form {
	case quiz.Codes:
		return strings.Join(a.Codes, ", ")
	case quiz.Numeric:
		return number(a.Number)
	case quiz.Dated:
		return a.Day.String()
	case quiz.Written:
		return "with a text"
	default:
		return a.Text
	}
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// teller says what the things of a quiz are.
type teller struct{ q *quiz.Quiz }

func (t teller) tell(thing source.Thing) string {
	switch thing.Kind {
	case source.ThingName:
		return t.name(thing.ID)
	case source.ThingOption:
		if question := question(t.q, thing.Of); question != nil {
			if o, ok := question.Option(thing.ID); ok {
				return fmt.Sprintf("`%s`: “%s”, an answer to %s", o.Value, o.Label, t.name(thing.Of))
			}
		}
	case source.ThingBand:
		for _, b := range t.bands(thing.Of) {
			if b.ID == thing.ID {
				return fmt.Sprintf("Band `%s` of `%s`: %s\n\n%s", b.ID, thing.Of, rangeOf(b.Range), b.Means)
			}
		}
	case source.ThingAnswers:
		return fmt.Sprintf("Answer scale `%s` of the set `%s`", thing.ID, thing.Of)
	case source.ThingFunction:
		for _, w := range scoring.Words() {
			if w.Name == thing.ID {
				return fmt.Sprintf("**%s**: %s\n\n```\n%s\n```", w.Name, w.About, w.Like)
			}
		}
	default:
		return t.part(thing)
	}
	return ""
}

// part says what a set, step, guard or another part of the quiz with an id is.
func (t teller) part(thing source.Thing) string {
	switch thing.Kind {
	case source.ThingSet:
		if set := t.q.Set(thing.ID); set != nil {
			return fmt.Sprintf("**%s** — question set, %d pages", set.Title, len(set.Questions))
		}
	case source.ThingStep:
		if step := t.q.Step(thing.ID); step != nil {
			return fmt.Sprintf("**%d. %s** — step\n\n%s", step.Number, step.Title, step.DoneWhen)
		}
	case source.ThingTask:
		if step := t.q.Step(thing.Of); step != nil {
			for _, task := range step.Tasks {
				if task.ID == thing.ID {
					return fmt.Sprintf("Task of step %d: %s", step.Number, task.Do)
				}
			}
		}
	case source.ThingCard:
		if card := t.q.Card(thing.ID); card != nil {
			return fmt.Sprintf("**%s** — card with help", card.Title)
		}
	case source.ThingGuard:
		if guard := t.q.Guard(thing.ID); guard != nil {
			closes := "pauses the plan"
			if guard.Pause == "" {
				closes = "closes " + strings.Join(guard.Close, ", ")
			}
			return fmt.Sprintf("Guard **%s**: %s while\n\n```\n%s\n```", guard.ID, closes, guard.When.Value)
		}
	case source.ThingTest:
		for _, test := range t.q.Tests {
			if test.Name == thing.ID {
				return fmt.Sprintf("Test **%s**\n\n%s", test.Name, test.About)
			}
		}
	case source.ThingPath, source.ThingPause:
		return fmt.Sprintf("The %s `%s` of the plan", thing.Kind, thing.ID)
	}
	return ""
}

// name says what a bare name of the rules is.
func (t teller) name(id string) string {
	if question := question(t.q, id); question != nil {
		return t.question(question)
	}
	for _, s := range t.q.Scales {
		if s.ID == id {
			return fmt.Sprintf("**%s** — scale “%s” of %d items, scored when %d are answered: `%s`%s",
				s.ID, s.Title, len(s.Items), s.Needs, s.Score.Value, bandList(s.Bands))
		}
	}
	for _, v := range t.q.Values {
		if v.ID == id {
			return fmt.Sprintf("**%s** — value\n\n```\n%s\n```%s", v.ID, v.Is.Value, bandList(v.Bands))
		}
	}
	for _, s := range t.q.Settings {
		if s.Name == id {
			return fmt.Sprintf("**%s** — setting: %s", s.Name, number(s.Value))
		}
	}
	if t.q.Words != nil && t.q.Words.Tokens[id] != nil {
		words := t.q.Words.Tokens[id]
		var all []string
		for _, option := range slices.Sorted(maps.Keys(words)) {
			all = append(all, fmt.Sprintf("%s: %s", option, words[option]))
		}
		return fmt.Sprintf("**{%s}** — a word that follows the answer to `%s`: %s", id, t.q.Words.By, strings.Join(all, ", "))
	}
	return ""
}

func (t teller) question(q *quiz.Question) string {
	told := fmt.Sprintf("**%s** — %s: %s", q.ID, strings.ReplaceAll(string(q.Kind), "_", " "), strings.TrimSpace(q.Lead+" "+q.Ask))
	if low, high, ok := q.Range(); ok {
		told += fmt.Sprintf("\n\nFrom %s to %s.", number(low), number(high))
	}
	for _, o := range q.Options {
		told += fmt.Sprintf("\n- `%s` %s", o.Value, o.Label)
	}
	return told
}

func (t teller) bands(of string) []quiz.Band {
	for _, s := range t.q.Scales {
		if s.ID == of {
			return s.Bands
		}
	}
	for _, v := range t.q.Values {
		if v.ID == of {
			return v.Bands
		}
	}
	return nil
}

// question returns the question with the id, also a row of a grid; nil when there is none.
func question(q *quiz.Quiz, id string) *quiz.Question {
	for _, set := range q.Sets {
		for _, page := range set.Questions {
			for _, one := range append(page.Answerable(), page) {
				if one.ID == id {
					return one
				}
			}
		}
	}
	return nil
}

func bandList(bands []quiz.Band) string {
	told := ""
	for _, b := range bands {
		told += fmt.Sprintf("\n- `%s` %s", b.ID, rangeOf(b.Range))
	}
	return told
}

// rangeOf writes a range as authors do.
func rangeOf(r quiz.Range) string {
	low, high := number(r.Low), number(r.High)
	switch {
	case r.HasLow && r.HasHigh && r.HighOpen:
		return low + " to below " + high
	case r.HasLow && r.HasHigh:
		return low + " to " + high
	case r.HasLow && r.LowOpen:
		return "above " + low
	case r.HasLow:
		return "at least " + low
	case r.HasHigh && r.HighOpen:
		return "below " + high
	case r.HasHigh:
		return "at most " + high
	default:
		return "any"
	}
}
