package expression

import "strings"

// not turns a truth around.
type not struct{}

// Not makes the node that is true when the other is false.
func Not(n *Node) *Node { return newNode(Truth, not{}, n) }

func (not) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	inner := kids[0].truth
	return nil, func(f Frame) bool { return !inner(f) }
}

func (not) causes(_ Frame, kids []*Node) []*Node { return kids }

func (not) possible(s Space, kids []*Node) Domain {
	inner := kids[0].Possible(s)
	return Truths(inner.CanBe(0), inner.CanBe(1))
}

func (not) write(_ Names, kids []string) string { return "(not " + kids[0] + ")" }

// logic joins truths: by `and` when all is set, else by `or`.
type logic struct{ all bool }

// And makes the node that is true when both are; a chain of them becomes one node.
func And(left, right *Node) *Node { return join(logic{all: true}, left, right) }

// Or makes the node that is true when one is; a chain of them becomes one node.
func Or(left, right *Node) *Node { return join(logic{all: false}, left, right) }

func join(l logic, sides ...*Node) *Node {
	var kids []*Node
	for _, side := range sides {
		if side.form == form(l) {
			kids = append(kids, side.Kids...)
		} else {
			kids = append(kids, side)
		}
	}
	return newNode(Truth, l, kids...)
}

func (l logic) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	// What decides is a part that is false in an and, true in an or. The tests come first, all at once; the order of parts changes nothing.
	decides := !l.all
	var tests []span
	var others []func(Frame) bool
	for _, k := range kids {
		found := testsOf(k, l.all)
		if found == nil {
			others = append(others, k.truth)
		}
		for _, test := range found {
			test.outside ^= bitOf(l.all)
			tests = append(tests, test)
		}
	}
	switch {
	case len(others) == 0 && len(tests) == 2:
		a, b := tests[0], tests[1]
		return nil, func(f Frame) bool { return (a.bit(f)|b.bit(f) == 1) == decides }
	case len(others) == 0:
		return nil, func(f Frame) bool { return (anyOf(tests, f) == 1) == decides }
	}
	return nil, func(f Frame) bool {
		if anyOf(tests, f) == 1 {
			return decides
		}
		for _, other := range others {
			if other(f) == decides {
				return decides
			}
		}
		return !decides
	}
}

// anyOf returns 1 when one of the tests holds, else 0.
func anyOf(tests []span, f Frame) int {
	any := 0
	for i := range tests {
		any |= tests[i].bit(f)
	}
	return any
}

// causes: what decides is each part that alone makes it so; when none does, all parts do it together.
func (l logic) causes(f Frame, kids []*Node) []*Node {
	var deciding []*Node
	for _, k := range kids {
		if k.truth(f) != l.all {
			deciding = append(deciding, k)
		}
	}
	if deciding == nil {
		return kids
	}
	return deciding
}

func (l logic) possible(s Space, kids []*Node) Domain {
	someDecides, allFollow := false, true
	for _, k := range kids {
		d := k.Possible(s)
		decides, follows := d.CanBe(oneIf(!l.all)), d.CanBe(oneIf(l.all))
		someDecides = someDecides || decides
		if !follows {
			allFollow = false
			break
		}
	}
	if l.all {
		return Truths(allFollow, someDecides)
	}
	return Truths(someDecides, allFollow)
}

func (l logic) write(_ Names, kids []string) string {
	if l.all {
		return "(" + strings.Join(kids, " and ") + ")"
	}
	return "(" + strings.Join(kids, " or ") + ")"
}

// Alone reports whether each of the node's causes alone makes it what it is: it is a false `and` or a true `or`.
func (n *Node) Alone(f Frame) bool {
	l, joins := n.form.(logic)
	return joins && n.truth(f) != l.all
}

// Picks reports whether the node's value can rest on a part of its kids alone.
func (n *Node) Picks() bool {
	switch form := n.form.(type) {
	case logic, choice:
		return true
	case call:
		return form.function.Rests != nil
	default:
		return false
	}
}
