// Package quiz is what Waymark talks about: quizzes, answers, attempts, results and plans.
// Every other package translates it to one technology; this one knows none of them.
package quiz

import "waymark/quiz/source"

// Quiz is everything that an author's folder says. It is not changed after it was read.
type Quiz struct {
	ID         string
	Title      string
	Summary    string // plain text, one or two sentences
	Language   string // BCP 47
	Minutes    int    // how long the first visit takes; 0 is unsaid
	About      string // Markdown
	Privacy    string // Markdown: what a person agrees to
	KeepDays   int    // days without a visit after which answers are deleted
	Age        string // a statement to tick at the start; "" asks none
	TooYoung   string // Markdown for a person who can't tick Age
	Disclaimer string
	ScoreNote  string // said beside every score
	Exit       string // URL where the exit button leads
	Forbidden  []string
	Words      *Words // nil when no text has words that follow an answer

	Sets     []*Set // in the order of quiz.yaml
	Settings []*Setting
	Scales   []*Scale // in the order of rules.yaml, as are values and guards
	Values   []*Value
	Promises []*Promise
	Guards   []*Guard // in the order in which their reasons are shown
	Planning Planning
	Steps    []*Step // by number
	Cards    []*Card
	Tests    []*Test

	Translations []*Translation // by language
}

// Words are the tokens in texts that follow the answer to one question, like pronouns.
type Words struct {
	By     string                       // a Choose question
	Tokens map[string]map[string]string // token, then option, to the word
	Else   map[string]string            // token to the word while By is unanswered
}

// Set is a question set: questions answered in one sitting.
type Set struct {
	ID        string
	Title     string
	Intro     string // Markdown
	Minutes   int
	Questions []*Question
	Outcome   bool   // of its answers only the outcome is kept, unless the person agrees to more
	Ruler     string // a hash of what is asked and how; results of one set compare only under one ruler
}

// Setting is a number with a name, so that a rule reads well.
type Setting struct {
	Name  string
	Value float64
	Pos   source.Pos
}

// Scale is a score computed from several questions.
type Scale struct {
	ID      string
	Title   string
	Items   []string // ids of questions with numbers
	Reverse []string // those of Items that are reverse-keyed
	Score   source.Text
	Needs   int // answered items, else the scale is not scored
	Bands   []Band
	Reach   Range           // what the score can be, as far as that is known
	Change  *ReliableChange // nil says nothing of how two scores differ
	Pos     source.Pos
}

// ReliableChange says from how many points on the difference between two scores of a scale is more than chance. Points, 0 < Maybe < Clear.
// With the standard deviation s and the reliability r of the scale, z times s * sqrt(1-r) * sqrt(2) is the difference that chance alone
// stays below (Jacobson and Truax 1991); z is 1.28 for 80 % and 1.96 for 95 % of the time.
type ReliableChange struct {
	Maybe float64
	Clear float64
	Days  int // a sitting sooner after one that counts does not count
}

// Value is a named rule.
type Value struct {
	ID    string
	Title string // "" is never shown
	Is    source.Text
	Bands []Band // only for numbers
	Days  bool   // it is a number of days, which the history shows
	Pos   source.Pos
}

// Guard is a rule that closes steps whatever the other rules say.
type Guard struct {
	ID      string
	When    source.Text
	Close   []string // ids of steps
	Pause   string   // not "": closes every step, also done ones, and this is what is next
	AtOnce  bool     // acts as soon as the answer is given
	Because []Saying // the first that holds
	Lead    []Saying // opens the plan; the first that holds
	Show    []string // ids of cards
	// Everywhere: the cards stand on every page of the quiz, folded, and not only on the plan and on steps.
	Everywhere bool
	Path       string // "" sets none
	Pos        source.Pos
}

// Saying is a sentence that is said while its rule is true.
type Saying struct {
	When source.Text // an empty Value is always true
	Say  source.Text // may hold rules in braces
}

// Planning says how the plan is made from the states of the steps.
type Planning struct {
	Order      []string // ids of all steps; ties go to the earlier
	Tie        float64  // needs within so many points are a tie
	Unmeasured float64  // the need of a step whose need is not known
	Paths      []string // the strongest first; the last when no guard fires
	First      []First
	Wait       source.Text // what to say while only gates in time run
	Recheck    Recheck
}

// First is a set that comes before any step while its rule is true.
type First struct {
	Set     string
	When    source.Text
	Because source.Text
	Pos     source.Pos
}

// Recheck is what comes when every step that can be open is done.
type Recheck struct {
	Days    int
	Because source.Text
}

// Step is something that a person can work on.
type Step struct {
	ID       string
	Number   int
	Title    string
	Set      string // id of its question set; "" has none
	Need     source.Text
	WaitFor  []Prerequisite
	Opens    *Gate
	Done     source.Text
	DoneWhen string      // Done in words
	Recheck  source.Text // days after the set was taken; an empty Value is never
	Because  []Saying    // why it is next; the first that holds
	Says     []Saying    // what the answers say; every one that holds
	Tasks    []Task
	Closable string // the words of the button with which a person closes it; "" has none
	Check    string // id of a set that its page links to; "" has none
	Body     string // Markdown
	Pos      source.Pos
}

// Prerequisite is what must be true before a step can open.
type Prerequisite struct {
	That    source.Text
	Because []Saying
	Take    string // id of the set to take when no step is open; "" has none
	Pos     source.Pos
}

// Gate is the date on which a step opens.
type Gate struct {
	On      source.Text
	Because []Saying
}

// Task is something to do this week.
type Task struct {
	ID   string
	Do   string
	When source.Text // an empty Value is always
}

// Card is help that a guard can show.
type Card struct {
	ID    string
	Title string
	Lines []Contact
	Links []Contact
	Body  string // Markdown
	Pos   source.Pos
}

// Contact is a number or an address where help is found.
type Contact struct {
	Name      string
	Country   string
	Regions   []string // the countries where it works, as ISO 3166-1 codes like GB; none is everywhere
	Call      string   // a telephone number, or ""
	URL       string   // or ""
	Hours     string
	Source    string
	CheckedOn Day
}

// Verified reports whether it is known where and when the contact was checked. A number that is not verified is shown to nobody.
func (c Contact) Verified() bool { return c.Source != "" && c.CheckedOn != 0 }

// Promise is something that the author says of every plan; either Never or Always is set.
type Promise struct {
	Never   source.Text // a rule that is true of nobody
	Always  source.Text // a rule that is true of everybody
	Because string      // why that matters
	Pos     source.Pos
}

// Test is an author's test: a history, and what must come out.
type Test struct {
	Name   string
	About  string
	Case   Case
	Expect Expectation
	Pos    source.Pos
}

// Expectation is what a test compares; what is nil is not compared.
type Expectation struct {
	Next   *string
	Path   *string
	Order  *[]string
	Cards  *[]string
	Fired  *[]string           // ids of the guards that fire, in their order
	Scores map[string]*float64 // nil: not scored
	Bands  map[string]string
	States map[string]State
	// Values holds values as texts: true or false, an option, a number with all its digits, a date like 2026-11-22, "" when not known.
	Values map[string]string
	// Because holds, for steps by id and for ExpectNext, a part of the sentence that says why.
	Because map[string]string
	// Why holds, for steps by id and for ExpectNext, all on which the state rests: ids of questions, sets, scales and steps, and
	// ExpectToday, in any order.
	Why map[string][]string
	// Says holds, for steps by id, a part of each sentence that the step's page says of the answers, in their order.
	Says map[string][]string
	// Tasks holds, for steps by id, the ids of the tasks that are shown.
	Tasks map[string][]string
	// Asks holds, for sets by id, the ids of the questions that the set asks, while the person answers as in its latest result.
	Asks map[string][]string
	// Moves holds, for steps by id, the ids of the questions whose other answers would open the step, see Scorer.Moves.
	Moves map[string][]string
}

// What a test expects that is named by no id.
const (
	ExpectNext  = "next"  // what is next
	ExpectToday = "today" // the date of today
)
