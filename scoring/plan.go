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

// plan says what was decided.
func (e *evaluation) plan() quiz.Plan {
	s, d := e.s, e.decide()
	ids := make([]string, 0, len(d.fired)+len(s.steps)+s.shown)
	var p quiz.Plan
	p.Path, p.Steps = s.path(d.fired), make([]quiz.StepState, len(s.steps))
	for _, g := range d.fired {
		ids = append(ids, g.guard.ID)
	}
	p.Fired, ids = split(ids)
	if d.pauses != nil {
		e.pause(&p, d.pauses, ids)
		return p
	}
	p.Cards, ids = split(appendCards(ids, d.fired, false))
	p.AtHand, ids = split(appendCards(ids, d.fired, true))
	p.Scores, p.Values = e.scores()
	for i := range s.steps {
		p.Steps[i] = e.state(&s.steps[i], &d.steps[i])
	}
	for _, i := range d.order {
		ids = append(ids, s.steps[i].step.ID)
	}
	p.Order = ids
	e.next(&p)
	p.Faults = e.faults
	return p
}

// split returns what a list holds, and the room behind it: all lists of a plan lie in one piece of memory.
func split(list []string) (held, room []string) { return slices.Clip(list), list[len(list):] }

// path returns the strongest path of the guards that fired, else the last one.
func (s *Scorer) path(fired []*guardRule) string {
	paths := s.quiz.Planning.Paths
	if len(paths) == 0 {
		return ""
	}
	strongest := len(paths) - 1
	for _, g := range fired {
		strongest = min(strongest, g.path)
	}
	return paths[strongest]
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
	p.Next, p.NextKind = e.nextID(), quiz.KindPause
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

// state says the state of a step.
func (e *evaluation) state(r *stepRule, is *standing) quiz.StepState {
	state := quiz.StepState{ID: r.step.ID, State: is.state}
	if is.closer != nil {
		state.Guard = is.closer.guard.ID
	}
	switch {
	case is.state == quiz.Done:
		state.Because = r.step.DoneWhen
	case is.state == quiz.Closed:
		state.Because = e.first(is.closer.because)
	case is.waits != nil:
		state.Because, state.Take = e.first(is.waits.because), is.waits.take
	case is.state == quiz.Waiting:
		state.Because, state.Opens = e.first(r.gate), e.day(is.opens)
	default:
		state.Because = e.first(r.because)
	}
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

// next says what is next, and why.
func (e *evaluation) next(p *quiz.Plan) {
	d := &e.decision
	p.Next, p.NextKind = e.nextID(), d.next.kind
	switch {
	case d.next.first != nil:
		p.Because = e.say(d.next.first.because)
		return
	case d.next.kind == quiz.KindStep, d.next.kind == quiz.KindSet:
		p.Because = p.Steps[d.next.step].Because
	case d.next.kind == quiz.KindWait:
		p.On, p.Because = soonest(p.Steps), e.say(e.s.wait)
	default:
		p.Because = e.say(e.s.again)
		p.On = e.day(float64(e.facts.today) + float64(e.s.quiz.Planning.Recheck.Days))
	}
	for _, g := range d.fired {
		if lead := e.first(g.lead); lead != "" {
			p.Because = e.join(lead, p.Because)
			return
		}
	}
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
