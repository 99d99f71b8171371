package scoring

import (
	"fmt"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// Unsupported gives the reasons of all rules for one person and holds them against the possibility reading. It returns those that are
// wrong: the facts of a reason must be enough for the value, and without them the value must not be certain.
func Unsupported(s *Scorer, h quiz.History, at time.Time) []string {
	e := s.begin(h, at)
	defer e.end()
	w := e.explain()
	defer w.end()
	c := checker{s: s, e: e, open: newOutlook(s), by: newOutlook(s)}
	c.open.look(s.everybody(), none, s.inputs, s.derives)
	var wrong []string
	for _, r := range s.explained() {
		if e.rests(r) {
			continue
		}
		reason := w.reason(r)
		facts, first := c.slots(reason.Facts), c.slots(reason.First)
		report := func(what string) {
			wrong = append(wrong, fmt.Sprintf("%s: %s; facts %v, first %v", r.text.Value, what, texts(reason.Facts), texts(reason.First)))
		}
		if !c.certain(r, func(slot int) bool { return !facts[slot] }) {
			report("its facts are not enough")
		}
		if !c.certain(r, func(slot int) bool { return !first[slot] }) {
			report("what decided first is not enough")
		}
		if len(facts) > 0 && c.certain(r, func(slot int) bool { return facts[slot] }) {
			report("it stays without its facts")
		}
		for _, f := range reason.First {
			if !slices.Contains(reason.Facts, f) {
				report("what decided first is no fact of it")
			}
		}
	}
	return wrong
}

func texts(facts []*quiz.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, f.Text)
	}
	return all
}

// explained returns all rules that have reasons.
func (s *Scorer) explained() []*rule {
	var rules []*rule
	for _, d := range s.derives {
		rules = append(rules, d.rule)
	}
	for _, g := range s.guards {
		rules = append(rules, g.when)
	}
	for _, f := range s.firsts {
		rules = append(rules, f.when)
	}
	for _, step := range s.steps {
		rules = append(rules, step.need, step.opens)
		for _, wait := range step.waits {
			rules = append(rules, wait.that)
		}
	}
	return slices.DeleteFunc(rules, func(r *rule) bool { return r == nil })
}

type checker struct {
	s    *Scorer
	e    *evaluation
	open *outlook // what all can be for anybody
	by   *outlook // of the rule that is being looked at
}

// slots returns the slots of the inputs that the facts are about.
func (c *checker) slots(facts []*quiz.Fact) map[int]bool {
	slots := map[int]bool{}
	for _, f := range facts {
		for _, in := range c.s.inputs {
			if about(f, in.input) {
				slots[in.slot] = true
			}
		}
		for slot := range c.slots(f.Rests) {
			slots[slot] = true
		}
	}
	return slots
}

func about(f *quiz.Fact, in input) bool {
	switch in := in.(type) {
	case numberInput, wordInput, knownInput, hasInput:
		return f.Kind == quiz.FactAnswer && f.Question == in.source().asked.q.ID
	case beforeInput:
		return f.Kind == quiz.FactBefore && f.Question == in.q.q.ID
	case saidInput:
		return f.Kind == quiz.FactSaid && f.Question == in.q.q.ID && slices.Equal(f.Values, in.options)
	case takenInput:
		return f.Kind == quiz.FactTaken && f.Set == in.id
	case sinceInput:
		return f.Kind == quiz.FactTaken && f.Set == in.id
	case timesInput:
		return f.Set == in.id && (f.Kind == quiz.FactTimes || f.Kind == quiz.FactTaken && !f.Is)
	case newerInput:
		return f.Kind == quiz.FactNewer && f.Set == in.a.id && f.Than == in.b.id
	case todayInput:
		return f.Kind == quiz.FactToday
	case startedInput:
		return f.Kind == quiz.FactStarted && f.Step == in.id
	case tasksInput:
		return f.Kind == quiz.FactTasks && f.Step == in.id
	case closedInput:
		return f.Kind == quiz.FactClosed && f.Step == in.id
	case beforeScaleInput:
		return f.Kind == quiz.FactScoreBefore && f.Scale == in.r.scale.ID
	default:
		panic(fmt.Sprintf("no fact is about %T", in))
	}
}

// certain reports whether a rule has one value only, when some inputs can be whatever they can be for anybody and the others are as they are.
func (c *checker) certain(r *rule, isOpen func(slot int) bool) bool {
	o, needed := c.by, c.s.slotsOf([]*rule{r})
	for _, in := range c.s.inputs {
		o.space[in.slot] = expression.Only(c.e.frame[in.slot])
		if isOpen(in.slot) {
			o.space[in.slot] = c.open.space[in.slot]
			if _, isToday := in.input.(todayInput); isToday {
				o.space[in.slot] = expression.Between(0, 1e6)
			}
		}
	}
	for _, d := range c.s.derives {
		switch {
		case !needed[d.slot]:
		case d.scale != nil:
			o.space[d.slot] = d.scale.possible(&o.facts, func(it item) expression.Domain { return o.space[it.slot] })
		case d.rule != nil:
			o.space[d.slot] = d.rule.root.Possible(o.space)
		default:
			o.space[d.slot] = expression.Only(0)
		}
		if d.bandSlot != none {
			o.space[d.bandSlot] = possibleBands(d.bands, o.space[d.slot])
		}
	}
	_, single := r.root.Possible(o.space).Single()
	return single
}
