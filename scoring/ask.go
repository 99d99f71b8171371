package scoring

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
)

// setRule is the compiled conditions of a set.
type setRule struct {
	set    *quiz.Set
	number int
	pages  []pageRule
	guards []*guardRule // those that act at once and rest on a question of the set

	own    []slotted  // inputs that read a question of the set
	others []slotted  // the other inputs that its rules read
	needed []*derived // what its rules read of scales, values and steps
	// finished are the inputs that the answers of the set give once it is finished, affected what rests on them.
	finished []slotted
	affected []*derived
	sifts    bool  // a page is asked by answers of the set alone
	showing  []int // the slots on which the conditions of such pages rest
	refuses  bool  // an answer can break a rule of its question
	// conditional: what is asked depends on something.
	conditional bool
}

type pageRule struct {
	question *quiz.Question
	showIf   *rule // nil is always
	byOwn    bool  // showIf rests on answers of the set alone
	parts    []partRule
	rests    []int    // places of the earlier pages that its rules read
	asked    []*asked // its questions that rules read
	during   readers  // what of the rules of the set reads their answers
	after    readers  // what reads them once the set is finished
	shownBy  []shownBy
}

type partRule struct {
	question *quiz.Question
	must     []*rule
}

// setRule compiles the conditions of a set.
func (c *quizCompiler) setRule(set *quiz.Set) *setRule {
	r := &setRule{set: set, number: c.sets[set.ID]}
	for i, q := range set.Questions {
		page := pageRule{question: q, showIf: c.optional(q.ShowIf)}
		c.checkAskedBefore(set, i, page.showIf)
		for _, part := range q.Answerable() {
			p := partRule{question: part}
			for _, m := range part.Must {
				p.must = append(p.must, c.compile(m.That, nil, truth))
			}
			page.parts = append(page.parts, p)
		}
		r.pages = append(r.pages, page)
	}
	return r
}

// checkAskedBefore refuses a condition that reads its own question or a later one of the set: it could never be decided in time.
func (c *quizCompiler) checkAskedBefore(set *quiz.Set, i int, showIf *rule) {
	if showIf == nil {
		return
	}
	read := c.questionsOf(showIf.reads)
	for _, later := range set.Questions[i:] {
		for _, q := range later.Answerable() {
			if read[q.ID] {
				c.report(source.Problem{Code: "rule/asked-later", Severity: source.Error, Pos: showIf.text.Start,
					Message: fmt.Sprintf("this condition reads %q, which is not asked before it", q.ID),
					Hint:    "move the question up, or use an earlier one"})
				return
			}
		}
	}
}

// questionsOf returns the questions of an attempt that the slots hold, also by way of values, scales and steps.
func (c *quizCompiler) questionsOf(slots []int) map[string]bool {
	questions, seen := map[string]bool{}, map[int]bool{}
	for open := slots; len(open) > 0; {
		slot := open[0]
		open = open[1:]
		if seen[slot] {
			continue
		}
		seen[slot] = true
		for _, in := range c.inputs {
			if asked := in.source().asked; in.slot == slot && asked != nil {
				questions[asked.q.ID] = true
			}
		}
		for _, d := range c.derives {
			if d.slot == slot || d.bandSlot == slot {
				open = append(slices.Clip(open), d.reads()...)
			}
		}
	}
	return questions
}

// prepare finds what the rules of the set read.
func (r *setRule) prepare(s *Scorer) {
	var rules []*rule
	for _, page := range r.pages {
		if page.showIf != nil {
			r.conditional = true
			rules = append(rules, page.showIf)
		}
		for _, part := range page.parts {
			rules = append(rules, part.must...)
			r.refuses = r.refuses || len(part.must) > 0
		}
	}
	rules = slices.DeleteFunc(rules, func(r *rule) bool { return r == nil })
	for i := range s.guards {
		g := &s.guards[i]
		if g.when == nil || !r.readsOwn(s, s.slotsOf([]*rule{g.when})) {
			continue
		}
		if g.guard.Pause != "" {
			g.sets = append(g.sets, r.set.ID)
		}
		if g.guard.AtOnce {
			r.guards = append(r.guards, g)
			rules = append(rules, g.when)
		}
	}
	for i, page := range r.pages {
		if page.showIf == nil {
			continue
		}
		slots := s.slotsOf([]*rule{page.showIf})
		if r.readsOnlyOwn(s, slots) {
			r.pages[i].byOwn, r.sifts = true, true
			r.showing = slices.AppendSeq(r.showing, maps.Keys(slots))
		}
	}
	slices.Sort(r.showing)
	r.showing = slices.Compact(r.showing)
	r.prepareFinished(s)
	r.prepareRests(s)
	slots := s.slotsOf(rules)
	for _, in := range s.inputs {
		switch {
		case !slots[in.slot]:
		case r.asks(in):
			r.own = append(r.own, in)
		default:
			r.others = append(r.others, in)
		}
	}
	for _, d := range s.derives {
		if slots[d.slot] {
			r.needed = append(r.needed, d)
		}
	}
	r.prepareReaders(s)
}

func (r *setRule) prepareFinished(s *Scorer) {
	touched := map[int]bool{}
	for _, in := range s.inputs {
		if said, isSaid := in.input.(saidInput); r.asks(in) || isSaid && said.q.set == r.number {
			r.finished = append(r.finished, in)
			touched[in.slot] = true
		}
	}
	for _, d := range s.derives {
		if slices.ContainsFunc(d.reads(), func(slot int) bool { return touched[slot] }) {
			r.affected = append(r.affected, d)
			touched[d.slot] = true
			if d.bandSlot != none {
				touched[d.bandSlot] = true
			}
		}
	}
}

// asks reports whether the input reads the latest answer to a question of the set.
func (r *setRule) asks(in slotted) bool {
	asked := in.source().asked
	return asked != nil && asked.set == r.number
}

func (r *setRule) readsOwn(s *Scorer, slots map[int]bool) bool {
	return slices.ContainsFunc(s.inputs, func(in slotted) bool { return slots[in.slot] && r.asks(in) })
}

func (r *setRule) readsOnlyOwn(s *Scorer, slots map[int]bool) bool {
	return !slices.ContainsFunc(s.inputs, func(in slotted) bool { return slots[in.slot] && !r.asks(in) })
}

// Keep takes the answers out of a result that its set did not ask for, by its other answers. A condition that also rests on other
// sets, on the plan or on the day is passed over: a history tells what was answered, and need not be whole enough to decide it.
func (s *Scorer) Keep(result *quiz.Result) {
	number, known := s.sets[result.Set]
	if !known || !s.asks[number].sifts {
		return
	}
	r := s.asks[number]
	e := s.open(quiz.History{}, result.At)
	defer e.end()
	e.facts.asking, e.facts.answers = number, result.Answers
	e.refresh(r)
	for i := range r.pages {
		if page := &r.pages[i]; page.byOwn && !e.truth(page.showIf, true) {
			e.drop(r, page)
		}
	}
}

// Ask decides what a set asks. The pages are decided in order; the answers of a page that is not asked count as not given.
func (s *Scorer) Ask(set string, answers quiz.Answers, h quiz.History, at time.Time) quiz.Asked {
	number, known := s.sets[set]
	if !known {
		return quiz.Asked{}
	}
	r := s.asks[number]
	e := s.open(h, at)
	defer e.end()
	f := e.facts
	f.asking, f.answers = number, make(quiz.Answers, len(answers))
	for _, page := range r.pages {
		for _, part := range page.parts {
			if a, ok := answers[part.question.ID]; ok {
				f.answers[part.question.ID] = a
			}
		}
	}
	f.hear(none)
	e.read(r.others)
	e.refresh(r)
	asked := quiz.Asked{Refusals: map[string]string{}}
	for i := range r.pages {
		// A condition that fails asks: an answer too many harms nobody, a guard's question that is not asked may.
		if page := &r.pages[i]; page.showIf == nil || e.truth(page.showIf, true) {
			asked.Questions = append(asked.Questions, page.question)
		} else {
			e.drop(r, page)
		}
	}
	e.refuse(r, &asked)
	for _, g := range r.guards {
		if asked.Pause == "" && e.truth(g.when, true) {
			asked.Pause = g.guard.ID
		}
	}
	return asked
}

// refresh reads the answers of the set anew and computes what rests on them.
func (e *evaluation) refresh(r *setRule) {
	e.mend()
	e.facts.hear(r.number)
	e.read(r.own)
	e.derive(r.needed)
}

// drop takes the answers of a page away and computes anew what rests on them.
func (e *evaluation) drop(r *setRule, page *pageRule) {
	any := false
	for _, part := range page.parts {
		if _, answered := e.facts.answers[part.question.ID]; answered {
			delete(e.facts.answers, part.question.ID)
			any = true
		}
	}
	switch {
	case !any:
	case e.broken || len(e.faults) > 0:
		e.refresh(r) // what failed by these answers may hold now
	default:
		for _, q := range page.asked {
			e.facts.replies[q.number] = q.hear(quiz.Answer{})
		}
		e.read(page.during.inputs)
		e.derive(page.during.derives)
	}
}

// refuse finds the answers that break a rule of their question. A rule that fails refuses nothing: the person could not mend it.
func (e *evaluation) refuse(r *setRule, asked *quiz.Asked) {
	for _, page := range r.pages {
		for _, part := range page.parts {
			if _, answered := e.facts.answers[part.question.ID]; !answered {
				continue
			}
			for i, must := range part.must {
				if !e.truth(must, true) {
					asked.Refusals[part.question.ID] = part.question.Must[i].OrSay
					break
				}
			}
		}
	}
}
