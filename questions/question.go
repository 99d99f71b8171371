package questions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// kindKeys are the kinds of questions, and the keys that each may have besides id, show_if and its kind.
func kindKeys() map[quiz.Kind][]string {
	all := []string{"ask", "help", "why", "skip", "optional", "carry", carryDaysKey, "missing"}
	must := append(slices.Clone(all), "must")
	return map[quiz.Kind][]string{
		quiz.Choose: must, quiz.YesNo: must, quiz.ShortText: must, quiz.LongText: must,
		quiz.ChooseMany: append(slices.Clone(must), "none"),
		quiz.Rate:       append(slices.Clone(must), "or", betterKey),
		quiz.Number:     append(slices.Clone(must), "or"),
		quiz.Date:       append(slices.Clone(must), "or"),
		quiz.Grid:       append(slices.Clone(all), "or", "rows", betterKey),
		quiz.Info:       {},
	}
}

func allKinds() []quiz.Kind {
	return []quiz.Kind{
		quiz.Choose, quiz.ChooseMany, quiz.YesNo, quiz.Rate, quiz.Grid, quiz.Number, quiz.Date, quiz.ShortText, quiz.LongText, quiz.Info,
	}
}

// readQuestion reads one entry of a set's questions.
func (s *setReader) readQuestion(n *yaml.Node) {
	o, ok := s.f.fixed(n, "a question", shapes()["question"])
	if !ok {
		return
	}
	o.complete()
	kind, ok := s.kind(o)
	q := &quiz.Question{Kind: kind, Pos: source.Pos{File: s.f.name, Line: n.Line, Column: n.Column}}
	id := o.rule("id")
	q.ID = id.Value
	if id.Value != "" {
		q.Pos = id.Start
	}
	q.ShowIf = o.rule("show_if")
	if !ok {
		s.declare(q, id)
		return // what its answers would be is not known
	}
	s.allowed(o, kind)
	q.Help, q.Why, q.Missing = o.markdown("help"), o.markdown("why"), o.markdown("missing")
	q.Optional, q.Carry = o.flag("optional", false), o.flag("carry", s.carry)
	q.CarryDays = s.carryDays(o, q.Carry)
	q.Better = s.better(o)
	q.Must = s.readMust(o)
	if kind == quiz.Info {
		q.Ask = o.markdown(string(quiz.Info))
	} else {
		o.need("ask")
		q.Ask = o.markdown("ask")
	}
	s.readKind(q, o)
	s.extraOptions(q, o)
	if kind == quiz.Grid {
		s.readRows(q, o)
	}
	s.declare(q, id)
	s.set.Questions = append(s.set.Questions, q)
}

// carryDaysKey is the key for how many days a carried answer counts, mostCarryDays the most of them.
const (
	carryDaysKey  = "carry_days"
	mostCarryDays = 3650
)

// carryDays returns the days that an answer is carried, as the question says, else its set.
func (s *setReader) carryDays(o *object, carried bool) int {
	if o.get(carryDaysKey) == nil {
		return s.days
	}
	if !carried {
		s.f.r.at(o.key(carryDaysKey), "question/carry-days", "carry_days is never used, since the answer is not carried", "add carry: true, or take it away")
	}
	return o.whole(carryDaysKey, 0, mostCarryDays)
}

// kind returns the one kind of a question; false when there is none or more than one.
func (s *setReader) kind(o *object) (quiz.Kind, bool) {
	var found []string
	for _, fd := range o.fields {
		if slices.Contains(allKinds(), quiz.Kind(fd.key.Value)) {
			found = append(found, fd.key.Value)
		}
	}
	if len(found) == 1 {
		return quiz.Kind(found[0]), true
	}
	var kinds []string
	for _, kind := range allKinds() {
		kinds = append(kinds, string(kind))
	}
	if len(found) == 0 {
		s.f.at(o.node, "question/no-kind", "this question does not say how it is answered", "add one of: "+strings.Join(kinds, ", "))
		return "", false
	}
	s.f.r.at(o.key(found[1]), "question/kinds", fmt.Sprintf("this question has more than one kind: %s", strings.Join(found, ", ")), "keep one of them")
	return "", false
}

// allowed reports keys that have no meaning for the kind.
func (s *setReader) allowed(o *object, kind quiz.Kind) {
	may := append([]string{"id", "show_if", string(kind)}, kindKeys()[kind]...)
	for _, fd := range o.fields {
		key := fd.key.Value
		if slices.Contains(may, key) || slices.Contains(allKinds(), quiz.Kind(key)) || !slices.Contains(o.shape.names(), key) {
			continue
		}
		var kinds []string
		for _, other := range allKinds() {
			if slices.Contains(kindKeys()[other], key) {
				kinds = append(kinds, string(other))
			}
		}
		s.f.r.at(fd.key, "question/key-for-kind", fmt.Sprintf("a question of the kind %s can't have %q", kind, key), "only these can: "+strings.Join(kinds, ", "))
	}
}

// declare makes the question known to rules and to other checks; a grid is known by its rows.
func (s *setReader) declare(q *quiz.Question, id source.Text) {
	r := s.f.r
	if id.Value == "" {
		return
	}
	if q.ID == "check" {
		r.at(id, "id/reserved", `no question can have the id "check"`, "the page on which a person checks the answers has it; give the question another id")
	}
	if other, twice := r.pages[q.ID]; twice {
		r.at(id, "id/twice", fmt.Sprintf("the id %q is taken by another question (%s, line %d)", q.ID, other.File, other.Line), "give one of them another id")
		return
	}
	r.pages[q.ID] = id.Start
	if q.Kind == quiz.Grid || q.Kind == quiz.Info {
		r.checkID(id, false)
		return
	}
	r.declare(id, "a question")
	r.questions[q.ID] = asked{q, s.set.ID}
}

// betterKey names the direction in which an answer is better.
const betterKey = "better"

func (s *setReader) better(o *object) quiz.Better {
	word, ok := o.scalar(betterKey)
	better := quiz.Better(word.Value)
	if ok && better != quiz.BetterHigher && better != quiz.BetterLower {
		s.f.r.at(word, "question/better", fmt.Sprintf("%q is no direction", word.Value), "write better: higher, or better: lower")
	}
	return better
}

// readRows makes a question of each row of a grid.
func (s *setReader) readRows(grid *quiz.Question, o *object) {
	o.need("rows")
	rows := o.pairs("rows", "rows")
	if n := o.get("rows"); n != nil && n.Kind == yaml.MappingNode && len(rows) == 0 {
		s.f.at(n, "question/no-rows", "this grid has no rows", "write at least one row: its id, a colon, its text")
	}
	for _, fd := range rows {
		text, ok := s.f.filled(fd.value, fd.key.Value)
		if ok {
			s.f.r.shown(text, false)
		}
		row := &quiz.Question{
			ID: fd.key.Value, Kind: quiz.Rate, Ask: strings.TrimSpace(text.Value), Lead: grid.Lead, Answers: grid.Answers, Options: grid.Options,
			Optional: grid.Optional, Carry: grid.Carry, CarryDays: grid.CarryDays, Better: grid.Better, Missing: grid.Missing, Pos: fd.key.Start,
		}
		s.declare(row, fd.key)
		grid.Rows = append(grid.Rows, row)
	}
}

func (s *setReader) readMust(o *object) []quiz.Must {
	var musts []quiz.Must
	for _, n := range o.list("must") {
		m, ok := s.f.fixed(n, "an entry of must", shapes()["must"])
		if !ok {
			continue
		}
		m.complete()
		musts = append(musts, quiz.Must{That: m.rule("that"), OrSay: m.markdown("or_say")})
	}
	return musts
}

// extraOptions adds the options of none, or and skip, in this order.
func (s *setReader) extraOptions(q *quiz.Question, o *object) {
	if q.Kind != quiz.Info {
		for _, fd := range o.pairs("or", "or") {
			s.addOption(q, fd, false)
		}
	}
	if label := o.markdown("none"); label != "" && q.Kind == quiz.ChooseMany {
		q.Options = append(q.Options, quiz.Option{Value: quiz.NoneValue, Label: label, Exclusive: true})
	}
	if q.Kind == quiz.Choose || q.Kind == quiz.ChooseMany {
		s.checkOptions(cmp.Or(o.get(string(q.Kind)), o.node), q.Options, "this question")
	}
	if label := o.markdown("skip"); label != "" && q.Kind != quiz.Info {
		q.Options = append(q.Options, quiz.Option{Value: quiz.SkipValue, Label: label, Exclusive: q.Kind == quiz.ChooseMany})
	}
}

// addOption reads one option with its value. many is for a choose_many, where none has a key of its own.
func (s *setReader) addOption(q *quiz.Question, fd field, many bool) {
	r := s.f.r
	switch {
	case fd.key.Value == quiz.SkipValue:
		r.at(fd.key, "option/reserved", `an option can't have the value "skip"`, "write skip: and its words as a key of the question, or use another value")
		return
	case fd.key.Value == quiz.NoneValue && many:
		r.at(fd.key, "option/reserved", `an option of a choose_many can't have the value "none"`, "write none: and its words as a key of the question, or use another value")
		return
	}
	r.checkID(fd.key, false)
	option := s.option(fd.value, "this question")
	option.Value = fd.key.Value
	q.Options = append(q.Options, option)
}
