package expression

import (
	"slices"
	"strings"
)

// comparison compares two numbers, or a text with an option.
type comparison struct{ operator string }

// Comparison makes the node that compares; the operator is == != < <= > or >=. It panics at another.
func Comparison(operator string, left, right *Node) *Node {
	return newNode(Truth, comparison{operator}, left, right)
}

func (c comparison) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	if slot, reads := kids[0].Slot(); reads {
		if k, fixed := kids[1].form.(constant); fixed {
			s := c.span(slot, k.is)
			return nil, s.holds
		}
	}
	l, r := kids[0].number, kids[1].number
	switch c.operator {
	case "==":
		return nil, func(f Frame) bool { return l(f) == r(f) }
	case "!=":
		return nil, func(f Frame) bool { return l(f) != r(f) }
	case "<":
		return nil, func(f Frame) bool { return l(f) < r(f) }
	case "<=":
		return nil, func(f Frame) bool { return l(f) <= r(f) }
	case ">":
		return nil, func(f Frame) bool { return l(f) > r(f) }
	case ">=":
		return nil, func(f Frame) bool { return l(f) >= r(f) }
	default:
		panic("no such operator: " + c.operator)
	}
}

func (c comparison) causes(_ Frame, kids []*Node) []*Node { return kids }

func (c comparison) possible(s Space, kids []*Node) Domain {
	l, r := kids[0].Possible(s), kids[1].Possible(s)
	unknown := l.Unknown || r.Unknown
	if !l.Some || !r.Some {
		return Truths(c.operator == "!=", c.operator != "!=")
	}
	switch c.operator {
	case "==":
		equal, unequal := l.meets(r)
		return Truths(equal, unequal || unknown)
	case "!=":
		equal, unequal := l.meets(r)
		return Truths(unequal || unknown, equal)
	case "<":
		return Truths(l.Low < r.High, l.High >= r.Low || unknown)
	case "<=":
		return Truths(l.Low <= r.High, l.High > r.Low || unknown)
	case ">":
		return Truths(l.High > r.Low, l.Low <= r.High || unknown)
	default:
		return Truths(l.High >= r.Low, l.Low < r.High || unknown)
	}
}

func (c comparison) write(_ Names, kids []string) string {
	return "(" + kids[0] + " " + c.operator + " " + kids[1] + ")"
}

// oneOf is true when the kid is one of the values; they are numbers or, of a text, codes.
type oneOf struct {
	kind   Kind
	values []float64 // as written
	listed Domain    // the same, sorted, each once
}

// In makes the node that is true when the other is one of the values: numbers or, of a text, codes.
func In(n *Node, values []float64) *Node {
	listed := List(slices.Compact(slices.Sorted(slices.Values(values))))
	return newNode(Truth, &oneOf{kind: n.Kind, values: values, listed: listed}, n)
}

func (o *oneOf) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	inner, values := kids[0].number, o.values
	if r, reads := kids[0].form.(read); reads && len(values) == 2 {
		slot, a, b := r.slot, values[0], values[1]
		return nil, func(f Frame) bool { x := f[slot]; return x == a || x == b }
	}
	return nil, func(f Frame) bool {
		x := inner(f)
		for _, v := range values {
			if x == v {
				return true
			}
		}
		return false
	}
}

func (o *oneOf) causes(_ Frame, kids []*Node) []*Node { return kids }

func (o *oneOf) possible(s Space, kids []*Node) Domain {
	d := kids[0].Possible(s)
	equal, unequal := d.meets(o.listed)
	if points := d.Numbers(); points != nil {
		unequal = slices.ContainsFunc(points, func(x float64) bool { return !o.listed.CanBe(x) })
	}
	return Truths(equal, unequal || d.Unknown)
}

func (o *oneOf) write(names Names, kids []string) string {
	items := make([]string, len(o.values))
	for i, v := range o.values {
		items[i] = constant{kind: o.kind, is: v}.write(names, nil)
	}
	return "(" + kids[0] + " in [" + strings.Join(items, ", ") + "])"
}

// known is true when the number is.
type known struct{}

// Known makes the node that is true when the number is known.
func Known(n *Node) *Node { return newNode(Truth, known{}, n) }

func (known) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	inner := kids[0].number
	return nil, func(f Frame) bool { x := inner(f); return x == x }
}

func (known) causes(_ Frame, kids []*Node) []*Node { return kids }

func (known) possible(s Space, kids []*Node) Domain {
	d := kids[0].Possible(s)
	return Truths(d.Some, d.Unknown)
}

func (known) write(_ Names, kids []string) string { return "is_known(" + kids[0] + ")" }

// Options returns the slot of a text and the codes of the options that a node compares it with; ok is false for another node.
func (n *Node) Options() (slot int, codes []float64, ok bool) {
	switch form := n.form.(type) {
	case comparison:
		for i, kid := range n.Kids {
			other, fixed := n.Kids[1-i].form.(constant)
			if slot, reads := kid.Slot(); reads && fixed && kid.Kind == Text {
				return slot, []float64{other.is}, true
			}
		}
	case *oneOf:
		if slot, reads := n.Kids[0].Slot(); reads && n.Kids[0].Kind == Text {
			return slot, form.values, true
		}
	}
	return 0, nil, false
}

// TrueWhenMissing returns the slots of which each makes a node true when it is not known: those that a comparison by != compares, or the
// `not` of another comparison. There are none for another node.
func (n *Node) TrueWhenMissing() []int {
	compared, operator := n, "!="
	if _, turned := n.form.(not); turned {
		compared, operator = n.Kids[0], ""
	}
	switch form := compared.form.(type) {
	case comparison:
		if operator == "" && form.operator == "!=" || operator != "" && form.operator != operator {
			return nil
		}
	case *oneOf:
		if operator != "" {
			return nil
		}
	default:
		return nil
	}
	var slots []int
	for _, kid := range compared.Kids {
		if slot, reads := kid.Slot(); reads {
			slots = append(slots, slot)
		}
	}
	return slots
}
