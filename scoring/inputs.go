package scoring

import (
	"fmt"
	"strings"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// input is something that rules read of a person. Each kind of input is one type with its readings side by side.
type input interface {
	// key names it as a rule would; two inputs with one key are the same.
	key() string
	kind() expression.Kind
	// read returns its value for one person.
	read(f *facts) float64
	// possible returns the values that it can have for the people that the open facts stand for.
	possible(o *openFacts) expression.Domain
	// fact returns what the person said or did that stands behind its value.
	fact(w *explanation) *quiz.Fact
	// source returns where it comes from.
	source() origin
}

// origin says what of a history an input reads; what it does not read is nil or none.
type origin struct {
	asked *asked // the latest answer to this question
	set   int    // results of this set
	step  int    // events of this step
}

// The latest answer to a question: its number or date, its option, whether it is known, whether it holds one of some options.
type (
	numberInput struct{ q *asked }
	wordInput   struct{ q *asked }
	knownInput  struct{ q *asked }
	hasInput    struct {
		q       *asked
		options []string
		mask    uint64
	}
)

func (i numberInput) key() string           { return i.q.q.ID }
func (i numberInput) kind() expression.Kind { return expression.Number }
func (i numberInput) read(f *facts) float64 { return f.replies[i.q.number].number }
func (i numberInput) source() origin        { return origin{asked: i.q, set: none, step: none} }
func (i numberInput) possible(o *openFacts) expression.Domain {
	return o.replies[i.q.number].numbers()
}

// A number or date with answers in words has both a number and a word.
func (i wordInput) key() string           { return fmt.Sprintf("words(%s)", i.q.q.ID) }
func (i wordInput) kind() expression.Kind { return expression.Text }
func (i wordInput) read(f *facts) float64 { return i.q.word(f.replies[i.q.number].options) }
func (i wordInput) source() origin        { return origin{asked: i.q, set: none, step: none} }
func (i wordInput) possible(o *openFacts) expression.Domain {
	return o.replies[i.q.number].words(i.q)
}

func (i knownInput) key() string           { return fmt.Sprintf("known(%s)", i.q.q.ID) }
func (i knownInput) kind() expression.Kind { return expression.Truth }
func (i knownInput) read(f *facts) float64 { return truthOf(f.replies[i.q.number].known) }
func (i knownInput) source() origin        { return origin{asked: i.q, set: none, step: none} }
func (i knownInput) possible(o *openFacts) expression.Domain {
	return o.replies[i.q.number].knowns(i.q)
}

func (i hasInput) key() string {
	return fmt.Sprintf("has(%s, '%s')", i.q.q.ID, strings.Join(i.options, "', '"))
}
func (i hasInput) kind() expression.Kind { return expression.Truth }
func (i hasInput) read(f *facts) float64 {
	return truthOf(f.replies[i.q.number].options&i.mask != 0)
}
func (i hasInput) source() origin { return origin{asked: i.q, set: none, step: none} }
func (i hasInput) possible(o *openFacts) expression.Domain {
	return o.replies[i.q.number].has(i.mask)
}

// The answer in the result before the latest, and the days since an answer was given.
type (
	beforeInput struct{ q *asked }
	saidInput   struct {
		q       *asked
		options []string
		mask    uint64
	}
)

func (i beforeInput) key() string           { return "before." + i.q.q.ID }
func (i beforeInput) kind() expression.Kind { return expression.Number }
func (i beforeInput) read(f *facts) float64 { return f.before[i.q.number] }
func (i beforeInput) source() origin        { return origin{set: i.q.set, step: none} }
func (i beforeInput) possible(o *openFacts) expression.Domain {
	return o.before[i.q.number].numbers()
}

func (i saidInput) key() string {
	return fmt.Sprintf("days_since_said(%s, '%s')", i.q.q.ID, strings.Join(i.options, "', '"))
}
func (i saidInput) kind() expression.Kind { return expression.Number }
func (i saidInput) read(f *facts) float64 { return f.said(f.h.Results, i.q, i.mask) }
func (i saidInput) source() origin        { return origin{set: i.q.set, step: none} }

// possible: when the latest answer says it, the days since that result; else what was said before it.
func (i saidInput) possible(o *openFacts) expression.Domain {
	if i.q.set == o.asking {
		return o.said(i)
	}
	says := o.replies[i.q.number].has(i.mask)
	var d expression.Domain
	if says.CanBe(1) {
		d = o.sets[i.q.set].days
		d.Unknown = false
	}
	if says.CanBe(0) || o.sets[i.q.set].times.CanBe(0) {
		d = d.Union(o.said(i))
	}
	return d
}

// What is known of a set: whether and how often it was taken, when, and whether later than another.
type (
	takenInput struct{ setName }
	timesInput struct{ setName }
	sinceInput struct{ setName }
	newerInput struct{ a, b setName }
	todayInput struct{}
	setName    struct {
		number int
		id     string
	}
)

func (i takenInput) key() string           { return fmt.Sprintf("taken('%s')", i.id) }
func (i takenInput) kind() expression.Kind { return expression.Truth }
func (i takenInput) read(f *facts) float64 { return truthOf(f.sets[i.number].times > 0) }
func (i takenInput) source() origin        { return origin{set: i.number, step: none} }
func (i takenInput) possible(o *openFacts) expression.Domain {
	times := o.sets[i.number].times
	return expression.Truths(times.High > 0, times.Low <= 0)
}

func (i timesInput) key() string           { return fmt.Sprintf("times('%s')", i.id) }
func (i timesInput) kind() expression.Kind { return expression.Number }
func (i timesInput) read(f *facts) float64 { return float64(f.sets[i.number].times) }
func (i timesInput) source() origin        { return origin{set: i.number, step: none} }
func (i timesInput) possible(o *openFacts) expression.Domain {
	return o.sets[i.number].times
}

func (i sinceInput) key() string           { return fmt.Sprintf("days_since('%s')", i.id) }
func (i sinceInput) kind() expression.Kind { return expression.Number }
func (i sinceInput) read(f *facts) float64 {
	if r := f.sets[i.number].latest; r != nil {
		return f.daysSince(r.At)
	}
	return unknown
}
func (i sinceInput) source() origin { return origin{set: i.number, step: none} }
func (i sinceInput) possible(o *openFacts) expression.Domain {
	return o.sets[i.number].since()
}

func (i newerInput) key() string           { return fmt.Sprintf("newer('%s', '%s')", i.a.id, i.b.id) }
func (i newerInput) kind() expression.Kind { return expression.Truth }
func (i newerInput) read(f *facts) float64 {
	a, b := f.sets[i.a.number].latest, f.sets[i.b.number].latest
	return truthOf(a != nil && (b == nil || a.At.After(b.At)))
}
func (i newerInput) source() origin { return origin{set: i.a.number, step: none} }
func (i newerInput) possible(o *openFacts) expression.Domain {
	a, b := o.sets[i.a.number], o.sets[i.b.number]
	canBe := a.times.High > 0 && (b.times.Low <= 0 || a.days.Low <= b.days.High)
	canNot := a.times.Low <= 0 || b.times.High > 0 && a.days.High >= b.days.Low
	return expression.Truths(canBe, canNot)
}

func (todayInput) key() string                             { return "today" }
func (todayInput) kind() expression.Kind                   { return expression.Number }
func (todayInput) read(f *facts) float64                   { return float64(f.today) }
func (todayInput) source() origin                          { return origin{set: none, step: none} }
func (todayInput) possible(o *openFacts) expression.Domain { return expression.Only(float64(o.today)) }

// What the person reported of a step.
type (
	startedInput struct{ stepName }
	tasksInput   struct{ stepName }
	closedInput  struct{ stepName }
	stepName     struct {
		number int
		id     string
	}
)

func (i startedInput) key() string           { return fmt.Sprintf("started('%s')", i.id) }
func (i startedInput) kind() expression.Kind { return expression.Number }
func (i startedInput) read(f *facts) float64 {
	if e := f.steps[i.number].started; e != nil {
		return f.daysSince(e.At)
	}
	return unknown
}
func (i startedInput) source() origin { return origin{set: none, step: i.number} }
func (i startedInput) possible(o *openFacts) expression.Domain {
	return o.steps[i.number].started
}

func (i tasksInput) key() string           { return fmt.Sprintf("tasks('%s')", i.id) }
func (i tasksInput) kind() expression.Kind { return expression.Number }
func (i tasksInput) read(f *facts) float64 { return float64(f.steps[i.number].ticked) }
func (i tasksInput) source() origin        { return origin{set: none, step: i.number} }
func (i tasksInput) possible(o *openFacts) expression.Domain {
	return o.steps[i.number].ticked
}

func (i closedInput) key() string           { return fmt.Sprintf("person_closed('%s')", i.id) }
func (i closedInput) kind() expression.Kind { return expression.Truth }
func (i closedInput) read(f *facts) float64 { return truthOf(f.steps[i.number].closed) }
func (i closedInput) source() origin        { return origin{set: none, step: i.number} }
func (i closedInput) possible(o *openFacts) expression.Domain {
	return o.steps[i.number].closed
}
