package expression

import "math"

// arithmetic joins two numbers by + - or *.
type arithmetic struct{ operator string }

// Arithmetic makes the node that computes with two numbers; the operator is + - or *. It panics at another.
func Arithmetic(operator string, left, right *Node) *Node {
	return newNode(Number, arithmetic{operator}, left, right)
}

func (a arithmetic) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	l, r := kids[0].number, kids[1].number
	switch a.operator {
	case "+":
		return func(f Frame) float64 { return l(f) + r(f) }, nil
	case "-":
		return func(f Frame) float64 { return l(f) - r(f) }, nil
	case "*":
		return func(f Frame) float64 { return l(f) * r(f) }, nil
	default:
		panic("no such operator: " + a.operator)
	}
}

func (a arithmetic) causes(_ Frame, kids []*Node) []*Node { return kids }

func (a arithmetic) possible(s Space, kids []*Node) Domain {
	l, r := kids[0].Possible(s), kids[1].Possible(s)
	d := corners([]Domain{l, r}, func(x []float64) float64 {
		switch a.operator {
		case "+":
			return x[0] + x[1]
		case "-":
			return x[0] - x[1]
		default:
			return x[0] * x[1]
		}
	})
	if a.operator == "*" && (l.infinite() && r.CanBe(0) || l.CanBe(0) && r.infinite()) {
		d.Unknown = true // what 0 times infinity is lies at no corner when 0 lies between two
	}
	return d
}

// infinite reports whether a number of the domain can be infinite.
func (d Domain) infinite() bool { return d.CanBe(math.Inf(-1)) || d.CanBe(math.Inf(1)) }

func (a arithmetic) write(_ Names, kids []string) string {
	return "(" + kids[0] + " " + a.operator + " " + kids[1] + ")"
}

// negative is the minus sign before a number.
type negative struct{}

// Negative makes the node with a minus sign before a number.
func Negative(n *Node) *Node { return newNode(Number, negative{}, n) }

func (negative) value(kids []*Node) (func(Frame) float64, func(Frame) bool) {
	inner := kids[0].number
	return func(f Frame) float64 { return -inner(f) }, nil
}

func (negative) causes(_ Frame, kids []*Node) []*Node { return kids }

func (negative) possible(s Space, kids []*Node) Domain {
	return corners([]Domain{kids[0].Possible(s)}, func(x []float64) float64 { return -x[0] })
}

func (negative) write(_ Names, kids []string) string { return "(-" + kids[0] + ")" }

// corners bounds a function that rises or falls in each argument, whatever the others are: its extremes lie where every argument
// has one of its ends, and since rounding keeps the order of numbers they bound it to the bit. A function of a few points is
// computed at each.
func corners(args []Domain, apply func([]float64) float64) Domain {
	if d, exact := pointwise(args, apply); exact {
		return d
	}
	result := Domain{}
	for _, a := range args {
		if !a.Some {
			return Unknown()
		}
		result.Unknown = result.Unknown || a.Unknown
	}
	x := make([]float64, len(args))
	for corner := range 1 << len(args) {
		for i, a := range args {
			x[i] = a.Low
			if corner>>i&1 == 1 {
				x[i] = a.High
			}
		}
		y := apply(x)
		if y != y {
			return Anything()
		}
		result = result.Union(Between(y, y))
	}
	result.Points = nil
	return result
}

// pointwise computes a function at every combination of the arguments' points; exact is false when there are too many.
func pointwise(args []Domain, apply func([]float64) float64) (d Domain, exact bool) {
	combinations := 1
	for _, a := range args {
		values := a.values()
		if values == nil {
			return Domain{}, false
		}
		if combinations *= len(values); combinations > maxPoints {
			return Domain{}, false
		}
	}
	points := make([]float64, 0, combinations)
	x := make([]float64, len(args))
	for c := range combinations {
		for i, a := range args {
			values := a.values()
			x[i] = values[c%len(values)]
			c /= len(values)
		}
		points = append(points, apply(x))
	}
	return Each(points), true
}
