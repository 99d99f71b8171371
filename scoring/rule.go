package scoring

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/optimizer"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"waymark/quiz"
	"waymark/quiz/source"
)

// memoryBudget bounds the elements that a running rule may make; a rule of ours makes none.
const memoryBudget = 10_000

// rule is a compiled rule.
type rule struct {
	text    source.Text
	typ     typ
	reads   []string // keys of the environment, sorted
	program *vm.Program
}

// config returns what the expression library is told: our functions, none of its own.
func (c *quizCompiler) config() *conf.Config {
	config := conf.CreateNew()
	expr.DisableAllBuiltins()(config)
	expr.MaxNodes(maxNodes)(config)
	for _, f := range c.functions {
		if f.apply == nil {
			continue
		}
		expr.Function(f.name, func(params ...any) (any, error) {
			args := make([]float64, len(params))
			for i, p := range params {
				args[i] = p.(float64)
			}
			return f.apply(args), nil
		}, new(func(...float64) float64))(config)
	}
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
	config := c.config()
	tree, err := parser.ParseWithConfig(t.Value, config)
	if err != nil {
		c.report(syntaxProblem(t, err))
		return nil
	}
	check := &ruleChecker{c: c, rule: t, scale: scale, reads: map[string]bool{}}
	root, found := check.walk(tree.Node)
	if len(c.problems) > before {
		return nil
	}
	if !found.fits(want...) {
		check.report(tree.Node, "rule/type", "", "this has to be %s, but it is %s", want[0], found.kind)
		return nil
	}
	tree.Node = root
	r := &rule{text: t, typ: found, reads: slices.Sorted(maps.Keys(check.reads))}
	if r.program, err = c.translate(tree, config, r.reads); err != nil {
		c.report(source.Problem{Code: "rule/not-understood", Severity: source.Error, Pos: t.Start,
			Message: fmt.Sprintf("this rule can't be compiled (%v)", err)})
		return nil
	}
	return r
}

// translate hands the checked tree to the expression library, with an environment of exactly what the rule reads.
func (c *quizCompiler) translate(tree *parser.Tree, config *conf.Config, reads []string) (*vm.Program, error) {
	env := types.Map{}
	for _, key := range reads {
		switch slot := c.slot(key); c.kindOf(key) {
		case text:
			env[slot] = types.String
		case truth:
			env[slot] = types.Bool
		default:
			env[slot] = types.Float64
		}
	}
	config.WithEnv(env)
	if _, err := checker.Check(tree, config); err != nil {
		return nil, err
	}
	if err := optimizer.Optimize(&tree.Node, config); err != nil {
		return nil, err
	}
	return compiler.Compile(tree, config)
}

// errInfinite is a number that a rule must not give.
var errInfinite = errors.New("the number is too big")

// run evaluates the rule. The environment holds every key that it reads.
func (r *rule) run(machine *vm.VM, env map[string]any) (any, error) {
	machine.MemoryBudget = memoryBudget
	result, err := machine.Run(r.program, env)
	if err != nil {
		return nil, err
	}
	if n, isNumber := result.(float64); isNumber && math.IsInf(n, 0) {
		return nil, errInfinite
	}
	return result, nil
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
		quote := max(0, slices.Index(runes, '\''), slices.Index(runes, '"'))
		p.Pos, p.Length = t.Pos(quote), len(runes)-quote
		p.Message, p.Hint = "this quote is not closed", "put a text between two quotes of one kind"
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
