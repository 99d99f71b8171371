package scoring

import (
	"math"
	"slices"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// unknown is what stands for a number that is not known.
var unknown = math.NaN()

// scaleRule is a compiled scale.
type scaleRule struct {
	scale *quiz.Scale
	items []item
	needs int
	low   float64 // the range of the items, for percent
	high  float64
	score *rule
	// slots of the names that only the score of a scale has
	answered, sum, mean, percent int
	locals                       bool // the score reads nothing but those
}

// item is one question of a scale. What counts of an answer x is offset + sign * x.
type item struct {
	place  int // among the items
	asked  *asked
	slot   int // of the answer's number
	sign   float64
	offset float64 // of a reverse-keyed item: lowest + highest number, what the answer is taken from
}

func (it item) counts(x float64) float64 { return it.offset + it.sign*x }

// compileScale compiles the score of a scale.
func (c *quizCompiler) compileScale(s *quiz.Scale) *scaleRule {
	r := &scaleRule{scale: s, needs: s.Needs}
	r.answered, r.sum, r.mean, r.percent = c.tally("answered"), c.tally("sum"), c.tally("mean"), c.tally("percent")
	for i, id := range s.Items {
		named := c.names[id]
		if named.question == nil {
			continue // the checks of the files have said so
		}
		low, high, _ := named.question.Range()
		if i == 0 {
			r.low, r.high = low, high
		}
		it := item{place: len(r.items), asked: c.ask(named), sign: 1}
		if slices.Contains(s.Reverse, id) {
			it.sign, it.offset = -1, low+high
		}
		it.slot = c.input(numberInput{it.asked})
		r.items = append(r.items, it)
	}
	r.score = c.compile(s.Score, s, number)
	if r.score == nil {
		return r
	}
	tallies := []int{r.answered, r.sum, r.mean, r.percent}
	r.locals = !slices.ContainsFunc(r.score.reads, func(slot int) bool { return !slices.Contains(tallies, slot) })
	return r
}

// run computes the score from the answers in the frame: unknown when too few items are answered.
//
// A reverse-keyed answer x counts as lowest + highest - x.
func (r *scaleRule) run(f expression.Frame) (float64, error) {
	answered, sum := 0, 0.0
	for i := range r.items {
		it := &r.items[i]
		if x := f[it.slot]; x == x {
			answered++
			sum += it.counts(x)
		}
	}
	if answered < r.needs {
		return unknown, nil
	}
	r.tally(f, answered, sum)
	return r.score.number(f)
}

// tally writes into the frame what a score is made of: the number of answered items, their sum, mean and percent of the range.
//
// Percent is 100 * (mean - lowest) / (highest - lowest), the "percent of maximum possible" score (P. Cohen et al., Multivariate
// Behavioral Research 34, 1999, 315-346).
func (r *scaleRule) tally(f expression.Frame, answered int, sum float64) {
	f[r.answered], f[r.sum], f[r.mean], f[r.percent] = 0, unknown, unknown, unknown
	if answered == 0 {
		return
	}
	mean := sum / float64(answered)
	f[r.answered], f[r.sum], f[r.mean] = float64(answered), sum, mean
	if r.high != r.low {
		f[r.percent] = 100 * (mean - r.low) / (r.high - r.low)
	}
}

// taken reports whether a set that holds an item was taken.
func (r *scaleRule) taken(f *facts) bool {
	for i := range r.items {
		if f.sets[r.items[i].asked.set].latest != nil {
			return true
		}
	}
	return false
}

// beforeScale makes the input before.NAME of a scale, or says why there is none.
func (c *quizCompiler) beforeScale(s *quiz.Scale) (in input, problem string) {
	c.derive(s.ID, func() { problem = c.circleMessage(s.ID) })
	if problem != "" {
		return nil, problem
	}
	r := c.done[s.ID].scale
	if r == nil || r.score == nil || len(r.items) == 0 {
		return beforeScaleInput{&scaleRule{scale: s}}, ""
	}
	set := r.items[0].asked.set
	if slices.ContainsFunc(r.items, func(it item) bool { return it.asked.set != set }) {
		return nil, "the items of \"" + s.ID + "\" are in several sets, so there is no result before the latest"
	}
	if !r.locals {
		return nil, "the score of \"" + s.ID + "\" rests on more than its items, so it can't be computed for the result before"
	}
	return beforeScaleInput{r}, ""
}

// beforeScaleInput is the score of a scale in the result before the latest.
type beforeScaleInput struct{ r *scaleRule }

func (i beforeScaleInput) key() string           { return "before." + i.r.scale.ID }
func (i beforeScaleInput) kind() expression.Kind { return expression.Number }
func (i beforeScaleInput) source() origin {
	if len(i.r.items) == 0 {
		return origin{set: none, step: none}
	}
	return origin{set: i.r.items[0].asked.set, step: none}
}

func (i beforeScaleInput) read(f *facts) float64 {
	if len(i.r.items) == 0 {
		return unknown
	}
	before := f.sets[i.r.items[0].asked.set].before
	if before == nil {
		return unknown
	}
	answered, sum := 0, 0.0
	for _, it := range i.r.items {
		if x := numberOf(before.Answers[it.asked.q.ID]); x == x {
			answered++
			sum += it.counts(x)
		}
	}
	if answered < i.r.needs {
		return unknown
	}
	i.r.tally(f.frame, answered, sum)
	score, err := i.r.score.number(f.frame)
	if err != nil {
		return unknown
	}
	return score
}

func (i beforeScaleInput) possible(o *openFacts) expression.Domain {
	if len(i.r.items) == 0 {
		return expression.Unknown()
	}
	return i.r.possible(o, func(it item) expression.Domain { return o.before[it.asked.number].numbers() })
}

// problemOf makes the problem of a rule that failed while it ran.
func problemOf(t source.Text, err error) source.Problem {
	return source.Problem{Code: "rule/failed", Severity: source.Error, Pos: t.Start, Message: "the rule failed: " + err.Error()}
}

// bandRule is a compiled band: the code of its id for the numbers of its range.
type bandRule struct {
	code      float64
	low, high float64 // infinite when there is no bound
	above     bool    // low itself does not belong to it
	below     bool    // nor does high
}

func (c *quizCompiler) bandRules(bands []quiz.Band) []bandRule {
	rules := make([]bandRule, 0, len(bands))
	for _, b := range bands {
		r := bandRule{code: c.code(b.ID), low: math.Inf(-1), high: math.Inf(1)}
		if b.Range.HasLow {
			r.low, r.above = b.Range.Low, b.Range.LowOpen
		}
		if b.Range.HasHigh {
			r.high, r.below = b.Range.High, b.Range.HighOpen
		}
		rules = append(rules, r)
	}
	return rules
}

// bandOf returns the code of the band that x lies in, NaN for none.
func bandOf(bands []bandRule, x float64) float64 {
	for i := range bands {
		b := &bands[i]
		if x >= b.low && x <= b.high && !(b.above && x == b.low) && !(b.below && x == b.high) {
			return b.code
		}
	}
	return unknown
}
