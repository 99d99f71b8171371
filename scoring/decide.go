package scoring

import (
	"slices"

	"waymark/quiz"
)

// decision is what a plan comes to before it is said. It takes no memory of its own, so that many people can be decided one after another.
type decision struct {
	fired  []*guardRule // in their order
	pauses *guardRule   // the first of them that pauses everything; with one nothing below is decided
	steps  []standing   // by the number of the step
	order  []int        // the open steps, by their numbers
	needs  []float64    // of the open steps, by the number of the step
	next   heading
	left   []int // open steps that are not ranked yet
}

// standing is the state of a step, and what decided it.
type standing struct {
	state  quiz.State
	closer *guardRule // the first that closes the step, nil when none does
	waits  *waitRule  // of a waiting step: the prerequisite that fails, nil when its date has not come
	opens  float64    // of a waiting step: its date, NaN when it has none or that is not known
}

// heading is what is next: kind says which of the others counts.
type heading struct {
	kind  quiz.NextKind
	first *firstRule // the set that comes before any step
	step  int        // that is next, or whose prerequisite offers the set that is next
}

// decide works out which guards fire, the state of each step and what is next. The decision is the evaluation's own, until its end.
func (e *evaluation) decide() *decision {
	d := &e.decision
	e.fire()
	if d.pauses != nil {
		d.next = heading{kind: quiz.KindPause}
		return d
	}
	for i := range e.s.steps {
		d.steps[i] = e.stand(&e.s.steps[i], i)
	}
	e.rank()
	d.next = e.head()
	return d
}

// fire finds the guards that fire. A guard that fails fires: what it guards stays closed.
func (e *evaluation) fire() {
	d := &e.decision
	d.fired, d.pauses = d.fired[:0], nil
	for i := range e.s.guards {
		g := &e.s.guards[i]
		if !e.truth(g.when, true) {
			continue
		}
		d.fired = append(d.fired, g)
		if g.guard.Pause != "" && d.pauses == nil {
			d.pauses = g
		}
	}
}

// stand returns the first state that holds of done, closed, waiting and open.
func (e *evaluation) stand(r *stepRule, number int) standing {
	s := standing{opens: unknown}
	for _, g := range e.decision.fired {
		if g.closes[number] {
			s.closer = g
			break
		}
	}
	switch {
	case e.frame[r.done] == 1 && !e.failed[r.done]:
		s.state = quiz.Done
	case s.closer != nil:
		s.state = quiz.Closed
	case e.waiting(r, &s):
		s.state = quiz.Waiting
	default:
		s.state = quiz.Open
	}
	return s
}

// waiting reports whether the step waits, and notes for what.
func (e *evaluation) waiting(r *stepRule, s *standing) bool {
	for i := range r.waits {
		if !e.truth(r.waits[i].that, false) {
			s.waits = &r.waits[i]
			return true
		}
	}
	if r.opens == nil {
		return false
	}
	// A date that is not known has not come.
	if opens := e.measure(r.opens); !(opens <= float64(e.facts.today)) {
		s.opens = opens
		return true
	}
	return false
}

// rank puts the open steps in order: the highest need is first; among those within Tie points of it, the earlier in the order of
// the plan; removing it and repeating gives the rest.
func (e *evaluation) rank() {
	d := &e.decision
	left := d.left[:0]
	for _, i := range e.s.ranks {
		if d.steps[i].state == quiz.Open {
			d.needs[i] = e.need(&e.s.steps[i])
			left = append(left, i)
		}
	}
	d.left, d.order = left[:0], d.order[:0]
	for len(left) > 0 {
		highest := d.needs[left[0]]
		for _, i := range left {
			highest = max(highest, d.needs[i])
		}
		first := slices.IndexFunc(left, func(i int) bool { return d.needs[i] >= highest-e.s.quiz.Planning.Tie })
		d.order = append(d.order, left[first])
		left = slices.Delete(left, first, first+1)
	}
}

// need returns the need of a step; one that is not known is the plan's Unmeasured.
func (e *evaluation) need(r *stepRule) float64 {
	if r.need != nil {
		if need := e.measure(r.need); need == need {
			return need
		}
	}
	return e.s.quiz.Planning.Unmeasured
}

// head returns what is next: a set that comes before any step, the first open step, a set that a waiting step needs, a date to wait for,
// or a later check.
func (e *evaluation) head() heading {
	for i := range e.s.firsts {
		// A rule that fails asks the questions again, which harms nobody.
		if f := &e.s.firsts[i]; e.truth(f.when, true) {
			return heading{kind: quiz.KindSet, first: f}
		}
	}
	d := &e.decision
	if len(d.order) > 0 {
		return heading{kind: quiz.KindStep, step: d.order[0]}
	}
	dated := false
	for _, i := range e.s.ranks {
		s := &d.steps[i]
		if s.waits != nil && s.waits.take != "" {
			return heading{kind: quiz.KindSet, step: i}
		}
		dated = dated || s.opens == s.opens
	}
	if dated {
		return heading{kind: quiz.KindWait}
	}
	return heading{kind: quiz.KindRecheck}
}

// nextID returns the id of what is next.
func (e *evaluation) nextID() string {
	d := &e.decision
	switch {
	case d.next.first != nil:
		return d.next.first.set
	case d.next.kind == quiz.KindPause:
		return d.pauses.guard.Pause
	case d.next.kind == quiz.KindStep:
		return e.s.steps[d.next.step].step.ID
	case d.next.kind == quiz.KindSet:
		return d.steps[d.next.step].waits.take
	case d.next.kind == quiz.KindWait:
		return quiz.NextWait
	default:
		return quiz.NextRecheck
	}
}

// stateOf returns the state of a step; while everything is paused it is closed.
func (d *decision) stateOf(step int) quiz.State {
	if d.pauses != nil {
		return quiz.Closed
	}
	return d.steps[step].state
}
