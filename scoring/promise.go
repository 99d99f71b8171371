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

// planRead is something of a plan that promises read.
type planRead struct {
	slot int
	read func(*quiz.Plan) float64
}

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
func (c *quizCompiler) ofPlan(key string, read func(*quiz.Plan) float64) int {
	slot, known := c.keyed("plan " + key)
	if !known {
		c.planReads = append(c.planReads, planRead{slot, read})
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
		n, t = c.slot(c.c.ofPlan(name, c.c.coded(func(p *quiz.Plan) string { return p.Next })), t)
	case "path":
		t = typ{kind: text, options: slices.Clone(c.c.quiz.Planning.Paths)}
		n, t = c.slot(c.c.ofPlan(name, c.c.coded(func(p *quiz.Plan) string { return p.Path })), t)
	default:
		return nil, typ{}, false
	}
	return n, t, true
}

// coded reads a text of a plan as its code; a text that no rule names has none, and is not known.
func (c *quizCompiler) coded(read func(*quiz.Plan) string) func(*quiz.Plan) float64 {
	return func(p *quiz.Plan) float64 {
		if code, named := c.codes[read(p)]; named {
			return code
		}
		return unknown
	}
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
	i := c.c.steps[step]
	read := c.c.coded(func(p *quiz.Plan) string { return string(p.Steps[i].State) })
	states := []string{string(quiz.Open), string(quiz.Waiting), string(quiz.Closed), string(quiz.Done)}
	return c.slot(c.c.ofPlan("state "+step, read), typ{kind: text, options: states})
}

// bindFired binds fired('guard').
func bindFired(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	var guards []string
	for _, g := range c.c.quiz.Guards {
		guards = append(guards, g.ID)
	}
	return c.amongPlan(call, "guard", guards, func(p *quiz.Plan) []string { return p.Fired })
}

// bindShown binds shown('card').
func bindShown(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	var cards []string
	for _, card := range c.c.quiz.Cards {
		cards = append(cards, card.ID)
	}
	return c.amongPlan(call, "card", cards, func(p *quiz.Plan) []string { return p.Cards })
}

// amongPlan binds a function that asks whether an id is in a list of the plan.
func (c *ruleChecker) amongPlan(call *ast.CallNode, what string, known []string, list func(*quiz.Plan) []string) (*expression.Node, typ) {
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
	read := func(p *quiz.Plan) float64 { return truthOf(slices.Contains(list(p), id)) }
	return c.slot(c.c.ofPlan(f+" "+id, read), typ{kind: truth})
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
	plan := e.plan()
	return e.brokenBy(&plan)
}

func (e *evaluation) brokenBy(plan *quiz.Plan) []*quiz.Promise {
	for _, r := range e.s.planReads {
		e.frame[r.slot] = r.read(plan)
	}
	var broken []*quiz.Promise
	for i := range e.s.promises {
		if p := &e.s.promises[i]; e.truth(p.rule, !p.always) != p.always {
			broken = append(broken, p.promise)
		}
	}
	return broken
}
