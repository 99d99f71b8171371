package expression

import (
	"math"
	"strconv"
)

// constant is a number or option that the rule itself says.
type constant struct {
	kind Kind
	is   float64
}

// Constant makes the node of a number; NaN is `unknown`.
func Constant(x float64) *Node { return newNode(Number, constant{kind: Number, is: x}) }

// Option makes the node of an option with the code.
func Option(code float64) *Node { return newNode(Text, constant{kind: Text, is: code}) }

// Always makes the node of what is always true, or always false.
func Always(truth bool) *Node { return newNode(Truth, constant{kind: Truth, is: oneIf(truth)}) }

func (c constant) value([]*Node) (func(Frame) float64, func(Frame) bool) {
	is := c.is
	if c.kind == Truth {
		return nil, func(Frame) bool { return is != 0 }
	}
	return func(Frame) float64 { return is }, nil
}

func (c constant) causes(Frame, []*Node) []*Node { return nil }

func (c constant) possible(Space, []*Node) Domain { return Only(c.is) }

func (c constant) write(names Names, _ []string) string {
	switch {
	case c.kind == Truth:
		return strconv.FormatBool(c.is != 0)
	case c.kind == Text:
		return strconv.Quote(names.Code(c.is))
	case c.is != c.is:
		return "unknown"
	case c.is == math.Trunc(c.is) && math.Abs(c.is) < 1e15:
		return strconv.FormatFloat(c.is, 'f', 1, 64)
	default:
		return strconv.FormatFloat(c.is, 'g', -1, 64)
	}
}

// read is a value of the frame.
type read struct {
	kind Kind
	slot int
}

// Read makes the node that reads a slot.
func Read(kind Kind, slot int) *Node { return newNode(kind, read{kind: kind, slot: slot}) }

func (r read) value([]*Node) (func(Frame) float64, func(Frame) bool) {
	slot := r.slot
	if r.kind == Truth {
		return nil, func(f Frame) bool { return f[slot] == 1 }
	}
	return func(f Frame) float64 { return f[slot] }, nil
}

func (r read) causes(Frame, []*Node) []*Node { return nil }

func (r read) possible(s Space, _ []*Node) Domain { return s[r.slot] }

func (r read) write(names Names, _ []string) string { return names.Slot(r.slot) }
