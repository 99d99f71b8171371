package scoring

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// rule is a compiled rule.
type rule struct {
	text  source.Text
	typ   typ
	root  *expression.Node
	reads []int // slots of the frame, sorted
}

// parserConfig tells the expression library to know no functions of its own.
func parserConfig() *conf.Config {
	config := conf.CreateNew()
	expr.DisableAllBuiltins()(config)
	expr.MaxNodes(maxNodes)(config)
	config.Builtins = conf.FunctionsTable{}
	return config
}

// compile compiles a rule that has to give one of the kinds. When there is a problem it is reported and the rule is nil.
func (c *quizCompiler) compile(t source.Text, scale *quiz.Scale, want ...kind) *rule {
	before := len(c.problems)
	if at, message := gate(t.Value); message != "" {
		c.report(source.Problem{Code: "rule/too-big", Severity: source.Error, Pos: t.Pos(at), Message: message,
			Hint: "split it: give a part a name under values"})
		return nil
	}
	tree, err := parser.ParseWithConfig(t.Value, c.parser)
	if err != nil {
		c.report(syntaxProblem(t, err))
		return nil
	}
	if c.mentions != nil {
		c.mentions.in(t, tree.Node)
	}
	check := &ruleChecker{c: c, rule: t, scale: scale, reads: map[int]bool{}}
	root, found := check.walk(tree.Node)
	if len(c.problems) > before || !c.spelt(t) {
		return nil
	}
	if !found.fits(want...) {
		check.report(tree.Node, "rule/type", "", "this has to be %s, but it is %s", want[0], found.kind)
		return nil
	}
	return &rule{text: t, typ: found, root: root, reads: slices.Sorted(maps.Keys(check.reads))}
}

// errInfinite is a number that a rule must not give.
var errInfinite = errors.New("the number is too big")

// number evaluates a rule that is a number, a date or a text. An infinite number is an error.
func (r *rule) number(f expression.Frame) (float64, error) {
	x := r.root.Number(f)
	if math.IsInf(x, 0) {
		return unknown, errInfinite
	}
	return x, nil
}

// syntaxProblem turns an error of the parser into words for authors.
func syntaxProblem(t source.Text, err error) source.Problem {
	p := source.Problem{Code: "rule/syntax", Severity: source.Error, Pos: t.Start, Message: "this rule can't be read"}
	var at *file.Error
	if !errors.As(err, &at) {
		return p
	}
	runes := []rune(t.Value)
	p.Pos, p.Length = t.Pos(at.From), max(1, at.To-at.From)
	switch {
	case len(runes) == 0:
		p.Message, p.Hint = "there is no rule here", "write one, or leave the key out"
	case strings.Contains(at.Message, "literal not terminated"):
		quote := unclosed(runes)
		p.Pos, p.Length = t.Pos(quote), len(runes)-quote
		p.Message, p.Hint = "this quote is not closed", "put a text between two quotes of one kind"
	case strings.Contains(at.Message, "out of range"):
		p.Message, p.Hint = "this number is too big", "write a smaller one"
	case at.From >= len(runes) || strings.Contains(at.Message, "EOF"):
		p.Pos, p.Length = t.Pos(len(runes)), 1
		p.Message, p.Hint = "the rule ends too early", "is a bracket or the right side missing?"
	case runes[at.From] == '=':
		p.Message, p.Hint = "a single = means nothing", "write == to compare"
	case slices.Contains([]rune("“”‘’„"), runes[at.From]):
		p.Message, p.Hint = "curly quotes do not mark a text", "write straight quotes: 'yes'"
	default:
		end := min(len(runes), max(at.To, at.From+1))
		p.Message = fmt.Sprintf("%q is not expected here", string(runes[at.From:end]))
		p.Hint = "is `and`, `or` or a bracket missing before it?"
	}
	return p
}

// unclosed returns where the quote stands that is not closed, 0 when all are.
func unclosed(runes []rune) int {
	at, quote := 0, rune(0)
	for i, r := range runes {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			at, quote = i, r
		case r == quote:
			quote = 0
		}
	}
	if quote == 0 {
		return 0
	}
	return at
}
