package scoring

import (
	"fmt"

	"github.com/expr-lang/expr/ast"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// argument returns the call's argument number i as a name, or reports what is missing.
func (c *ruleChecker) nameArgument(call *ast.CallNode, i int, f string) (*ast.IdentifierNode, bool) {
	if i < len(call.Arguments) {
		if name, ok := call.Arguments[i].(*ast.IdentifierNode); ok {
			return name, true
		}
	}
	c.report(call, "rule/arguments", "an example: "+c.c.functions[f].like, "%s needs the name of a question, without quotes", f)
	return nil, false
}

// textArguments returns the call's arguments from number i on as texts in quotes, at least one.
func (c *ruleChecker) textArguments(call *ast.CallNode, i int, f string) ([]*ast.StringNode, bool) {
	var texts []*ast.StringNode
	for _, a := range call.Arguments[min(i, len(call.Arguments)):] {
		t, ok := a.(*ast.StringNode)
		if !ok {
			c.report(a, "rule/arguments", "an example: "+c.c.functions[f].like, "%s needs texts in quotes", f)
			return nil, false
		}
		texts = append(texts, t)
	}
	if len(texts) == 0 || len(texts) > maxListed {
		c.report(call, "rule/arguments", "an example: "+c.c.functions[f].like, "%s needs 1 to %d texts in quotes", f, maxListed)
		return nil, false
	}
	return texts, true
}

// bindKnown: of a question, whether it was answered; of a number, whether it is one.
func bindKnown(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	if len(call.Arguments) != 1 {
		return c.report(call, "rule/arguments", "an example: known(fear)", "known takes one name")
	}
	if name, ok := call.Arguments[0].(*ast.IdentifierNode); ok {
		if named := c.c.names[name.Value]; named.question != nil {
			return c.read(knownInput{c.c.ask(named)}, typ{kind: truth})
		}
	}
	node, t := c.walk(call.Arguments[0])
	if !t.counts() {
		return c.report(call.Arguments[0], "rule/type", "", "known asks for a question, a scale or a number, this is %s", t.kind)
	}
	return expression.Known(node), typ{kind: truth}
}

// choice returns the question that a call's first argument names, if it has options.
func (c *ruleChecker) choice(call *ast.CallNode, f string, kinds ...quiz.Kind) (named, bool) {
	name, ok := c.nameArgument(call, 0, f)
	if !ok {
		return named{}, false
	}
	found, ok := c.c.names[name.Value]
	if !ok {
		c.report(name, "rule/unknown-name", c.c.suggest(name.Value, nil), "there is no question called %q", name.Value)
		return named{}, false
	}
	if found.question != nil {
		for _, k := range kinds {
			if found.question.Kind == k {
				return found, true
			}
		}
	}
	c.report(name, "rule/type", "an example: "+c.c.functions[f].like, "%s does not go with %q", f, name.Value)
	return named{}, false
}

// bindHas: whether a choose_many question has one of the options.
func bindHas(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	found, ok := c.choice(call, "has", quiz.ChooseMany)
	if !ok {
		return expression.Constant(0), typ{}
	}
	texts, ok := c.textArguments(call, 1, "has")
	if !ok {
		return expression.Constant(0), typ{}
	}
	options := c.optionArguments(found, texts)
	asked := c.c.ask(found)
	return c.read(hasInput{q: asked, options: options, mask: asked.mask(options)}, typ{kind: truth})
}

// optionArguments returns those of the texts that are options of the question; another is a problem.
func (c *ruleChecker) optionArguments(found named, texts []*ast.StringNode) []string {
	options := make([]string, 0, len(texts))
	for _, t := range texts {
		if c.optionOf(t, typ{options: optionValues(found.question)}, typ{literal: true, options: []string{t.Value}}) {
			options = append(options, t.Value)
		}
	}
	return options
}

// bindDaysSinceSaid: days since the latest result in which the question was answered so.
func bindDaysSinceSaid(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	const f = "days_since_said"
	found, ok := c.choice(call, f, quiz.Choose, quiz.ChooseMany, quiz.YesNo, quiz.Date, quiz.Number)
	if !ok {
		return expression.Constant(0), typ{}
	}
	texts, ok := c.textArguments(call, 1, f)
	if !ok {
		return expression.Constant(0), typ{}
	}
	options := c.optionArguments(found, texts)
	asked := c.c.ask(found)
	return c.read(saidInput{q: asked, options: options, mask: asked.mask(options)}, typ{kind: number})
}

// bindBand: the band of a scale or value.
func bindBand(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	name, ok := c.nameArgument(call, 0, "band")
	if !ok {
		return expression.Constant(0), typ{}
	}
	if len(call.Arguments) != 1 {
		return c.report(call, "rule/arguments", "an example: band(stuck)", "band takes one name")
	}
	bands := c.c.bandsOf(name.Value)
	if bands == nil {
		return c.report(name, "rule/no-bands", c.c.suggestBanded(name.Value), "%q has no bands", name.Value)
	}
	c.c.derive(name.Value, func() { c.circle(name, name.Value) })
	options := make([]string, len(bands))
	for i, b := range bands {
		options[i] = b.ID
	}
	return c.slot(c.c.bandSlot(name.Value), typ{kind: text, options: options})
}

// bindSet makes the binding of a function over one set.
func bindSet(make func(setName) input, result kind) func(*ruleChecker, *ast.CallNode) (*expression.Node, typ) {
	return func(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
		f := call.Callee.(*ast.IdentifierNode).Value
		sets, ok := c.textArguments(call, 0, f)
		if !ok || !c.isSet(sets[0]) {
			return expression.Constant(0), typ{}
		}
		if len(sets) != 1 {
			return c.report(call, "rule/arguments", "an example: "+c.c.functions[f].like, "%s takes one set", f)
		}
		return c.read(make(c.setName(sets[0])), typ{kind: result})
	}
}

// isSet reports whether there is a set of that name; if not, that is a problem.
func (c *ruleChecker) isSet(t *ast.StringNode) bool {
	if c.c.quiz.Set(t.Value) != nil {
		return true
	}
	var ids []string
	for _, s := range c.c.quiz.Sets {
		ids = append(ids, s.ID)
	}
	c.report(t, "rule/no-such-set", source.Suggest(t.Value, ids), "there is no set called %q", t.Value)
	return false
}

func (c *ruleChecker) setName(t *ast.StringNode) setName {
	return setName{number: c.c.sets[t.Value], id: t.Value}
}

// bindNewer: whether one set was taken later than another.
func bindNewer(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	sets, ok := c.textArguments(call, 0, "newer")
	if !ok {
		return expression.Constant(0), typ{}
	}
	if len(sets) != 2 {
		return c.report(call, "rule/arguments", "an example: "+c.c.functions["newer"].like, "newer takes two sets")
	}
	if !c.isSet(sets[0]) || !c.isSet(sets[1]) {
		return expression.Constant(0), typ{}
	}
	return c.read(newerInput{c.setName(sets[0]), c.setName(sets[1])}, typ{kind: truth})
}

// bindStep makes the binding of a function over one step.
func bindStep(make func(stepName) input, result kind) func(*ruleChecker, *ast.CallNode) (*expression.Node, typ) {
	return func(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
		step, ok := c.stepArgument(call)
		if !ok {
			return expression.Constant(0), typ{}
		}
		return c.read(make(stepName{number: c.c.steps[step], id: step}), typ{kind: result})
	}
}

func (c *ruleChecker) stepArgument(call *ast.CallNode) (string, bool) {
	f := call.Callee.(*ast.IdentifierNode).Value
	steps, ok := c.textArguments(call, 0, f)
	if !ok {
		return "", false
	}
	if c.c.quiz.Step(steps[0].Value) == nil {
		var ids []string
		for _, s := range c.c.quiz.Steps {
			ids = append(ids, s.ID)
		}
		c.report(steps[0], "rule/no-such-step", source.Suggest(steps[0].Value, ids), "there is no step called %q", steps[0].Value)
		return "", false
	}
	if len(steps) != 1 {
		c.report(call, "rule/arguments", "an example: "+c.c.functions[f].like, "%s takes one step", f)
		return "", false
	}
	return steps[0].Value, true
}

// bindDone: whether a step is done.
func bindDone(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ) {
	step, ok := c.stepArgument(call)
	if !ok {
		return expression.Constant(0), typ{}
	}
	key := doneKey(step)
	c.c.derive(key, func() { c.circle(call, key) })
	return c.slot(c.c.derivedSlot(key), typ{kind: truth})
}

func doneKey(step string) string { return fmt.Sprintf("done('%s')", step) }
