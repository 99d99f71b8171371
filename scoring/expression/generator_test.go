package expression

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The slots of the trees: each kind has some, then come those of calls.
const (
	numberSlots  = 3
	textSlots    = 2
	truthSlots   = 2
	openSlots    = numberSlots + textSlots + truthSlots
	textCodes    = 5 // the codes of a text are 0 to 4
	deepest      = 4
	mostOperands = 4
)

// kindOf returns what a slot before those of calls holds.
func kindOf(slot int) Kind {
	switch {
	case slot < numberSlots:
		return Number
	case slot < numberSlots+textSlots:
		return Text
	default:
		return Truth
	}
}

// maker makes trees by chance.
type maker struct {
	r         *rand.Rand
	functions []*Function
	slots     int // of the frame, with those of the calls made so far
}

func newMaker(r *rand.Rand) *maker { return &maker{r: r, functions: testFunctions(), slots: openSlots} }

// tree makes a tree of any kind; it reads the slots of kindOf and some for its calls, up to slots.
func (m *maker) tree() *Node {
	m.slots = openSlots
	return m.node(Kind(m.r.IntN(3)), deepest)
}

func (m *maker) node(kind Kind, depth int) *Node {
	switch kind {
	case Number:
		return m.number(depth)
	case Text:
		return m.text(depth)
	default:
		return m.truth(depth)
	}
}

func (m *maker) read(kind Kind) *Node {
	switch kind {
	case Number:
		return Read(Number, m.r.IntN(numberSlots))
	case Text:
		return Read(Text, numberSlots+m.r.IntN(textSlots))
	default:
		return Read(Truth, numberSlots+textSlots+m.r.IntN(truthSlots))
	}
}

// value returns a number, most often one that others are equal to; NaN is not known.
func (m *maker) value() float64 {
	few := []float64{-2, -1, 0, 0.5, 1, 2, 2.5, 3, 7}
	far := []float64{math.NaN(), 1e200, -1e308, 1e16, 5e-324, minusZero(), 0.1, 100.0 / 3, math.Inf(1), math.Inf(-1)}
	if m.r.IntN(6) == 0 {
		return far[m.r.IntN(len(far))]
	}
	return few[m.r.IntN(len(few))]
}

// values returns a few numbers or codes, some of them twice.
func (m *maker) values(kind Kind) []float64 {
	values := make([]float64, 1+m.r.IntN(6))
	for i := range values {
		values[i] = m.value()
		if kind == Text || values[i] != values[i] {
			values[i] = float64(m.r.IntN(textCodes))
		}
	}
	return values
}

func (m *maker) number(depth int) *Node {
	if depth == 0 {
		return m.leaf(Number)
	}
	depth--
	switch m.r.IntN(8) {
	case 0:
		return m.leaf(Number)
	case 1, 2, 3:
		return Arithmetic([]string{"+", "-", "*"}[m.r.IntN(3)], m.number(depth), m.number(depth))
	case 4:
		return Negative(m.number(depth))
	case 5:
		return Divide(m.reserve(2), m.number(depth), m.number(depth))
	case 6:
		return m.call(depth)
	default:
		return Choice(m.truth(depth), m.number(depth), m.number(depth))
	}
}

func (m *maker) leaf(kind Kind) *Node {
	if m.r.IntN(3) > 0 {
		return m.read(kind)
	}
	switch kind {
	case Number:
		return Constant(m.value())
	case Text:
		return Option(float64(m.r.IntN(textCodes)))
	default:
		return Always(m.r.IntN(2) == 0)
	}
}

func (m *maker) reserve(slots int) int {
	m.slots += slots
	return m.slots - slots
}

func (m *maker) call(depth int) *Node {
	f := m.functions[m.r.IntN(len(m.functions))]
	args := make([]*Node, 1+m.r.IntN(mostOperands))
	for i := range args {
		args[i] = m.number(depth)
	}
	return Call(f, m.reserve(len(args)), args...)
}

func (m *maker) text(depth int) *Node {
	if depth == 0 || m.r.IntN(2) == 0 {
		return m.leaf(Text)
	}
	return Choice(m.truth(depth-1), m.text(depth-1), m.text(depth-1))
}

func (m *maker) truth(depth int) *Node {
	if depth == 0 {
		return m.leaf(Truth)
	}
	depth--
	switch m.r.IntN(12) {
	case 0:
		return m.leaf(Truth)
	case 1, 2, 3, 4:
		return m.comparison(depth)
	case 5:
		kind := Kind(m.r.IntN(2))
		return In(m.node(kind, depth), m.values(kind))
	case 6:
		return Known(m.node(Kind(m.r.IntN(2)), depth))
	case 7, 8:
		return Not(m.truth(depth))
	case 9:
		return m.join(And, depth)
	case 10:
		return m.join(Or, depth)
	default:
		return Choice(m.truth(depth), m.truth(depth), m.truth(depth))
	}
}

// comparison makes a comparison, often the plain one of what is read with a constant.
func (m *maker) comparison(depth int) *Node {
	operators := []string{"==", "!=", "<", "<=", ">", ">="}
	switch m.r.IntN(4) {
	case 0:
		return Comparison(operators[m.r.IntN(2)], m.text(depth), Option(float64(m.r.IntN(textCodes))))
	case 1:
		return Comparison(operators[m.r.IntN(6)], m.read(Number), Constant(m.value()))
	default:
		return Comparison(operators[m.r.IntN(6)], m.number(depth), m.number(depth))
	}
}

func (m *maker) join(join func(left, right *Node) *Node, depth int) *Node {
	n := m.truth(depth)
	for range 1 + m.r.IntN(mostOperands-1) {
		n = join(n, m.truth(depth))
	}
	return n
}

// testFunctions are functions with each way to say what they can be and on what they rest.
func testFunctions() []*Function {
	least := func(args []float64) float64 {
		result := args[0]
		for _, x := range args[1:] {
			result = min(result, x)
		}
		return result
	}
	count := func(args []float64) int {
		for i, x := range args {
			if x == x {
				return i + 1
			}
		}
		return len(args)
	}
	return []*Function{
		{Name: "least", Apply: least, Possible: Rising(least)},
		{Name: "half_up", Apply: func(args []float64) float64 { return HalfUp(args[0]) }, Rests: func([]float64) int { return 1 },
			Possible: func(args []Domain) Domain { return Rising(func(x []float64) float64 { return HalfUp(x[0]) })(args[:1]) }},
		{Name: "known_of", Apply: func(args []float64) float64 { return args[count(args)-1] }, Rests: count, Possible: possibleKnownOf},
		{Name: "sign_of_last", Apply: func(args []float64) float64 {
			switch x := args[len(args)-1]; {
			case x > 0:
				return 1
			case x < 0:
				return -1
			default:
				return x
			}
		}},
	}
}

// possibleKnownOf: the first that is known is one of those up to the first that is always known.
func possibleKnownOf(args []Domain) Domain {
	all := Domain{}
	for _, a := range args {
		always := !a.Unknown
		a.Unknown = false
		if all = all.Union(a); always {
			return all
		}
	}
	return all.Union(Unknown())
}

// space leaves each slot open by chance.
func (m *maker) space() Space {
	s := make(Space, m.slots)
	for slot := range openSlots {
		s[slot] = m.domain(kindOf(slot))
	}
	return s
}

// domain makes what a slot of the kind can be; a truth is always known.
func (m *maker) domain(kind Kind) Domain {
	switch kind {
	case Truth:
		return []Domain{Truths(true, false), Truths(false, true), Truths(true, true), Anything()}[m.r.IntN(4)]
	case Text:
		codes := []float64{math.NaN()}
		for code := range textCodes {
			codes = append(codes, float64(code))
		}
		for {
			if d := randomDomain(m.r, codes); !d.Empty() {
				return d
			}
		}
	default:
		values := make([]float64, 6)
		for i := range values {
			values[i] = m.value()
		}
		for {
			if d := randomDomain(m.r, append(values, m.value())); !d.Empty() {
				return d
			}
		}
	}
}

// within chooses a frame of the space.
func (m *maker) within(s Space) Frame {
	f := make(Frame, m.slots)
	for slot := range openSlots {
		f[slot] = m.one(s[slot], kindOf(slot))
	}
	return f
}

// one chooses a value of the domain, more often at its ends; texts and truths are codes.
func (m *maker) one(d Domain, kind Kind) float64 {
	if kind == Truth {
		d = d.Intersect(Each([]float64{0, 1}))
	}
	if !d.Some || d.Unknown && m.r.IntN(4) == 0 {
		return math.NaN()
	}
	if points := d.Numbers(); points != nil {
		return points[m.r.IntN(len(points))]
	}
	if kind == Text {
		return m.one(d.Intersect(Each(append(upTo(textCodes-1), 0))), kind)
	}
	inner := []float64{m.value(), m.value(), d.Low + (d.High-d.Low)*m.r.Float64()}
	inner = slices.DeleteFunc(inner, func(x float64) bool { return !d.CanBe(x) })
	inner = append(inner, d.Low, d.High)
	return inner[m.r.IntN(len(inner))]
}

// formOf names the form of a node with its operator.
func formOf(n *Node) string {
	switch form := n.form.(type) {
	case *oneOf:
		return fmt.Sprint("in of kind ", form.kind)
	case known:
		return "known"
	case call:
		return "call " + form.function.Name
	case read:
		return fmt.Sprint("read ", form.kind)
	case constant:
		return fmt.Sprint("constant ", form.kind)
	default:
		return fmt.Sprintf("%T %v", form, form)
	}
}

// TestMakerMakesAll: every form, each value of a truth, and what is not known come up often enough to be tested.
func TestMakerMakesAll(t *testing.T) {
	t.Parallel()
	const trees = 2000
	m := newMaker(rand.New(rand.NewPCG(3, 4)))
	forms, values := map[string]int{}, map[string]int{}
	for range trees {
		root := m.tree()
		f := m.within(m.space())
		root.Walk(func(n *Node) {
			forms[formOf(n)]++
			switch x := n.Number(f); {
			case n.Kind == Truth:
				values[fmt.Sprint("truth ", x)]++
			case x != x:
				values[fmt.Sprint("unknown of kind ", n.Kind)]++
			}
		})
	}
	const all = 30
	if len(forms) != all || len(values) != 4 {
		t.Errorf("%d forms %v, values %v", len(forms), forms, values)
	}
	for what, times := range forms {
		if times < trees/50 {
			t.Errorf("%s came up %d times", what, times)
		}
	}
	for what, times := range values {
		if times < trees/5 {
			t.Errorf("%s came up %d times", what, times)
		}
	}
}

// words name slots and codes in messages.
type words struct{}

func (words) Slot(slot int) string     { return string(rune('a' + slot)) }
func (words) Code(code float64) string { return fmt.Sprint("o", code) }
