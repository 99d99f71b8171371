package quiz

import (
	"slices"
	"time"
)

// Result is what an attempt froze when it was finished. It is never rewritten.
type Result struct {
	ID          string // the attempt's
	Participant string
	Quiz        string
	Version     string // hash of the quiz's files
	Set         string
	Ruler       string // the set's Ruler
	Answers     Answers
	Scores      map[string]Score // the scales that this set's answers gave
	Fired       []string         // guards that fired
	Next        string           // what was next right after
	Because     string
	Engine      string // version of the program's scoring
	At          time.Time
}

// Score is the value of a scale at one time.
type Score struct {
	Value  float64 `json:"value"` // unrounded; 0 when not Scored
	Scored bool    `json:"scored"`
	Band   string  `json:"band,omitempty"`
}

// EventKind is what a participant reported outside a set.
type EventKind string

// The kinds of events.
const (
	StepStarted  EventKind = "started"
	StepClosed   EventKind = "closed"   // the person says that they are through with the step
	StepReopened EventKind = "reopened" // takes StepClosed back
	TaskTicked   EventKind = "task"
	TaskUnticked EventKind = "task_undone" // takes TaskTicked back
)

// Event is something that a participant reports outside a set.
type Event struct {
	ID          string // the operation that reported it; unique for the participant
	Participant string
	Quiz        string
	Step        string
	Kind        EventKind
	Task        string // of TaskTicked and TaskUnticked
	At          time.Time
}

// History is all that a plan rests on besides the version and the clock.
type History struct {
	Results []Result // oldest first
	Events  []Event  // oldest first
}

// Sort puts results and events in the order of their times; those of one time keep their order.
func (h *History) Sort() {
	slices.SortStableFunc(h.Results, func(a, b Result) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(h.Events, func(a, b Event) int { return a.At.Compare(b.At) })
}

// Latest returns the latest result of the set.
func (h History) Latest(set string) (Result, bool) {
	for _, r := range slices.Backward(h.Results) {
		if r.Set == set {
			return r, true
		}
	}
	return Result{}, false
}

// until returns the history as it was at the time.
func (h History) until(at time.Time) History {
	var was History
	for _, r := range h.Results {
		if !r.At.After(at) {
			was.Results = append(was.Results, r)
		}
	}
	for _, e := range h.Events {
		if !e.At.After(at) {
			was.Events = append(was.Events, e)
		}
	}
	return was
}

// Case is a history at a moment, as tests and `waymark score` give it.
type Case struct {
	ID      string
	At      time.Time
	History History
}
