package scoring

import (
	"math/bits"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// facts are a history, made ready to be read by rules. They are filled, read and forgotten again, without allocation.
type facts struct {
	s     *Scorer
	at    time.Time
	today quiz.Day
	h     quiz.History
	frame expression.Frame // of the evaluation that these facts are for

	sets    []taken // by the number of the set
	steps   []worked
	ticks   map[tick]bool
	replies []reply   // by the number of the asked question: its latest answer
	before  []float64 // the number or date in the result before, of those questions of which rules read it

	// asking is the set whose attempt is in progress, or none; its questions are read from answers alone.
	asking  int
	answers quiz.Answers
}

// taken is what a history holds of one set.
type taken struct {
	latest *quiz.Result
	before *quiz.Result // only when asked by the same ruler as the latest
	times  int
}

// worked is what a history holds of one step.
type worked struct {
	started *quiz.Event // the first
	closed  bool        // by the person, and not reopened
	ticked  int         // tasks
}

type tick struct {
	step int
	task string
}

// reply is an answer as rules read it.
type reply struct {
	number  float64 // a number, or a date as its day; NaN when it is none
	options uint64  // bit i is set when option i was chosen
	known   bool
}

// asked is a question that rules read.
type asked struct {
	number int // its place in facts.replies
	set    int
	q      *quiz.Question
	codes  []float64 // of its options
	skip   uint64    // the option "rather not say"
	calm   uint64    // the option "no" or "none of these"
}

// maxOptions is how many options a question can have that rules read, since they are held as the bits of a word.
const maxOptions = 64

// none is the number of no set.
const none = -1

func newFacts(s *Scorer) *facts {
	return &facts{
		s: s, frame: make(expression.Frame, s.frame), sets: make([]taken, len(s.quiz.Sets)), steps: make([]worked, len(s.quiz.Steps)), ticks: map[tick]bool{},
		replies: make([]reply, len(s.asked)), before: make([]float64, len(s.asked)), asking: none,
	}
}

// forget lets go of a person's history, so that the facts can be filled with another's.
func (f *facts) forget() {
	f.h, f.asking, f.answers = quiz.History{}, none, nil
	clear(f.sets)
	clear(f.steps)
	clear(f.ticks)
}

// fill reads a history. A result of a set that the quiz does not have, and an event of such a step, is left out.
func (f *facts) fill(h quiz.History, at time.Time) {
	f.at, f.today, f.h = at, quiz.DayOf(at), h
	for i := range h.Results {
		r := &h.Results[i]
		number, known := f.s.sets[r.Set]
		if !known {
			continue
		}
		set := &f.sets[number]
		set.times++
		set.before = nil
		if set.latest != nil && set.latest.Ruler == r.Ruler {
			set.before = set.latest
		}
		set.latest = r
	}
	for i := range h.Events {
		if step, known := f.s.numbers[h.Events[i].Step]; known {
			f.steps[step].note(&h.Events[i], step, f.ticks)
		}
	}
	for _, q := range f.s.past {
		f.before[q.number] = unknown
		if r := f.sets[q.set].before; r != nil {
			f.before[q.number] = numberOf(r.Answers[q.q.ID])
		}
	}
}

// note takes an event in; ticks are the tasks that are ticked so far.
func (w *worked) note(e *quiz.Event, step int, ticks map[tick]bool) {
	task := tick{step, e.Task}
	switch e.Kind {
	case quiz.StepStarted:
		if w.started == nil {
			w.started = e
		}
	case quiz.StepClosed, quiz.StepReopened:
		w.closed = e.Kind == quiz.StepClosed
	case quiz.TaskTicked:
		if !ticks[task] {
			ticks[task] = true
			w.ticked++
		}
	case quiz.TaskUnticked:
		if ticks[task] {
			delete(ticks, task)
			w.ticked--
		}
	}
}

// hear reads the answers to the questions of a set, or of all when the set is none.
func (f *facts) hear(set int) {
	for i, q := range f.s.asked {
		if set == none || q.set == set {
			f.replies[i] = q.hear(f.answer(q))
		}
	}
}

// answer returns the latest answer to the question.
func (f *facts) answer(q *asked) quiz.Answer {
	if q.set == f.asking {
		return f.answers[q.q.ID]
	}
	if r := f.sets[q.set].latest; r != nil {
		return r.Answers[q.q.ID]
	}
	return quiz.Answer{}
}

// hear makes an answer ready to be read.
func (q *asked) hear(a quiz.Answer) reply {
	r := reply{number: numberOf(a), known: a.Known()}
	switch a.Form {
	case quiz.Code, quiz.Written:
		r.options = q.bit(a.Text)
	case quiz.Codes:
		for _, code := range a.Codes {
			r.options |= q.bit(code)
		}
	}
	return r
}

// bit returns the bit of the option with the value, none when the question does not have it.
func (q *asked) bit(value string) uint64 {
	for i := range q.q.Options {
		if q.q.Options[i].Value == value && i < maxOptions {
			return 1 << i
		}
	}
	return 0
}

// word returns the code of the option that was chosen, NaN for none.
func (q *asked) word(options uint64) float64 {
	if options == 0 {
		return unknown
	}
	return q.codes[bits.TrailingZeros64(options)]
}

// mask returns the bits of the options with the values.
func (q *asked) mask(values []string) uint64 {
	var mask uint64
	for _, v := range values {
		mask |= q.bit(v)
	}
	return mask
}

// numberOf returns the number or date that an answer is, NaN for none.
func numberOf(a quiz.Answer) float64 {
	switch a.Form {
	case quiz.Numeric:
		return a.Number
	case quiz.Dated:
		return float64(a.Day)
	default:
		return unknown
	}
}

// daysSince returns the days from the date of t to today.
func (f *facts) daysSince(t time.Time) float64 {
	return float64(f.today - quiz.DayOf(t.In(f.at.Location())))
}

// said returns the days since the latest of the results in which the question was answered with one of the options, NaN for never.
func (f *facts) said(results []quiz.Result, q *asked, mask uint64) float64 {
	for i := range slices.Backward(results) {
		r := &results[i]
		if r.Set == f.s.quiz.Sets[q.set].ID && q.hear(r.Answers[q.q.ID]).options&mask != 0 {
			return f.daysSince(r.At)
		}
	}
	return unknown
}

// truthOf is how a frame holds a truth.
func truthOf(b bool) float64 {
	bit := 0
	if b {
		bit = 1 // of whole numbers this is no jump
	}
	return float64(bit)
}

// ticked returns the tasks of the step that are ticked.
func (f *facts) ticked(step int) map[string]bool {
	tasks := map[string]bool{}
	for t := range f.ticks {
		if t.step == step {
			tasks[t.task] = true
		}
	}
	return tasks
}
