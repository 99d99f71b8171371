package scoring

import (
	"slices"

	"waymark/scoring/expression"
)

// place is a cut with what its slot can be now.
type place struct {
	cut
	now expression.Domain
}

// undecided returns where the outlook can be cut next: at something that a rule reads which can still be both true and false.
func (g *goal) undecided(o *outlook) []place {
	if g.node != nil {
		return o.undecided([]*expression.Node{g.node})
	}
	if g.promise != nil {
		return g.promise.undecided(o)
	}
	rules := o.s.rulesOf(g.step)
	if g.Kind == NextSubject {
		rules = append(rules, o.s.rulesOfPlan()...)
	}
	return o.undecided(rootsOf(rules))
}

func rootsOf(rules []*rule) []*expression.Node {
	roots := make([]*expression.Node, len(rules))
	for i, r := range rules {
		roots[i] = r.root
	}
	return roots
}

// undecided returns where the nodes are not decided; when all are, the items of the scales that were cut, and then the conditions by
// which the answers are asked for.
func (o *outlook) undecided(nodes []*expression.Node) []place {
	var places []place
	for _, n := range nodes {
		places = o.places(n, places)
	}
	if len(places) == 0 {
		places = o.itemPlaces()
	}
	for _, page := range o.pages {
		if len(places) > 0 {
			break
		}
		places = o.places(page.showIf.root, places)
	}
	return places
}

// itemPlaces returns the items of the scales that were cut: with their scores decided, what else hangs on their answers may not be.
func (o *outlook) itemPlaces() []place {
	var places []place
	for _, d := range o.s.derives {
		if _, was := o.limits[d.slot]; d.scale == nil || !was {
			continue
		}
		for _, it := range d.scale.items {
			if _, single := o.space[it.slot].Single(); !single {
				places = append(places, place{cut{cutReply, it.asked.number}, o.space[it.slot]})
			}
		}
	}
	return places
}

// rulesOfPlan returns the rules that decide what is next.
func (s *Scorer) rulesOfPlan() []*rule {
	var rules []*rule
	for _, f := range s.firsts {
		rules = append(rules, f.when)
	}
	for i := range s.steps {
		if s.steps[i].need != nil {
			rules = append(rules, s.steps[i].need)
		}
		rules = append(rules, s.rulesOf(i)...)
	}
	return rules
}

// rulesOf returns the rules that decide the state of a step.
func (s *Scorer) rulesOf(step int) []*rule {
	r := &s.steps[step]
	var rules []*rule
	for i := range s.guards {
		if guard := s.guards[i].guard; guard.Pause != "" || slices.Contains(guard.Close, r.step.ID) {
			rules = append(rules, s.guards[i].when)
		}
	}
	for _, d := range s.derives {
		if d.slot == r.done && d.rule != nil {
			rules = append(rules, d.rule)
		}
	}
	for _, w := range r.waits {
		rules = append(rules, w.that)
	}
	if r.opens != nil {
		rules = append(rules, r.opens)
	}
	return rules
}

// places adds what the node reads that is not decided yet, followed down to a scale, an answer or another fact of the person: of an `and`
// or `or` one place of each undecided part, else the first.
func (o *outlook) places(n *expression.Node, places []place) []place {
	if _, single := n.Possible(o.space).Single(); single {
		return places
	}
	if slot, reads := n.Slot(); reads {
		return o.placesOf(slot, places)
	}
	before := len(places)
	for _, kid := range n.Kids {
		if places = o.places(kid, places); len(places) > before && !n.IsLogic() {
			break
		}
	}
	return places
}

func (o *outlook) placesOf(slot int, places []place) []place {
	for _, d := range o.s.derives {
		switch {
		case d.slot != slot && d.bandSlot != slot:
		case d.scale != nil:
			return append(places, place{cut{cutScore, d.slot}, o.space[d.slot]})
		case d.rule != nil:
			return o.places(d.rule.root, places)
		}
	}
	for _, in := range o.s.inputs {
		if in.slot == slot {
			if c := in.cut(o); c.kind != noCut {
				return append(places, place{c, o.space[slot]})
			}
		}
	}
	return places
}

// cut returns where the person is cut for an input.
func (in slotted) cut(o *outlook) cut {
	set := func(i int) cut {
		if o.facts.sets[i].times.Low < 1 && o.facts.sets[i].times.High >= 1 {
			return cut{cutTimes, i}
		}
		return cut{cutDays, i}
	}
	slot := in.slot
	switch in := in.input.(type) {
	case numberInput, wordInput, knownInput, hasInput:
		return cut{cutReply, in.source().asked.number}
	case beforeInput:
		return cut{cutBefore, in.q.number}
	case beforeScaleInput:
		for _, it := range in.r.items {
			if _, single := o.facts.before[it.asked.number].numbers().Single(); !single {
				return cut{cutBefore, it.asked.number}
			}
		}
		return cut{}
	case takenInput, timesInput:
		return cut{cutTimes, in.source().set}
	case sinceInput:
		return set(in.number)
	case newerInput:
		a := set(in.a.number)
		if sets := o.facts.sets; a.kind == cutDays && sets[in.b.number].days.High-sets[in.b.number].days.Low > sets[a.index].days.High-sets[a.index].days.Low {
			return set(in.b.number)
		}
		return a
	case startedInput:
		return cut{cutStarted, in.number}
	case tasksInput:
		return cut{cutTicked, in.number}
	case closedInput:
		return cut{cutClosed, in.number}
	case saidInput:
		return cut{cutSaid, slot}
	default:
		return cut{}
	}
}
