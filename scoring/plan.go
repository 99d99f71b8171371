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
	fired := e.fired()
	p := quiz.Plan{Path: s.path(fired), Cards: s.cards(fired, false), AtHand: s.cards(fired, true), Steps: make([]quiz.StepState, len(s.steps))}
	for _, g := range fired {
		p.Fired = append(p.Fired, g.guard.ID)
	}
	if i := slices.IndexFunc(fired, func(g *guardRule) bool { return g.guard.Pause != "" }); i >= 0 {
		e.pause(&p, fired[i])
		return p
	}
	p.Scores, p.Values = e.scores()
	for i := range s.steps {
		p.Steps[i] = e.state(&s.steps[i], fired)
	}
	p.Order = e.rank(p.Steps)
	e.next(&p, fired)
	p.Faults = e.faults
	return p
}

// fired returns the guards that fire, in their order. A guard that fails fires: what it guards stays closed.
func (e *evaluation) fired() []*guardRule {
	var fired []*guardRule
	for i := range e.s.guards {
		if e.truth(e.s.guards[i].when, true) {
			fired = append(fired, &e.s.guards[i])
		}
	}
	return fired
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

// cards returns the cards of the guards that fired, each once; with everywhere only of those whose cards stand on every page.
func (s *Scorer) cards(fired []*guardRule, everywhere bool) []string {
	cards := []string{}
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
func (e *evaluation) pause(p *quiz.Plan, g *guardRule) {
	p.Paused, p.PausedBy = true, g.sets
	p.Next, p.NextKind = g.guard.Pause, quiz.KindPause
	p.Because = e.first(g.because)
	p.Cards, p.AtHand = e.s.cards([]*guardRule{g}, false), e.s.cards([]*guardRule{g}, true)
	p.Path = e.s.path([]*guardRule{g})
	p.Order = []string{}
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
	if e.env[r.slot] == true && !e.failed[r.done] {
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
			state.State, state.Because, state.Opens = quiz.Waiting, e.first(r.gate), dayOf(opens)
			return state
		}
	}
	state.State, state.Because = quiz.Open, e.first(r.because)
	return state
}

// dayOf returns a date that a rule gave, nil when it is not known.
func dayOf(x float64) *quiz.Day {
	if x != x {
		return nil
	}
	d := quiz.Day(x)
	return &d
}

// rank orders the open steps: the highest need is first; among those within Tie points of it, the earlier in the order;
// removing it and repeating gives the rest.
func (e *evaluation) rank(states []quiz.StepState) []string {
	order := []string{}
	needs := make([]float64, len(states))
	left := make([]int, 0, len(states))
	for _, i := range e.s.ranks {
		if states[i].State == quiz.Open {
			needs[i] = e.need(&e.s.steps[i])
			left = append(left, i)
		}
	}
	for len(left) > 0 {
		highest := needs[left[0]]
		for _, i := range left {
			highest = max(highest, needs[i])
		}
		first := slices.IndexFunc(left, func(i int) bool { return needs[i] >= highest-e.s.quiz.Planning.Tie })
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
		day := e.facts.today + quiz.Day(e.s.quiz.Planning.Recheck.Days)
		p.Next, p.NextKind, p.On, p.Because = quiz.NextRecheck, quiz.KindRecheck, &day, e.say(e.s.again)
	}
	for _, g := range fired {
		if lead := e.first(g.lead); lead != "" {
			p.Because = lead + " " + p.Because
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
	i := slices.IndexFunc(s.steps, func(r stepRule) bool { return r.step.ID == id })
	if i < 0 {
		return quiz.StepDetail{}
	}
	e := s.begin(h, at)
	defer e.end()
	r := &s.steps[i]
	detail := quiz.StepDetail{Says: e.every(r.says), Ticked: ticked(h, id), Closed: personClosed(h, id)}
	for i, t := range r.step.Tasks {
		if e.holds(r.tasks[i]) {
			detail.Tasks = append(detail.Tasks, t)
		}
	}
	detail.Started = slices.ContainsFunc(h.Events, func(ev quiz.Event) bool { return ev.Step == id && ev.Kind == quiz.StepStarted })
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
	if number, known := e.s.numbers[set]; known {
		return e.facts.sets[number].latest
	}
	return nil
}
