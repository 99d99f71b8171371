package sqlstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"waymark/quiz"
)

// micros is a time as the tables hold it: microseconds since 1970, UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }

// answer is how an answer is stored: the one key that is there says its form, so that a code is not read back as a text.
//
//	{"code":"yes"}  {"codes":["a","b"]}  {"number":2.5}  {"day":"2026-11-17","about":true}  {"text":"…"}
type answer struct {
	Code    *string   `json:"code,omitempty"`
	Codes   []string  `json:"codes,omitzero"`
	Number  *float64  `json:"number,omitempty"`
	Day     *quiz.Day `json:"day,omitempty"`
	About   bool      `json:"about,omitempty"`
	Text    *string   `json:"text,omitempty"`
	StandIn bool      `json:"stand_in,omitempty"`
}

// encodeAnswers leaves out what is no answer. ErrInvalid for a date that would not be read back.
func encodeAnswers(answers quiz.Answers) (map[string]answer, error) {
	stored := make(map[string]answer, len(answers))
	for id, a := range answers {
		switch a.Form {
		case quiz.Code:
			stored[id] = answer{Code: &a.Text}
		case quiz.Codes:
			stored[id] = answer{Codes: append([]string{}, a.Codes...)}
		case quiz.Numeric:
			stored[id] = answer{Number: &a.Number}
		case quiz.Dated:
			if _, err := quiz.ParseDay(a.Day.String()); err != nil {
				return nil, fmt.Errorf("a date out of range: %w", quiz.ErrInvalid)
			}
			stored[id] = answer{Day: &a.Day, About: a.About}
		case quiz.Written:
			stored[id] = answer{Text: &a.Text}
		case quiz.Unanswered:
			continue
		}
		if a.StandIn {
			one := stored[id]
			one.StandIn = true
			stored[id] = one
		}
	}
	return stored, nil
}

func decodeAnswers(stored map[string]answer) quiz.Answers {
	answers := make(quiz.Answers, len(stored))
	for id, s := range stored {
		switch {
		case s.Code != nil:
			answers[id] = quiz.Answer{Form: quiz.Code, Text: *s.Code, StandIn: s.StandIn}
		case s.Codes != nil:
			answers[id] = quiz.Answer{Form: quiz.Codes, Codes: s.Codes, StandIn: s.StandIn}
		case s.Number != nil:
			answers[id] = quiz.Answer{Form: quiz.Numeric, Number: *s.Number, StandIn: s.StandIn}
		case s.Day != nil:
			answers[id] = quiz.Answer{Form: quiz.Dated, Day: *s.Day, About: s.About, StandIn: s.StandIn}
		case s.Text != nil:
			answers[id] = quiz.Answer{Form: quiz.Written, Text: *s.Text, StandIn: s.StandIn}
		}
	}
	return answers
}

// encode writes a body as JSON. It is passed as a string, which also works with lib/pq's binary_parameters.
// ErrInvalid for what would not be read back as it is: a NUL, broken UTF-8, a number that is none.
func encode(body any) (string, error) {
	b, err := json.Marshal(body)
	if err != nil {
		var number *json.UnsupportedValueError
		if errors.As(err, &number) {
			return "", fmt.Errorf("a number that is none: %w", quiz.ErrInvalid)
		}
		return "", err
	}
	text := string(b)
	if unreadable(text) {
		return "", errText
	}
	return text, nil
}

// unreadable finds the escapes that encoding/json writes for a NUL and for a broken byte; it writes U+FFFD itself as it is.
func unreadable(text string) bool {
	for {
		at := strings.IndexByte(text, '\\')
		if at < 0 {
			return false
		}
		if escape := text[at:]; strings.HasPrefix(escape, `\u0000`) || strings.HasPrefix(escape, `\ufffd`) {
			return true
		}
		text = text[at+2:] // the escaped character, which may itself be a backslash
	}
}

// decode reads what encode wrote. The error says nothing of what is stored.
func decode(what, text string, body any) error {
	if json.Unmarshal([]byte(text), body) != nil {
		return fmt.Errorf("%s is stored in a form that this program can't read", what)
	}
	return nil
}
