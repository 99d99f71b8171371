package quiz

import "waymark/quiz/source"

// Why says on which of a person's own answers and doings a plan rests. What is said twice is the same Fact twice.
type Why struct {
	Next   NextWhy
	Steps  []StepWhy  // of every step, in the order of Plan.Steps
	Guards []GuardWhy // of the guards of Plan.Fired, in their order
	Scores []ScaleWhy // of the scales of Plan.Scores that are scored, in their order; empty while the plan is paused
	Facts  []*Fact    // all that is cited, each once, in the order in which it is cited first
}

// NextWhy says why what is next is next.
type NextWhy struct {
	Next string
	Kind NextKind
	// Reasons: of a KindStep that of its need; of a KindSet or KindPause that of the rule that asks for it; of a KindWait that of the
	// date; of a KindRecheck none.
	Reasons []Reason
	Needs   []StepNeed // of a KindStep: what it was compared with, in the order of the plan; the first is its own
}

// StepNeed is the need of an open step, 0 to 100 as the quiz's rules have it.
type StepNeed struct {
	ID   string
	Need float64
}

// StepWhy says why a step is in its state.
type StepWhy struct {
	ID    string
	State State
	// Reasons: of a Done step that of its rule; of a Closed one that of the guard; of a Waiting one that of the first prerequisite that
	// is false, or of the date; of an Open one those of all its prerequisites, and of the date.
	Reasons []Reason
	Need    *Reason // of an Open step with a rule for its need
}

// GuardWhy says why a guard fired.
type GuardWhy struct {
	ID string
	Reason
}

// ScaleWhy says what each answer does to a score.
type ScaleWhy struct {
	ID     string
	Items  []Effect // the answered items: what raises the score most is first, what lowers it most is last
	Raises string   // which of them raise it most, as a sentence; "" when none does, or more than six do it alike
	Lowers string   // and which lower it most
}

// Effect is what one answer does to a score: the score less the score that it would be with the middle of the answer's range.
type Effect struct {
	Fact   *Fact
	Effect float64 // in points of the scale
}

// Reason says on which facts the value of a rule rests.
type Reason struct {
	Rule   source.Text
	At     source.Pos // the part of a rule that decided first, also when it stands in a rule that this one names
	Holds  bool       // of a rule that is true or false
	Value  float64    // of a rule that is a number or a date
	Known  bool       // whether there is a Value
	Failed bool       // the rule failed while it ran, and what it guards is closed
	// Facts are all on which the value rests, in the order of the rule: while they stay as they are, so does the value, whatever
	// becomes of the rest. They are empty when the value never changes.
	Facts []*Fact
	// First are those of Facts that do for one who wants a single cause: of a false `and` those of the part that is false first, of a
	// true `or` those of the part that is true first.
	First []*Fact
}

// FactKind says what a Fact is about.
type FactKind string

// The kinds of facts, with the fields of Fact that each has.
const (
	FactAnswer      FactKind = "answer"       // the latest answer to Question: Answer, Options
	FactBefore      FactKind = "before"       // the answer in the result before it: Answer, Options
	FactSaid        FactKind = "said"         // Is: Question was answered with one of Values; then Options, and Count days ago
	FactTaken       FactKind = "taken"        // Is: Set was taken; Count days ago the last time
	FactTimes       FactKind = "times"        // Set was taken Count times
	FactNewer       FactKind = "newer"        // Is: Set was taken later than Than
	FactToday       FactKind = "today"        // Day
	FactStarted     FactKind = "started"      // Is: Step was started; Count days ago
	FactTasks       FactKind = "tasks"        // Count tasks of Step are ticked
	FactClosed      FactKind = "closed"       // Is: the person closed Step
	FactScore       FactKind = "score"        // the Score of Scale; Rests
	FactScoreBefore FactKind = "score before" // the Score of Scale in the result before; Rests
)

// Fact is one thing that a person said or did, as it is now.
type Fact struct {
	Kind     FactKind
	Set      string // the set of the question, or the set itself; "" for none
	Than     string // another set
	Question string
	Step     string
	Scale    string
	Answer   Answer   // the zero Answer is none; a StandIn is not what the person said
	Options  []string // labels of the options that were chosen; none of a StandIn
	Values   []string // of FactSaid: values of the options that count; never for a page, since they say what was not answered
	Is       bool
	Count    int
	Day      Day
	Score    Score
	Rests    []*Fact // of a score: the answers that it is made of
	// Text says it: words that go on after "because", like `you answered “Yes” to “Are you well?”`. Words that follow an answer
	// stay as they are in the quiz's texts.
	Text string
}
