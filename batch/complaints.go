package batch

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"waymark/quiz"
)

// explain takes the words of the decoder out of an error; what is no JSON has only a byte for its place.
func explain(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the JSON ends too early")
	case errors.As(err, &syntax):
		return fmt.Errorf("this is not JSON: %w (byte %d)", syntax.Err, syntax.ByteOffset+1)
	default:
		return err
	}
}

// refused says why a question does not take an answer, with the values that it has when it has some.
func refused(q *quiz.Question, raw quiz.Answer, err error) error {
	message := err.Error()
	if answer := (*quiz.AnswerError)(nil); errors.As(err, &answer) {
		message = answer.Message
	}
	given, marshalling := raw.MarshalJSON()
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

// checkTask says what is wrong with the kind or the task of an event.
func checkTask(step *quiz.Step, event quiz.Event) error {
	switch event.Kind {
	case quiz.StepStarted, quiz.StepClosed, quiz.StepReopened:
		if event.Task != "" {
			return fmt.Errorf("an event of the kind %q has no task", event.Kind)
		}
		return nil
	case quiz.TaskTicked, quiz.TaskUnticked:
		var tasks []string
		for _, t := range step.Tasks {
			if t.ID == event.Task {
				return nil
			}
			tasks = append(tasks, t.ID)
		}
		return unknown("the step "+step.ID+" has no task %q", event.Task, tasks)
	default:
		return unknown("there is no kind of event %q", string(event.Kind), []string{
			string(quiz.StepStarted), string(quiz.StepClosed), string(quiz.StepReopened), string(quiz.TaskTicked), string(quiz.TaskUnticked),
		})
	}
}

func setIDs(q *quiz.Quiz) []string {
	var ids []string
	for _, set := range q.Sets {
		ids = append(ids, set.ID)
	}
	return ids
}

func questionIDs(set *quiz.Set) []string {
	var ids []string
	for _, page := range set.Questions {
		for _, part := range page.Answerable() {
			ids = append(ids, part.ID)
		}
	}
	return ids
}
