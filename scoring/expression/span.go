package expression

import (
	"math"
	"slices"
)

// span is the test that a slot lies from low to high, or that it does not. Most parts of rules are such a test; it runs without a call.
type span struct {
	slot      int
	low, high float64
	outside   int // 1 when what does not lie there passes, also what is not known
}

func (s *span) holds(f Frame) bool { return s.bit(f) == 1 }

// bit returns 1 when the test holds, else 0. It has no jump: whether a person's answer passes a test is what no processor foresees.
func (s *span) bit(f Frame) int {
	x := f[s.slot]
	return bitOf(x >= s.low)&bitOf(x <= s.high) ^ s.outside
}

func bitOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mostTests is how many tests a list of values may become.
const mostTests = 4

// testsOf returns tests that together are as true as the node: all of them when all is set, else one of them. There are none when the
// node is more than that.
func testsOf(n *Node, all bool) []span {
	slot, reads := n.Slot()
	if len(n.Kids) > 0 {
		slot, reads = n.Kids[0].Slot()
	}
	switch form := n.form.(type) {
	case not:
		tests := testsOf(n.Kids[0], !all)
		for i := range tests {
			tests[i].outside ^= 1
		}
		return tests
	case known:
		if reads {
			return []span{{slot: slot, low: math.Inf(-1), high: math.Inf(1)}}
		}
	case read:
		return []span{{slot: slot, low: 1, high: 1}}
	case comparison:
		if k, fixed := n.Kids[1].form.(constant); reads && fixed {
			return []span{form.span(slot, k.is)}
		}
	case *oneOf:
		if reads && len(form.values) > 0 && len(form.values) <= mostTests {
			return form.tests(slot, all)
		}
	}
	return nil
}

// tests are that the slot lies between the first and last value and in no gap between two, or that it is one or another of them.
func (o *oneOf) tests(slot int, all bool) []span {
	values := slices.Sorted(slices.Values(o.values))
	tests := []span{{slot: slot, low: values[0], high: values[len(values)-1]}}
	for i, v := range values {
		switch {
		case !all && i == 0:
			tests[0].high = v
		case !all:
			tests = append(tests, span{slot: slot, low: v, high: v})
		case i > 0 && !(o.kind == Text && v-values[i-1] <= 1): // between the codes of two texts there is none
			tests = append(tests, span{slot, math.Nextafter(values[i-1], math.Inf(1)), math.Nextafter(v, math.Inf(-1)), 1})
		}
	}
	return tests
}

// span is the test of a slot by a comparison with x. The number next to x bounds what is less or greater; beyond the infinities there
// is none, and nothing passes.
func (c comparison) span(slot int, x float64) span {
	s := span{slot: slot, low: math.Inf(-1), high: math.Inf(1)}
	switch c.operator {
	case "==":
		s.low, s.high = x, x
	case "!=":
		s.low, s.high, s.outside = x, x, 1
	case "<":
		if s.high = math.Nextafter(x, math.Inf(-1)); s.high == x {
			s.low = math.Inf(1)
		}
	case "<=":
		s.high = x
	case ">":
		if s.low = math.Nextafter(x, math.Inf(1)); s.low == x {
			s.high = math.Inf(-1)
		}
	case ">=":
		s.low = x
	default:
		panic("no such operator: " + c.operator)
	}
	return s
}
