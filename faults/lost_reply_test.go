package faults

import (
	"fmt"
	"testing"
)

// TestLostReplies sends the form of each act and goes away before the answer is there. Then the person is looked at, and sends the same
// form again, as a browser does that loads the page anew.
func TestLostReplies(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, name, address string) {
		s := &site{programs: []*program{newProgram(t, address)}, tally: newTally(t, "HTTP answer lost, sent again", name)}
		for range times(1, 3) {
			for when := range leavings {
				if !whole() && (when == halfSent || when == firstByte) {
					continue
				}
				for _, deed := range deeds {
					p := settled(s)
					p.doing = fmt.Sprint(deed.name, ", gone away: ", when)
					a, ok := deed.prepare(p)
					if !ok {
						t.Fatalf("%s can't be prepared", deed.name)
					}
					a.sent()
					if err := p.b.leave(a.form, when); err != nil {
						t.Errorf("%s, %s: %v", deed.name, when, err)
					}
					s.tally.act(false)
					p.check()
					if p.gone == not || p.gone == maybe {
						p.do(a)
					}
					p.settle()
				}
			}
		}
	})
}

// TestJoinLost loses the answer to the first form of all: whoever sends it again is somebody, and nobody else.
func TestJoinLost(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, name, address string) {
		s := &site{programs: []*program{newProgram(t, address)}, tally: newTally(t, "HTTP answer to the first form lost", name)}
		for range times(1, 3) {
			for when := range leavings {
				p := newPerson(s)
				r, _ := p.b.get(evening)
				f, _ := r.form(func(f form) bool { return f.action == evening })
				f.fields.Set("agree", "yes")
				if err := p.b.leave(f, when); err != nil {
					t.Errorf("%s: %v", when, err)
				}
				s.tally.act(false)
				p.mustJoin().settle()
			}
		}
	})
}
