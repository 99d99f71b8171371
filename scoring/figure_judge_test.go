package scoring

import (
	"fmt"
	"math"
	"slices"
	"time"

	"waymark/quiz"
)

// JudgeFigures makes people as a simulation does and compares what becomes of them with the plan of the history that they stand for.
// It returns how many there were of each thing that was next.
func JudgeFigures(s *Scorer, blocks int, at time.Time) (map[string]int, error) {
	next := map[string]int{}
	o := SimulationOptions{Seed: 7, At: at}
	m := newSimulator(s, o, s.deciders(o))
	for b := range blocks {
		m.start(b)
		for i := range block {
			m.person(i)
			sheet := m.who.sheet(s)
			plan := s.Plan(sheet.Case.History, sheet.Case.At)
			next[plan.Next]++
			if err := m.differs(&plan, sheet); err != nil {
				return nil, fmt.Errorf("%w\n%+v", err, sheet.Case)
			}
		}
	}
	return next, nil
}

func (m *simulator) differs(plan *quiz.Plan, sheet Sheet) error {
	e := m.s.begin(sheet.Case.History, sheet.Case.At)
	defer e.end()
	for slot, x := range e.frame[len(tallyNames()):] {
		is := m.m.e.frame[len(tallyNames())+slot]
		if m.isRead(len(tallyNames())+slot) && is != x && !(math.IsNaN(is) && math.IsNaN(x)) {
			return fmt.Errorf("slot %d is %v, of the history %v", slot, is, x)
		}
	}
	d := &m.m.e.decision
	if id := m.m.e.nextID(); id != plan.Next || d.next.kind != plan.NextKind {
		return fmt.Errorf("next is %s, of the history %s", id, plan.Next)
	}
	var fired []string
	for _, g := range d.fired {
		fired = append(fired, g.guard.ID)
	}
	if !slices.Equal(fired, plan.Fired) {
		return fmt.Errorf("guards are %v, of the history %v", fired, plan.Fired)
	}
	for i := range plan.Steps {
		if state := d.stateOf(i); state != plan.Steps[i].State {
			return fmt.Errorf("%s is %s, of the history %s", plan.Steps[i].ID, state, plan.Steps[i].State)
		}
	}
	search := newSearch(m.s, sheet.Case.At, 1)
	if !search.accepted(sheet, &goal{}) {
		return fmt.Errorf("a page would not take these answers")
	}
	return nil
}

// isRead reports whether the slot is one of an input or of something derived.
func (m *simulator) isRead(slot int) bool {
	for _, in := range m.s.inputs {
		if in.slot == slot {
			return true
		}
	}
	return slices.ContainsFunc(m.s.derives, func(d *derived) bool { return d.slot == slot || d.bandSlot == slot })
}
