package scoring

import (
	"maps"
	"math"
	"math/bits"
	"slices"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// box is a part of all people: what their facts can be. A search cuts boxes into smaller ones.
type box struct {
	sets    []openSet
	steps   []openStep
	replies []openReply // by the number of the asked question
	before  []openReply
	limits  map[int]expression.Domain // of slots
}

// far is more days, results and tasks than anybody has.
const far = 1e6

// everybody is the box of all people.
func (s *Scorer) everybody() box {
	b := box{limits: map[int]expression.Domain{}}
	for range s.quiz.Sets {
		b.sets = append(b.sets, openSet{times: expression.Between(0, far), days: expression.Between(0, far)})
	}
	for _, step := range s.quiz.Steps {
		started := expression.Between(0, far)
		started.Unknown = true
		ticked := make([]float64, 0, len(step.Tasks)+1)
		for n := range len(step.Tasks) + 1 {
			ticked = append(ticked, float64(n))
		}
		b.steps = append(b.steps, openStep{started: started, ticked: expression.Each(ticked), closed: expression.Truths(true, true)})
	}
	for _, q := range s.asked {
		b.replies = append(b.replies, openQuestion(q.q))
		b.before = append(b.before, openQuestion(q.q))
	}
	return b
}

func (b box) clone() box {
	return box{
		sets: slices.Clone(b.sets), steps: slices.Clone(b.steps), replies: slices.Clone(b.replies), before: slices.Clone(b.before),
		limits: maps.Clone(b.limits),
	}
}

// look makes the outlook that of the people of the box. asking is the set whose attempt is in progress, whose replies are those of the
// attempt, or none. It takes answers out of the box that contradict others; see narrow.
func (o *outlook) look(b box, asking int, inputs []slotted, derives []*derived) {
	f := &o.facts
	f.asking, o.limits, o.empty, o.readings = asking, b.limits, false, 0
	copy(f.sets, b.sets)
	copy(f.steps, b.steps)
	copy(f.replies, b.replies)
	copy(f.before, b.before)
	for i, q := range o.s.asked {
		set := &f.sets[q.set]
		if !f.before[i].unanswered {
			set.times.Low = max(set.times.Low, 2)
		}
		if q.set != asking && !f.replies[i].unanswered {
			set.times.Low = max(set.times.Low, 1)
		}
	}
	for i, q := range o.s.asked {
		times := f.sets[q.set].times
		o.empty = o.empty || times.Low > times.High
		f.replies[i] = f.replies[i].alone(q.q)
		if q.set != asking && times.High < 1 {
			f.replies[i] = openReply{unanswered: true}
		}
		if times.High < 2 {
			f.before[i] = openReply{unanswered: true}
		}
	}
	f.said = o.saidEarlier
	clear(o.fails)
	o.read(inputs)
	o.derive(derives)
	o.hide(inputs)
	if !o.empty && o.narrow(b) {
		o.hide(inputs)
	}
}

// saidEarlier is the days since an answer in a result before the latest.
func (o *outlook) saidEarlier(in saidInput) expression.Domain {
	set := o.facts.sets[in.q.set]
	earlier := 2.0
	if in.q.set == o.facts.asking {
		earlier = 1
	}
	if set.times.High < earlier {
		return expression.Unknown()
	}
	d := expression.Between(set.days.Low, far)
	d.Unknown = true
	return d
}

// cut is a place where a box can be cut in two.
type cut struct {
	kind  cutKind
	index int // of the slot, question, set or step
}

type cutKind uint8

const (
	noCut    cutKind = iota
	cutScore         // the slot of a scale
	cutSaid          // the slot of the days since an answer
	cutReply
	cutBefore
	cutTimes
	cutDays
	cutStarted
	cutTicked
	cutClosed
)

// cut cuts the box at the first of the places where it can be cut.
func (b box) cut(o *outlook, places []place) (first, second box, at cut, ok bool) {
	for _, p := range places {
		if first, second, ok = b.at(p, o); ok {
			return first, second, p.cut, true
		}
	}
	return box{}, box{}, cut{}, false
}

// at cuts the box; ok is false when there is nothing left to cut there.
func (b box) at(c place, o *outlook) (first, second box, ok bool) {
	first, second = b.clone(), b.clone()
	halve := func(of func(box) *expression.Domain) {
		*of(first), *of(second), ok = halves(*of(b), true)
	}
	switch i := c.index; c.kind {
	case cutScore:
		first.limits[i], second.limits[i], ok = halves(c.now, false)
	case cutSaid:
		first.limits[i], second.limits[i], ok = halves(c.now, true)
	case cutReply:
		first.replies[i], second.replies[i], ok = b.replies[i].halves(o.s.asked[i].q, o.marks())
	case cutBefore:
		first.before[i], second.before[i], ok = b.before[i].halves(o.s.asked[i].q, o.marks())
	case cutTimes:
		halve(func(b box) *expression.Domain { return &b.sets[i].times })
	case cutDays:
		halve(func(b box) *expression.Domain { return &b.sets[i].days })
	case cutStarted:
		halve(func(b box) *expression.Domain { return &b.steps[i].started })
	case cutTicked:
		halve(func(b box) *expression.Domain { return &b.steps[i].ticked })
	case cutClosed:
		halve(func(b box) *expression.Domain { return &b.steps[i].closed })
	}
	return first, second, ok
}

// halves cuts a domain in two: first what is known from what is not, then the numbers. What is whole counts days or times: there the
// simpler half comes first, in which nothing happened, and a wide range is cut near its low end.
func halves(d expression.Domain, whole bool) (first, second expression.Domain, ok bool) {
	if d.Unknown && d.Some {
		known := d
		known.Unknown = false
		if whole {
			return expression.Unknown(), known, true
		}
		return known, expression.Unknown(), true
	}
	points := d.Numbers()
	if points == nil && d.Some {
		return halfRanges(d, whole)
	}
	if len(points) < 2 {
		return d, d, false
	}
	half := len(points) / 2
	return expression.Each(slices.Clone(points[:half])), expression.Each(slices.Clone(points[half:])), true
}

func halfRanges(d expression.Domain, whole bool) (first, second expression.Domain, ok bool) {
	const near = 64
	middle := d.Low + (d.High-d.Low)/2
	if !whole {
		if middle <= d.Low || middle >= d.High {
			return d, d, false
		}
		return expression.Between(d.Low, middle), expression.Between(math.Nextafter(middle, d.High), d.High), true
	}
	if d.Low >= 0 && d.High > 2*(d.Low+near) {
		middle = d.Low + near
	}
	middle = math.Floor(middle)
	return wholeRange(d.Low, middle), wholeRange(middle+1, d.High), true
}

// halfDates cuts dates at the middle one of the marks that lie among them, else in the middle.
func halfDates(d expression.Domain, marks []float64) (first, second expression.Domain, ok bool) {
	from, _ := slices.BinarySearch(marks, d.Low+1)
	to, _ := slices.BinarySearch(marks, d.High+1)
	if from >= to || d.Unknown || d.Numbers() != nil {
		return halves(d, true)
	}
	at := marks[(from+to)/2]
	return wholeRange(d.Low, at-1), wholeRange(at, d.High), true
}

// wholeRange is the domain of the whole numbers from low to high, listed when they are few.
func wholeRange(low, high float64) expression.Domain {
	const listed = 64
	if high-low > listed {
		return expression.Between(low, high)
	}
	each := make([]float64, 0, listed)
	for x := low; x <= high; x++ {
		each = append(each, x)
	}
	return expression.Each(each)
}

// halves cuts an openReply in two: answered from not answered, numbers from options, then these; dates are cut at the middle one of the
// marks that lie among them.
func (o openReply) halves(q *quiz.Question, marks []float64) (first, second openReply, ok bool) {
	first, second = o, o
	undecided := o.may &^ o.must
	switch {
	case o.unanswered && (o.written || o.number.Some || o.may != 0):
		first.unanswered, second = false, openReply{unanswered: true}
	case o.written && (o.number.Some || o.may != 0):
		first.written, second = false, openReply{written: true}
	case o.number.Some && o.may != 0:
		first.may, first.must, second.number = 0, 0, expression.Domain{}
	case o.number.Some && q.Kind == quiz.Date:
		first.number, second.number, ok = halfDates(o.number, marks)
		return first, second, ok
	case o.number.Some:
		first.number, second.number, ok = halves(o.number, q.Whole)
		return first, second, ok
	case o.several && undecided != 0 && bits.OnesCount64(o.may) > 1:
		bit := undecided & -undecided
		first.must |= bit
		second.may &^= bit
	case !o.several && bits.OnesCount64(o.may) > 1:
		low := uint64(0)
		for left := o.may; bits.OnesCount64(low) < bits.OnesCount64(o.may)/2; left &= left - 1 {
			low |= left & -left
		}
		first.may, second.may = low, o.may&^low
	default:
		return o, o, false
	}
	return first, second, true
}

// alone keeps options that stand alone apart from others, where it is known that one of them is chosen.
func (o openReply) alone(q *quiz.Question) openReply {
	if !o.several || o.must == 0 {
		return o
	}
	for i, option := range q.Options {
		if bit := uint64(1) << i; option.Exclusive && i < maxOptions {
			if o.must&bit != 0 {
				o.may = bit
			} else {
				o.may &^= bit
			}
		}
	}
	return o
}
