package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"waymark/quiz"
	"waymark/quiz/source"
)

// caseIn is a line that score reads: a history at a moment.
type caseIn struct {
	ID      string     `json:"id"`
	At      string     `json:"at"`
	Results []resultIn `json:"results"`
	Events  []eventIn  `json:"events"`
}

type resultIn struct {
	Set     string          `json:"set"`
	At      string          `json:"at"`
	Answers json.RawMessage `json:"answers"` // an answersIn, read later so that its errors say which result they are in
}

type eventIn struct {
	Step string `json:"step"`
	Kind string `json:"kind"`
	Task string `json:"task"`
	At   string `json:"at"`
}

// answersIn are raw answers by question. A question that is answered twice is an error.
type answersIn map[string]quiz.Answer

// UnmarshalJSON reads an object; null is no answers.
func (a *answersIn) UnmarshalJSON(b []byte) error {
	*a = answersIn{}
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t == nil {
		return err
	} else if t != json.Delim('{') {
		return errors.New("answers are an object, like {\"question\": 3}")
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		id := t.(string) // the key of an object is a string
		if _, twice := (*a)[id]; twice {
			return fmt.Errorf("%q is answered twice", id)
		}
		var answer quiz.Answer
		if err := d.Decode(&answer); err != nil {
			return fmt.Errorf("the answer to %q: %s", id, explainJSON(err))
		}
		if strings.ContainsRune(answer.Text, 0) {
			return fmt.Errorf("the answer to %q holds the character NUL", id)
		}
		(*a)[id] = answer
	}
	return nil
}

// readCase reads one line of JSON as a history of the quiz. The error says what is wrong with the line, in words for the person who made it.
func readCase(v *quiz.Version, line []byte) (quiz.Case, error) {
	var in caseIn
	if err := decodeLine(line, &in); err != nil {
		return quiz.Case{}, err
	}
	at, err := parseTime("at", in.At)
	if err != nil {
		return quiz.Case{}, err
	}
	c := quiz.Case{ID: in.ID, At: at}
	for i, r := range in.Results {
		result, err := r.result(v.Quiz)
		if err != nil {
			return quiz.Case{}, fmt.Errorf("results[%d]: %w", i, err)
		}
		result.ID, result.Quiz, result.Version, result.Engine = fmt.Sprintf("result-%d", i), v.Quiz.ID, v.Hash, quiz.Engine
		c.History.Results = append(c.History.Results, result)
	}
	for i, e := range in.Events {
		event, err := e.event(v.Quiz)
		if err != nil {
			return quiz.Case{}, fmt.Errorf("events[%d]: %w", i, err)
		}
		event.ID, event.Quiz = fmt.Sprintf("event-%d", i), v.Quiz.ID
		c.History.Events = append(c.History.Events, event)
	}
	c.History.Sort()
	return c, nil
}

// decodeLine reads exactly one JSON object without unknown keys.
func decodeLine(line []byte, into *caseIn) error {
	if !utf8.Valid(line) {
		return errors.New("the line is not UTF-8")
	}
	if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return errors.New("a line is one JSON object, like {\"id\": …, \"at\": …, \"results\": [], \"events\": []}")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return explainJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object; write one object a line")
	}
	if strings.ContainsRune(into.ID, 0) {
		return errors.New("the id holds the character NUL")
	}
	return nil
}

// explainJSON takes the words of Go out of an error of encoding/json.
func explainJSON(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON ends too early")
	case errors.As(err, &syntax):
		return fmt.Errorf("this is not JSON: %w (byte %d)", syntax, syntax.Offset)
	case errors.As(err, &kind):
		return errors.New(strings.TrimPrefix(kind.Field+": "+kind.Value+" does not belong there", ": "))
	default:
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
}

func parseTime(key, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, fmt.Errorf("%q is missing; write a time like 2026-11-22T12:00:00Z", key)
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q: %q is not a time like 2026-11-22T12:00:00Z", key, text)
	}
	return at, nil
}

// result gives the answers the forms that their questions want.
func (r resultIn) result(q *quiz.Quiz) (quiz.Result, error) {
	set := q.Set(r.Set)
	if set == nil {
		return quiz.Result{}, unknown("there is no set %q", r.Set, setIDs(q))
	}
	at, err := parseTime("at", r.At)
	if err != nil {
		return quiz.Result{}, err
	}
	var given answersIn
	if r.Answers != nil {
		if err := json.Unmarshal(r.Answers, &given); err != nil {
			return quiz.Result{}, err
		}
	}
	result := quiz.Result{Set: set.ID, Ruler: set.Ruler, Answers: quiz.Answers{}, At: at}
	questions := map[string]*quiz.Question{}
	var ids []string
	for _, page := range set.Questions {
		for _, part := range page.Answerable() {
			questions[part.ID] = part
			ids = append(ids, part.ID)
		}
	}
	for id, raw := range given {
		question := questions[id]
		if question == nil {
			return quiz.Result{}, unknown("the set "+set.ID+" has no question %q", id, ids)
		}
		answer, err := question.Accept(raw)
		if err != nil {
			return quiz.Result{}, refused(question, raw, err)
		}
		if answer.Form != quiz.Unanswered {
			result.Answers[id] = answer
		}
	}
	return result, nil
}

// refused says why a question does not take an answer, with the values that it has when it has some.
func refused(q *quiz.Question, raw quiz.Answer, err error) error {
	message := err.Error()
	if answer := (*quiz.AnswerError)(nil); errors.As(err, &answer) {
		message = answer.Message
	}
	given, marshalling := json.Marshal(raw)
	if marshalling != nil {
		given = []byte("the answer")
	}
	var values []string
	for _, o := range q.Options {
		if o.Numbered {
			values = append(values, fmt.Sprint(o.Number))
		} else {
			values = append(values, fmt.Sprintf("%q", o.Value))
		}
	}
	if len(values) > 0 {
		message += " They are " + strings.Join(values, ", ") + "."
	}
	return fmt.Errorf("%s: %s is refused: %s", q.ID, given, message)
}

// event checks that the step and task are there.
func (e eventIn) event(q *quiz.Quiz) (quiz.Event, error) {
	step := q.Step(e.Step)
	if step == nil {
		return quiz.Event{}, unknown("there is no step %q", e.Step, q.Planning.Order)
	}
	at, err := parseTime("at", e.At)
	if err != nil {
		return quiz.Event{}, err
	}
	event := quiz.Event{Step: step.ID, Kind: quiz.EventKind(e.Kind), Task: e.Task, At: at}
	switch event.Kind {
	case quiz.StepStarted, quiz.StepClosed, quiz.StepReopened:
		if e.Task != "" {
			return quiz.Event{}, fmt.Errorf("an event of the kind %q has no task", e.Kind)
		}
	case quiz.TaskTicked, quiz.TaskUnticked:
		var tasks []string
		for _, t := range step.Tasks {
			if t.ID == e.Task {
				return event, nil
			}
			tasks = append(tasks, t.ID)
		}
		return quiz.Event{}, unknown("the step "+step.ID+" has no task %q", e.Task, tasks)
	default:
		kinds := []string{
			string(quiz.StepStarted), string(quiz.StepClosed), string(quiz.StepReopened), string(quiz.TaskTicked), string(quiz.TaskUnticked),
		}
		return quiz.Event{}, unknown("there is no kind of event %q", e.Kind, kinds)
	}
	return event, nil
}

// unknown names an id that the quiz does not have, and a near one that it has.
func unknown(sentence, id string, known []string) error {
	hint := source.Suggest(id, known)
	if hint == "" {
		hint = "there are " + strings.Join(known, ", ")
	}
	return fmt.Errorf(sentence+"; %s", id, hint)
}

func setIDs(q *quiz.Quiz) []string {
	var ids []string
	for _, set := range q.Sets {
		ids = append(ids, set.ID)
	}
	return ids
}
