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
		return w.cite(units, part.rule.root, first)
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
	from := len(w.own)
	w.own = w.collect(w.own, n, first, from)
	if !first {
		w.complete(n, part, from)
	}
	for _, u := range w.own[from:] {
		units = appendNew(units, u)
	}
	w.own = w.own[:from]
	return units
}

// collect adds the units on which the exact value of a part rests, by its causes, to those in units[from:].
func (w *explanation) collect(units []int, n *expression.Node, first bool, from int) []int {
	if slot, reads := n.Slot(); reads {
		return w.behind(units, slot, first, from)
	}
	for _, k := range n.Causes(w.e.frame) {
		part := w.grounds.of[k]
		switch {
		case part.always:
		case k.Kind == expression.Truth:
			w.own = units
			found := w.cite(nil, k, first)
			for _, u := range found {
				units = addFrom(units, u, from)
			}
		default:
			units = w.collect(units, k, first, from)
		}
	}
	return units
}

func (w *explanation) behind(units []int, slot int, first bool, from int) []int {
	b := w.grounds.slots[slot]
	switch {
	case b.derived == nil && b.input != nil:
		return addFrom(units, slot, from)
	case b.derived.scale != nil:
		return addFrom(units, b.derived.slot, from)
	case b.derived.rule != nil:
		return w.collect(units, b.derived.rule.root, first, from)
	default:
		return units
	}
}

func addFrom(units []int, slot, from int) []int {
	if slices.Contains(units[from:], slot) {
		return units
	}
	return append(units, slot)
}

// complete adds to w.own[from:] what else the part rests on: a part whose value would stay, by what is not cited, if all that is cited
// were otherwise, rests on that too.
func (w *explanation) complete(n *expression.Node, part *ground, from int) {
	for _, u := range part.units {
		if len(w.own)-from == len(part.units) || !w.stays(n, part, w.own[from:]) {
			return
		}
		w.own = addFrom(w.own, u, from)
	}
}

// stays reports whether the part keeps its value when the units are open and all else is as it is.
func (w *explanation) stays(n *expression.Node, part *ground, open []int) bool {
	for _, u := range part.units {
		w.put(u, slices.Contains(open, u))
		if d := w.grounds.slots[u].derived; d != nil && d.bandSlot != none {
			w.put(d.bandSlot, slices.Contains(open, u))
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
