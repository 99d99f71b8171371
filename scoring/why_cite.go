package scoring

import (
	"slices"

	"waymark/scoring/expression"
)

// cite adds the units on which the value of a part rests: of parts joined by `and` and `or` those of every part that made it so; with
// first, where one part does, those of the first alone. What has the same value for everybody rests on nothing.
func (w *explanation) cite(units []int, n *expression.Node, first bool) []int {
	part := w.grounds.of[n]
	switch {
	case part.always:
		return units
	case part.rule != nil:
		for _, u := range w.valueUnits(n, part.rule, first) {
			units = appendNew(units, u)
		}
		return units
	case n.IsLogic():
		causes := n.Causes(w.e.frame)
		if first && n.Alone(w.e.frame) {
			causes = causes[:1]
		}
		for _, k := range causes {
			units = w.cite(units, k, first)
		}
		return units
	case part.whole:
		for _, u := range part.units {
			units = appendNew(units, u)
		}
		return units
	}
	for _, u := range w.atom(n, part) {
		units = appendNew(units, u)
	}
	return units
}

// atom returns the units on which a part rests that is not joined by `and` or `or`; they are worked out once.
func (w *explanation) atom(n *expression.Node, part *ground) []int {
	known := &w.atoms[part.number]
	if *known == nil {
		from := len(w.own)
		w.own = w.collect(w.own, n, false, from)
		conditions := len(w.own)
		w.own = w.collect(w.own, n, true, from)
		w.drop(n, part, from, conditions)
		w.complete(n, part, from)
		*known = append(make([]int, 0, 8), w.own[from:]...)
		w.own = w.own[:from]
	}
	return *known
}

// valueUnits returns the units on which a value rests that is true or false; they are worked out once.
func (w *explanation) valueUnits(n *expression.Node, r *rule, first bool) []int {
	slot, _ := n.Slot()
	known := &w.units[0][slot]
	if first {
		known = &w.units[1][slot]
	}
	if *known == nil {
		*known = w.cite(make([]int, 0, 8), r.root, first)
	}
	return *known
}

// collect adds the units on which the exact value of a part rests, by its causes, to those in units[from:]: those from which it is
// computed, or those of the conditions by which it is chosen how.
func (w *explanation) collect(units []int, n *expression.Node, conditions bool, from int) []int {
	if slot, reads := n.Slot(); reads {
		return w.behind(units, slot, conditions, from)
	}
	for _, k := range n.Causes(w.e.frame) {
		switch part := w.grounds.of[k]; {
		case part.always:
		case k.Kind != expression.Truth:
			units = w.collect(units, k, conditions, from)
		case conditions:
			w.own = units
			for _, u := range w.cite(nil, k, false) {
				units = addFrom(units, u, from)
			}
		}
	}
	return units
}

func (w *explanation) behind(units []int, slot int, conditions bool, from int) []int {
	b := w.grounds.slots[slot]
	switch {
	case b.derived != nil && b.derived.scale == nil && b.derived.rule != nil:
		return w.collect(units, b.derived.rule.root, conditions, from)
	case conditions || b.derived == nil && b.input == nil:
		return units
	case b.derived == nil:
		return addFrom(units, slot, from)
	default:
		return addFrom(units, b.derived.slot, from)
	}
}

func addFrom(units []int, slot, from int) []int {
	if slices.Contains(units[from:], slot) {
		return units
	}
	return append(units, slot)
}

// drop takes the conditions out of w.own[from:] when they do not matter here: the part keeps its value without them, and would not have
// it by them alone.
func (w *explanation) drop(n *expression.Node, part *ground, from, conditions int) {
	if conditions == from || conditions == len(w.own) {
		return
	}
	computed, chosen := w.own[from:conditions], w.own[conditions:]
	if w.stays(n, part, func(unit int) bool { return !slices.Contains(computed, unit) }) &&
		!w.stays(n, part, func(unit int) bool { return !slices.Contains(chosen, unit) }) {
		w.own = w.own[:conditions]
	}
}

// complete adds to w.own[from:] what else the part rests on: a part whose value would stay, by what is not cited, if all that is cited
// were otherwise, rests on that too.
func (w *explanation) complete(n *expression.Node, part *ground, from int) {
	cited := func(unit int) bool { return slices.Contains(w.own[from:], unit) }
	for _, u := range part.units {
		if len(w.own)-from == len(part.units) || !w.stays(n, part, cited) {
			return
		}
		w.own = addFrom(w.own, u, from)
	}
}

// stays reports whether the part keeps its value when some of its units are open and the others are as they are.
func (w *explanation) stays(n *expression.Node, part *ground, open func(unit int) bool) bool {
	for _, u := range part.units {
		w.put(u, open(u))
		if d := w.grounds.slots[u].derived; d != nil && d.bandSlot != none {
			w.put(d.bandSlot, open(u))
		}
	}
	for _, d := range part.values {
		w.space[d.slot] = d.rule.root.Possible(w.space)
		if d.bandSlot != none {
			w.space[d.bandSlot] = possibleBands(d.bands, w.space[d.slot])
		}
	}
	_, stays := n.Possible(w.space).Single()
	return stays
}

func (w *explanation) put(slot int, open bool) {
	if open {
		w.space[slot] = w.grounds.open[slot]
	} else {
		w.space[slot] = expression.Only(w.e.frame[slot])
	}
}

// decides returns the part of a rule that decided first, and the rule in which it stands.
func (w *explanation) decides(r *rule) (*rule, *expression.Node) {
	for n := r.root; ; {
		part := w.grounds.of[n]
		switch {
		case part.always:
			return r, n
		case part.rule != nil:
			r, n = part.rule, part.rule.root
		case n.Alone(w.e.frame):
			n = n.Causes(w.e.frame)[0]
		default:
			return r, n
		}
	}
}
