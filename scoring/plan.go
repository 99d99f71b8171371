package scoring

import (
	"slices"
	"time"

	"waymark/quiz"
)

// Plan works out every step's state and what is next.
func (s *Scorer) Plan(h quiz.History, at time.Time) quiz.Plan {
	e := s.begin(h, at)
	defer e.end()
	return e.plan()
}

func (e *evaluation) plan() quiz.Plan {
	s, fired := e.s, e.fire()
	ids := make([]string, 0, len(fired)+len(s.steps)+s.shown)
	var p quiz.Plan
	p.Path, p.Steps = s.path(fired), make([]quiz.StepState, len(s.steps))
	for _, g := range fired {
		ids = append(ids, g.guard.ID)
	}
	p.Fired, ids = split(ids)
	if i := slices.IndexFunc(fired, func(g *guardRule) bool { return g.guard.Pause != "" }); i >= 0 {
		e.pause(&p, fired[i], ids)
		return p
	}
	p.Cards, ids = split(appendCards(ids, fired, false))
	p.AtHand, ids = split(appendCards(ids, fired, true))
	p.Scores, p.Values = e.scores()
	for i := range s.steps {
		p.Steps[i] = e.state(&s.steps[i], fired)
	}
	p.Order = e.rank(p.Steps, ids)
	e.next(&p, fired)
	p.Faults = e.faults
	return p
}

// split returns what a list holds, and the room behind it: all lists of a plan lie in one piece of memory.
func split(list []string) (held, room []string) { return slices.Clip(list), list[len(list):] }

// fire returns the guards that fire, in their order. A guard that fails fires: what it guards stays closed.
func (e *evaluation) fire() []*guardRule {
	e.fired = e.fired[:0]
	for i := range e.s.guards {
		if e.truth(e.s.guards[i].when, true) {
			e.fired = append(e.fired, &e.s.guards[i])
		}
	}
	return e.fired
}

// path returns the strongest path of the guards that fired, else the last one.
func (s *Scorer) path(fired []*guardRule) string {
	paths := s.quiz.Planning.Paths
	for _, path := range paths {
		if slices.ContainsFunc(fired, func(g *guardRule) bool { return g.guard.Path == path }) {
			return path
		}
	}
	if len(paths) == 0 {
		return ""
	}
	return paths[len(paths)-1]
}

// appendCards adds the cards of the guards, each once; with everywhere only of those whose cards stand on every page.
func appendCards(cards []string, fired []*guardRule, everywhere bool) []string {
	for _, g := range fired {
		if everywhere && !g.guard.Everywhere {
			continue
		}
		for _, card := range g.guard.Show {
			if !slices.Contains(cards, card) {
				cards = append(cards, card)
			}
		}
	}
	return cards
}

// pause makes the plan of a guard that pauses everything: no step, no score, no other guard's card.
func (e *evaluation) pause(p *quiz.Plan, g *guardRule, room []string) {
	p.Paused, p.PausedBy = true, g.sets
	p.Next, p.NextKind = g.guard.Pause, quiz.KindPause
	p.Because = e.first(g.because)
	only := []*guardRule{g}
	p.Cards, room = split(appendCards(room, only, false))
	p.AtHand, room = split(appendCards(room, only, true))
	p.Path, p.Order = e.s.path(only), room
	for i := range e.s.steps {
		p.Steps[i] = quiz.StepState{ID: e.s.steps[i].step.ID, State: quiz.Closed, Because: p.Because, Guard: g.guard.ID}
	}
	p.Faults = e.faults
}

// state returns the first that holds of done, closed, waiting and open.
func (e *evaluation) state(r *stepRule, fired []*guardRule) quiz.StepState {
	state := quiz.StepState{ID: r.step.ID}
	closer := slices.IndexFunc(fired, func(g *guardRule) bool { return slices.Contains(g.guard.Close, r.step.ID) })
	if closer >= 0 {
		state.Guard = fired[closer].guard.ID
	}
	if e.frame[r.done] == 1 && !e.failed[r.done] {
		state.State, state.Because = quiz.Done, r.step.DoneWhen
		return state
	}
	if closer >= 0 {
		state.State, state.Because = quiz.Closed, e.first(fired[closer].because)
		return state
	}
	for _, w := range r.waits {
		if !e.truth(w.that, false) {
			state.State, state.Because, state.Take = quiz.Waiting, e.first(w.because), w.take
			return state
		}
	}
	if r.opens != nil {
		// A date that is not known has not come.
		opens := e.measure(r.opens)
		if !(opens <= float64(e.facts.today)) {
			state.State, state.Because, state.Opens = quiz.Waiting, e.first(r.gate), e.day(opens)
			return state
		}
	}
	state.State, state.Because = quiz.Open, e.first(r.because)
	return state
}

// day returns a date that a rule gave, nil when it is not known. All dates of a plan lie in one piece of memory.
func (e *evaluation) day(x float64) *quiz.Day {
	if x != x {
		return nil
	}
	if e.days == nil {
		e.days = make([]quiz.Day, 0, len(e.s.steps)+1)
	}
	e.days = append(e.days, quiz.Day(x))
	return &e.days[len(e.days)-1]
}

// rank appends the open steps to order: the highest need is first; among those within Tie points of it, the earlier in the order of
// the plan; removing it and repeating gives the rest.
func (e *evaluation) rank(states []quiz.StepState, order []string) []string {
	left := e.left[:0]
	for _, i := range e.s.ranks {
		if states[i].State == quiz.Open {
			e.needs[i] = e.need(&e.s.steps[i])
			left = append(left, i)
		}
	}
	e.left = left[:0]
	for len(left) > 0 {
		highest := e.needs[left[0]]
		for _, i := range left {
			highest = max(highest, e.needs[i])
		}
		first := slices.IndexFunc(left, func(i int) bool { return e.needs[i] >= highest-e.s.quiz.Planning.Tie })
		order = append(order, states[left[first]].ID)
		left = slices.Delete(left, first, first+1)
	}
	return order
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

// next fills in what is next, and why: a set that comes before any step, the first open step, a set that a waiting step needs,
// a date to wait for, or a later check.
func (e *evaluation) next(p *quiz.Plan, fired []*guardRule) {
	for _, f := range e.s.firsts {
		// A rule that fails asks the questions again, which harms nobody.
		if e.truth(f.when, true) {
			p.Next, p.NextKind, p.Because = f.set, quiz.KindSet, e.say(f.because)
			return
		}
	}
	switch opens := soonest(p.Steps); {
	case len(p.Order) > 0:
		state, _ := p.Step(p.Order[0])
		p.Next, p.NextKind, p.Because = state.ID, quiz.KindStep, state.Because
	case e.take(p):
	case opens != nil:
		p.Next, p.NextKind, p.On, p.Because = quiz.NextWait, quiz.KindWait, opens, e.say(e.s.wait)
	default:
		p.Next, p.NextKind, p.Because = quiz.NextRecheck, quiz.KindRecheck, e.say(e.s.again)
		p.On = e.day(float64(e.facts.today) + float64(e.s.quiz.Planning.Recheck.Days))
	}
	for _, g := range fired {
		if lead := e.first(g.lead); lead != "" {
			p.Because = e.join(lead, p.Because)
			return
		}
	}
}

// take makes the set next that a waiting step needs, if there is one.
func (e *evaluation) take(p *quiz.Plan) bool {
	for _, i := range e.s.ranks {
		if state := p.Steps[i]; state.State == quiz.Waiting && state.Take != "" {
			p.Next, p.NextKind, p.Because = state.Take, quiz.KindSet, state.Because
			return true
		}
	}
	return false
}

// soonest returns the first date on which a waiting step opens, nil when none has a date.
func soonest(states []quiz.StepState) *quiz.Day {
	var first *quiz.Day
	for _, s := range states {
		if s.Opens != nil && (first == nil || *s.Opens < *first) {
			first = s.Opens
		}
	}
	return first
}

// Step says what a step's page says besides its state.
func (s *Scorer) Step(h quiz.History, at time.Time, id string) quiz.StepDetail {
	i, known := s.numbers[id]
	if !known {
		return quiz.StepDetail{}
	}
	e := s.begin(h, at)
	defer e.end()
	r := &s.steps[i]
	detail := quiz.StepDetail{Says: e.every(r.says), Ticked: e.facts.ticked(i), Started: e.facts.steps[i].started != nil, Closed: e.facts.steps[i].closed}
	for i, t := range r.step.Tasks {
		if e.holds(r.tasks[i]) {
			detail.Tasks = append(detail.Tasks, t)
		}
	}
	if last := e.latest(r.step.Set); last != nil && r.recheck != nil {
		if days := e.measure(r.recheck); days == days {
			due := quiz.DayOf(last.At.In(at.Location())) + quiz.Day(days)
			detail.Recheck = &due
		}
	}
	return detail
}

// latest returns the latest result of a set, nil when there is none.
func (e *evaluation) latest(set string) *quiz.Result {
	if number, known := e.s.sets[set]; known {
		return e.facts.sets[number].latest
	}
	return nil
}
