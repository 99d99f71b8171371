package scoring

import (
	"cmp"
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
	scale  *quiz.Scale
	items  []item
	needs  int
	low    float64 // the range of the items, for percent
	high   float64
	score  *rule
	locals bool // the score reads nothing but its tally
	bare   int  // the slot of the tally that is the score as it stands, or none
}

// item is one question of a scale. What counts of an answer x is offset + sign * x.
type item struct {
	place  int // among the items
	asked  *asked
	slot   int // of the answer's number
	sign   float64
	offset float64 // of a reverse-keyed item: lowest + highest number, what the answer is taken from
}

func (it *item) counts(x float64) float64 { return it.offset + it.sign*x }

// compileScale compiles the score of a scale.
func (c *quizCompiler) compileScale(s *quiz.Scale) *scaleRule {
	r := &scaleRule{scale: s, needs: s.Needs}
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
	r.score, r.bare = c.compile(s.Score, s, number), none
	if r.score == nil {
		return r
	}
	isTally := func(slot int) bool { return slot < len(tallyNames()) }
	if slot, reads := r.score.root.Slot(); reads && isTally(slot) {
		r.bare = slot
	}
	r.locals = !slices.ContainsFunc(r.score.reads, func(slot int) bool { return !isTally(slot) })
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
	t := r.tally(answered, sum)
	if r.bare != none {
		return t.at(r.bare), nil
	}
	t.fill(f)
	return r.score.number(f)
}

// tally is what a score is made of. It lies in the first slots of a frame, in the order of tallyNames.
type tally struct{ answered, sum, mean, percent float64 }

// tallyNames are the names that only the score of a scale has.
func tallyNames() []string { return []string{"answered", "sum", "mean", "percent"} }

const (
	answeredSlot = iota
	sumSlot
	meanSlot
	percentSlot
)

func (t tally) at(slot int) float64 {
	switch slot {
	case answeredSlot:
		return t.answered
	case sumSlot:
		return t.sum
	case meanSlot:
		return t.mean
	default:
		return t.percent
	}
}

func (t tally) fill(f expression.Frame) {
	f[answeredSlot], f[sumSlot], f[meanSlot], f[percentSlot] = t.answered, t.sum, t.mean, t.percent
}

// tally returns the number of answered items, their sum, mean and percent of the range; of no items all but the number is unknown.
//
// Percent is 100 * (mean - lowest) / (highest - lowest), the "percent of maximum possible" score (P. Cohen et al., Multivariate
// Behavioral Research 34, 1999, 315-346).
func (r *scaleRule) tally(answered int, sum float64) tally {
	if answered == 0 {
		return tally{0, unknown, unknown, unknown}
	}
	t := tally{float64(answered), sum, sum / float64(answered), unknown}
	if r.high != r.low {
		t.percent = 100 * (t.mean - r.low) / (r.high - r.low)
	}
	return t
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
	if f.sets[i.r.items[0].asked.set].before == nil {
		return unknown
	}
	answered, sum := 0, 0.0
	for k := range i.r.items {
		it := &i.r.items[k]
		if x := f.before[it.asked.number]; x == x {
			answered++
			sum += it.counts(x)
		}
	}
	if answered < i.r.needs {
		return unknown
	}
	i.r.tally(answered, sum).fill(f.frame)
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
	last := o.past[i.r]
	if last == nil {
		last = &scalePossible{}
		o.past[i.r] = last
	}
	return last.possible(i.r, o, func(it item) expression.Domain { return o.before[it.asked.number].numbers() })
}

// problemOf makes the problem of a rule that failed while it ran.
func problemOf(t source.Text, err error) source.Problem {
	return source.Problem{Code: "rule/failed", Severity: source.Error, Pos: t.Start, Message: "the rule failed: " + err.Error()}
}

// bandRule is a compiled band: the code of its id for the numbers from low to high, both of which belong to it.
type bandRule struct {
	code      float64
	low, high float64 // infinite when there is no bound
}

// bandRules compiles bands, sorted by their numbers; they do not overlap. A bound that does not belong to its band is moved to the number
// next to it.
func (c *quizCompiler) bandRules(bands []quiz.Band) []bandRule {
	rules := make([]bandRule, 0, len(bands))
	for _, b := range bands {
		r := bandRule{code: c.code(b.ID), low: math.Inf(-1), high: math.Inf(1)}
		if b.Range.HasLow {
			r.low = b.Range.Low
			if b.Range.LowOpen {
				r.low = math.Nextafter(r.low, math.Inf(1))
			}
		}
		if b.Range.HasHigh {
			r.high = b.Range.High
			if b.Range.HighOpen {
				r.high = math.Nextafter(r.high, math.Inf(-1))
			}
		}
		rules = append(rules, r)
	}
	slices.SortFunc(rules, func(a, b bandRule) int { return cmp.Compare(a.low, b.low) })
	return rules
}

// bandOf returns the code of the band that x lies in, NaN for none.
func bandOf(bands []bandRule, x float64) float64 {
	at := -1
	for i := range bands {
		// The sign of the difference counts the bands that begin at x or below, without a jump that no processor could foresee.
		at += 1 - int(math.Float64bits(x-bands[i].low)>>63)
	}
	if at >= 0 && x >= bands[at].low && x <= bands[at].high {
		return bands[at].code
	}
	return unknown
}
