package quiz

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Form says how the value of an Answer is held.
type Form uint8

// The forms of an answer. The zero form means that there is no answer.
const (
	Unanswered Form = iota
	Code            // the value of one option, in Text
	Codes           // the values of several options, in Codes
	Numeric         // in Number
	Dated           // in Day and About
	Written         // in Text
)

// Answer is what a person said to one question. The zero Answer is no answer.
type Answer struct {
	Form   Form
	Text   string
	Codes  []string
	Number float64
	Day    Day
	About  bool // the Day is not exact
	// StandIn says that the person may have said something else: this answer stands for all with the same outcome, and what was said is
	// not kept. It is shown to nobody as an answer.
	StandIn bool
}

// Answers are the answers to questions by their ids.
type Answers map[string]Answer

// Known reports whether the answer says something: it is there and is not "rather not say".
func (a Answer) Known() bool {
	switch a.Form {
	case Unanswered:
		return false
	case Code:
		return a.Text != SkipValue
	case Codes:
		return len(a.Codes) > 0 && !slices.Contains(a.Codes, SkipValue)
	default:
		return true
	}
}

// Equal reports whether both answers say the same.
func (a Answer) Equal(b Answer) bool {
	return a.Form == b.Form && a.Text == b.Text && slices.Equal(a.Codes, b.Codes) &&
		a.Number == b.Number && a.Day == b.Day && a.About == b.About && a.StandIn == b.StandIn
}

// approximately is the suffix of a date that is not exact (Extended Date/Time Format, ISO 8601-2, level 1).
const approximately = "~"

// MarshalJSON writes a code or text as a string, codes as a list, a number as a number, a date as "2026-11-17" with
// a "~" behind it when it is not exact, and no answer as null.
func (a Answer) MarshalJSON() ([]byte, error) {
	switch a.Form {
	case Code, Written:
		return json.Marshal(a.Text)
	case Codes:
		return json.Marshal(a.Codes)
	case Numeric:
		return json.Marshal(a.Number)
	case Dated:
		if a.About {
			return json.Marshal(a.Day.String() + approximately)
		}
		return json.Marshal(a.Day.String())
	default:
		return []byte("null"), nil
	}
}

// UnmarshalJSON reads what MarshalJSON wrote. A string is read as Written, since only the question tells
// a text from a code or a date; Question.Accept gives it its form.
func (a *Answer) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*a = Answer{}
	switch v := v.(type) {
	case nil:
	case string:
		*a = Answer{Form: Written, Text: v}
	case float64:
		*a = Answer{Form: Numeric, Number: v}
	case []any:
		a.Form, a.Codes = Codes, make([]string, 0, len(v))
		for _, item := range v {
			code, ok := item.(string)
			if !ok {
				return fmt.Errorf("a list of answers holds texts, not %v", item)
			}
			a.Codes = append(a.Codes, code)
		}
	default:
		return fmt.Errorf("an answer is a text, a number or a list, not %s", b)
	}
	return nil
}

// GreatestNumber is the greatest absolute value of a number that is accepted as an answer.
const GreatestNumber = 1e12

// Accept gives a raw answer the form that its question wants and refuses what the question does not allow:
// an unknown option, a number out of range, a date that is none, a text too long, a "none of these" beside others.
// Rules (Must, ShowIf) are not asked here. The error is an *AnswerError whose message can be shown to the person.
// No answer is accepted as no answer; whether it may be missing is decided elsewhere (see Unfinished).
func (q *Question) Accept(raw Answer) (Answer, error) {
	if raw.Form == Unanswered {
		return Answer{}, nil
	}
	if raw.Form == Written || raw.Form == Code {
		if _, ok := q.Option(raw.Text); ok && q.Kind != ChooseMany {
			return q.acceptOption(raw.Text), nil
		}
	}
	switch q.Kind {
	case Choose, YesNo:
		return Answer{}, q.refuse("Choose one of the answers.")
	case ChooseMany:
		return q.acceptMany(raw)
	case Rate:
		return q.acceptRating(raw)
	case Number:
		return q.acceptNumber(raw)
	case Date:
		return q.acceptDate(raw)
	case ShortText, LongText:
		return q.acceptText(raw)
	default:
		return Answer{}, q.refuse("This page asks nothing.")
	}
}

func (q *Question) refuse(format string, args ...any) error {
	return &AnswerError{Question: q.ID, Message: fmt.Sprintf(format, args...), Text: format, Values: args}
}

// acceptOption turns the value of an option into a Numeric answer when it is a rating, else into a Code.
func (q *Question) acceptOption(value string) Answer {
	if o, _ := q.Option(value); o.Numbered {
		return Answer{Form: Numeric, Number: o.Number}
	}
	return Answer{Form: Code, Text: value}
}

// acceptMany orders the codes as the question does, so that equal answers are stored equally.
func (q *Question) acceptMany(raw Answer) (Answer, error) {
	given := raw.Codes
	if raw.Form == Written {
		given = []string{raw.Text}
	} else if raw.Form != Codes {
		return Answer{}, q.refuse("Choose all that apply.")
	}
	for _, code := range given {
		if _, ok := q.Option(code); !ok {
			return Answer{}, q.refuse("Choose from the answers shown.")
		}
	}
	accepted := make([]string, 0, len(given))
	for _, o := range q.Options {
		if !slices.Contains(given, o.Value) {
			continue
		}
		accepted = append(accepted, o.Value)
		if o.Exclusive && len(slices.Compact(slices.Sorted(slices.Values(given)))) > 1 {
			return Answer{}, q.refuse("Choose “%s” alone, or take it away.", o.Label)
		}
	}
	if len(accepted) == 0 {
		return Answer{}, nil
	}
	return Answer{Form: Codes, Codes: accepted}, nil
}

func (q *Question) acceptRating(raw Answer) (Answer, error) {
	for i := range q.Options {
		if o := &q.Options[i]; o.Numbered && raw.Form == Numeric && raw.Number == o.Number {
			return Answer{Form: Numeric, Number: o.Number}, nil
		}
	}
	return Answer{}, q.refuse("Choose one of the answers.")
}

func (q *Question) acceptNumber(raw Answer) (Answer, error) {
	n := raw.Number
	if raw.Form == Written {
		parsed, err := parseNumber(raw.Text)
		if err != nil {
			return Answer{}, q.refuse("Enter a number, like 3.")
		}
		n = parsed
	} else if raw.Form != Numeric {
		return Answer{}, q.refuse("Enter a number, like 3.")
	}
	switch {
	case math.IsNaN(n) || math.Abs(n) > GreatestNumber:
		return Answer{}, q.refuse("Enter a smaller number.")
	case q.Whole && n != math.Trunc(n):
		return Answer{}, q.refuse("Enter a whole number, like 3.")
	case q.Min != nil && n < *q.Min:
		return Answer{}, q.refuse("Enter %v or more.", *q.Min)
	case q.Max != nil && n > *q.Max:
		return Answer{}, q.refuse("Enter %v or less.", *q.Max)
	}
	return Answer{Form: Numeric, Number: n}, nil
}

func (q *Question) acceptDate(raw Answer) (Answer, error) {
	if raw.Form == Dated {
		return raw, nil
	}
	text, about := strings.CutSuffix(raw.Text, approximately)
	day, err := ParseDay(strings.TrimSpace(text))
	if raw.Form != Written || err != nil {
		return Answer{}, q.refuse("Enter a real date, with day, month and year.")
	}
	return Answer{Form: Dated, Day: day, About: about && q.About}, nil
}

func (q *Question) acceptText(raw Answer) (Answer, error) {
	text := strings.TrimSpace(raw.Text)
	switch {
	case raw.Form != Written:
		return Answer{}, q.refuse("Write your answer in words.")
	case text == "":
		return Answer{}, nil
	case q.MaxLength > 0 && len([]rune(text)) > q.MaxLength:
		return Answer{}, q.refuse("Write %d characters or fewer. You have written %d.", q.MaxLength, len([]rune(text)))
	case q.Pattern != nil && !q.Pattern.MatchString(text):
		return Answer{}, &AnswerError{Question: q.ID, Message: q.PatternSay}
	}
	return Answer{Form: Written, Text: text}, nil
}
