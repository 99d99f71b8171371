package scoring

import (
	"math"

	"github.com/expr-lang/expr/ast"

	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// function is one function of the rule language. Exactly one of bind and computes is set.
type function struct {
	name  string
	like  string           // an example, for messages
	about string           // what it gives, for editors
	texts source.ThingKind // what its texts in quotes name; "" when it has none
	// bind turns a call into what the frame holds: the function reads something of the person.
	bind func(c *ruleChecker, call *ast.CallNode) (*expression.Node, typ)
	// computes is a function over numbers or dates of one kind.
	computes *expression.Function
	min, max int // number of arguments of computes
}

// maxArguments is how many arguments a function over numbers takes.
const maxArguments = 20

// functions is the table of all functions: to add one, add an entry here and a line to docs/format.md.
func functions() []function {
	table := []function{
		{name: "known", like: "known(fear)", about: "the question has an answer other than “rather not say”; the scale or number is known", bind: bindKnown},
		{name: "has", like: "has(harm, 'hit', 'threat')", about: "a choose_many question has at least one of these options", texts: source.ThingOption, bind: bindHas},
		{name: "band", like: "band(stuck)", about: "the band of a scale or value", bind: bindBand},
		{name: "taken", like: "taken('spiral')", about: "the set was taken", texts: source.ThingSet, bind: bindSet(func(s setName) input { return takenInput{s} }, truth)},
		{name: "times", like: "times('spiral')", about: "how often the set was taken", texts: source.ThingSet, bind: bindSet(func(s setName) input { return timesInput{s} }, number)},
		{name: "days_since", like: "days_since('spiral')", about: "days since the latest result of the set; unknown if never", texts: source.ThingSet, bind: bindSet(func(s setName) input { return sinceInput{s} }, number)},
		{name: "newer", like: "newer('spiral', 'safety')", about: "the first set was taken later than the second", texts: source.ThingSet, bind: bindNewer},
		{name: "days_since_said", like: "days_since_said(asked, 'no')", about: "days since the latest result in which the question was answered so; unknown if never", texts: source.ThingOption, bind: bindDaysSinceSaid},
		{name: "done", like: "done('spiral')", about: "the step is done", texts: source.ThingStep, bind: bindDone},
		{name: "started", like: "started('spiral')", about: "days since the person started the step; unknown if never", texts: source.ThingStep, bind: bindStep(func(s stepName) input { return startedInput{s} }, number)},
		{name: "tasks", like: "tasks('spiral')", about: "how many tasks of the step are ticked", texts: source.ThingStep, bind: bindStep(func(s stepName) input { return tasksInput{s} }, number)},
		{name: "person_closed", like: "person_closed('spiral')", about: "the person closed the step", texts: source.ThingStep, bind: bindStep(func(s stepName) input { return closedInput{s} }, truth)},
		{name: "state", like: "state('spiral')", about: "in a promise: the state of the step: open, waiting, closed or done", texts: source.ThingStep, bind: bindState},
		{name: "fired", like: "fired('harm')", about: "in a promise: the guard fires", texts: source.ThingGuard, bind: bindFired},
		{name: "shown", like: "shown('crisis')", about: "in a promise: the card is shown", texts: source.ThingCard, bind: bindShown},
		{name: "first_known", like: "first_known(stuck, 50)", about: "the first of these numbers that is known", min: 2, max: maxArguments,
			computes: &expression.Function{Apply: firstKnown, Possible: possibleFirstKnown, Rests: firstKnownRests}},
		{name: "mean_known", like: "mean_known(stuck, leaning)", about: "the mean of those of these numbers that are known", min: 2, max: maxArguments,
			computes: &expression.Function{Apply: meanKnown, Possible: possibleMeanKnown}},
		{name: "min", like: "min(stuck, 50)", about: "the least of these numbers; unknown when one of them is", min: 2, max: maxArguments,
			computes: &expression.Function{Apply: least, Possible: expression.Rising(least)}},
		{name: "max", like: "max(stuck, 50)", about: "the greatest of these numbers; unknown when one of them is", min: 2, max: maxArguments,
			computes: &expression.Function{Apply: greatest, Possible: expression.Rising(greatest)}},
		{name: "abs", like: "abs(stuck - 50)", about: "the number without its sign", min: 1, max: 1,
			computes: &expression.Function{Apply: absolute, Possible: possibleAbsolute}},
		{name: "round", like: "round(stuck)", about: "the nearest whole number; halves go up", min: 1, max: 1,
			computes: &expression.Function{Apply: round, Possible: expression.Rising(round)}},
	}
	for _, f := range table {
		if f.computes != nil {
			f.computes.Name = f.name
		}
	}
	return table
}

func firstKnown(args []float64) float64 {
	for _, x := range args {
		if x == x {
			return x
		}
	}
	return unknown
}

// firstKnownRests: the value rests on the first that is known, and on those before it being unknown.
func firstKnownRests(args []float64) int {
	for i, x := range args {
		if x == x {
			return i + 1
		}
	}
	return len(args)
}

func possibleFirstKnown(args []expression.Domain) expression.Domain {
	d := expression.Domain{}
	for _, a := range args {
		last := !a.Unknown
		a.Unknown = false
		d = d.Union(a)
		if last {
			return d
		}
	}
	d.Unknown = true
	return d
}

func meanKnown(args []float64) float64 {
	sum, n := 0.0, 0
	for _, x := range args {
		if x == x {
			sum, n = sum+x, n+1
		}
	}
	if n == 0 {
		return unknown
	}
	return sum / float64(n)
}

// possibleMeanKnown bounds the mean for each choice of the arguments that may be unknown: for one choice it rises with each argument.
func possibleMeanKnown(args []expression.Domain) expression.Domain {
	const mostOpen = 8
	var open []int
	for i, a := range args {
		if a.Unknown && a.Some {
			open = append(open, i)
		}
	}
	if len(open) > mostOpen {
		return expression.Anything()
	}
	d := expression.Domain{}
	low, high := make([]float64, len(args)), make([]float64, len(args))
	for choice := range 1 << len(open) {
		for i, a := range args {
			low[i], high[i] = a.Low, a.High
			if !a.Some {
				low[i], high[i] = unknown, unknown
			}
		}
		for bit, i := range open {
			if choice>>bit&1 == 1 {
				low[i], high[i] = unknown, unknown
			}
		}
		from, to := meanKnown(low), meanKnown(high)
		switch {
		case from == from && to == to:
			d = d.Union(expression.Between(from, to))
		default:
			d.Unknown = true // none is known; or infinities that cancel out
		}
	}
	return d
}

// The builtin min and max are NaN when an argument is, also beside an infinite one; math.Min and math.Max are not.
func least(args []float64) float64 {
	result := args[0]
	for _, x := range args[1:] {
		result = min(result, x)
	}
	return result
}

func greatest(args []float64) float64 {
	result := args[0]
	for _, x := range args[1:] {
		result = max(result, x)
	}
	return result
}

func absolute(args []float64) float64 { return math.Abs(args[0]) }

func possibleAbsolute(args []expression.Domain) expression.Domain {
	a := args[0]
	switch {
	case !a.Some || a.Low >= 0:
		return a
	case a.High <= 0:
		a.Low, a.High = -a.High, -a.Low
	default:
		a.Low, a.High = 0, max(-a.Low, a.High)
	}
	a.Points = nil
	return a
}

func round(args []float64) float64 { return expression.HalfUp(args[0]) }
