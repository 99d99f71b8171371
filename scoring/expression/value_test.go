package expression

import (
	"math"
	"math/rand/v2"
	"testing"
)

// meaning is what a part of a rule means for a person.
type meaning struct {
	known  bool    // a number or text: there is one
	number float64 // when known
	truth  bool    // of what is true or false
}

func of(x float64) meaning { return meaning{known: !math.IsNaN(x), number: x} }

func truly(is bool) meaning { return meaning{known: true, truth: is} }

// mean says what a node means, written a second time from the description of the rule language: what is not known is equal to
// nothing, makes a comparison false and != true, and a sum with it is not known.
func mean(n *Node, f Frame) meaning {
	switch form := n.form.(type) {
	case constant:
		if form.kind == Truth {
			return truly(form.is == 1)
		}
		return of(form.is)
	case read:
		if form.kind == Truth {
			return truly(f[form.slot] == 1)
		}
		return of(f[form.slot])
	case choice:
		if mean(n.Kids[0], f).truth {
			return mean(n.Kids[1], f)
		}
		return mean(n.Kids[2], f)
	case known:
		return truly(mean(n.Kids[0], f).known)
	case *oneOf:
		x := mean(n.Kids[0], f)
		is := false
		for _, v := range form.values {
			is = is || x.known && x.number == v
		}
		return truly(is)
	case not:
		return truly(!mean(n.Kids[0], f).truth)
	case logic:
		return meanTogether(form, n.Kids, f)
	default:
		return meanOperator(n, f)
	}
}

func meanTogether(form logic, kids []*Node, f Frame) meaning {
	some, all := false, true
	for _, k := range kids {
		is := mean(k, f).truth
		some, all = some || is, all && is
	}
	if form.all {
		return truly(all)
	}
	return truly(some)
}

func meanOperator(n *Node, f Frame) meaning {
	kids := make([]meaning, len(n.Kids))
	allKnown := true
	for i, k := range n.Kids {
		kids[i] = mean(k, f)
		allKnown = allKnown && kids[i].known
	}
	switch form := n.form.(type) {
	case comparison:
		if !allKnown {
			return truly(form.operator == "!=")
		}
		return truly(compared(form.operator, kids[0].number, kids[1].number))
	case call:
		return meanCall(form.function.Name, kids, allKnown)
	case arithmetic:
		if allKnown {
			return of(computed(form.operator, kids[0].number, kids[1].number))
		}
	case negative:
		if allKnown {
			return of(0 - kids[0].number)
		}
	default:
		panic("no meaning of " + formOf(n))
	}
	return meaning{}
}

func compared(operator string, x, y float64) bool {
	switch operator {
	case "==":
		return x == y
	case "!=":
		return x < y || x > y
	case "<":
		return x < y
	case "<=":
		return x < y || x == y
	case ">":
		return x > y
	default:
		return x > y || x == y
	}
}

func computed(operator string, x, y float64) float64 {
	switch operator {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	default:
		panic("no meaning of " + operator)
	}
}

func meanCall(name string, args []meaning, allKnown bool) meaning {
	switch last := args[len(args)-1]; {
	case name == "known_of":
		for _, a := range args {
			if a.known {
				return a
			}
		}
	case name == "half_up" && args[0].known:
		whole := math.Round(args[0].number) // halves away from zero
		if whole-args[0].number == -0.5 {
			whole++
		}
		return of(whole)
	case name == "sign_of_last" && last.known:
		if last.number == 0 {
			return of(0)
		}
		return of(math.Copysign(1, last.number))
	case name == "least" && allKnown:
		least := args[0]
		for _, a := range args {
			if a.number < least.number {
				least = a
			}
		}
		return least
	case name == "divided" && allKnown && args[1].number != 0:
		return of(args[0].number / args[1].number)
	}
	return meaning{}
}

// checkMeaning compares every part of a tree with what it means.
func checkMeaning(t *testing.T, root *Node, f Frame) {
	t.Helper()
	root.Walk(func(n *Node) {
		want := mean(n, f)
		x := n.Number(f)
		if n.Kind == Truth {
			if n.Truth(f) != want.truth || x != oneIf(want.truth) {
				t.Fatalf("%s of %v is %v and %v, want %v", n.Write(words{}), f[:openSlots], n.Truth(f), x, want.truth)
			}
			return
		}
		if known := x == x; known != want.known || known && x != want.number {
			t.Fatalf("%s of %v is %v, want %+v", n.Write(words{}), f[:openSlots], x, want)
		}
	})
}

func TestValueIsMeaning(t *testing.T) {
	t.Parallel()
	m := newMaker(rand.New(rand.NewPCG(5, 6)))
	for range 5000 {
		root := m.tree()
		for range 5 {
			checkMeaning(t, root, m.within(m.space()))
		}
	}
}

// TestPossibleLeavesList: asking what a tree can become changes nothing of what it is.
func TestPossibleLeavesList(t *testing.T) {
	t.Parallel()
	n := In(Read(Number, 0), []float64{7, 5, 5, 6, 5})
	written := n.Write(words{})
	n.Possible(Space{Anything()})
	if n.Truth(Frame{0}) || n.Write(words{}) != written {
		t.Errorf("%s became %s", written, n.Write(words{}))
	}
}

func TestHalfUp(t *testing.T) {
	t.Parallel()
	const big = 1 << 52
	for x, want := range map[float64]float64{
		0: 0, 0.5: 1, -0.5: 0, 1.5: 2, -1.5: -1, 2.4: 2, -2.6: -3, 0.49999999999999994: 0, -0.49999999999999994: 0, big + 1: big + 1, -big - 1: -big - 1,
		math.Inf(1): math.Inf(1), math.Inf(-1): math.Inf(-1),
	} {
		if got := HalfUp(x); got != want {
			t.Errorf("%v is rounded to %v", x, got)
		}
	}
	if x := HalfUp(math.NaN()); x == x {
		t.Errorf("what is not known is rounded to %v", x)
	}
}

// TestNoAllocation: the value of a tree costs no memory.
func TestNoAllocation(t *testing.T) {
	m := newMaker(rand.New(rand.NewPCG(7, 8)))
	for range 300 {
		root := m.tree()
		f := m.within(m.space())
		if bytes := testing.AllocsPerRun(3, func() { root.Number(f) }); bytes != 0 {
			t.Fatalf("%s allocates %v times", root.Write(words{}), bytes)
		}
	}
}
