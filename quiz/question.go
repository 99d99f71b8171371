package quiz

import (
	"regexp"

	"waymark/quiz/source"
)

// Kind is the kind of a question.
type Kind string

// The kinds of a question, written as in a set's file.
const (
	Choose     Kind = "choose"      // one of several
	ChooseMany Kind = "choose_many" // several of several
	YesNo      Kind = "yes_no"
	Rate       Kind = "rate" // an option with a number
	Grid       Kind = "grid" // rows of ratings
	Number     Kind = "number"
	Date       Kind = "date"
	ShortText  Kind = "text"
	LongText   Kind = "long_text"
	Info       Kind = "info" // answers nothing
)

// The values of the options that every quiz names alike.
const (
	NoneValue = "none" // "none of these"
	SkipValue = "skip" // "rather not say": counts as unanswered
	YesValue  = "yes"
	NoValue   = "no"
)

// MaxText is the greatest length that a question may allow of a text, in runes.
const MaxText = 8000

// Question is one thing asked. A Grid holds its rows as questions of kind Rate.
type Question struct {
	ID        string
	Kind      Kind
	Ask       string // what is asked; for Info, Markdown
	Lead      string // read before Ask
	Help      string
	Why       string
	Answers   string      // the answer scale of the set that its options come from; "" for none
	Options   []Option    // of Choose, ChooseMany, YesNo and Rate; for Number and Date, answers in words
	Rows      []*Question // of a Grid
	Optional  bool
	Carry     bool        // a later sitting starts from the last answer
	CarryDays int         // days after which a carried answer is asked again; 0 is never
	Better    Better      // only of a rating
	ShowIf    source.Text // an empty Value is always
	Missing   string      // what to say when it was left open; "" uses our words
	Must      []Must

	Min, Max   *float64       // of a Number
	Whole      bool           // of a Number
	Unit       string         // of a Number
	About      bool           // a Date may be said not to be exact
	MaxLength  int            // of a text, in runes
	Pattern    *regexp.Regexp // of a ShortText, anchored to all of it; nil is any
	PatternSay string
	Pos        source.Pos
}

// Option is one answer that can be chosen.
type Option struct {
	Value     string
	Label     string
	Help      string
	Number    float64 // when Numbered
	Numbered  bool    // a rating
	Exclusive bool    // stands alone in a ChooseMany
}

// Must is a rule that an answer has to fulfil.
type Must struct {
	That  source.Text
	OrSay string
}

// Answerable returns the questions that hold answers: the question itself, the rows of a Grid, none of an Info.
func (q *Question) Answerable() []*Question {
	switch q.Kind {
	case Info:
		return nil
	case Grid:
		return q.Rows
	default:
		return []*Question{q}
	}
}

// Option returns the option with the value.
func (q *Question) Option(value string) (Option, bool) {
	for _, o := range q.Options {
		if o.Value == value {
			return o, true
		}
	}
	return Option{}, false
}

// HasNumbers reports whether an answer to the question can be a number that a scale may use.
func (q *Question) HasNumbers() bool { return q.Kind == Rate || q.Kind == Number }

// Range returns the least and greatest number of an answer; ok is false when there is no such bound.
func (q *Question) Range() (low, high float64, ok bool) {
	if q.Kind == Number && q.Min != nil && q.Max != nil {
		return *q.Min, *q.Max, true
	}
	if q.Kind != Rate {
		return 0, 0, false
	}
	for _, o := range q.Options {
		if !o.Numbered {
			continue
		}
		if !ok {
			low, high, ok = o.Number, o.Number, true
		}
		low, high = min(low, o.Number), max(high, o.Number)
	}
	return low, high, ok
}
