package quiz

import "waymark/quiz/source"

// State is the state of a step in a plan.
type State string

// The states of a step; the first that holds of done, closed, waiting, open.
const (
	Done    State = "done"
	Closed  State = "closed"  // by a guard
	Waiting State = "waiting" // a prerequisite fails or its date has not come
	Open    State = "open"
)

// What is next when it is no step, no set and no guard's pause.
const (
	NextWait    = "wait"    // nothing is open, but a date will come
	NextRecheck = "recheck" // nothing is open; check again later
)

// NextKind says what Plan.Next names.
type NextKind string

// The kinds of what is next.
const (
	KindStep    NextKind = "step"
	KindSet     NextKind = "set" // a set that comes before any step
	KindPause   NextKind = "pause"
	KindWait    NextKind = "wait"
	KindRecheck NextKind = "recheck"
)

// Plan is every step with its state and the reason, and the one that is next.
type Plan struct {
	Next     string // id of a step or set, a guard's Pause, NextWait or NextRecheck
	NextKind NextKind
	Because  string
	On       *Day // for NextWait and NextRecheck: when
	Path     string
	Order    []string // ids of the open steps, the next first
	Cards    []string // ids of cards, those of the strongest guard first
	AtHand   []string // those of Cards that every page has
	Steps    []StepState
	Scores   Scores   // of every scale whose set was taken; empty while paused
	Values   Scores   // of every value with a title that is a number and known
	Fired    []string // ids of the guards that fired, in their order
	Paused   bool     // a guard pauses everything: only it and its cards are shown
	PausedBy []string // while Paused: ids of the sets whose answers the pause rests on
	// Faults are rules that failed while they ran. Each has closed what it guards.
	Faults []source.Problem
}

// Scores are the scores of several scales or values, each after those that it rests on.
type Scores []NamedScore

// NamedScore is the score of the scale or value with the id.
type NamedScore struct {
	ID string
	Score
}

// Of returns the score of the scale or value; ok is false when it is not among them.
func (s Scores) Of(id string) (score Score, ok bool) {
	for _, named := range s {
		if named.ID == id {
			return named.Score, true
		}
	}
	return Score{}, false
}

// StepState is one step of a plan.
type StepState struct {
	ID      string
	State   State
	Because string
	Opens   *Day   // of a Waiting step with a gate
	Guard   string // the guard that closes it, also when it is Done; "" for none, or for a rule that failed
	Take    string // of a Waiting step: the set to take, or ""
}

// Workable reports whether a person can work on the step: it is open, or done with no guard that keeps it closed.
func (s StepState) Workable() bool { return s.State == Open || s.State == Done && s.Guard == "" }

// Step returns the state of the step.
func (p Plan) Step(id string) (StepState, bool) {
	for _, s := range p.Steps {
		if s.ID == id {
			return s, true
		}
	}
	return StepState{}, false
}

// StepDetail is what a step's own page says besides its state.
type StepDetail struct {
	Says    []string // what the answers say
	Tasks   []Task   // those to be shown now
	Ticked  map[string]bool
	Started bool
	Closed  bool // by the person
	Recheck *Day // when to take its set again
}
