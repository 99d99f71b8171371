package faults

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// dear are the acts that change what all others rest on.
var dear = []string{"withdraw", "sign out everywhere", "go private", "delete everything"}

// TestTwoWindows does two acts at one moment, for every pair of acts: both forms are sent but for their last byte, and then that of both.
// The short half tries the pairs with a dear one, each on one of the databases.
func TestTwoWindows(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, name, address string) {
		s := &site{programs: []*program{newProgram(t, address)}, tally: newTally(t, "two windows at one moment", name)}
		for range times(1, 5) {
			for i, one := range deeds {
				for j, two := range deeds[i:] {
					isDear := slices.Contains(dear, one.name) || slices.Contains(dear, two.name)
					if !whole() && (!isDear || (j%2 == 0) != (name == "SQLite")) {
						continue
					}
					switch {
					case one.name == "begin" && two.name == "finish":
						continue // of one set, and one comes after the other
					case one.name == "sign out here" && two.name == "go private":
						continue // who asks for both asks to be shut out
					}
					together(s, one, two)
				}
			}
		}
	})
}

// together has one person do two things at one moment.
func together(s *site, one, two deed) {
	t := s.tally.t
	t.Helper()
	p := settled(s)
	p.doing = fmt.Sprint(one.name, " | ", two.name)
	first, ok := one.prepare(p)
	second, too := two.prepare(p)
	if !ok || !too {
		t.Fatalf("%s can't be prepared", p)
	}
	p.onlyFollows = true
	acts := []act{first, second}
	var wires []*wire
	for _, a := range acts {
		a.sent()
		w, err := p.b.dial(a.form)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.write(1); err != nil {
			t.Fatal(err)
		}
		wires = append(wires, w)
	}
	replies := make([]reply, len(acts))
	var reading sync.WaitGroup
	since := startWatch()
	for i, w := range wires {
		reading.Go(func() {
			if err := w.write(0); err != nil {
				replies[i] = reply{err: err}
				return
			}
			replies[i] = w.read(since)
		})
	}
	reading.Wait()
	for i, a := range acts {
		p.answered(a, replies[i])
	}
	p.onlyFollows = false
	p.settle()
}
