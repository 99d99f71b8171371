package expression

import (
	"math"
	"strings"
)

// Function is a function over numbers, as the table of the rule language holds it.
type Function struct {
	Name string
	// Apply computes it; an argument that is not known is NaN. It must not keep the slice.
	Apply func(args []float64) float64
	// Possible returns what it can be over what the arguments can be; it may name too many values, never too few.
	// It is asked only where the arguments are too many to be tried one by one; nil is anything.
	Possible func(args []Domain) Domain
	// Rests returns how many of the arguments, from the first on, its value rests on; nil is all of them.
	Rests func(args []float64) int
}

// call applies a function. Its arguments lie in slots of the frame of their own, so that a call allocates nothing.
type call struct {
	function *Function
	scratch  int // the first of those slots
}

// Call makes the node that applies the function. scratch is the first of as many slots of the frame as there are arguments,
// used by this node alone.
func Call(f *Function, scratch int, args ...*Node) *Node {
	return newNode(Number, call{function: f, scratch: scratch}, args...)
}

func (c call) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	apply, from, to := c.function.Apply, c.scratch, c.scratch+len(kids)
	if len(kids) == 2 {
		a, b := kids[0].number, kids[1].number
		return func(f Frame) float64 {
			x, y := a(f), b(f)
			f[from], f[from+1] = x, y
			return apply(f[from:to])
		}, nil
	}
	args := make([]func(Frame) float64, len(kids))
	for i, k := range kids {
		args[i] = k.number
	}
	return func(f Frame) float64 {
		for i, a := range args {
			f[from+i] = a(f)
		}
		return apply(f[from:to])
	}, nil
}

func (c call) causes(f Frame, kids []*Node) []*Node {
	if c.function.Rests == nil {
		return kids
	}
	args := make([]float64, len(kids))
	for i, k := range kids {
		args[i] = k.number(f)
	}
	return kids[:c.function.Rests(args)]
}

func (c call) possible(s Space, kids []*Node) Domain {
	args := make([]Domain, len(kids))
	for i, k := range kids {
		args[i] = k.Possible(s)
	}
	if d, exact := pointwise(args, c.function.Apply); exact {
		return d
	}
	if c.function.Possible == nil {
		return Anything()
	}
	return c.function.Possible(args)
}

func (c call) write(_ Names, kids []string) string {
	return c.function.Name + "(" + strings.Join(kids, ", ") + ")"
}

// Rising bounds a function that is not known when an argument is not, and otherwise rises, or stays, with each argument.
func Rising(apply func([]float64) float64) func([]Domain) Domain {
	return func(args []Domain) Domain {
		low, high := make([]float64, len(args)), make([]float64, len(args))
		d := Domain{}
		for i, a := range args {
			if !a.Some {
				return Unknown()
			}
			low[i], high[i], d.Unknown = a.Low, a.High, d.Unknown || a.Unknown
		}
		return d.Union(Between(apply(low), apply(high)))
	}
}

// Divide makes the node that divides two numbers; a division by zero is not known. scratch is as in Call, of two slots.
func Divide(scratch int, left, right *Node) *Node {
	return Call(&Function{Name: "divided", Apply: quotient, Possible: possibleQuotient}, scratch, left, right)
}

func quotient(args []float64) float64 {
	if args[1] == 0 {
		return unknown()
	}
	return args[0] / args[1]
}

func possibleQuotient(args []Domain) Domain {
	if by := args[1]; by.Some && by.Low <= 0 && by.High >= 0 {
		return Anything()
	}
	return corners(args, quotient)
}

// HalfUp rounds to the nearest whole number, halves up. A half is not added to the number: the sum can be rounded itself.
func HalfUp(x float64) float64 {
	whole := math.Floor(x)
	if x-whole >= 0.5 {
		whole++
	}
	return whole
}
