package faults

import (
	"sync"
	"testing"
	"time"

	"waymark/quiz/storetest/postgrestest"
)

// deed is an act that is tried under a fault of its own, by a person to whom something has happened already.
type deed struct {
	name    string
	prepare func(p *person) (act, bool)
}

// deeds are all acts of a person who is known.
var deeds = []deed{
	{"begin", (*person).beginAgain},
	{"answer", func(p *person) (act, bool) { return p.goOn(noteSet) }},
	{"finish", func(p *person) (act, bool) { return p.goOn(worrySet) }},
	{"tick", (*person).tick},
	{"agree", (*person).agree},
	{"withdraw", (*person).withdraw},
	{"ways back", (*person).link},
	{"sign out everywhere", (*person).signOutEverywhere},
	{"sign out here", (*person).signOut},
	{"end a sign-in", (*person).endSignIn},
	{"go private", (*person).goPrivate},
	{"delete a result", func(p *person) (act, bool) { return p.deleteResult(true) }},
	{"delete everything", (*person).deleteAll},
}

// offered prepares an act as soon as the pages offer it: a program that lost its database offers no private visit until it has seen that
// it is alone.
func (p *person) offered(prepare func(p *person) (act, bool)) (a act, ok bool) {
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for late := time.After(noticedWithin); ; {
		if a, ok = prepare(p); ok {
			return a, true
		}
		select {
		case <-look.C:
		case <-late:
			return act{}, false
		}
	}
}

// beginAgain prepares to begin a set anew, after finishing what is open of it.
func (p *person) beginAgain() (act, bool) {
	a, ok := p.goOn(worrySet)
	if ok && a.name == "finish" && p.do(a) {
		a, ok = p.goOn(worrySet)
	}
	return a, ok && a.name == "begin"
}

// settled is a person in the middle of everything: a finished sitting that holds more than its outcome, an open one that can be finished,
// a note that is begun, ways back, and a second device.
func settled(s *site) *person {
	t := s.tally.t
	t.Helper()
	p := newPerson(s)
	p.settling = true
	p.mustJoin()
	must := func(set, name string) {
		t.Helper()
		if a, ok := p.goOn(set); !ok || a.name != name || !p.do(a) {
			t.Fatalf("%s can't %s in %s (next is %q)", p.name, name, set, a.name)
		}
	}
	for range 2 {
		for _, name := range []string{"begin", "answer", "finish"} {
			must(worrySet, name)
		}
	}
	must(worrySet, "begin")
	must(worrySet, "answer")
	must(noteSet, "begin")
	if a, ok := p.link(); !ok || !p.do(a) {
		t.Fatalf("%s can't make ways back", p.name)
	}
	if p.secondDevice(); p.other == nil {
		t.Fatalf("%s can't come in on a second device", p.name)
	}
	p.settling = false
	return p
}

// TestLostCommits lets each change of each act through and loses what the database says of it: the program can't know what happened. In
// one half of the tries the database is gone for a while after that.
func TestLostCommits(t *testing.T) {
	t.Parallel()
	for _, away := range []bool{false, true} {
		fault := "reply to a commit lost"
		if away {
			fault += ", then no database"
		}
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			n, address := newNetwork(t, postgrestest.Start(t))
			s := &site{programs: []*program{newProgram(t, address)}, tally: newTally(t, fault, "PostgreSQL")}
			replies := n.poison(lostCommitType, "downstream", nil).(*lostCommit)
			replies.arm(-1, nil)
			for skip := range times(1, 4) {
				for _, deed := range deeds {
					p := settled(s)
					p.doing = deed.name
					a, ok := p.offered(deed.prepare)
					if !ok {
						t.Fatalf("%s can't be prepared", deed.name)
					}
					n.lose(replies, skip, away, func() { p.do(a) })
					p.settle()
				}
			}
		})
	}
}

// TestDeletedWithoutDatabase goes on privately while the database goes away before it has deleted anything, and then deletes everything while
// it still is away: either that is refused, or nothing is there when the database comes back.
func TestDeletedWithoutDatabase(t *testing.T) {
	t.Parallel()
	n, address := newNetwork(t, postgrestest.Start(t))
	s := &site{programs: []*program{newProgram(t, address)}, tally: newTally(t, "everything deleted on a private visit, no database", "PostgreSQL")}
	replies := n.poison(lostCommitType, "downstream", nil).(*lostCommit)
	for range times(1, 4) {
		replies.arm(-1, nil)
		p := settled(s)
		p.doing = "go private, then delete everything"
		a, ok := p.offered((*person).goPrivate)
		if !ok {
			t.Fatal("go private can't be prepared")
		}
		gone := make(chan struct{})
		replies.armBefore(func() { n.away(true); close(gone) })
		p.do(a)
		select {
		case <-gone:
		case <-time.After(giveUp):
			t.Fatal("going on privately began no transaction")
		}
		if a, ok := p.deleteAll(); ok {
			p.do(a)
		}
		n.away(false)
		p.settle()
	}
}

// lose runs an act while the reply to its commit after so many others is lost.
func (n *network) lose(replies *lostCommit, skip int, away bool, act func()) {
	var gone sync.WaitGroup
	then := func() {}
	if away {
		gone.Add(1)
		then = func() {
			defer gone.Done()
			n.away(true)
		}
	}
	replies.arm(skip, then)
	act()
	if swallowed := replies.disarm(); away && swallowed {
		gone.Wait()
		n.away(false)
	}
}
