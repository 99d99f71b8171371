package scoring

import (
	"math"
	"slices"

	"github.com/expr-lang/expr"

	"waymark/quiz"
)

// functions are those of the rule language, written anew over the history.
func (n *native) functions() []expr.Option {
	return []expr.Option{
		expr.DisableAllBuiltins(), expr.Optimize(false),
		provide("divide", func(args []any) any {
			if args[1].(float64) == 0 {
				return math.NaN()
			}
			return args[0].(float64) / args[1].(float64)
		}, new(func(float64, float64) float64)),
		provide("any_in", func(args []any) any {
			return slices.ContainsFunc(args[0].([]any), func(x any) bool { return slices.Contains(args[1].([]any), x) })
		}, new(func([]any, []any) bool)),
		provide("known", n.known, new(func(any) bool)),
		provide("has", func(args []any) any {
			id := args[0].(string)
			return saysOne(n.latest(n.sets[id])[id], args[1:])
		}, new(func(string, ...string) bool)),
		provide("band", func(args []any) any { return n.band(args[0].(string)) }, new(func(string) string)),
		provide("done", func(args []any) any { return n.done[doneKey(args[0].(string))] }, new(func(string) bool)),
		provide("days_since_said", n.daysSinceSaid, new(func(string, ...string) float64)),
		n.ofSet("taken", func(r []quiz.Result) any { return len(r) > 0 }, new(func(string) bool)),
		n.ofSet("times", func(r []quiz.Result) any { return float64(len(r)) }, new(func(string) float64)),
		n.ofSet("days_since", func(r []quiz.Result) any {
			if len(r) == 0 {
				return math.NaN()
			}
			return daysAgo(r[len(r)-1].At.Unix())
		}, new(func(string) float64)),
		provide("newer", func(args []any) any {
			a, b := resultsIn(n.h, args[0].(string)), resultsIn(n.h, args[1].(string))
			return len(a) > 0 && (len(b) == 0 || a[len(a)-1].At.After(b[len(b)-1].At))
		}, new(func(string, string) bool)),
		provide("started", n.started, new(func(string) float64)),
		provide("tasks", n.tasks, new(func(string) float64)),
		provide("person_closed", n.closed, new(func(string) bool)),
		overNumbers("first_known", func(all, known []float64) float64 { return append(known, math.NaN())[0] }),
		overNumbers("mean_known", func(all, known []float64) float64 {
			sum := 0.0
			for _, x := range known {
				sum += x
			}
			return sum / float64(len(known))
		}),
		overNumbers("min", whenAllKnown(slices.Min[[]float64])),
		overNumbers("max", whenAllKnown(slices.Max[[]float64])),
		overNumbers("abs", func(all, known []float64) float64 { return max(all[0], -all[0]) }),
		overNumbers("round", func(all, known []float64) float64 { return math.Floor(all[0] + 0.5) }),
	}
}

func provide(name string, f func([]any) any, is any) expr.Option {
	return expr.Function(name, func(args ...any) (any, error) { return f(args), nil }, is)
}

// overNumbers makes a function over all its arguments, and those that are known.
func overNumbers(name string, f func(all, known []float64) float64) expr.Option {
	return provide(name, func(args []any) any {
		all := make([]float64, len(args))
		for i, a := range args {
			all[i] = a.(float64)
		}
		return f(all, slices.DeleteFunc(slices.Clone(all), math.IsNaN))
	}, new(func(...float64) float64))
}

func whenAllKnown(f func([]float64) float64) func(all, known []float64) float64 {
	return func(all, known []float64) float64 {
		if len(known) < len(all) {
			return math.NaN()
		}
		return f(all)
	}
}

func (n *native) ofSet(name string, f func([]quiz.Result) any, is any) expr.Option {
	return provide(name, func(args []any) any { return f(resultsIn(n.h, args[0].(string))) }, is)
}

func daysAgo(unix int64) float64 { return dayNumber(noon.Unix()) - dayNumber(unix) }

// known: a number is; a question, by its name, when it has an answer other than "rather not say".
func (n *native) known(args []any) any {
	id, isQuestion := args[0].(string)
	if !isQuestion {
		return !math.IsNaN(args[0].(float64))
	}
	switch a := n.latest(n.sets[id])[id]; a.Form {
	case quiz.Unanswered:
		return false
	case quiz.Codes:
		return len(a.Codes) > 0 && !slices.Contains(a.Codes, "skip")
	default:
		return a.Form != quiz.Code || a.Text != "skip"
	}
}

func saysOne(a quiz.Answer, options []any) bool {
	return slices.ContainsFunc(options, func(o any) bool {
		return a.Form == quiz.Code && a.Text == o || a.Form == quiz.Codes && slices.Contains(a.Codes, o.(string))
	})
}

func (n *native) daysSinceSaid(args []any) any {
	id, days := args[0].(string), math.NaN()
	for _, r := range resultsIn(n.h, n.sets[id]) {
		if saysOne(r.Answers[id], args[1:]) {
			days = daysAgo(r.At.Unix())
		}
	}
	return days
}

func (n *native) started(args []any) any {
	for _, e := range n.h.Events {
		if e.Step == args[0] && e.Kind == quiz.StepStarted {
			return daysAgo(e.At.Unix())
		}
	}
	return math.NaN()
}

func (n *native) tasks(args []any) any {
	ticked := map[string]bool{}
	for _, e := range n.h.Events {
		switch {
		case e.Step != args[0]:
		case e.Kind == quiz.TaskTicked:
			ticked[e.Task] = true
		case e.Kind == quiz.TaskUnticked:
			delete(ticked, e.Task)
		}
	}
	return float64(len(ticked))
}

func (n *native) closed(args []any) any {
	closed := false
	for _, e := range n.h.Events {
		if e.Step == args[0] && (e.Kind == quiz.StepClosed || e.Kind == quiz.StepReopened) {
			closed = e.Kind == quiz.StepClosed
		}
	}
	return closed
}
