package scoring

import (
	"slices"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// Coverage notes what of a quiz a number of people have shown: each rule and each of its parts true and false, each band, each option and
// each state of each step. What nobody can show, like a part that is always true, is no part of it. It is for one goroutine.
type Coverage struct {
	s       *Scorer
	points  []Point
	plans   []coveredRule   // rules that a plan shows
	sets    [][]coveredRule // conditions of the questions, by the number of the set
	bands   []coveredBand
	options map[string]coveredQuestion
	states  []map[quiz.State]int
}

// Point is one thing that a test can show.
type Point struct {
	Kind   PointKind  `json:"kind"`
	Of     string     `json:"of"`             // id of the value, guard, set, step, scale or question
	Is     string     `json:"is"`             // what is to be seen: "true", "false", "known", a band, an option's value, a state
	Text   string     `json:"text,omitempty"` // the rule or part, as the author wrote it
	Pos    source.Pos `json:"pos"`
	Length int        `json:"length,omitempty"` // of Text in runes
	Seen   bool       `json:"seen"`
}

// PointKind is the kind of a Point.
type PointKind string

// The kinds of points.
const (
	RulePoint   PointKind = "rule"
	PartPoint   PointKind = "part" // of a rule
	BandPoint   PointKind = "band"
	OptionPoint PointKind = "option"
	StatePoint  PointKind = "state"
)

// PointKinds returns the kinds of points in the order in which they are told.
func PointKinds() []PointKind {
	return []PointKind{RulePoint, PartPoint, BandPoint, OptionPoint, StatePoint}
}

// coveredRule is a rule with the points of its parts.
type coveredRule struct {
	rule  *rule
	parts []coveredPart
}

// coveredPart is a part of a rule with its points: when it is true, or known, and when it is false. none is no point.
type coveredPart struct {
	node    *expression.Node
	yes, no int
}

// coveredQuestion is a question with the point of its first option; those of the others follow.
type coveredQuestion struct {
	question *quiz.Question
	first    int
}

// coveredBand is what has bands, with their points by the codes of the bands.
type coveredBand struct {
	slot   int
	points map[float64]int
}

// Points returns everything that could be seen, in the order of the quiz, each with whether it was.
func (c *Coverage) Points() []Point { return c.points }

// Total returns how many of the points of a kind were seen, and how many there are; the kind "" is all of them.
func (c *Coverage) Total(kind PointKind) (seen, all int) {
	for i := range c.points {
		if kind == "" || c.points[i].Kind == kind {
			all++
			if c.points[i].Seen {
				seen++
			}
		}
	}
	return seen, all
}

// Percent returns how much of everything was seen, from 0 to 100; of a quiz without rules 100.
func (c *Coverage) Percent() float64 {
	seen, all := c.Total("")
	if all == 0 {
		return 100
	}
	return 100 * float64(seen) / float64(all)
}

// See notes what the plan of a person shows, and what each of their results showed when it was given.
func (c *Coverage) See(h quiz.History, at time.Time) {
	e := c.s.begin(h, at)
	defer e.end()
	plan := e.plan()
	c.note(e, c.plans)
	for _, b := range c.bands {
		if i, is := b.points[e.frame[b.slot]]; is {
			c.points[i].Seen = true
		}
	}
	for i, state := range plan.Steps {
		if point, is := c.states[i][state.State]; is {
			c.points[point].Seen = true
		}
	}
	for i, r := range h.Results {
		number, known := c.s.sets[r.Set]
		if !known {
			continue
		}
		c.seeAnswers(&h.Results[i])
		if len(c.sets[number]) > 0 {
			c.seeSet(number, r, before(h, i))
		}
	}
}

// note notes which parts of the rules are true and which are false.
func (c *Coverage) note(e *evaluation, rules []coveredRule) {
	for _, r := range rules {
		if e.rests(r.rule) {
			continue
		}
		for _, part := range r.parts {
			is := part.no
			if part.holds(e.frame) {
				is = part.yes
			}
			if is != none {
				c.points[is].Seen = true
			}
		}
	}
}

// holds reports whether the part is true or, of a number, date or text, known.
func (p coveredPart) holds(f expression.Frame) bool {
	if p.node.Kind == expression.Truth {
		return p.node.Truth(f)
	}
	x := p.node.Number(f)
	return x == x
}

// seeAnswers notes the options that were chosen.
func (c *Coverage) seeAnswers(r *quiz.Result) {
	for id, answer := range r.Answers {
		asked, known := c.options[id]
		if !known {
			continue
		}
		for i, o := range asked.question.Options {
			if o.Numbered && answer.Form == quiz.Numeric && o.Number == answer.Number || answer.Form == quiz.Code && answer.Text == o.Value ||
				answer.Form == quiz.Codes && slices.Contains(answer.Codes, o.Value) {
				c.points[asked.first+i].Seen = true
			}
		}
	}
}

// seeSet notes what the conditions of a set were when its answers were given; h is what there was before.
func (c *Coverage) seeSet(number int, result quiz.Result, h quiz.History) {
	r := c.s.asks[number]
	e := c.s.open(h, result.At)
	defer e.end()
	e.facts.asking, e.facts.answers = number, result.Answers
	e.facts.hear(none)
	e.read(r.others)
	e.refresh(r)
	c.note(e, c.sets[number])
}

// before returns what there was of a history, which is sorted, when result number i was given.
func before(h quiz.History, i int) quiz.History {
	events := slices.IndexFunc(h.Events, func(e quiz.Event) bool { return e.At.After(h.Results[i].At) })
	if events < 0 {
		events = len(h.Events)
	}
	return quiz.History{Results: h.Results[:i], Events: h.Events[:events]}
}
