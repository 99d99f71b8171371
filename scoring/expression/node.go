package expression

import "math"

// Frame holds the values of one person by slot: numbers; dates as day numbers; options as their codes; truths as 0 and 1.
// What is not known is NaN.
type Frame []float64

// Space holds by slot what the values of a Frame can still be.
type Space []Domain

// Kind is the kind of a node's value.
type Kind uint8

// The kinds of values. A date is a Number; a Text is held as the code of an option.
const (
	Number Kind = iota
	Text
	Truth
)

// Node is one part of an expression with what it is made of.
type Node struct {
	Kind     Kind
	From, To int // where it stands in the rule, in runes
	Kids     []*Node

	form   form
	number func(Frame) float64
	truth  func(Frame) bool
}

// form is what a node does with its kids, in each of the readings.
type form interface {
	// value compiles the node: to truth when it is true or false, else to number.
	value(kids []*Node) (number func(Frame) float64, truth func(Frame) bool)
	// causes returns those of the kids that made the value what it is in the frame.
	causes(f Frame, kids []*Node) []*Node
	// possible returns the values that the node can have; it may name too many, never too few.
	possible(s Space, kids []*Node) Domain
	// write writes the node in the language of rules; names gives the name of a slot and the text of a code.
	write(names Names, kids []string) string
}

// Names are the words for the numbers of a frame.
type Names interface {
	Slot(slot int) string
	Code(code float64) string
}

func newNode(kind Kind, form form, kids ...*Node) *Node {
	n := &Node{Kind: kind, Kids: kids, form: form}
	n.number, n.truth = form.value(kids)
	if n.number == nil {
		truth := n.truth
		n.number = func(f Frame) float64 { return oneIf(truth(f)) }
	}
	return n
}

// At notes where the node stands in its rule, in runes, and returns it.
func (n *Node) At(from, to int) *Node {
	n.From, n.To = from, to
	return n
}

// Number returns the node's value in the frame: NaN when it is not known; of a truth 0 or 1; of a text its code.
func (n *Node) Number(f Frame) float64 { return n.number(f) }

// Truth reports whether a node of the kind Truth is true in the frame; of another kind it panics.
func (n *Node) Truth(f Frame) bool { return n.truth(f) }

// Possible returns the values that the node can have while every slot has one of its values in the space.
// It may name too many, never too few.
func (n *Node) Possible(s Space) Domain { return n.form.possible(s, n.Kids) }

// Causes returns those of the node's kids that made its value what it is: of a false `and` the parts that are false, of a true `or`
// those that are true, of a choice the condition and the side that it chose. Of the others it is all kids.
func (n *Node) Causes(f Frame) []*Node { return n.form.causes(f, n.Kids) }

// Write writes the node in the language of rules.
func (n *Node) Write(names Names) string {
	kids := make([]string, len(n.Kids))
	for i, k := range n.Kids {
		kids[i] = k.Write(names)
	}
	return n.form.write(names, kids)
}

// Slot returns the slot that a node reads; ok is false when it is no node that reads one.
func (n *Node) Slot() (slot int, ok bool) {
	r, ok := n.form.(read)
	return r.slot, ok
}

// Walk calls visit for the node and all parts below it, in the order in which they are written.
func (n *Node) Walk(visit func(*Node)) {
	visit(n)
	for _, k := range n.Kids {
		k.Walk(visit)
	}
}

// IsLogic reports whether the node joins or turns truths: an and, or, not.
func (n *Node) IsLogic() bool {
	switch n.form.(type) {
	case logic, not:
		return true
	default:
		return false
	}
}

// Turns reports whether the node is a `not`.
func (n *Node) Turns() bool {
	_, turns := n.form.(not)
	return turns
}

func oneIf(b bool) float64 { return float64(bitOf(b)) }

func unknown() float64 { return math.NaN() }
