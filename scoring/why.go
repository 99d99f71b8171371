package scoring

import (
	"slices"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// Why says on what of the person's own answers and doings the plan of the same history and time rests.
func (s *Scorer) Why(h quiz.History, at time.Time) quiz.Why {
	e := s.begin(h, at)
	defer e.end()
	w := e.explain()
	defer w.end()
	return w.why()
}

// explanation is the working memory of the reasons of one plan.
type explanation struct {
	e       *evaluation
	grounds *grounds
	space   expression.Space // of the part that is being looked at
	own     []int            // units of the parts that are being looked at
	all     []int            // units of the rule that is being looked at
	first   []int
	atoms   [][]int       // units of the parts, by their numbers
	reasons []quiz.Reason // by the number of the rule
	units   [2][][]int    // of the values that are true or false, by their slots: all, and those of the first that decided
	facts   []*quiz.Fact  // by slot
	answers []*quiz.Fact  // by the number of the question
	before  []*quiz.Fact
	sets    []*quiz.Fact // by the number of the set
	found   []*quiz.Fact // all, in the order in which they were cited first
	rooms   []quiz.Fact
	lists   []*quiz.Fact // room for the lists of facts
}

func newExplanation(g *grounds) *explanation {
	n := len(g.slots)
	return &explanation{
		grounds: g, space: make(expression.Space, n), reasons: make([]quiz.Reason, len(g.numbers)), atoms: make([][]int, len(g.of)), units: [2][][]int{make([][]int, n), make([][]int, n)},
		facts: make([]*quiz.Fact, n), answers: make([]*quiz.Fact, len(g.s.asked)), before: make([]*quiz.Fact, len(g.s.asked)), sets: make([]*quiz.Fact, len(g.s.quiz.Sets)),
	}
}

// explain gives the working memory for the reasons of what was evaluated.
func (e *evaluation) explain() *explanation {
	w := e.s.grounds().pool.Get().(*explanation)
	w.e = e
	return w
}

// end gives the working memory back. What was handed out with the reasons belongs to them.
func (w *explanation) end() {
	w.e, w.found, w.rooms, w.lists = nil, nil, nil, nil
	clear(w.reasons)
	clear(w.atoms)
	for i := range w.units {
		clear(w.units[i])
	}
	clear(w.facts)
	clear(w.answers)
	clear(w.before)
	clear(w.sets)
	w.grounds.pool.Put(w)
}

func (w *explanation) why() quiz.Why {
	p := w.e.plan()
	why := quiz.Why{Steps: make([]quiz.StepWhy, len(p.Steps)), Guards: make([]quiz.GuardWhy, len(p.Fired))}
	for i, g := range w.e.decision.fired {
		why.Guards[i] = quiz.GuardWhy{ID: g.guard.ID, Reason: w.truth(g.when, true)}
	}
	for i := range p.Steps {
		why.Steps[i] = w.step(&w.e.s.steps[i], p.Steps[i], why.Guards)
	}
	why.Next = w.next(&p, &why)
	for _, d := range w.e.s.derives {
		if !p.Paused && d.scale != nil && d.scale.taken(w.e.facts) && w.e.frame[d.slot] == w.e.frame[d.slot] {
			why.Scores = append(why.Scores, w.effects(d))
		}
	}
	why.Facts = w.found
	return why
}

// truth gives the reason of a rule that is true or false; one that fails counts as otherwise.
func (w *explanation) truth(r *rule, otherwise bool) quiz.Reason {
	reason := w.reason(r)
	reason.Holds = w.e.truth(r, otherwise)
	return reason
}

// measure gives the reason of a rule that is a number or date.
func (w *explanation) measure(r *rule) quiz.Reason {
	reason := w.reason(r)
	if x := w.e.measure(r); x == x {
		reason.Value, reason.Known = x, true
	}
	return reason
}

// reason says on what a rule rests. Rules that say the same rest on the same, which is worked out once.
func (w *explanation) reason(r *rule) quiz.Reason {
	rule, part := w.decides(r)
	reason := &w.reasons[w.grounds.rules[r]]
	if reason.Facts == nil {
		w.all, w.first = w.cite(w.all[:0], r.root, false), w.cite(w.first[:0], r.root, true)
		reason.Facts = w.cited(w.all)
		reason.First = reason.Facts
		if len(w.first) < len(w.all) {
			reason.First = w.cited(w.first)
		}
	}
	said := *reason
	said.Rule, said.At, said.Failed = r.text, rule.text.Pos(part.From), w.e.rests(r)
	return said
}

// cited returns the facts behind the units, each once.
func (w *explanation) cited(units []int) []*quiz.Fact {
	if len(w.lists) < len(units) {
		w.lists = make([]*quiz.Fact, len(units)+128)
	}
	facts := w.lists[:0:len(units)]
	for _, u := range units {
		if f := w.fact(u); !slices.Contains(facts, f) {
			facts = append(facts, f)
		}
	}
	w.lists = w.lists[len(units):]
	return facts
}

// fact returns the fact behind an input or a scale.
func (w *explanation) fact(unit int) *quiz.Fact {
	if w.facts[unit] != nil {
		return w.facts[unit]
	}
	if b := w.grounds.slots[unit]; b.input != nil {
		w.facts[unit] = b.input.fact(w)
	} else {
		w.facts[unit] = w.score(b.derived)
	}
	return w.facts[unit]
}

// step gives the reasons of a step's state; guards are those that fired.
func (w *explanation) step(r *stepRule, state quiz.StepState, guards []quiz.GuardWhy) quiz.StepWhy {
	why := quiz.StepWhy{ID: state.ID, State: state.State}
	switch state.State {
	case quiz.Done:
		why.Reasons = []quiz.Reason{w.truth(w.done(r), false)}
	case quiz.Closed:
		i := slices.IndexFunc(guards, func(g quiz.GuardWhy) bool { return g.ID == state.Guard })
		why.Reasons = []quiz.Reason{guards[i].Reason}
	case quiz.Waiting:
		why.Reasons = []quiz.Reason{w.waits(r)}
	case quiz.Open:
		why.Reasons = make([]quiz.Reason, 0, len(r.waits)+1)
		for _, wait := range r.waits {
			why.Reasons = append(why.Reasons, w.truth(wait.that, false))
		}
		if r.opens != nil {
			why.Reasons = append(why.Reasons, w.measure(r.opens))
		}
		if r.need != nil {
			need := w.measure(r.need)
			why.Need = &need
		}
	}
	return why
}

// done returns the rule by which a step is done.
func (w *explanation) done(r *stepRule) *rule { return w.grounds.slots[r.done].derived.rule }

// waits gives the reason why a step waits.
func (w *explanation) waits(r *stepRule) quiz.Reason {
	for _, wait := range r.waits {
		if !w.e.truth(wait.that, false) {
			return w.truth(wait.that, false)
		}
	}
	return w.measure(r.opens)
}

func (w *explanation) next(p *quiz.Plan, why *quiz.Why) quiz.NextWhy {
	next := quiz.NextWhy{Next: p.Next, Kind: p.NextKind}
	one := func(r quiz.Reason) { next.Reasons = []quiz.Reason{r} }
	switch p.NextKind {
	case quiz.KindPause:
		i := slices.IndexFunc(w.e.decision.fired, func(g *guardRule) bool { return g.guard.Pause != "" })
		one(why.Guards[i].Reason)
	case quiz.KindSet:
		one(w.set(p))
	case quiz.KindStep:
		i := w.e.s.numbers[p.Next]
		if need := why.Steps[i].Need; need != nil {
			one(*need)
		}
		next.Needs = make([]quiz.StepNeed, len(p.Order))
		for i, id := range p.Order {
			next.Needs[i] = quiz.StepNeed{ID: id, Need: w.e.decision.needs[w.e.s.numbers[id]]}
		}
	case quiz.KindWait:
		i := slices.IndexFunc(p.Steps, func(s quiz.StepState) bool { return s.Opens != nil && *s.Opens == *p.On })
		one(why.Steps[i].Reasons[0])
	}
	return next
}

// set gives the reason why a set is next.
func (w *explanation) set(p *quiz.Plan) quiz.Reason {
	for _, f := range w.e.s.firsts {
		if w.e.truth(f.when, true) {
			return w.truth(f.when, true)
		}
	}
	i := slices.IndexFunc(w.e.s.ranks, func(i int) bool { return p.Steps[i].State == quiz.Waiting && p.Steps[i].Take != "" })
	return w.waits(&w.e.s.steps[w.e.s.ranks[i]])
}
