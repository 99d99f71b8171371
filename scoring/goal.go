package scoring

import (
	"slices"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// Subject is something in a quiz that could be dead: a rule that is never true or never false, an answer that nobody can
// give, a band, state or step that nobody reaches.
type Subject struct {
	Kind SubjectKind
	Of   string     // id of the guard, set, question, scale, value, step or task
	Is   string     // of a rule: its part of the author's file, like "when"; of an answer, band or state: its id; of a conflict: the guard
	Want bool       // of a rule: to be true, else to be false
	Pos  source.Pos // where the rule stands
}

// SubjectKind is the kind of a Subject.
type SubjectKind string

// The kinds of subjects.
const (
	RuleSubject   SubjectKind = "rule"
	AnswerSubject SubjectKind = "answer" // an option, which the rules of its question can refuse
	BandSubject   SubjectKind = "band"
	StateSubject  SubjectKind = "state"
	NextSubject   SubjectKind = "next"
	// ConflictSubject is that a prerequisite of a step holds while a guard that closes the step does not fire. When nobody is like
	// that, the one closes what the other needs.
	ConflictSubject SubjectKind = "conflict"
)

// goal is a Subject as it is searched for.
type goal struct {
	Subject
	asking  int              // the set whose attempt is in progress, or none
	node    *expression.Node // of a rule or band: what has to be true
	promise *promiseRule     // that has to be broken
	step    int              // of a state or step that is next
	inputs  []slotted        // that it rests on
	derives []*derived
	given   *givenReply      // the answer that they give; nil is any
	only    func(Sheet) bool // who besides counts, by their sheet; nil is everybody
}

// givenReply is an answer to one question.
type givenReply struct {
	question int // by its number
	reply    openReply
}

// goals returns everything of the quiz that could be dead.
func (s *Scorer) goals() []*goal {
	var g goals
	for _, d := range s.derives {
		if d.typ.kind == truth && d.rule != nil && !d.isDone {
			g.rule("value", d.key, d.rule, none)
		}
		for _, b := range d.bands {
			node := expression.Comparison("==", expression.Read(expression.Text, d.bandSlot), expression.Option(b.code))
			g.add(&goal{Subject: Subject{Kind: BandSubject, Of: d.key, Is: s.text(b.code), Want: true, Pos: s.bandPos(d.key, s.text(b.code))}, node: node, asking: none})
		}
	}
	for _, r := range s.guards {
		g.rule("when", r.guard.ID, r.when, none)
		g.sayings(r.guard.ID, r.because)
		g.sayings(r.guard.ID, r.lead)
	}
	for _, r := range s.firsts {
		g.rule("first", r.set, r.when, none)
	}
	for i, r := range s.steps {
		g.step(s, i, r)
	}
	for _, ask := range s.asks {
		for _, page := range ask.pages {
			g.rule("show_if", page.question.ID, page.showIf, ask.number)
			for _, part := range page.parts {
				for _, must := range part.must {
					g.rule("must", part.question.ID, must, ask.number)
				}
				g.answers(s, ask.number, page, part)
			}
		}
	}
	for _, goal := range g {
		goal.rest(s)
	}
	return g
}

// bandPos returns where a band stands in the author's file.
func (s *Scorer) bandPos(of, id string) source.Pos {
	var bands []quiz.Band
	for _, scale := range s.quiz.Scales {
		if scale.ID == of {
			bands = scale.Bands
		}
	}
	for _, value := range s.quiz.Values {
		if value.ID == of {
			bands = value.Bands
		}
	}
	for _, b := range bands {
		if b.ID == id {
			return b.Pos
		}
	}
	return source.Pos{}
}

type goals []*goal

func (g *goals) add(one *goal) { *g = append(*g, one) }

// rule adds that a rule can be true and can be false.
func (g *goals) rule(is, of string, r *rule, asking int) {
	if r == nil {
		return
	}
	for _, want := range []bool{true, false} {
		node := r.root
		if !want {
			node = expression.Not(node)
		}
		g.add(&goal{Subject: Subject{Kind: RuleSubject, Of: of, Is: is, Want: want, Pos: r.text.Start}, node: node, asking: asking})
	}
}

// answers adds that each option of a question with rules can be given. A question that no rule reads refuses nothing by what it is answered.
func (g *goals) answers(s *Scorer, asking int, page pageRule, part partRule) {
	number := slices.IndexFunc(s.asked, func(q *asked) bool { return q.q.ID == part.question.ID })
	if len(part.must) == 0 || number == none {
		return
	}
	node := part.must[0].root
	for _, must := range part.must[1:] {
		node = expression.And(node, must.root)
	}
	if page.showIf != nil {
		node = expression.And(node, page.showIf.root)
	}
	for i, option := range part.question.Options[:min(len(part.question.Options), maxOptions)] {
		if option.Numbered {
			continue
		}
		given := openReply{may: 1 << i, several: part.question.Kind == quiz.ChooseMany}
		if given.several {
			given.may, given.must = openQuestion(part.question).may, 1<<i
		}
		g.add(&goal{
			Subject: Subject{Kind: AnswerSubject, Of: part.question.ID, Is: option.Value, Want: true, Pos: part.must[0].text.Start},
			node:    node, asking: asking, given: &givenReply{number, given},
			only: func(sheet Sheet) bool {
				return s.asked[number].hear(sheet.Answers[part.question.ID]).options&(1<<i) != 0
			},
		})
	}
}

func (g *goals) sayings(of string, list []saying) {
	for _, s := range list {
		g.rule("say", of, s.when, none)
	}
}

func (g *goals) step(s *Scorer, i int, r stepRule) {
	for _, w := range r.waits {
		g.rule("wait_for", r.step.ID, w.that, none)
		g.sayings(r.step.ID, w.because)
		for _, guard := range s.guards {
			if slices.Contains(guard.guard.Close, r.step.ID) {
				node := expression.And(w.that.root, expression.Not(guard.when.root))
				g.add(&goal{Subject: Subject{Kind: ConflictSubject, Of: r.step.ID, Is: guard.guard.ID, Want: true, Pos: w.that.text.Start}, node: node, asking: none})
			}
		}
	}
	g.sayings(r.step.ID, r.gate)
	g.sayings(r.step.ID, r.because)
	g.sayings(r.step.ID, r.says)
	for n, task := range r.tasks {
		g.rule("task", r.step.Tasks[n].ID, task, none)
	}
	states := []quiz.State{quiz.Open}
	if r.step.Done.Value != "" {
		states = append(states, quiz.Done)
	}
	if len(r.waits) > 0 || r.opens != nil {
		states = append(states, quiz.Waiting)
	}
	if slices.ContainsFunc(s.guards, func(g guardRule) bool { return slices.Contains(g.guard.Close, r.step.ID) }) {
		states = append(states, quiz.Closed)
	}
	for _, state := range states {
		g.add(&goal{Subject: Subject{Kind: StateSubject, Of: r.step.ID, Is: string(state), Want: true, Pos: r.step.Pos}, step: i, asking: none})
	}
	g.add(&goal{Subject: Subject{Kind: NextSubject, Of: r.step.ID, Want: true, Pos: r.step.Pos}, step: i, asking: none})
}

// rest finds what the goal rests on: of a node what it reads, with what that reads in turn; of a promise that and what decides the plan; of
// a plan everything. To these it adds the conditions by which a set asks those questions.
func (g *goal) rest(s *Scorer) {
	g.inputs, g.derives = s.inputs, s.derives
	switch {
	case g.node != nil:
		g.restOn(s, s.slotsOf([]*rule{{reads: readsOf(g.node)}}))
	case g.promise != nil:
		g.restOn(s, s.slotsOf(append(s.rulesBehindPlan(), g.promise.rule)))
	}
}

// rulesBehindPlan returns the rules that decide a plan.
func (s *Scorer) rulesBehindPlan() []*rule {
	rules := s.rulesOfPlan()
	for i := range s.guards {
		rules = append(rules, s.guards[i].when)
	}
	for i := range s.steps {
		rules = append(rules, &rule{reads: []int{s.steps[i].done}})
	}
	return rules
}

func (g *goal) restOn(s *Scorer, slots map[int]bool) {
	for grown := true; grown; {
		before := len(slots)
		for _, ask := range s.asks {
			if !ask.sifts || !ask.readsOwn(s, slots) {
				continue
			}
			for _, slot := range ask.showing {
				slots[slot] = true
			}
		}
		grown = len(slots) > before
	}
	g.inputs, g.derives = nil, nil
	for _, in := range s.inputs {
		if slots[in.slot] {
			g.inputs = append(g.inputs, in)
		}
	}
	for _, d := range s.derives {
		if slots[d.slot] {
			g.derives = append(g.derives, d)
		}
	}
}

// readsOf returns the slots that the node reads.
func readsOf(n *expression.Node) []int {
	var slots []int
	n.Walk(func(n *expression.Node) {
		if slot, reads := n.Slot(); reads {
			slots = append(slots, slot)
		}
	})
	return slots
}

// can returns whether the goal can be met by somebody of the outlook, and whether everybody there meets it.
func (g *goal) can(o *outlook) (some, all bool) {
	if g.node != nil {
		d := g.node.Possible(o.space)
		return d.CanBe(1), !d.CanBe(0)
	}
	if g.promise != nil {
		return g.promise.canBreak(o)
	}
	p := o.prospect()
	if g.Kind == NextSubject {
		id := o.s.steps[g.step].step.ID
		return slices.Contains(p.next, id), len(p.next) == 1 && p.next[0] == id
	}
	state := quiz.State(g.Is)
	return p.states[g.step].canBe(state), p.states[g.step].must(state)
}

// met reports whether the person of the evaluation meets the goal. When nothing is asked, it has decided their plan.
func (g *goal) met(e *evaluation) bool {
	d := &e.decision
	switch {
	case g.node != nil:
		return g.node.Truth(e.frame)
	case g.promise != nil:
		e.readPlan()
		return g.promise.breaks(e)
	case g.Kind == NextSubject:
		return d.next.kind == quiz.KindStep && d.next.step == g.step
	default:
		return string(d.stateOf(g.step)) == g.Is
	}
}
