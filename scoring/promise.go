package scoring

import (
	"slices"
	"time"

	"github.com/expr-lang/expr/ast"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// promiseRule is a compiled promise: its rule is true of nobody, or of everybody.
type promiseRule struct {
	promise *quiz.Promise
	rule    *rule
	always  bool
}

// planRead is something of a plan that promises read: what is next, the path, the state of a step, whether one of some guards fires or
// shows a card.
type planRead struct {
	slot   int
	what   planPart
	number int    // of the step
	guards []bool // by the number of the guard
}

// planPart is a part of what comes out.
type planPart uint8

const (
	planNext planPart = iota
	planPath
	planState
	planFired
	planShown
)

// promise compiles a promise. Only here a rule can ask for what comes out: next, path, state, fired, shown.
func (c *quizCompiler) promise(p *quiz.Promise) promiseRule {
	c.promising = true
	defer func() { c.promising = false }()
	text, always := p.Never, false
	if text.Value == "" {
		text, always = p.Always, true
	}
	return promiseRule{promise: p, rule: c.compile(text, nil, truth), always: always}
}

// ofPlan returns the slot of something that comes out.
func (c *quizCompiler) ofPlan(key string, r planRead) int {
	slot, known := c.keyed("plan " + key)
	if !known {
		r.slot = slot
		c.planReads = append(c.planReads, r)
	}
	return slot
}

// comesOut resolves the names next and path of a promise; ok is false for another name.
func (c *ruleChecker) comesOut(name string) (n *expression.Node, t typ, ok bool) {
	if !c.c.promising {
		return nil, typ{}, false
	}
	switch name {
	case "next":
		t = typ{kind: text, options: c.c.allNext()}
		n, t = c.slot(c.c.ofPlan(name, planRead{what: planNext}), t)
	case "path":
		t = typ{kind: text, options: slices.Clone(c.c.quiz.Planning.Paths)}
		n, t = c.slot(c.c.ofPlan(name, planRead{what: planPath}), t)
	default:
		return nil, typ{}, false
	}
	return n, t, true
}

// allNext is everything that can be next.
func (c *quizCompiler) allNext() []string {
	all := []string{quiz.NextWait, quiz.NextRecheck}
	for _, s := range c.quiz.Steps {
		all = append(all, s.ID)
	}
	for _, s := range c.quiz.Sets {
		all = append(all, s.ID)
	}
	for _, g := range c.quiz.Guards {
		if g.Pause != "" {
			all = append(all, g.Pause)
		}
	}
	return all
}

// bindState binds state('step').
func bindState(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	step, ok := c.stepArgument(call)
	if !ok || !c.inPromise(call) {
		return expression.Constant(0), typ{}
	}
	states := []string{string(quiz.Open), string(quiz.Waiting), string(quiz.Closed), string(quiz.Done)}
	return c.slot(c.c.ofPlan("state "+step, planRead{what: planState, number: c.c.steps[step]}), typ{kind: text, options: states})
}

// bindFired binds fired('guard').
func bindFired(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	var guards []string
	for _, g := range c.c.quiz.Guards {
		guards = append(guards, g.ID)
	}
	return c.amongPlan(call, "guard", guards, planFired, func(g *quiz.Guard, id string) bool { return g.ID == id })
}

// bindShown binds shown('card').
func bindShown(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	var cards []string
	for _, card := range c.c.quiz.Cards {
		cards = append(cards, card.ID)
	}
	return c.amongPlan(call, "card", cards, planShown, func(g *quiz.Guard, id string) bool { return slices.Contains(g.Show, id) })
}

// amongPlan binds a function that asks whether one of the guards fires that is, or shows, what the call names.
func (c *ruleChecker) amongPlan(call *ast.CallNode, what string, known []string, part planPart, is func(*quiz.Guard, string) bool) (*expression.Node, typ) {
	f := call.Callee.(*ast.IdentifierNode).Value
	ids, ok := c.textArguments(call, 0, f)
	switch {
	case !ok || !c.inPromise(call):
		return expression.Constant(0), typ{}
	case len(ids) != 1:
		return c.report(call, "rule/arguments", "an example: "+c.c.functions[f].like, "%s takes one %s", f, what)
	case !slices.Contains(known, ids[0].Value):
		return c.report(ids[0], "rule/no-such-"+what, source.Suggest(ids[0].Value, known), "there is no %s called %q", what, ids[0].Value)
	}
	id := ids[0].Value
	guards := make([]bool, len(c.c.quiz.Guards))
	for i, g := range c.c.quiz.Guards {
		guards[i] = is(g, id)
	}
	return c.slot(c.c.ofPlan(f+" "+id, planRead{what: part, guards: guards}), typ{kind: truth})
}

// inPromise reports whether the rule is a promise; if not, that is a problem.
func (c *ruleChecker) inPromise(call *ast.CallNode) bool {
	if !c.c.promising {
		c.report(call, "rule/only-in-promise", "a rule can ask what was answered; what comes of it only a promise can",
			"%s has a meaning only in a promise", call.Callee.(*ast.IdentifierNode).Value)
	}
	return c.c.promising
}

// Broken returns the promises of the quiz that the plan of a person breaks. A rule that fails breaks its promise.
func (s *Scorer) Broken(h quiz.History, at time.Time) []*quiz.Promise {
	e := s.begin(h, at)
	defer e.end()
	e.decide()
	return e.brokenBy()
}

// brokenBy returns the promises that what was decided breaks.
func (e *evaluation) brokenBy() []*quiz.Promise {
	e.readPlan()
	var broken []*quiz.Promise
	for i := range e.s.promises {
		if p := &e.s.promises[i]; p.breaks(e) {
			broken = append(broken, p.promise)
		}
	}
	return broken
}

// readPlan puts what promises read of what was decided into the frame.
func (e *evaluation) readPlan() {
	for i := range e.s.planReads {
		r := &e.s.planReads[i]
		e.frame[r.slot] = e.comesOut(r)
	}
}

// comesOut returns what a promise reads of what was decided. A text that no rule names has no code, and is not known.
func (e *evaluation) comesOut(r *planRead) float64 {
	d := &e.decision
	switch r.what {
	case planNext:
		return e.s.code(e.nextID())
	case planPath:
		return e.s.code(e.s.path(d.counted()))
	case planState:
		return e.s.code(string(d.stateOf(r.number)))
	case planFired:
		return truthOf(among(d.fired, r.guards))
	default:
		return truthOf(among(d.counted(), r.guards))
	}
}

// counted returns the guards whose cards and path count: those that fired, but beside a guard that pauses everything no other.
func (d *decision) counted() []*guardRule {
	if d.pauses == nil {
		return d.fired
	}
	i := slices.Index(d.fired, d.pauses)
	return d.fired[i : i+1]
}

func among(fired []*guardRule, guards []bool) bool {
	for _, g := range fired {
		if guards[g.number] {
			return true
		}
	}
	return false
}
