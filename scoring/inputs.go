package scoring

import (
	"fmt"
	"math"
	"slices"
	"time"

	"waymark/quiz"
)

// input is something that rules read of a person. Its key is its name in the environment of a rule.
type input struct {
	key      string
	slot     string             // the name of the key in the environment
	question string             // the question it reads of an attempt in progress, or ""
	read     func(f *facts) any // float64, string or bool
}

// facts are a history, made ready to be read: the latest result of each set and the one before.
type facts struct {
	at    time.Time
	today quiz.Day
	h     quiz.History
	sets  []taken // by the number of the set

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

// none is the number of no set.
const none = -1

var unknown = math.NaN()

func newFacts(sets int) *facts { return &facts{sets: make([]taken, sets), asking: none} }

// forget lets go of a person's history, so that the facts can be filled with another's.
func (f *facts) forget() {
	f.h, f.asking, f.answers = quiz.History{}, none, nil
	clear(f.sets)
}

// fill reads a history. numbers are those of the sets by their ids; a result of another set is left out.
func (f *facts) fill(h quiz.History, at time.Time, numbers map[string]int) {
	f.at, f.today, f.h = at, quiz.DayOf(at), h
	for i := range h.Results {
		r := &h.Results[i]
		number, known := numbers[r.Set]
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
}

// answer returns the latest answer to the question of the set.
func (f *facts) answer(set int, question string) quiz.Answer {
	if set == f.asking {
		return f.answers[question]
	}
	if r := f.sets[set].latest; r != nil {
		return r.Answers[question]
	}
	return quiz.Answer{}
}

// daysSince returns the days from the date of t to today.
func (f *facts) daysSince(t time.Time) float64 {
	return float64(f.today - quiz.DayOf(t.In(f.at.Location())))
}

// numberOf returns the number or date that an answer is, unknown for none.
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

// codeOf returns the option that an answer is, "" for none.
func codeOf(a quiz.Answer) string {
	if a.Form == quiz.Code || a.Form == quiz.Written {
		return a.Text
	}
	return ""
}

func numberInput(set int, question string) input {
	return input{key: question, question: question, read: func(f *facts) any { return numberOf(f.answer(set, question)) }}
}

// textInput reads the option of a question; for a number or date with answers in words its key differs from numberInput's.
func textInput(set int, q *quiz.Question) input {
	key := q.ID
	if q.Kind != quiz.Choose && q.Kind != quiz.YesNo {
		key = fmt.Sprintf("words(%s)", q.ID)
	}
	return input{key: key, question: q.ID, read: func(f *facts) any { return codeOf(f.answer(set, q.ID)) }}
}

func knownInput(set int, question string) input {
	return input{key: fmt.Sprintf("known(%s)", question), question: question,
		read: func(f *facts) any { return f.answer(set, question).Known() }}
}

func hasInput(set int, question, option string) input {
	return input{key: fmt.Sprintf("has(%s, '%s')", question, option), question: question,
		read: func(f *facts) any { return said(f.answer(set, question), option) }}
}

// said reports whether the answer is, or holds, the option.
func said(a quiz.Answer, option string) bool {
	if a.Form == quiz.Codes {
		return slices.Contains(a.Codes, option)
	}
	return codeOf(a) == option
}

func beforeInput(set int, question string) input {
	return input{key: "before." + question, read: func(f *facts) any {
		if r := f.sets[set].before; r != nil {
			return numberOf(r.Answers[question])
		}
		return unknown
	}}
}

func todayInput() input {
	return input{key: "today", read: func(f *facts) any { return float64(f.today) }}
}

func takenInput(id string, set int) input {
	return input{key: fmt.Sprintf("taken('%s')", id), read: func(f *facts) any { return f.sets[set].times > 0 }}
}

func timesInput(id string, set int) input {
	return input{key: fmt.Sprintf("times('%s')", id), read: func(f *facts) any { return float64(f.sets[set].times) }}
}

func daysSinceInput(id string, set int) input {
	return input{key: fmt.Sprintf("days_since('%s')", id), read: func(f *facts) any {
		if r := f.sets[set].latest; r != nil {
			return f.daysSince(r.At)
		}
		return unknown
	}}
}

func newerInput(idA, idB string, a, b int) input {
	return input{key: fmt.Sprintf("newer('%s', '%s')", idA, idB), read: func(f *facts) any {
		ra, rb := f.sets[a].latest, f.sets[b].latest
		return ra != nil && (rb == nil || ra.At.After(rb.At))
	}}
}

func daysSinceSaidInput(set, question string, options []string) input {
	return input{key: fmt.Sprintf("days_since_said(%s, %q)", question, options), read: func(f *facts) any {
		for _, r := range slices.Backward(f.h.Results) {
			if r.Set != set {
				continue
			}
			a := r.Answers[question]
			if slices.ContainsFunc(options, func(o string) bool { return said(a, o) }) {
				return f.daysSince(r.At)
			}
		}
		return unknown
	}}
}

func startedInput(step string) input {
	return input{key: fmt.Sprintf("started('%s')", step), read: func(f *facts) any {
		for _, e := range f.h.Events {
			if e.Step == step && e.Kind == quiz.StepStarted {
				return f.daysSince(e.At)
			}
		}
		return unknown
	}}
}

func tasksInput(step string) input {
	return input{key: fmt.Sprintf("tasks('%s')", step), read: func(f *facts) any { return float64(len(ticked(f.h, step))) }}
}

// ticked returns the tasks of the step that are ticked.
func ticked(h quiz.History, step string) map[string]bool {
	tasks := map[string]bool{}
	for _, e := range h.Events {
		switch {
		case e.Step != step:
		case e.Kind == quiz.TaskTicked:
			tasks[e.Task] = true
		case e.Kind == quiz.TaskUnticked:
			delete(tasks, e.Task)
		}
	}
	return tasks
}

func personClosedInput(step string) input {
	return input{key: fmt.Sprintf("person_closed('%s')", step), read: func(f *facts) any { return personClosed(f.h, step) }}
}

// personClosed reports whether the person closed the step and did not reopen it.
func personClosed(h quiz.History, step string) bool {
	for _, e := range slices.Backward(h.Events) {
		if e.Step == step && (e.Kind == quiz.StepClosed || e.Kind == quiz.StepReopened) {
			return e.Kind == quiz.StepClosed
		}
	}
	return false
}
