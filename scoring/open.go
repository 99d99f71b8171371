package scoring

import (
	"math"
	"math/bits"
	"slices"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// openFacts are what the facts of a person can still be: the counterpart of facts for the possibility reading.
type openFacts struct {
	today   quiz.Day
	asking  int // the set whose attempt is in progress: its replies are those of the attempt; or none
	sets    []openSet
	steps   []openStep
	replies []openReply      // by the number of the asked question: its latest answer
	before  []openReply      // and the answer in the result before
	frame   expression.Frame // for what is computed on the way
	space   expression.Space
	past    map[*scaleRule]*scalePossible // what scales could be in the result before
	// said is the days since an answer that was given before the latest result.
	said func(saidInput) expression.Domain
}

// openSet is how often a set can have been taken, and how many days ago when it was.
type openSet struct{ times, days expression.Domain }

func (s openSet) since() expression.Domain {
	if s.times.High <= 0 {
		return expression.Unknown()
	}
	d := s.days
	d.Unknown = s.times.Low <= 0
	return d
}

// openStep is what a person can have reported of a step.
type openStep struct{ started, ticked, closed expression.Domain }

// openReply is what an answer can be. Its parts exclude one another: no answer, a text, a number, or options.
type openReply struct {
	unanswered bool
	written    bool              // a text, or an option that the question does not have any more
	number     expression.Domain // never Unknown
	may        uint64            // options that can be chosen
	must       uint64            // of several: options that are chosen in any case
	several    bool              // more than one option can be chosen
}

// fixedReply is the openReply that is one answer.
func fixedReply(r reply) openReply {
	o := openReply{may: r.options, must: r.options, several: bits.OnesCount64(r.options) > 1}
	if r.number == r.number {
		o.number = expression.Only(r.number)
	}
	if r.options == 0 && !o.number.Some {
		o.written, o.unanswered = r.known, !r.known
	}
	return o
}

// openQuestion is the openReply of a question that was not answered yet.
func openQuestion(q *quiz.Question) openReply {
	o := openReply{unanswered: true, several: q.Kind == quiz.ChooseMany, written: q.Kind == quiz.ShortText || q.Kind == quiz.LongText}
	var numbers []float64
	for i, option := range q.Options {
		switch {
		case option.Numbered:
			numbers = append(numbers, option.Number)
		case i < maxOptions:
			o.may |= 1 << i
		}
	}
	switch q.Kind {
	case quiz.Rate:
		o.number = expression.Each(numbers)
	case quiz.Number:
		o.number = numberRange(q)
	case quiz.Date:
		o.number = expression.Between(float64(quiz.EarliestDay), float64(quiz.LatestDay))
	}
	return o
}

// numberRange is what a number can be; without its own bounds, those that every answer has.
func numberRange(q *quiz.Question) expression.Domain {
	low, high := float64(-quiz.GreatestNumber), float64(quiz.GreatestNumber)
	if q.Min != nil {
		low = *q.Min
	}
	if q.Max != nil {
		high = *q.Max
	}
	if q.Whole {
		return wholeRange(math.Ceil(low), math.Floor(high))
	}
	return expression.Between(low, high)
}

// orNotAsked is the openReply of a question whose condition may be false: it can be left out; when it can't be shown, it is.
func (o openReply) orNotAsked(shown bool) openReply {
	if !shown {
		return openReply{unanswered: true}
	}
	o.unanswered, o.must = true, 0
	return o
}

// never reports whether there is no answer in any case.
func (o openReply) never() bool { return o.unanswered && !o.written && !o.number.Some && o.may == 0 }

func (o openReply) numbers() expression.Domain {
	d := o.number
	d.Unknown = o.unanswered || o.written || o.may != 0
	return d
}

func (o openReply) words(q *asked) expression.Domain {
	var codes []float64
	if o.unanswered || o.written || o.number.Some {
		codes = append(codes, unknown)
	}
	for left := o.may; left != 0; left &= left - 1 {
		codes = append(codes, q.codes[bits.TrailingZeros64(left)])
	}
	return expression.Each(codes)
}

func (o openReply) knowns(q *asked) expression.Domain {
	return expression.Truths(o.written || o.number.Some || o.may&^q.skip != 0, o.unanswered || o.may&q.skip != 0)
}

func (o openReply) has(mask uint64) expression.Domain {
	canNot := o.unanswered || o.written || o.number.Some || o.may&^mask != 0
	if o.must&mask != 0 {
		canNot = false
	}
	return expression.Truths(o.may&mask != 0, canNot)
}

// given reports whether there is an answer in any case.
func (o openReply) given() bool { return !o.unanswered }

// nobody reports whether there is no way to answer, nor to leave it.
func (o openReply) nobody() bool { return !o.unanswered && !o.written && !o.number.Some && o.may == 0 }

// which is the openReply of those for whom can be holds, and whether they are fewer. It is asked of each way to answer: of no answer, of a
// text, of each option, and of numbers piece by piece.
func (o openReply) which(q *quiz.Question, constants []float64, can func(openReply) bool) (left openReply, fewer bool) {
	left = o
	left.unanswered = o.unanswered && can(openReply{unanswered: true})
	left.written = o.written && can(openReply{written: true})
	if o.number.Some {
		left.number = whichNumbers(o.number, q.Kind != quiz.Date, q.Whole, constants, func(d expression.Domain) bool { return can(openReply{number: d}) })
	}
	for rest := o.may; rest != 0; rest &= rest - 1 {
		bit := rest & -rest
		part := openReply{may: bit, must: bit}
		if o.several {
			part = openReply{may: o.may, must: o.must | bit, several: true}.alone(q)
		}
		if part.may&bit == 0 || !can(part) {
			left.may &^= bit
		}
	}
	if left.may&o.must != o.must {
		left.may, left.must = 0, 0
	}
	if o.several && !left.unanswered && !left.written && !left.number.Some {
		for rest := left.may &^ left.must; rest != 0; rest &= rest - 1 {
			bit := rest & -rest
			if others := left.may &^ bit; others == 0 || !can(openReply{may: others, must: left.must, several: true}) {
				left.must |= bit
			}
		}
	}
	return left, left.unanswered != o.unanswered || left.written != o.written || left.may != o.may || left.must != o.must || !left.number.Equal(o.number)
}

// whichNumbers is the domain of those numbers that can be, or a wider one: of a few it asks of each, of a range of the pieces between the
// numbers that rules name.
func whichNumbers(d expression.Domain, ranges, whole bool, constants []float64, can func(expression.Domain) bool) expression.Domain {
	const few = 16
	points := d.Numbers()
	switch {
	case !can(d):
		return expression.Domain{}
	case points != nil && len(points) <= few:
		return expression.Each(slices.DeleteFunc(slices.Clone(points), func(x float64) bool { return !can(expression.Only(x)) }))
	case points != nil || !ranges:
		return d
	}
	before, behind := func(x float64) float64 { return math.Nextafter(x, math.Inf(-1)) }, func(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }
	if whole {
		before, behind = func(x float64) float64 { return math.Ceil(x) - 1 }, func(x float64) float64 { return math.Floor(x) + 1 }
	}
	tried := 0
	for _, c := range constants {
		if c <= d.Low || c >= d.High {
			continue
		}
		if tried++; tried > few {
			break
		}
		if !can(expression.Between(d.Low, before(c))) {
			d.Low = c
			if whole {
				d.Low = math.Ceil(c)
			}
			if !can(expression.Only(d.Low)) {
				d.Low = behind(c)
			}
		}
		if c < d.High && c > d.Low && !can(expression.Between(behind(c), d.High)) {
			d.High = c
			if whole {
				d.High = math.Floor(c)
			}
			if !can(expression.Only(d.High)) {
				d.High = before(c)
			}
		}
	}
	return d
}
