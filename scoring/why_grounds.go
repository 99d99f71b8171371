package scoring

import (
	"slices"
	"sync"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// grounds are what the reasons of a quiz's rules can be, whoever asks: worked out once, when the first person asks why.
type grounds struct {
	s       *Scorer
	slots   []behind // by slot
	of      map[*expression.Node]*ground
	open    expression.Space // what each slot can be for anybody
	rules   map[*rule]int    // numbers of the rules; rules that say the same have one number
	numbers map[string]int   // the same by what they say
	labels  [][]string       // of the options, by the number of the question
	said    [][]string       // the sentence of each option when it alone is the latest answer; the last is that of no answer
	effects [][]string       // the same sentences as part of one about a score
	phrases phrases
	pool    sync.Pool // of *explanation
}

// behind is what stands behind a slot: an input, or something derived. Of a tally it is neither.
type behind struct {
	input   input
	derived *derived
}

// ground is what one part of a rule can rest on.
type ground struct {
	number int
	always bool       // it has one value, whoever asks: it rests on nothing
	rule   *rule      // of a part that reads a truth which a rule gives: that rule
	units  []int      // slots of the inputs and scales that it rests on, in the order of the rule
	values []*derived // values between the part and its units, each after those that it reads
	whole  bool       // it rests on all its units, whatever they are
}

func newGrounds(s *Scorer) *grounds {
	g := &grounds{s: s, slots: make([]behind, s.frame), of: map[*expression.Node]*ground{}, phrases: s.phrases, rules: map[*rule]int{}, numbers: map[string]int{}}
	for _, in := range s.inputs {
		g.slots[in.slot].input = in.input
	}
	for _, d := range s.derives {
		g.slots[d.slot].derived = d
		if d.bandSlot != none {
			g.slots[d.bandSlot].derived = d
		}
	}
	g.openToAll()
	g.speak()
	for _, d := range s.derives {
		g.add(d.rule)
	}
	for i := range s.guards {
		g.add(s.guards[i].when)
	}
	for i := range s.firsts {
		g.add(s.firsts[i].when)
	}
	for i := range s.steps {
		step := &s.steps[i]
		g.add(step.need)
		g.add(step.opens)
		for _, w := range step.waits {
			g.add(w.that)
		}
	}
	g.pool.New = func() any { return newExplanation(g) }
	return g
}

// speak makes the sentences that most facts are: of an answer that is one option, and of none.
func (g *grounds) speak() {
	for _, q := range g.s.asked {
		var labels, said, effects []string
		for _, o := range q.q.Options {
			labels = append(labels, o.Label)
		}
		for i := range labels {
			f := &quiz.Fact{Kind: quiz.FactAnswer, Options: labels[i : i+1]}
			said, effects = append(said, g.phrases.answer(f, q.q)), append(effects, g.phrases.effect(f, q.q))
		}
		said = append(said, g.phrases.answer(&quiz.Fact{Kind: quiz.FactAnswer}, q.q))
		g.labels, g.said, g.effects = append(g.labels, labels), append(g.said, said), append(g.effects, effects)
	}
}

// openToAll works out what each slot can be for anybody, on any day.
func (g *grounds) openToAll() {
	const far = 1e6 // more days, results and tasks than anybody has
	some := expression.Between(0, far)
	maybe := some
	maybe.Unknown = true
	o := newOutlook(g.s)
	o.facts.said = func(saidInput) expression.Domain { return maybe }
	for i := range o.facts.sets {
		o.facts.sets[i] = openSet{times: some, days: some}
	}
	for i := range o.facts.steps {
		o.facts.steps[i] = openStep{started: maybe, ticked: some, closed: expression.Truths(true, true)}
	}
	for i, q := range g.s.asked {
		o.facts.replies[i], o.facts.before[i] = openQuestion(q.q), openQuestion(q.q)
	}
	o.read(g.s.inputs)
	for _, in := range g.s.inputs {
		if _, is := in.input.(todayInput); is {
			o.space[in.slot] = some
		}
	}
	o.derive(g.s.derives)
	g.open = o.space
}

// add works out the grounds of all parts of a rule; nil is no rule.
func (g *grounds) add(r *rule) {
	if r == nil || g.of[r.root] != nil {
		return
	}
	number, known := g.numbers[r.text.Value]
	if !known {
		number = len(g.numbers)
		g.numbers[r.text.Value] = number
	}
	g.rules[r] = number
	r.root.Walk(func(n *expression.Node) {
		_, always := n.Possible(g.open).Single()
		part := &ground{number: len(g.of), always: always}
		g.of[n] = part
		if slot, reads := n.Slot(); reads && n.Kind == expression.Truth && g.slots[slot].derived != nil {
			part.rule = g.slots[slot].derived.rule
			return
		}
		part.whole = true
		g.descend(n, part)
	})
}

// descend finds the units of a part below it.
func (g *grounds) descend(n *expression.Node, part *ground) {
	n.Walk(func(n *expression.Node) {
		slot, reads := n.Slot()
		if !reads {
			part.whole = part.whole && !n.Picks()
			return
		}
		g.unit(slot, part)
	})
}

// unit adds what stands behind a slot to what the part rests on.
func (g *grounds) unit(slot int, part *ground) {
	switch b := g.slots[slot]; {
	case b.derived == nil && b.input == nil: // a tally
	case b.derived == nil:
		part.units = appendNew(part.units, slot)
	case b.derived.scale != nil:
		part.units = appendNew(part.units, b.derived.slot)
	case b.derived.rule != nil && !slices.Contains(part.values, b.derived):
		g.descend(b.derived.rule.root, part)
		if !slices.Contains(part.values, b.derived) {
			part.values = append(part.values, b.derived)
		}
	}
}

func appendNew(slots []int, slot int) []int {
	if slices.Contains(slots, slot) {
		return slots
	}
	return append(slots, slot)
}
