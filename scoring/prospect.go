package scoring

import (
	"math"
	"slices"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// prospect is what a plan can still be. It may name too much, never too little.
type prospect struct {
	next   []string    // ids of what can be next, each once
	states []stepState // by the number of the step
}

// stepState is what the state of a step can be.
type stepState struct {
	can   []quiz.State
	takes []string // while it can wait: sets that can be taken for it, "" for none
	dated bool     // while it can wait: a known date can be what it waits for
}

func (s stepState) canBe(state quiz.State) bool { return slices.Contains(s.can, state) }

// must reports whether the step is in the state in any case.
func (s stepState) must(state quiz.State) bool { return len(s.can) == 1 && s.can[0] == state }

// prospect works out what the plan can be: the possibility reading of evaluation.plan.
func (o *outlook) prospect() prospect {
	p := prospect{states: make([]stepState, len(o.s.steps))}
	fires, must := o.fire()
	paused := false
	for i := range o.s.guards {
		if pause := o.s.guards[i].guard.Pause; pause != "" && fires[i] {
			p.add(pause)
			if must[i] {
				paused = true
				break
			}
		}
	}
	canPause := len(p.next) > 0
	for i := range o.s.steps {
		if paused {
			p.states[i].can = []quiz.State{quiz.Closed}
			continue
		}
		p.states[i] = o.state(&o.s.steps[i], fires, must)
		if canPause && !p.states[i].canBe(quiz.Closed) {
			p.states[i].can = append(p.states[i].can, quiz.Closed)
		}
	}
	if !paused {
		o.next(&p)
	}
	return p
}

func (p *prospect) add(next string) {
	if !slices.Contains(p.next, next) {
		p.next = append(p.next, next)
	}
}

// fire returns which guards can fire, and which do in any case. A guard that fails fires.
func (o *outlook) fire() (can, must []bool) {
	can, must = make([]bool, len(o.s.guards)), make([]bool, len(o.s.guards))
	for i := range o.s.guards {
		yes, no := o.can(o.s.guards[i].when, true)
		can[i], must[i] = yes, !no
	}
	return can, must
}

// state returns what the state of a step can be while nothing is paused.
func (o *outlook) state(r *stepRule, fires, fireForSure []bool) stepState {
	var s stepState
	done := o.space[r.done]
	if done.CanBe(1) {
		s.can = append(s.can, quiz.Done)
		if !done.CanBe(0) && !o.fails[r.done] {
			return s
		}
	}
	closed := false
	for i := range o.s.guards {
		if slices.Contains(o.s.guards[i].guard.Close, r.step.ID) {
			closed = closed || fires[i]
			if fireForSure[i] {
				s.can = append(s.can, quiz.Closed)
				return s
			}
		}
	}
	if closed {
		s.can = append(s.can, quiz.Closed)
	}
	if o.waits(r, &s) {
		return s
	}
	s.can = append(s.can, quiz.Open)
	return s
}

// waits notes what the step can wait for, and reports whether it waits in any case.
func (o *outlook) waits(r *stepRule, s *stepState) (must bool) {
	wait := func() {
		if !s.canBe(quiz.Waiting) {
			s.can = append(s.can, quiz.Waiting)
		}
	}
	for _, w := range r.waits {
		holds, fails := o.can(w.that, false)
		if fails {
			wait()
			s.takes = append(s.takes, w.take)
		}
		if !holds {
			return true
		}
	}
	if r.opens == nil {
		return false
	}
	opens, today := o.measure(r.opens), float64(o.facts.today)
	if opens.Unknown || opens.Some && opens.High > today {
		wait()
		s.takes = append(s.takes, "")
		s.dated = opens.Some && opens.High > today
	}
	return !opens.Some || opens.Low > today
}

// next adds what can be next while nothing is paused, in the order in which evaluation.next asks.
func (o *outlook) next(p *prospect) {
	for _, f := range o.s.firsts {
		yes, no := o.can(f.when, true)
		if yes {
			p.add(f.set)
		}
		if !no {
			return
		}
	}
	if o.rank(p) || o.take(p) {
		return
	}
	dated := false
	for _, s := range p.states {
		dated = dated || s.canBe(quiz.Waiting) && s.dated
	}
	if dated {
		p.add(quiz.NextWait)
	}
	p.add(quiz.NextRecheck)
}

// rank adds the steps that can be the first of the open ones, and reports whether one of them is open in any case.
func (o *outlook) rank(p *prospect) (must bool) {
	needs := make([]expression.Domain, len(o.s.steps))
	highest := math.Inf(-1) // that any step can have
	for i := range o.s.steps {
		if p.states[i].canBe(quiz.Open) {
			needs[i] = o.need(&o.s.steps[i])
			highest = max(highest, needs[i].High)
		}
	}
	tie := o.s.quiz.Planning.Tie
	for at, i := range o.s.ranks {
		if !p.states[i].canBe(quiz.Open) {
			continue
		}
		must = must || p.states[i].must(quiz.Open)
		beaten := false
		for before, j := range o.s.ranks {
			if j == i || !p.states[j].must(quiz.Open) {
				continue
			}
			farAhead := needs[i].High < needs[j].Low-tie
			alwaysTied := before < at && needs[j].Low >= highest-tie
			beaten = beaten || farAhead || alwaysTied
		}
		if !beaten {
			p.add(o.s.steps[i].step.ID)
		}
	}
	return must
}

// need returns what the need of a step can be; it is never unknown, since one that is not known is the plan's Unmeasured.
func (o *outlook) need(r *stepRule) expression.Domain {
	unmeasured := expression.Only(o.s.quiz.Planning.Unmeasured)
	if r.need == nil {
		return unmeasured
	}
	need := o.measure(r.need)
	if !need.Some {
		return unmeasured
	}
	if need.Unknown {
		need.Unknown = false
		return need.Union(unmeasured)
	}
	return need
}

// take adds the sets that a waiting step can need, and reports whether one does in any case.
func (o *outlook) take(p *prospect) (must bool) {
	for _, i := range o.s.ranks {
		s := p.states[i]
		if !s.canBe(quiz.Waiting) {
			continue
		}
		for _, set := range s.takes {
			if set != "" {
				p.add(set)
			}
		}
		if s.must(quiz.Waiting) && !slices.Contains(s.takes, "") {
			return true
		}
	}
	return false
}
