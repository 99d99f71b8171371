package sqlstore

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"waymark/quiz"
)

// micros is a time as the tables hold it: microseconds since 1970, UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }

// answer is how an answer is stored: its form, so that a code is not read back as a text, and its value.
type answer struct {
	Form  string `json:"f"` // c code, m codes, n number, d date, t text
	Value any    `json:"v"`
}

const notExact = "~"

func encodeAnswers(answers quiz.Answers) (map[string]answer, error) {
	stored := make(map[string]answer, len(answers))
	for id, a := range answers {
		switch a.Form {
		case quiz.Code:
			stored[id] = answer{"c", a.Text}
		case quiz.Codes:
			stored[id] = answer{"m", a.Codes}
		case quiz.Numeric:
			stored[id] = answer{"n", a.Number}
		case quiz.Dated:
			day := a.Day.String()
			if a.About {
				day += notExact
			}
			stored[id] = answer{"d", day}
		case quiz.Written:
			stored[id] = answer{"t", a.Text}
		default:
			continue
		}
		if err := checkTexts(append([]string{id, a.Text}, a.Codes...)...); err != nil {
			return nil, err
		}
	}
	return stored, nil
}

func decodeAnswers(stored map[string]answer) (quiz.Answers, error) {
	answers := make(quiz.Answers, len(stored))
	for id, s := range stored {
		a, err := s.decode()
		if err != nil {
			return nil, fmt.Errorf("the stored answer to %s: %w", id, err)
		}
		answers[id] = a
	}
	return answers, nil
}

func (s answer) decode() (quiz.Answer, error) {
	text, isText := s.Value.(string)
	number, isNumber := s.Value.(float64)
	list, isList := s.Value.([]any)
	switch {
	case s.Form == "c" && isText:
		return quiz.Answer{Form: quiz.Code, Text: text}, nil
	case s.Form == "t" && isText:
		return quiz.Answer{Form: quiz.Written, Text: text}, nil
	case s.Form == "n" && isNumber:
		return quiz.Answer{Form: quiz.Numeric, Number: number}, nil
	case s.Form == "d" && isText:
		exact, about := strings.CutSuffix(text, notExact)
		day, err := quiz.ParseDay(exact)
		return quiz.Answer{Form: quiz.Dated, Day: day, About: about}, err
	case s.Form == "m" && isList:
		codes := make([]string, 0, len(list))
		for _, item := range list {
			code, ok := item.(string)
			if !ok {
				return quiz.Answer{}, fmt.Errorf("a list that holds no text")
			}
			codes = append(codes, code)
		}
		return quiz.Answer{Form: quiz.Codes, Codes: codes}, nil
	default:
		return quiz.Answer{}, fmt.Errorf("the form %q is not known", s.Form)
	}
}

// encode writes a body as JSON. It is passed as a string, which also works with lib/pq's binary_parameters.
func encode(body any) (string, error) {
	b, err := json.Marshal(body)
	return string(b), err
}

func decode(text string, body any) error { return json.Unmarshal([]byte(text), body) }
