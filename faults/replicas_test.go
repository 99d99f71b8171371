package faults

import (
	"strings"
	"sync"
	"testing"
	"time"

	"waymark/quiz/storetest/postgrestest"
)

// heavy is what a plan says of a person who answered that very much weighs on them.
const heavy = "You said that much weighs on you."

// noticedWithin is how long a program may take to notice that it is not alone, on a busy machine.
const noticedWithin = 40 * time.Second

// TestReplicas has three programs on one database, one of which is frozen now and then, killed now and then, and one of which has a clock
// that is wrong.
func TestReplicas(t *testing.T) {
	t.Parallel()
	address := postgrestest.Start(t)
	tl := newTally(t, "three programs: one frozen, killed, one with a wrong clock", "PostgreSQL")
	first := newProgram(t, address)
	s := &site{programs: []*program{first, newProgramOff(t, address, 7*time.Minute), newProgram(t, address)}, tally: tl}
	st := newStorm(t, s, 6)
	for range times(1, 4) {
		tl.goesOn(40)
		first.freeze()
		tl.goesOn(30)
		first.thaw()
		tl.goesOn(30)
		first.kill()
		tl.goesOn(30)
		first.again()
	}
	tl.goesOn(20)
	st.settle()
	var looking sync.WaitGroup
	for _, p := range s.programs {
		looking.Go(func() { p.offersNoPrivateVisit(tl) })
	}
	looking.Wait()
}

// offersNoPrivateVisit holds that a program that is not alone soon offers no private visits: they live in the memory of one, and the next
// page can come from another.
func (p *program) offersNoPrivateVisit(tl *tally) {
	alone := &site{programs: []*program{p}, tally: tl}
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for late := time.After(noticedWithin); ; {
		r, _ := newPerson(alone).b.get(evening)
		f, ok := r.form(func(f form) bool { return f.action == evening })
		if ok && f.ticks["private"] == nil {
			return
		}
		select {
		case <-look.C:
		case <-late:
			tl.fail(locked, "a program that is not alone still offers private visits: the next page that another one answers ends them")
			return
		}
	}
}

// TestClock finishes the same set twice while the clock is set back in between: the plan goes by the later answers.
func TestClock(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, name, address string) {
		tl := newTally(t, "clock set back between two results", name)
		offs := []time.Duration{10 * time.Minute, 3 * time.Second, 25 * time.Hour}
		for _, off := range offs[:times(1, len(offs))] {
			ahead := newProgramOff(t, address, off)
			s := &site{programs: []*program{ahead}, tally: tl}
			p := newPerson(s).mustJoin()
			p.doing = "clock set back by " + off.String()
			p.answerWorry("none")
			ahead.stop()
			s.programs[0] = newProgram(t, address)
			p.answerWorry(hidden)
			if plan, _ := p.b.get(evening + "/plan"); !strings.Contains(plan.body, heavy) {
				tl.fail(lost, "%s: the plan goes by the earlier answer", p)
			}
			p.settle()
			s.programs[0].stop()
		}
	})
}

// answerWorry takes the set and answers its question.
func (p *person) answerWorry(weight string) {
	t := p.site.tally.t
	t.Helper()
	for _, name := range []string{"begin", "answer", "finish"} {
		a, ok := p.goOn(worrySet)
		if !ok || a.name != name {
			t.Fatalf("%s can't %s", p, name)
		}
		if name == "answer" {
			a.form.fields.Set("weight", weight)
			p.sits[a.form.fields.Get("_attempt")].answers = map[string]*said{} // what is looked at is the plan
			a.sent, a.took = func() {}, func(r reply) { p.next[worrySet] = r.location }
		}
		if !p.do(a) {
			t.Fatalf("%s can't %s", p, name)
		}
	}
}
