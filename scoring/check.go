package scoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// ruleChecker walks one parsed rule. It reports what is wrong in words for authors, and makes the expression of it: names, and
// calls that read something of the person, become slots of the frame.
type ruleChecker struct {
	c     *quizCompiler
	rule  source.Text
	scale *quiz.Scale  // the scale whose score this is, or nil
	reads map[int]bool // slots of the frame
	steps int          // nodes walked so far
}

// report adds a problem at a node of the rule.
func (c *ruleChecker) report(at ast.Node, code, hint, format string, args ...any) (*expression.Node, typ) {
	from, to := at.Location().From, at.Location().To
	c.c.report(source.Problem{
		Code: code, Severity: source.Error, Pos: c.rule.Pos(from), Length: max(1, to-from),
		Message: fmt.Sprintf(format, args...), Hint: hint,
	})
	return expression.Constant(0), typ{}
}

// read makes the node that reads an input.
func (c *ruleChecker) read(in input, t typ) (*expression.Node, typ) {
	return c.slot(c.c.input(in), t)
}

// slot makes the node that reads a slot of the frame.
func (c *ruleChecker) slot(slot int, t typ) (*expression.Node, typ) {
	c.reads[slot] = true
	return expression.Read(t.held(), slot), t
}

// walk checks a node and returns what it means, with its type.
func (c *ruleChecker) walk(n ast.Node) (*expression.Node, typ) {
	// A part that stands for several is walked again for each, so this bounds the work and the size of what comes out.
	if c.steps++; c.steps > maxSteps {
		if c.steps == maxSteps+1 {
			c.report(n, "rule/too-big", "split it: give a part a name under values", "this rule is too big")
		}
		return expression.Constant(0), typ{}
	}
	node, t := c.node(n)
	from, to := n.Location().From, n.Location().To
	for _, kid := range node.Kids {
		if kid.To > kid.From {
			from, to = min(from, kid.From), max(to, kid.To)
		}
	}
	return node.At(from, to), t
}

func (c *ruleChecker) node(n ast.Node) (*expression.Node, typ) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return c.c.constant(float64(n.Value)), typ{kind: number}
	case *ast.FloatNode:
		return c.c.constant(n.Value), typ{kind: number}
	case *ast.StringNode:
		if strings.TrimSpace(n.Value) == "" {
			return c.report(n, "rule/empty-text", "write `unknown` for no text; whether a question has no answer is `not known(…)`", "there is nothing between these quotes")
		}
		return expression.Option(c.c.code(n.Value)), typ{kind: text, options: []string{n.Value}, literal: true}
	case *ast.BoolNode:
		return expression.Always(n.Value), typ{kind: truth}
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.MemberNode:
		return c.member(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return c.conditional(n)
	case *ast.CallNode:
		return c.call(n)
	case *ast.ArrayNode:
		return c.report(n, "rule/list", "write a list only behind `in`, like in ['a', 'b']", "a list can't stand here")
	default:
		return c.report(n, "rule/not-allowed", "docs/format.md lists all that a rule can hold", "the rule language does not have this")
	}
}

// name resolves the name of a question, scale, value or setting.
func (c *ruleChecker) name(n *ast.IdentifierNode) (*expression.Node, typ) {
	if node, t, ok := c.comesOut(n.Value); ok {
		return node, t
	}
	switch n.Value {
	case "today":
		return c.read(todayInput{}, typ{kind: day})
	case "unknown":
		return expression.Constant(unknown), typ{kind: number, unknown: true}
	case "sum", "mean", "percent", "answered":
		if c.scale == nil {
			return c.report(n, "rule/only-in-score", "", "%q has a meaning only in the score of a scale", n.Value)
		}
		return c.slot(slices.Index(tallyNames(), n.Value), typ{kind: number})
	case "before", "change":
		return c.report(n, "rule/before", "write it with a dot, like "+n.Value+".stuck", "%q needs the name of a scale or question", n.Value)
	}
	named, ok := c.c.names[n.Value]
	switch {
	case !ok:
		return c.report(n, "rule/unknown-name", c.c.suggest(n.Value, c.scale), "there is no question, scale, value or setting called %q", n.Value)
	case named.question != nil:
		return c.question(n, named)
	case named.setting != nil:
		return c.c.constant(named.setting.Value), typ{kind: number}
	default:
		t := c.c.derive(n.Value, func() { c.circle(n, n.Value) })
		return c.slot(c.c.derivedSlot(n.Value), t)
	}
}

func (c *ruleChecker) circle(at ast.Node, what string) {
	c.report(at, "rule/circle", "one of the rules on the way must not use the other", "%s", c.c.circleMessage(what))
}

// question resolves the name of a question to its number, date or option.
func (c *ruleChecker) question(at ast.Node, named named) (*expression.Node, typ) {
	q := named.question
	switch q.Kind {
	case quiz.Choose, quiz.YesNo:
		return c.read(wordInput{c.c.ask(named)}, typ{kind: text, options: optionValues(q)})
	case quiz.Rate, quiz.Number:
		return c.read(numberInput{c.c.ask(named)}, typ{kind: number})
	case quiz.Date:
		return c.read(numberInput{c.c.ask(named)}, typ{kind: day})
	case quiz.ChooseMany:
		return c.report(at, "rule/many", fmt.Sprintf("write has(%s, 'OPTION')", q.ID),
			"%q can have several answers, so it can't be compared", q.ID)
	default:
		return c.report(at, "rule/no-value", "a rule can ask known("+q.ID+")", "%q is a written answer, which rules do not read", q.ID)
	}
}

func optionValues(q *quiz.Question) []string {
	values := make([]string, 0, len(q.Options))
	for _, o := range q.Options {
		if !o.Numbered {
			values = append(values, o.Value)
		}
	}
	return values
}

// member resolves before.NAME and change.NAME.
func (c *ruleChecker) member(n *ast.MemberNode) (*expression.Node, typ) {
	left, isName := n.Node.(*ast.IdentifierNode)
	property, isText := n.Property.(*ast.StringNode)
	if !isName || !isText || left.Value != "before" && left.Value != "change" || n.Optional {
		return c.report(n, "rule/member", "only before.NAME and change.NAME have a dot", "the rule language does not have this")
	}
	name := property.Value
	named, ok := c.c.names[name]
	if !ok {
		return c.report(property, "rule/unknown-name", c.c.suggest(name, nil), "there is no scale or question called %q", name)
	}
	var before input
	switch {
	case named.question != nil && named.question.HasNumbers():
		before = beforeInput{c.c.ask(named)}
	case named.scale != nil:
		in, problem := c.c.beforeScale(named.scale)
		if problem != "" {
			return c.report(n, "rule/before", "", "%s", problem)
		}
		before = in
	default:
		return c.report(n, "rule/before", "", "%q is no scale and no question with a number", name)
	}
	node, t := c.read(before, typ{kind: number})
	if left.Value == "before" {
		return node, t
	}
	now, _ := c.name(&ast.IdentifierNode{Value: name})
	return expression.Arithmetic("-", now, node), t
}

func (c *ruleChecker) unary(n *ast.UnaryNode) (*expression.Node, typ) {
	inner, t := c.walk(n.Node)
	switch n.Operator {
	case "not":
		if !t.fits(truth) {
			return c.report(n.Node, "rule/type", "", "`not` needs something that is true or false, this is %s", t.kind)
		}
		return expression.Not(inner), typ{kind: truth}
	case "-":
		if !t.fits(number) {
			return c.report(n.Node, "rule/type", "", "a minus needs a number, this is %s", t.kind)
		}
		return expression.Negative(inner), t
	case "!":
		return c.report(n, "rule/operator", "write `not`", "the rule language has no `!`")
	default:
		return c.report(n, "rule/operator", "", "the rule language has no `%s`", n.Operator)
	}
}

func (c *ruleChecker) conditional(n *ast.ConditionalNode) (*expression.Node, typ) {
	cond, t := c.walk(n.Cond)
	if !t.fits(truth) {
		c.report(n.Cond, "rule/type", "", "what stands before `?` must be true or false, this is %s", t.kind)
	}
	yes, yesType := c.walk(n.Exp1)
	no, noType := c.walk(n.Exp2)
	joined, ok := join(yesType, noType)
	if !ok {
		return c.report(n.Exp2, "rule/type", "", "both sides of `:` must be alike, but they are %s and %s", yesType.kind, noType.kind)
	}
	return expression.Choice(cond, yes, no), joined
}

func (c *ruleChecker) call(n *ast.CallNode) (*expression.Node, typ) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return c.report(n, "rule/not-allowed", "", "this can't be called")
	}
	f, ok := c.c.functions[callee.Value]
	if !ok {
		return c.report(callee, "rule/unknown-function", source.Suggest(callee.Value, c.c.functionNames()),
			"there is no function called %q", callee.Value)
	}
	if f.bind != nil {
		return f.bind(c, n)
	}
	if len(n.Arguments) < f.min || len(n.Arguments) > f.max {
		return c.report(n, "rule/arguments", "an example: "+f.like, "%s takes %s, not %d", f.name, f.takes(), len(n.Arguments))
	}
	result := typ{kind: number, unknown: true}
	args := make([]*expression.Node, len(n.Arguments))
	for i, a := range n.Arguments {
		node, t := c.walk(a)
		joined, ok := join(result, t)
		if !t.counts() || !ok {
			return c.report(a, "rule/type", "an example: "+f.like, "%s needs numbers, this is %s", f.name, t.kind)
		}
		args[i], result = node, joined
	}
	result.unknown = false
	return expression.Call(f.computes, c.c.reserve(len(args)), args...), result
}

// takes says how many arguments the function takes.
func (f function) takes() string {
	if f.min == f.max {
		return fmt.Sprintf("%d", f.min)
	}
	return fmt.Sprintf("%d to %d numbers", f.min, f.max)
}

// suggest returns a hint for a name that is not there, in the score of a scale or, with nil, elsewhere.
func (c *quizCompiler) suggest(name string, scale *quiz.Scale) string {
	if _, isFunction := c.functions[name]; isFunction {
		return "it is a function; write " + c.functions[name].like
	}
	candidates := make([]string, 0, len(c.names)+2)
	for n := range c.names {
		candidates = append(candidates, n)
	}
	if scale != nil {
		candidates = append(candidates, tallyNames()...)
	}
	return source.Suggest(name, append(candidates, "today", "unknown"))
}

func (c *quizCompiler) functionNames() []string {
	names := make([]string, 0, len(c.functions))
	for name := range c.functions {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
