package scoring

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// comparisons are the operators that compare; those that order compare only what counts.
var comparisons = []string{"==", "!=", "<", "<=", ">", ">="}

func (c *ruleChecker) binary(n *ast.BinaryNode) (*expression.Node, typ) {
	switch {
	case n.Operator == "and" || n.Operator == "or" || n.Operator == "&&" && c.chained(n):
		return c.logic(n)
	case n.Operator == "in":
		return c.in(n)
	case slices.Contains(comparisons, n.Operator):
		return c.comparison(n)
	case slices.Contains([]string{"+", "-", "*", "/"}, n.Operator):
		return c.arithmetic(n)
	case n.Operator == "&&":
		return c.report(n, "rule/operator", "write `and`", "the rule language has no `&&`")
	case n.Operator == "||":
		return c.report(n, "rule/operator", "write `or`", "the rule language has no `||`")
	default:
		return c.report(n, "rule/operator", "docs/format.md lists all operators", "the rule language has no `%s`", n.Operator)
	}
}

// chained reports whether the parser made this && of 1 < x < 5: no author wrote it.
func (c *ruleChecker) chained(n *ast.BinaryNode) bool {
	runes := []rune(c.rule.Value)
	from := n.Location().From
	return from >= len(runes) || runes[from] != '&'
}

func (c *ruleChecker) logic(n *ast.BinaryNode) (*expression.Node, typ) {
	left, leftType := c.walk(n.Left)
	right, rightType := c.walk(n.Right)
	for _, side := range []struct {
		node ast.Node
		t    typ
	}{{n.Left, leftType}, {n.Right, rightType}} {
		if !side.t.fits(truth) {
			hint := ""
			if side.t.kind == text {
				hint = "say the name again: fear == 'yes' or fear == 'unsure'"
			}
			return c.report(side.node, "rule/type", hint, "`%s` joins what is true or false, this is %s", n.Operator, side.t.kind)
		}
	}
	if n.Operator == "or" {
		return expression.Or(left, right), typ{kind: truth}
	}
	return expression.And(left, right), typ{kind: truth}
}

// words turns a name of a number or date question with answers in words into those words, when it is compared with a text.
func (c *ruleChecker) words(n ast.Node, t typ) (*expression.Node, typ) {
	name, ok := n.(*ast.IdentifierNode)
	if !ok || !t.counts() {
		return nil, t
	}
	named := c.c.names[name.Value]
	if named.question == nil || len(optionValues(named.question)) == 0 {
		return nil, t
	}
	return c.read(wordInput{c.c.ask(named)}, typ{kind: text, options: optionValues(named.question)})
}

func (c *ruleChecker) comparison(n *ast.BinaryNode) (*expression.Node, typ) {
	left, right, ok := c.sides(n)
	if !ok {
		return expression.Always(false), typ{kind: truth}
	}
	return expression.Comparison(n.Operator, left, right), typ{kind: truth}
}

// sides returns both sides of a comparison; ok is false when they can't be compared, which is reported.
func (c *ruleChecker) sides(n *ast.BinaryNode) (left, right *expression.Node, ok bool) {
	left, leftType := c.walk(n.Left)
	right, rightType := c.walk(n.Right)
	if rightType.literal {
		if node, t := c.words(n.Left, leftType); node != nil {
			left, leftType = node.At(left.From, left.To), t
		}
	}
	if leftType.literal {
		if node, t := c.words(n.Right, rightType); node != nil {
			right, rightType = node.At(right.From, right.To), t
		}
	}
	_, alike := join(leftType, rightType)
	ordered := n.Operator != "==" && n.Operator != "!="
	switch {
	case leftType.kind == broken || rightType.kind == broken:
		return nil, nil, false
	case !alike:
		c.report(n, "rule/type", typeHint(leftType, rightType), "%s is compared with %s", leftType.kind, rightType.kind)
	case ordered && !leftType.counts():
		c.report(n, "rule/type", "", "`%s` orders numbers and dates, this is %s", n.Operator, leftType.kind)
	case leftType.kind == truth:
		c.report(n, "rule/type", "write the name alone, or `not` before it", "what is true or false needs no comparison")
	case leftType.kind == text && leftType.literal == rightType.literal:
		c.report(n, "rule/text", "write one side as a text in quotes", "a text is compared with an option in quotes")
	default:
		return left, right, leftType.kind != text || c.optionOf(n.Right, leftType, rightType) && c.optionOf(n.Left, rightType, leftType)
	}
	return nil, nil, false
}

// typeHint says what to do about two sides that do not go together.
func typeHint(a, b typ) string {
	for _, t := range []typ{a, b} {
		if t.kind == text && t.literal {
			return "write a number without quotes"
		}
		if t.kind == text && len(t.options) > 0 {
			return fmt.Sprintf("compare it with an answer in quotes, like == '%s'", t.options[0])
		}
		if t.kind == day {
			return "the difference of two dates is a number of days, like today - ended"
		}
	}
	return ""
}

// optionOf reports whether the literal is an option that the text can have; if not, that is a problem.
func (c *ruleChecker) optionOf(at ast.Node, of, literal typ) bool {
	if !literal.literal || of.options == nil || slices.Contains(of.options, literal.options[0]) {
		return true
	}
	hint := source.Suggest(literal.options[0], of.options)
	if hint == "" {
		hint = fmt.Sprintf("it can be %s", list(of.options))
	}
	c.report(at, "rule/no-such-option", hint, "there is no option %q here", literal.options[0])
	return false
}

// list writes texts as 'a', 'b' or 'c'.
func list(texts []string) string {
	s := ""
	for i, t := range texts {
		switch {
		case i > 0 && i == len(texts)-1:
			s += " or "
		case i > 0:
			s += ", "
		}
		s += "'" + t + "'"
	}
	return s
}

// in: each of the list is checked like a comparison. A list of both texts and numbers asks for the word and for the number.
func (c *ruleChecker) in(n *ast.BinaryNode) (*expression.Node, typ) {
	array, ok := n.Right.(*ast.ArrayNode)
	if !ok || len(array.Nodes) == 0 || len(array.Nodes) > maxListed {
		return c.report(n.Right, "rule/list", "an example: in ['a', 'b']", "behind `in` stands a list of 1 to %d texts or numbers", maxListed)
	}
	var word, number *expression.Node
	var words, numbers []float64
	for _, item := range array.Nodes {
		switch item.(type) {
		case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode:
		default:
			return c.report(item, "rule/list", "", "a list holds texts in quotes or numbers")
		}
		equal := &ast.BinaryNode{Operator: "==", Left: n.Left, Right: item}
		equal.SetLocation(n.Location())
		left, right, ok := c.sides(equal)
		switch {
		case !ok:
		case left.Kind == expression.Text:
			word, words = left, append(words, right.Number(nil))
		default:
			number, numbers = left, append(numbers, right.Number(nil))
		}
	}
	switch {
	case word != nil && number != nil:
		return expression.Or(expression.In(word, words), expression.In(number, numbers)), typ{kind: truth}
	case word != nil:
		return expression.In(word, words), typ{kind: truth}
	case number != nil:
		return expression.In(number, numbers), typ{kind: truth}
	default:
		return expression.Always(false), typ{kind: truth}
	}
}

// arithmetic: numbers with numbers; a date plus or minus days is a date; a date minus a date is days.
func (c *ruleChecker) arithmetic(n *ast.BinaryNode) (*expression.Node, typ) {
	left, l := c.walk(n.Left)
	right, r := c.walk(n.Right)
	if l.kind == broken || r.kind == broken {
		return expression.Constant(0), typ{}
	}
	for _, side := range []struct {
		node ast.Node
		t    typ
	}{{n.Left, l}, {n.Right, r}} {
		if !side.t.counts() {
			return c.report(side.node, "rule/type", "", "`%s` computes with numbers, this is %s", n.Operator, side.t.kind)
		}
	}
	result := typ{kind: number}
	switch {
	case l.kind == day && r.kind == day && n.Operator != "-",
		l.kind == day && r.kind == number && n.Operator != "+" && n.Operator != "-",
		l.kind == number && r.kind == day && n.Operator != "+":
		return c.report(n, "rule/type", "days can be added to a date, and two dates subtracted", "dates can't be computed with in this way")
	case l.kind != r.kind:
		result = typ{kind: day}
	}
	if n.Operator == "/" {
		return expression.Divide(c.c.reserve(2), left, right), result
	}
	return expression.Arithmetic(n.Operator, left, right), result
}
