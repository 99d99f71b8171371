package scoring

import (
	"slices"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// Subject is something in a quiz that could be dead: a rule that is never true or never false, a band, state or step that nobody reaches.
type Subject struct {
	Kind SubjectKind
	Of   string     // id of the guard, set, question, scale, value, step or task
	Is   string     // of a rule: its part of the author's file, like "when"; of a band or state: its id; of a conflict: the guard
	Want bool       // of a rule: to be true, else to be false
	Pos  source.Pos // where the rule stands
}

// SubjectKind is the kind of a Subject.
type SubjectKind string

// The kinds of subjects.
const (
	RuleSubject  SubjectKind = "rule"
	BandSubject  SubjectKind = "band"
	StateSubject SubjectKind = "state"
	NextSubject  SubjectKind = "next"
	// ConflictSubject is that a prerequisite of a step holds while a guard that closes the step does not fire. When nobody is like
	// that, the one closes what the other needs.
	ConflictSubject SubjectKind = "conflict"
)

// goal is a Subject as it is searched for.
type goal struct {
	Subject
	asking  int              // the set whose attempt is in progress, or none
	node    *expression.Node // of a rule or band: what has to be true
	step    int              // of a state or step that is next
	inputs  []slotted        // that it rests on
	derives []*derived
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

// rest finds what the goal rests on: of a node what it reads, with what that reads in turn; of a plan everything, and the conditions
// by which a set asks those questions.
func (g *goal) rest(s *Scorer) {
	g.inputs, g.derives = s.inputs, s.derives
	if g.node == nil {
		return
	}
	slots := s.slotsOf([]*rule{{reads: readsOf(g.node)}})
	for grown := true; grown; {
		before := len(slots)
		for _, ask := range s.asks {
			for _, page := range ask.pages {
				if page.byOwn && ask.readsOwn(s, slots) {
					for slot := range s.slotsOf([]*rule{page.showIf}) {
						slots[slot] = true
					}
				}
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
	p := o.prospect()
	if g.Kind == NextSubject {
		id := o.s.steps[g.step].step.ID
		return slices.Contains(p.next, id), len(p.next) == 1 && p.next[0] == id
	}
	state := quiz.State(g.Is)
	return p.states[g.step].canBe(state), p.states[g.step].must(state)
}

// met reports whether a person meets the goal; p is the plan, when nothing is asked.
func (g *goal) met(e *evaluation, p *quiz.Plan) bool {
	switch {
	case g.node != nil:
		return g.node.Truth(e.frame)
	case g.Kind == NextSubject:
		return p.NextKind == quiz.KindStep && p.Next == g.Of
	default:
		return string(p.Steps[g.step].State) == g.Is
	}
}

// place is a cut with what its slot can be now.
type place struct {
	cut
	now expression.Domain
}

// undecided returns where the outlook can be cut next: at something that a rule reads which can still be both true and false.
func (g *goal) undecided(o *outlook) []place {
	if g.node != nil {
		return o.undecided([]*expression.Node{g.node})
	}
	rules := o.s.rulesOf(g.step)
	if g.Kind == NextSubject {
		rules = append(rules, o.s.rulesOfPlan()...)
	}
	return o.undecided(rootsOf(rules))
}

func rootsOf(rules []*rule) []*expression.Node {
	roots := make([]*expression.Node, len(rules))
	for i, r := range rules {
		roots[i] = r.root
	}
	return roots
}

// undecided returns where the nodes are not decided; when all are, the items of the scales that were cut, and then the conditions by
// which the answers are asked for.
func (o *outlook) undecided(nodes []*expression.Node) []place {
	var places []place
	for _, n := range nodes {
		places = o.places(n, places)
	}
	if len(places) == 0 {
		places = o.itemPlaces()
	}
	for _, page := range o.pages {
		if len(places) > 0 {
			break
		}
		places = o.places(page.showIf.root, places)
	}
	return places
}

// itemPlaces returns the items of the scales that were cut: with their scores decided, what else hangs on their answers may not be.
func (o *outlook) itemPlaces() []place {
	var places []place
	for _, d := range o.s.derives {
		if _, was := o.limits[d.slot]; d.scale == nil || !was {
			continue
		}
		for _, it := range d.scale.items {
			if _, single := o.space[it.slot].Single(); !single {
				places = append(places, place{cut{cutReply, it.asked.number}, o.space[it.slot]})
			}
		}
	}
	return places
}

// rulesOfPlan returns the rules that decide what is next.
func (s *Scorer) rulesOfPlan() []*rule {
	var rules []*rule
	for _, f := range s.firsts {
		rules = append(rules, f.when)
	}
	for i := range s.steps {
		if s.steps[i].need != nil {
			rules = append(rules, s.steps[i].need)
		}
		rules = append(rules, s.rulesOf(i)...)
	}
	return rules
}

// rulesOf returns the rules that decide the state of a step.
func (s *Scorer) rulesOf(step int) []*rule {
	r := &s.steps[step]
	var rules []*rule
	for i := range s.guards {
		if guard := s.guards[i].guard; guard.Pause != "" || slices.Contains(guard.Close, r.step.ID) {
			rules = append(rules, s.guards[i].when)
		}
	}
	for _, d := range s.derives {
		if d.slot == r.done && d.rule != nil {
			rules = append(rules, d.rule)
		}
	}
	for _, w := range r.waits {
		rules = append(rules, w.that)
	}
	if r.opens != nil {
		rules = append(rules, r.opens)
	}
	return rules
}

// places adds what the node reads that is not decided yet, followed down to a scale, an answer or another fact of the person: of an `and`
// or `or` one place of each undecided part, else the first.
func (o *outlook) places(n *expression.Node, places []place) []place {
	if _, single := n.Possible(o.space).Single(); single {
		return places
	}
	if slot, reads := n.Slot(); reads {
		return o.placesOf(slot, places)
	}
	before := len(places)
	for _, kid := range n.Kids {
		if places = o.places(kid, places); len(places) > before && !n.IsLogic() {
			break
		}
	}
	return places
}

func (o *outlook) placesOf(slot int, places []place) []place {
	for _, d := range o.s.derives {
		switch {
		case d.slot != slot && d.bandSlot != slot:
		case d.scale != nil:
			return append(places, place{cut{cutScore, d.slot}, o.space[d.slot]})
		case d.rule != nil:
			return o.places(d.rule.root, places)
		}
	}
	for _, in := range o.s.inputs {
		if in.slot == slot {
			if c := in.cut(o); c.kind != noCut {
				return append(places, place{c, o.space[slot]})
			}
		}
	}
	return places
}

// cut returns where the person is cut for an input.
func (in slotted) cut(o *outlook) cut {
	set := func(i int) cut {
		if o.facts.sets[i].times.Low < 1 && o.facts.sets[i].times.High >= 1 {
			return cut{cutTimes, i}
		}
		return cut{cutDays, i}
	}
	slot := in.slot
	switch in := in.input.(type) {
	case numberInput, wordInput, knownInput, hasInput:
		return cut{cutReply, in.source().asked.number}
	case beforeInput:
		return cut{cutBefore, in.q.number}
	case beforeScaleInput:
		for _, it := range in.r.items {
			if _, single := o.facts.before[it.asked.number].numbers().Single(); !single {
				return cut{cutBefore, it.asked.number}
			}
		}
		return cut{}
	case takenInput, timesInput:
		return cut{cutTimes, in.source().set}
	case sinceInput:
		return set(in.number)
	case newerInput:
		a := set(in.a.number)
		if sets := o.facts.sets; a.kind == cutDays && sets[in.b.number].days.High-sets[in.b.number].days.Low > sets[a.index].days.High-sets[a.index].days.Low {
			return set(in.b.number)
		}
		return a
	case startedInput:
		return cut{cutStarted, in.number}
	case tasksInput:
		return cut{cutTicked, in.number}
	case closedInput:
		return cut{cutClosed, in.number}
	case saidInput:
		return cut{cutSaid, slot}
	default:
		return cut{}
	}
}
