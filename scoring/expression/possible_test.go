package expression

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// subject is a tree with all its parts.
type subject struct {
	root  *Node
	parts []*Node
}

func (m *maker) subject() subject {
	s := subject{root: m.tree()}
	s.root.Walk(func(n *Node) { s.parts = append(s.parts, n) })
	return s
}

// checkSound: no part has a value that it could not have had over the space. It returns what each part can be.
func checkSound(t *testing.T, s subject, space Space, frames []Frame) []Domain {
	t.Helper()
	can := make([]Domain, len(s.parts))
	for i, n := range s.parts {
		can[i] = n.Possible(space)
	}
	for _, f := range frames {
		for i, n := range s.parts {
			if x := n.Number(f); !can[i].Contains(x) {
				t.Fatalf("%s of %v is %v, but over %+v possible was %+v", n.Write(words{}), f[:openSlots], x, space[:openSlots], can[i])
			}
		}
	}
	return can
}

// checkExact: with nothing open every part can be its value alone.
func checkExact(t *testing.T, s subject, f Frame) {
	t.Helper()
	space := closed(f)
	for _, n := range s.parts {
		if x, single := n.Possible(space).Single(); !single || !same(x, n.Number(f)) {
			t.Fatalf("%s of %v is %v, but with nothing open possible was %+v", n.Write(words{}), f[:openSlots], n.Number(f), n.Possible(space))
		}
	}
}

// closed is the space of the frame alone.
func closed(f Frame) Space {
	space := make(Space, len(f))
	for slot, x := range f {
		space[slot] = Only(x)
	}
	return space
}

// TestPossible: what a tree can become holds what it becomes, and is exact when nothing is open.
func TestPossible(t *testing.T) {
	t.Parallel()
	const runs, trees, each = 4, 5500, 30
	for run := range uint64(runs) {
		t.Run(fmt.Sprint(run), func(t *testing.T) {
			t.Parallel()
			m := newMaker(rand.New(rand.NewPCG(run, 10)))
			seen := tally{}
			frames := make([]Frame, each)
			for range trees {
				s, space := m.subject(), m.space()
				for i := range frames {
					frames[i] = m.within(space)
				}
				seen.note(s, checkSound(t, s, space, frames), frames)
				checkExact(t, s, frames[0])
			}
			seen.check(t, trees)
		})
	}
}

// tally counts what the test of what can be has come across.
type tally map[string]int

func (seen tally) note(s subject, can []Domain, frames []Frame) {
	for i, n := range s.parts {
		seen[formOf(n)]++
		switch x := n.Number(frames[0]); {
		case n.Kind == Truth:
			seen[fmt.Sprint("truth ", x)]++
			if can[i].Low == can[i].High {
				seen["truth that is certain"]++
			}
		case x != x:
			seen["unknown"]++
		}
		switch d := can[i]; {
		case n.Kind != Number:
		case d.Some && !math.IsInf(d.High-d.Low, 1) && d.Low < d.High && d.Points == nil:
			seen["number within bounds"]++
		case d.Points != nil:
			seen["number of a few points"]++
		}
	}
}

// check: 30 forms and 6 kinds of values, each often.
func (seen tally) check(t *testing.T, trees int) {
	t.Helper()
	if len(seen) != 30+6 {
		t.Errorf("%d kinds of things came up", len(seen))
	}
	for what, times := range seen {
		if times < trees/50 {
			t.Errorf("%s came up %d times", what, times)
		}
	}
}

// TestBounds: over intervals a part is bounded as closely as its kids allow.
func TestBounds(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	a, b, f := Read(Number, 0), Read(Number, 1), Read(Truth, 2)
	divided := Divide(3, a, b)
	for _, c := range []struct {
		n          *Node
		a, b, want Domain
	}{
		{Arithmetic("+", a, b), Between(1, 2), Between(10, 20), Between(11, 22)},
		{Arithmetic("-", a, b), Between(1, 2), Between(10, 20), Between(-19, -8)},
		{Arithmetic("*", a, b), Between(-1, 2), Between(-3, 5), Between(-6, 10)},
		{Arithmetic("*", a, b), Between(-1, 2), Between(3, inf), Domain{Unknown: true, Some: true, Low: -inf, High: inf}},
		{Arithmetic("*", a, b), Between(1, 2), Between(3, inf), Between(3, inf)},
		{Arithmetic("*", a, b), Only(inf), Between(1, 2), Only(inf)},
		{Arithmetic("+", a, b), Between(1, 2), Unknown(), Unknown()},
		{Negative(a), Between(1, 2), Unknown(), Between(-2, -1)},
		{divided, Between(1, 2), Between(1, 4), Between(0.25, 2)},
		{divided, Between(1, 2), Between(-4, -1), Between(-2, -0.25)},
		{divided, Between(1, 2), Between(0, 4), Anything()},
		{divided, Between(1, 2), Between(-4, 0), Anything()},
		{divided, Between(1, 2), Between(-4, 4), Anything()},
		{divided, Between(1, 2), Unknown(), Unknown()},
		{divided, Between(1, 2), Each([]float64{2, math.NaN()}), Between(0.5, 1).Union(Unknown())},
		{Choice(f, a, b), Between(1, 2), Between(4, 5), Between(1, 5)},
		{Choice(Known(a), a, b), Between(1, 2), Between(4, 5), Between(1, 2)},
		{In(a, nil), Between(1, 2), Unknown(), Truths(false, true)},
		{And(f, In(a, nil)), Between(1, 2), Unknown(), Truths(false, true)},
	} {
		if got := c.n.Possible(Space{c.a, c.b, Truths(true, true)}); !got.Equal(c.want) {
			t.Errorf("%s: %+v, want %+v", c.n.Write(words{}), got, c.want)
		}
	}
	if And(f, In(a, nil)).Truth(Frame{1, 1, 1}) || !Or(f, Not(In(a, nil))).Truth(Frame{1, 1, 0}) {
		t.Error("something is in a list of nothing")
	}
}
