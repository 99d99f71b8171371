package scoring

import (
	"math"

	"github.com/expr-lang/expr/ast"
)

// function is one function of the rule language. Exactly one of bind and apply is set.
type function struct {
	name string
	like string // an example, for messages
	// bind turns a call into what the environment holds: the function reads something of the person.
	bind func(c *ruleChecker, call *ast.CallNode) (ast.Node, typ)
	// apply computes with numbers or dates of one kind; an argument that is not known is NaN, and so is the result.
	apply    func(args []float64) float64
	min, max int // number of arguments of apply
}

// maxArguments is how many arguments a function over numbers takes.
const maxArguments = 20

// functions is the table of all functions: to add one, add an entry here and a line to docs/format.md.
func functions() []function {
	return []function{
		{name: "known", like: "known(fear)", bind: bindKnown},
		{name: "has", like: "has(harm, 'hit', 'threat')", bind: bindHas},
		{name: "band", like: "band(stuck)", bind: bindBand},
		{name: "taken", like: "taken('spiral')", bind: bindSet(takenInput, truth)},
		{name: "times", like: "times('spiral')", bind: bindSet(timesInput, number)},
		{name: "days_since", like: "days_since('spiral')", bind: bindSet(daysSinceInput, number)},
		{name: "newer", like: "newer('spiral', 'safety')", bind: bindNewer},
		{name: "days_since_said", like: "days_since_said(asked, 'no')", bind: bindDaysSinceSaid},
		{name: "done", like: "done('spiral')", bind: bindDone},
		{name: "started", like: "started('spiral')", bind: bindStep(startedInput, number)},
		{name: "tasks", like: "tasks('spiral')", bind: bindStep(tasksInput, number)},
		{name: "person_closed", like: "person_closed('spiral')", bind: bindStep(personClosedInput, truth)},
		{name: "first_known", like: "first_known(stuck, 50)", apply: firstKnown, min: 2, max: maxArguments},
		{name: "mean_known", like: "mean_known(stuck, leaning)", apply: meanKnown, min: 2, max: maxArguments},
		{name: "min", like: "min(stuck, 50)", apply: least, min: 2, max: maxArguments},
		{name: "max", like: "max(stuck, 50)", apply: greatest, min: 2, max: maxArguments},
		{name: "abs", like: "abs(stuck - 50)", apply: func(a []float64) float64 { return math.Abs(a[0]) }, min: 1, max: 1},
		{name: "round", like: "round(stuck)", apply: func(a []float64) float64 { return halfUp(a[0]) }, min: 1, max: 1},
		{name: divide, apply: func(a []float64) float64 { return quotient(a[0], a[1]) }, min: 2, max: 2},
		{name: isNumber, apply: func(a []float64) float64 { return oneIf(a[0] == a[0]) }, min: 1, max: 1},
	}
}

// What the operator / and known(NUMBER) become. No author can write these names.
const (
	divide   = "/"
	isNumber = "known?"
)

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// quotient is a / b; a division by zero is not known.
func quotient(a, b float64) float64 {
	if b == 0 {
		return unknown
	}
	return a / b
}

// halfUp rounds to the nearest whole number, halves up.
func halfUp(x float64) float64 { return math.Floor(x + 0.5) }

func firstKnown(args []float64) float64 {
	for _, x := range args {
		if x == x {
			return x
		}
	}
	return unknown
}

func meanKnown(args []float64) float64 {
	sum, n := 0.0, 0
	for _, x := range args {
		if x == x {
			sum, n = sum+x, n+1
		}
	}
	return quotient(sum, float64(n))
}

// math.Min and math.Max return NaN when an argument is NaN.
func least(args []float64) float64 {
	result := args[0]
	for _, x := range args[1:] {
		result = math.Min(result, x)
	}
	return result
}

func greatest(args []float64) float64 {
	result := args[0]
	for _, x := range args[1:] {
		result = math.Max(result, x)
	}
	return result
}
