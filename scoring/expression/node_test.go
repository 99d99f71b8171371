package expression

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	a, b, d, f, g := Read(Number, 0), Read(Number, 1), Read(Text, 3), Read(Truth, 5), Read(Truth, 6)
	for want, n := range map[string]*Node{
		"a":                               a,
		"2.0":                             Constant(2),
		"-2.0":                            Constant(-2),
		"0.5":                             Constant(0.5),
		"33.333333333333336":              Constant(100.0 / 3),
		"999999999999999.0":               Constant(1e15 - 1),
		"1e+15":                           Constant(1e15),
		"unknown":                         Constant(math.NaN()),
		`"o3"`:                            Option(3),
		"true":                            Always(true),
		"false":                           Always(false),
		"(a + (b * 2.0))":                 Arithmetic("+", a, Arithmetic("*", b, Constant(2))),
		"((a - b) - 1.0)":                 Arithmetic("-", Arithmetic("-", a, b), Constant(1)),
		"(-a)":                            Negative(a),
		"divided(a, b)":                   Divide(openSlots, a, b),
		"least(a, 1.0, b)":                Call(testFunctions()[0], openSlots, a, Constant(1), b),
		"(a <= 1.5)":                      Comparison("<=", a, Constant(1.5)),
		`(d != "o0")`:                     Comparison("!=", d, Option(0)),
		"(a in [2.0, 1.0, 2.0])":          In(a, []float64{2, 1, 2}),
		`(d in ["o1", "o4"])`:             In(d, []float64{1, 4}),
		"is_known(d)":                     Known(d),
		"(not f)":                         Not(f),
		"(f and g and (f or g) and true)": And(And(f, g), And(Or(f, g), Always(true))),
		"(f or (f and g) or g)":           Or(f, Or(And(f, g), g)),
		"(f ? a : b)":                     Choice(f, a, b),
	} {
		if got := n.Write(words{}); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestWalkAndSlot(t *testing.T) {
	t.Parallel()
	a, f := Read(Number, 0).At(4, 5), Read(Truth, 5)
	less := Comparison("<", a, Constant(1)).At(4, 9)
	root := And(f, less).At(0, 9)
	var visited []*Node
	root.Walk(func(n *Node) { visited = append(visited, n) })
	if !slices.Equal(visited, []*Node{root, f, less, a, less.Kids[1]}) {
		t.Errorf("visited %v", visited)
	}
	if less.From != 4 || less.To != 9 || a.To != 5 {
		t.Errorf("%d to %d, and to %d", less.From, less.To, a.To)
	}
	if slot, reads := f.Slot(); slot != 5 || !reads {
		t.Errorf("reads %d: %v", slot, reads)
	}
	for _, n := range []*Node{root, less, Constant(5), Not(f)} {
		if _, reads := n.Slot(); reads {
			t.Errorf("%s reads", n.Write(words{}))
		}
	}
}

// TestWhatNodesAre: what joins or turns, and what can rest on a part of its kids.
func TestWhatNodesAre(t *testing.T) {
	t.Parallel()
	a, f := Read(Number, 0), Read(Truth, 5)
	functions := testFunctions()
	for _, c := range []struct {
		n                   *Node
		logic, turns, picks bool
	}{
		{And(f, f), true, false, true},
		{Or(f, f), true, false, true},
		{Not(f), true, true, false},
		{Choice(f, a, a), false, false, true},
		{Call(functions[0], openSlots, a, a), false, false, false},
		{Call(functions[2], openSlots, a, a), false, false, true},
		{Divide(openSlots, a, a), false, false, false},
		{Comparison("<", a, a), false, false, false},
		{f, false, false, false},
	} {
		if c.n.IsLogic() != c.logic || c.n.Turns() != c.turns || c.n.Picks() != c.picks {
			t.Errorf("%s: logic %v, turns %v, picks %v", c.n.Write(words{}), c.n.IsLogic(), c.n.Turns(), c.n.Picks())
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	a, d := Read(Number, 0), Read(Text, 3)
	for _, c := range []struct {
		n     *Node
		slot  int
		codes []float64
	}{
		{Comparison("==", d, Option(2)), 3, []float64{2}},
		{Comparison("!=", Option(2), d), 3, []float64{2}},
		{In(d, []float64{4, 1}), 3, []float64{4, 1}},
		{Comparison("==", a, Constant(2)), 0, nil},
		{Comparison("==", d, d), 0, nil},
		{In(a, []float64{1}), 0, nil},
		{In(Choice(Always(true), d, d), []float64{1}), 0, nil},
		{Not(In(d, []float64{1})), 0, nil},
	} {
		if slot, codes, ok := c.n.Options(); slot != c.slot || !slices.Equal(codes, c.codes) || ok != (c.codes != nil) {
			t.Errorf("%s: %d %v %v", c.n.Write(words{}), slot, codes, ok)
		}
	}
}

func TestTrueWhenMissing(t *testing.T) {
	t.Parallel()
	a, d, f := Read(Number, 0), Read(Text, 3), Read(Truth, 5)
	for _, c := range []struct {
		n     *Node
		slots []int
	}{
		{Comparison("!=", d, Option(2)), []int{3}},
		{Comparison("!=", Option(2), d), []int{3}},
		{Not(Comparison("==", d, Option(2))), []int{3}},
		{Not(Comparison("<", a, Constant(2))), []int{0}},
		{Not(Comparison(">=", Constant(2), a)), []int{0}},
		{Not(In(a, []float64{1})), []int{0}},
		{Comparison("==", d, Option(2)), nil},
		{Comparison("<", a, Constant(2)), nil},
		{In(a, []float64{1}), nil},
		{Not(Comparison("!=", d, Option(2))), nil},
		{Not(Not(Comparison("!=", d, Option(2)))), nil},
		{Comparison("!=", a, Negative(a)), []int{0}},
		{Comparison("!=", Read(Number, 1), a), []int{1, 0}},
		{Not(Known(a)), nil},
		{Not(f), nil},
		{f, nil},
		{Comparison("!=", Negative(a), Constant(1)), nil},
	} {
		if slots := c.n.TrueWhenMissing(); !slices.Equal(slots, c.slots) {
			t.Errorf("%s: %d", c.n.Write(words{}), slots)
		}
	}
	m := newMaker(rand.New(rand.NewPCG(15, 16)))
	found := 0
	for range 5000 {
		n := m.truth(2)
		for _, slot := range n.TrueWhenMissing() {
			found++
			f := m.within(m.space())
			if f[slot] = math.NaN(); !n.Truth(f) {
				t.Fatalf("%s is false of %v", n.Write(words{}), f)
			}
		}
	}
	if found < 200 {
		t.Errorf("%d found", found)
	}
}

// TestNoSuchOperator: what the language does not have is a fault of the program, at once and not at the first person.
func TestNoSuchOperator(t *testing.T) {
	t.Parallel()
	a := Read(Number, 0)
	for name, build := range map[string]func(){
		"arithmetic":                 func() { Arithmetic("/", a, a) },
		"comparison":                 func() { Comparison("=", a, a) },
		"comparison with a constant": func() { Comparison("<>", a, Constant(1)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			build()
		}()
	}
}

// TestLongList: also of a list that is longer than what a domain lists, it is certain what one value is.
func TestLongList(t *testing.T) {
	t.Parallel()
	n := In(Read(Number, 0), upTo(2*maxPoints))
	for x, want := range map[float64]Domain{
		2: Truths(true, false), 2.5: Truths(false, true), 0: Truths(false, true), 2 * maxPoints: Truths(true, false), math.NaN(): Truths(false, true),
	} {
		if got := n.Possible(Space{Only(x)}); !got.Equal(want) || n.Truth(Frame{x}) != want.CanBe(1) {
			t.Errorf("%v: %v, possible %+v", x, n.Truth(Frame{x}), got)
		}
	}
	if got := n.Possible(Space{Between(1.2, 1.8)}); !got.Equal(Truths(false, true)) {
		t.Errorf("between two of the list: %+v", got)
	}
	if got := n.Possible(Space{Each([]float64{3, 7, math.NaN()})}); !got.Equal(Truths(true, true)) {
		t.Errorf("some of the list, or unknown: %+v", got)
	}
	if got := n.Possible(Space{Each([]float64{3, 7})}); !got.Equal(Truths(true, false)) {
		t.Errorf("some of the list: %+v", got)
	}
}
