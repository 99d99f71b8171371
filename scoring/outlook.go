package scoring

import (
	"math"
	"slices"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// outlook is the working memory of the possibility reading, as evaluation is that of the value reading: what every slot of the
// frame can still be for the people that the open facts stand for.
type outlook struct {
	s     *Scorer
	facts openFacts
	space expression.Space
	fails []bool // by slot: it can rest on a rule that fails
	// limits narrows slots to a part of what they can be; a search looks at the parts one after another.
	limits map[int]expression.Domain
	empty  bool // a limit left nothing: there is no such person
	// readings is how many inputs, derived things and conditions were read since the last look began.
	readings int
	scales   map[*scaleRule]*scalePossible
	pages    []*pageRule // those whose conditions were looked at

	dayMarks []float64 // see marks
	markedOn quiz.Day  // the day of which they are
}

// scalePossible is what a scale could be when it was last worked out, and what its items could be then.
type scalePossible struct {
	items []expression.Domain
	score expression.Domain
}

func newOutlook(s *Scorer) *outlook {
	o := &outlook{s: s, space: make(expression.Space, s.frame), fails: make([]bool, s.frame), scales: map[*scaleRule]*scalePossible{}}
	o.facts = openFacts{
		asking: none, frame: make(expression.Frame, s.frame), space: o.space, sets: make([]openSet, len(s.quiz.Sets)), steps: make([]openStep, len(s.quiz.Steps)),
		replies: make([]openReply, len(s.asked)), before: make([]openReply, len(s.asked)), past: map[*scaleRule]*scalePossible{},
	}
	return o
}

// marks returns the dates, sorted, at which a rule that counts days from today can turn: those a number of days ago that some rule names,
// and the next ones.
func (o *outlook) marks() []float64 {
	if o.dayMarks == nil || o.markedOn != o.facts.today {
		o.dayMarks, o.markedOn = o.dayMarks[:0], o.facts.today
		for _, c := range o.s.constants {
			if c == math.Trunc(c) {
				o.dayMarks = append(o.dayMarks, float64(o.facts.today)-c, float64(o.facts.today)-c+1)
			}
		}
		slices.Sort(o.dayMarks)
		o.dayMarks = slices.Compact(o.dayMarks)
	}
	return o.dayMarks
}

// fix makes everything as it is for one person.
func (o *outlook) fix(e *evaluation) {
	for slot, x := range e.frame {
		o.space[slot] = expression.Only(x)
	}
	copy(o.fails, e.failed)
	o.facts.today = e.facts.today
	for i, r := range e.facts.replies {
		o.facts.replies[i] = fixedReply(r)
	}
}

// read reads what the inputs can be.
func (o *outlook) read(inputs []slotted) {
	o.readings += len(inputs)
	for i := range inputs {
		o.store(inputs[i].slot, inputs[i].possible(&o.facts))
	}
}

// store keeps what a slot can be, within its limit.
func (o *outlook) store(slot int, can expression.Domain) {
	if limit, narrowed := o.limits[slot]; narrowed {
		can = can.Intersect(limit)
		o.empty = o.empty || can.Empty()
	}
	o.space[slot] = can
}

// derive works out what scales, values and done steps can be, each after what it reads.
func (o *outlook) derive(order []*derived) {
	o.readings += len(order)
	for _, d := range order {
		can, fails := expression.Only(0), false
		switch {
		case d.scale != nil:
			can, fails = o.orFails(d.scale.score, o.scale(d.scale), false)
		case d.rule != nil:
			can, fails = o.orFails(d.rule, d.rule.root.Possible(o.space), d.typ.kind == truth)
		}
		o.fails[d.slot] = fails
		o.store(d.slot, can)
		if d.bandSlot != none {
			o.fails[d.bandSlot] = fails
			o.store(d.bandSlot, possibleBands(d.bands, o.space[d.slot]))
		}
	}
}

// scale returns what the score can be.
func (o *outlook) scale(r *scaleRule) expression.Domain {
	last := o.scales[r]
	if last == nil {
		last = &scalePossible{}
		o.scales[r] = last
	}
	return last.possible(r, &o.facts, func(it item) expression.Domain { return o.space[it.slot] })
}

// possible returns what the score can be; while its items stay as they are, it does not work it out again.
func (last *scalePossible) possible(r *scaleRule, o *openFacts, of func(item) expression.Domain) expression.Domain {
	if last.items == nil {
		last.items = make([]expression.Domain, len(r.items))
	} else if r.locals && !slices.ContainsFunc(r.items, func(it item) bool { return !of(it).Equal(last.items[it.place]) }) {
		return last.score
	}
	for i, it := range r.items {
		last.items[i] = of(it)
	}
	last.score = r.possible(o, of)
	return last.score
}

// orFails adds what stands for the value of a rule that fails, when this one can: it is infinite, or rests on another that failed.
func (o *outlook) orFails(r *rule, can expression.Domain, isTruth bool) (expression.Domain, bool) {
	fails := o.rests(r) || can.Some && (math.IsInf(can.Low, 0) || math.IsInf(can.High, 0))
	switch {
	case !fails:
	case isTruth:
		can = can.Union(expression.Only(0))
	default:
		can.Unknown = true
	}
	return can, fails
}

func (o *outlook) rests(r *rule) bool {
	return slices.ContainsFunc(r.reads, func(slot int) bool { return o.fails[slot] })
}

// can returns whether a rule can be true and whether it can be false; one that fails counts as otherwise.
func (o *outlook) can(r *rule, otherwise bool) (yes, no bool) {
	o.readings++
	d := r.root.Possible(o.space)
	yes, no = d.CanBe(1), d.CanBe(0)
	if o.rests(r) {
		yes, no = yes || otherwise, no || !otherwise
	}
	return yes, no
}

// measure returns what a rule that is a number or a date can be; one that fails is not known.
func (o *outlook) measure(r *rule) expression.Domain {
	can, _ := o.orFails(r, r.root.Possible(o.space), false)
	return can
}

// possibleBands returns the codes of the bands that the numbers lie in.
func possibleBands(bands []bandRule, numbers expression.Domain) expression.Domain {
	var codes []float64
	if points := numbers.Numbers(); points != nil {
		for _, x := range points {
			codes = append(codes, bandOf(bands, x))
		}
	} else if numbers.Some {
		codes = append(codes, unknown) // a number may lie between two bands
		for _, b := range bands {
			if b.high >= numbers.Low && b.low <= numbers.High {
				codes = append(codes, b.code)
			}
		}
	}
	can := expression.Each(codes)
	can.Unknown = can.Unknown || numbers.Unknown
	return can
}
