package scoring

import (
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"waymark/quiz"
)

// awaited returns the steps without which the prerequisite can't be true: those whose done('…') or taken('…'), or times('…') > 0
// stands alone or is joined to the rest by `and`. A set that the prerequisite itself offers can be taken without its step.
func (c *quizCompiler) awaited(w quiz.Prerequisite) []string {
	that := w.That
	if _, message := gate(that.Value); message != "" {
		return nil
	}
	tree, err := parser.ParseWithConfig(that.Value, c.parser)
	if err != nil {
		return nil // reported when the rule was compiled
	}
	return c.conjuncts(tree.Node, w.Take)
}

func (c *quizCompiler) conjuncts(n ast.Node, offered string) []string {
	switch n := n.(type) {
	case *ast.BinaryNode:
		if n.Operator == "and" {
			return slices.Concat(c.conjuncts(n.Left, offered), c.conjuncts(n.Right, offered))
		}
		if n.Operator == ">" || n.Operator == ">=" {
			return c.conjuncts(n.Left, offered)
		}
	case *ast.CallNode:
		callee, isName := n.Callee.(*ast.IdentifierNode)
		if !isName || len(n.Arguments) != 1 {
			return nil
		}
		id, isText := n.Arguments[0].(*ast.StringNode)
		switch {
		case !isText, id.Value == offered && callee.Value != "done":
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
