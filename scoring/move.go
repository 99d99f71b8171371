package scoring

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// Moves returns, for each step that waits and that no guard can close, the smallest move after which it is open, if one or two answers
// can do it. An answer can move when its question says which direction is better, and no guard, set that comes first or other question of
// its set rests on it. While a set comes first, or everything is paused, there are none.
func (s *Scorer) Moves(h quiz.History, at time.Time) []quiz.Move {
	e := s.begin(h, at)
	defer e.end()
	p := e.plan()
	if p.Paused || p.NextKind == quiz.KindSet {
		return nil
	}
	m := mover{s: s, h: h, at: at, o: newOutlook(s)}
	m.levers = s.levers(e)
	if len(m.levers) == 0 {
		return nil
	}
	m.o.fix(e)
	var moves []quiz.Move
	for i, state := range p.Steps {
		if state.State != quiz.Waiting || s.quiz.Guarded(state.ID) {
			continue
		}
		if changes := m.smallest(i); changes != nil {
			moves = append(moves, quiz.Move{Step: state.ID, Changes: changes})
		}
	}
	return moves
}

// lever is an answer that can move.
type lever struct {
	q     *asked
	given reply
	to    []float64 // the better numbers, the nearest first
}

// levers returns the answers that can move, in the order of the quiz.
func (s *Scorer) levers(e *evaluation) []lever {
	var all []lever
	bound := s.bound()
	for i, q := range s.asked {
		set := s.quiz.Sets[q.set]
		latest := e.facts.sets[q.set].latest
		if q.q.Better == "" || set.Outcome || latest == nil || bound[i] || len(q.q.Must) > 0 {
			continue
		}
		given := e.facts.replies[i]
		if to := betterThan(q.q, given.number); len(to) > 0 && !latest.Answers[q.q.ID].StandIn {
			all = append(all, lever{q: q, given: given, to: to})
		}
	}
	return all
}

// betterThan returns the numbers of the question that are better than the given, the nearest first.
func betterThan(q *quiz.Question, given float64) []float64 {
	var to []float64
	for _, option := range q.Options {
		higher := option.Number > given
		lower := option.Number < given
		if option.Numbered && (q.Better == quiz.BetterHigher && higher || q.Better == quiz.BetterLower && lower) {
			to = append(to, option.Number)
		}
	}
	slices.Sort(to)
	to = slices.Compact(to)
	if q.Better == quiz.BetterLower {
		slices.Reverse(to)
	}
	return to
}

// bound tells, by the number of the question, on which answers a guard, a set that comes first or another question of its set rests.
func (s *Scorer) bound() []bool {
	var rules []*rule
	for i := range s.guards {
		rules = append(rules, s.guards[i].when)
	}
	for i := range s.firsts {
		rules = append(rules, s.firsts[i].when)
	}
	for _, ask := range s.asks {
		for _, page := range ask.pages {
			if page.byOwn {
				rules = append(rules, page.showIf)
			}
		}
	}
	bound, slots := make([]bool, len(s.asked)), s.slotsOf(rules)
	for _, in := range s.inputs {
		if q := in.source().asked; q != nil && slots[in.slot] {
			bound[q.number] = true
		}
	}
	return bound
}

// mover looks for the smallest moves of one person.
type mover struct {
	s      *Scorer
	h      quiz.History
	at     time.Time
	o      *outlook
	levers []lever
}

// turn is one way to move: levers and how far each goes.
type turn struct {
	levers []int
	to     []int // the index among the lever's numbers
}

func (t turn) far() int {
	far := 0
	for _, n := range t.to {
		far += n + 1
	}
	return far
}

// smallest returns the smallest move that opens the step, nil for none. What cannot open it by the possibility reading is not tried.
func (m *mover) smallest(step int) []quiz.Change {
	all := make([]int, len(m.levers))
	for i := range all {
		all[i] = i
	}
	if !m.canOpen(step, all) {
		return nil
	}
	for _, turns := range [][]turn{m.singles(step), m.pairs(step)} {
		slices.SortStableFunc(turns, func(a, b turn) int { return cmp.Compare(a.far(), b.far()) })
		for _, t := range turns {
			if changes := m.changes(t); m.opens(step, changes) {
				return changes
			}
		}
	}
	return nil
}

func (m *mover) singles(step int) []turn {
	var turns []turn
	for i, one := range m.levers {
		if !m.canOpen(step, []int{i}) {
			continue
		}
		for n := range one.to {
			turns = append(turns, turn{[]int{i}, []int{n}})
		}
	}
	return turns
}

func (m *mover) pairs(step int) []turn {
	var turns []turn
	for i, one := range m.levers {
		for k := i + 1; k < len(m.levers); k++ {
			if !m.canOpen(step, []int{i, k}) {
				continue
			}
			for a := range one.to {
				for b := range m.levers[k].to {
					turns = append(turns, turn{[]int{i, k}, []int{a, b}})
				}
			}
		}
	}
	return turns
}

// canOpen reports whether the step can be open when some levers stand at any of their numbers.
func (m *mover) canOpen(step int, moved []int) bool {
	for i, one := range m.levers {
		reply := fixedReply(one.given)
		if slices.Contains(moved, i) {
			reply.number = expression.Each(append(slices.Clone(one.to), one.given.number))
		}
		m.o.facts.replies[one.q.number] = reply
	}
	for _, in := range m.s.inputs {
		if q := in.source().asked; q != nil && slices.ContainsFunc(m.levers, func(one lever) bool { return one.q == q }) {
			m.o.store(in.slot, in.possible(&m.o.facts))
		}
	}
	m.o.derive(m.s.derives)
	return m.o.prospect().states[step].canBe(quiz.Open)
}

func (m *mover) changes(t turn) []quiz.Change {
	made := make([]quiz.Change, 0, len(t.levers))
	for i, number := range t.levers {
		one := m.levers[number]
		answer := func(x float64) quiz.Answer { return quiz.Answer{Form: quiz.Numeric, Number: x} }
		made = append(made, quiz.Change{
			Set: m.s.quiz.Sets[one.q.set].ID, Question: one.q.q.ID, From: answer(one.given.number), To: answer(one.to[t.to[i]]),
		})
	}
	return made
}

// opens reports whether the step is open once the latest answers are these.
func (m *mover) opens(step int, changes []quiz.Change) bool {
	h := m.h
	h.Results = slices.Clone(h.Results)
	for _, c := range changes {
		for i := range slices.Backward(h.Results) {
			if r := &h.Results[i]; r.Set == c.Set {
				r.Answers = maps.Clone(r.Answers)
				r.Answers[c.Question] = c.To
				break
			}
		}
	}
	return m.s.Plan(h, m.at).Steps[step].State == quiz.Open
}
