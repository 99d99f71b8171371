package expression

import (
	"math/rand/v2"
	"testing"
)

// spaceOf closes the slots that are read where the causes lead, and leaves all others open. With one, where each of the causes alone
// makes a part what it is, it follows one of them.
func (m *maker) spaceOf(n *Node, f Frame, one bool) Space {
	space := make(Space, len(f))
	for slot := range space {
		space[slot] = Anything()
	}
	m.follow(n, f, one, space)
	return space
}

func (m *maker) follow(n *Node, f Frame, one bool, space Space) {
	if slot, reads := n.Slot(); reads {
		space[slot] = Only(f[slot])
	}
	causes := n.Causes(f)
	if one && n.Alone(f) {
		i := m.r.IntN(len(causes))
		causes = causes[i : i+1]
	}
	for _, k := range causes {
		m.follow(k, f, one, space)
	}
}

// TestCausesAreEnough: whatever everything else is, a part has its value because of its causes, and by one of them where each alone
// makes it so.
func TestCausesAreEnough(t *testing.T) {
	t.Parallel()
	m := newMaker(rand.New(rand.NewPCG(11, 12)))
	alone, left := 0, 0
	for range 6000 {
		s := m.subject()
		f := m.within(m.space())
		for _, n := range s.parts {
			m.checkCauses(t, n, f)
			if n.Alone(f) && len(n.Causes(f)) > 1 {
				alone++
			}
			if len(n.Causes(f)) < len(n.Kids) {
				left++
			}
		}
	}
	if alone < 500 || left < 2000 {
		t.Errorf("%d parts with several causes of which one is enough, %d parts that rest on some of their kids", alone, left)
	}
}

// checkCauses: with its causes as they are, whatever all else is, a part can be its value alone.
func (m *maker) checkCauses(t *testing.T, n *Node, f Frame) {
	t.Helper()
	x := n.Number(f)
	for _, one := range []bool{false, true} {
		space := m.spaceOf(n, f, one)
		if y, single := n.Possible(space).Single(); !single || !same(x, y) {
			t.Fatalf("%s of %v is %v, but by its causes (one alone: %v) %+v", n.Write(words{}), f[:openSlots], x, one, n.Possible(space))
		}
	}
	checkPicks(t, n, f)
}

// checkPicks: causes are kids, in their order; only what picks rests on a part of them, and only what is joined on each alone.
func checkPicks(t *testing.T, n *Node, f Frame) {
	t.Helper()
	causes := n.Causes(f)
	next := 0
	for _, k := range n.Kids {
		if next < len(causes) && causes[next] == k {
			next++
		}
	}
	if next != len(causes) || len(causes) < len(n.Kids) && !n.Picks() || len(causes) == 0 && len(n.Kids) > 0 {
		t.Fatalf("%s has %d causes of %d kids", n.Write(words{}), len(causes), len(n.Kids))
	}
	if n.Alone(f) && (!n.IsLogic() || n.Turns()) {
		t.Fatalf("%s stands on one cause alone", n.Write(words{}))
	}
}
