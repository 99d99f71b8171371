package scoring

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"waymark/quiz/source"
)

// awaited returns the steps without which the prerequisite can't be true: those whose done('…') or taken('…'), or times('…') > 0
// stands alone or is joined to the rest by `and`.
func (c *quizCompiler) awaited(that source.Text) []string {
	if _, message := gate(that.Value); message != "" {
		return nil
	}
	tree, err := parser.ParseWithConfig(that.Value, c.parser)
	if err != nil {
		return nil // reported when the rule was compiled
	}
	return c.conjuncts(tree.Node)
}

func (c *quizCompiler) conjuncts(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.BinaryNode:
		if n.Operator == "and" {
			return slices.Concat(c.conjuncts(n.Left), c.conjuncts(n.Right))
		}
		if n.Operator == ">" || n.Operator == ">=" {
			return c.conjuncts(n.Left)
		}
	case *ast.CallNode:
		callee, isName := n.Callee.(*ast.IdentifierNode)
		if !isName || len(n.Arguments) != 1 {
			return nil
		}
		id, isText := n.Arguments[0].(*ast.StringNode)
		switch {
		case !isText:
			return nil
		case callee.Value == "done":
			return c.stepsOf(id.Value, "")
		case callee.Value == "taken" || callee.Value == "times":
			return c.stepsOf("", id.Value)
		}
	}
	return nil
}

// stepsOf returns the step with the id, and the only step of the set: when a set belongs to several steps, or to none,
// it can be taken without a certain step.
func (c *quizCompiler) stepsOf(step, set string) []string {
	var steps []string
	for _, s := range c.quiz.Steps {
		if s.ID == step || set != "" && s.Set == set {
			steps = append(steps, s.ID)
		}
	}
	if len(steps) != 1 {
		return nil
	}
	return steps
}
