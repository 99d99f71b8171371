package scoring

import (
	"slices"

	"github.com/expr-lang/expr/vm"

	"waymark/quiz"
	"waymark/quiz/source"
)

// scaleRule is a compiled scale.
type scaleRule struct {
	scale  *quiz.Scale
	items  []item
	needs  int
	low    float64 // the range of the items, for percent
	high   float64
	score  *rule
	slots  tallySlots
	locals bool // the score reads nothing but the tally
}

// item is one question of a scale.
type item struct {
	set      int
	question string
	reverse  bool
	mirror   float64 // lowest + highest number: what a reverse-keyed answer is taken from
}

// tallySlots are the names of tallyKeys in the environment.
type tallySlots struct{ answered, mean, percent, sum string }

// tallyKeys are the names that only the score of a scale has.
var tallyKeys = []string{"answered", "mean", "percent", "sum"}

// compileScale compiles the score of a scale.
func (c *quizCompiler) compileScale(s *quiz.Scale) *scaleRule {
	r := &scaleRule{scale: s, needs: s.Needs, slots: tallySlots{
		answered: c.slot("answered"), mean: c.slot("mean"), percent: c.slot("percent"), sum: c.slot("sum"),
	}}
	for i, id := range s.Items {
		named := c.names[id]
		if named.question == nil {
			continue // the checks of the files have said so
		}
		low, high, _ := named.question.Range()
		if i == 0 {
			r.low, r.high = low, high
		}
		r.items = append(r.items, item{set: named.set, question: id, reverse: slices.Contains(s.Reverse, id), mirror: low + high})
	}
	r.score = c.compile(s.Score, s, number)
	if r.score == nil {
		return r
	}
	r.locals = !slices.ContainsFunc(r.score.reads, func(key string) bool { return !slices.Contains(tallyKeys, key) })
	return r
}

// tally computes what a score is made of: the number of answered items, their sum, mean and percent of the range.
//
// A reverse-keyed answer x counts as lowest + highest - x. Percent is 100 * (mean - lowest) / (highest - lowest), the
// "percent of maximum possible" score (P. Cohen et al., Multivariate Behavioral Research 34, 1999, 315-346).
func (r *scaleRule) tally(answer func(set int, question string) quiz.Answer) (answered int, sum, mean, percent float64) {
	for _, it := range r.items {
		a := answer(it.set, it.question)
		if a.Form != quiz.Numeric {
			continue
		}
		answered++
		if it.reverse {
			sum += it.mirror - a.Number
		} else {
			sum += a.Number
		}
	}
	if answered == 0 {
		return 0, unknown, unknown, unknown
	}
	mean = sum / float64(answered)
	return answered, sum, mean, quotient(100*(mean-r.low), r.high-r.low)
}

// run computes the score: unknown when too few items are answered. It writes the tally into the environment.
func (r *scaleRule) run(machine *vm.VM, env map[string]any, answer func(set int, question string) quiz.Answer) (float64, error) {
	answered, sum, mean, percent := r.tally(answer)
	if answered < r.needs {
		return unknown, nil
	}
	switch r.score.text.Value {
	case "sum":
		return sum, nil
	case "mean":
		return mean, nil
	case "percent":
		return percent, nil
	}
	env[r.slots.answered], env[r.slots.sum], env[r.slots.mean], env[r.slots.percent] = float64(answered), sum, mean, percent
	result, err := r.score.run(machine, env)
	if err != nil {
		return unknown, err
	}
	return result.(float64), nil
}

// taken reports whether a set that holds an item was taken.
func (r *scaleRule) taken(f *facts) bool {
	return slices.ContainsFunc(r.items, func(it item) bool { return f.sets[it.set].latest != nil })
}

// beforeScale makes the input before.NAME of a scale, or says why there is none.
func (c *quizCompiler) beforeScale(s *quiz.Scale) (in input, problem string) {
	c.derive(s.ID, func() { problem = c.circleMessage(s.ID) })
	if problem != "" {
		return input{}, problem
	}
	r := c.done[s.ID].scale
	if r == nil || r.score == nil || len(r.items) == 0 {
		return input{key: "before." + s.ID, read: func(*facts) any { return unknown }}, ""
	}
	set := r.items[0].set
	if slices.ContainsFunc(r.items, func(it item) bool { return it.set != set }) {
		return input{}, "the items of \"" + s.ID + "\" are in several sets, so there is no result before the latest"
	}
	if !r.locals {
		return input{}, "the score of \"" + s.ID + "\" rests on more than its items, so it can't be computed for the result before"
	}
	return input{key: "before." + s.ID, read: func(f *facts) any {
		before := f.sets[set].before
		if before == nil {
			return unknown
		}
		answer := func(_ int, question string) quiz.Answer { return before.Answers[question] }
		score, err := r.run(&vm.VM{}, map[string]any{}, answer)
		if err != nil {
			return unknown
		}
		return score
	}}, ""
}

// problemOf makes the problem of a rule that failed while it ran.
func problemOf(t source.Text, err error) source.Problem {
	return source.Problem{Code: "rule/failed", Severity: source.Error, Pos: t.Start, Message: "the rule failed: " + err.Error()}
}
