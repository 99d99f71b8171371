package scoring_test

import (
	"math/rand/v2"
	"time"

	"waymark/quiz"
)

// randomCase makes a person of the quiz: sets taken up to three times, questions answered, skipped or left open,
// tasks ticked, steps started and closed.
func randomCase(r *rand.Rand, q *quiz.Quiz, at time.Time) quiz.Case {
	c := quiz.Case{At: at}
	for _, set := range q.Sets {
		for range []int{0, 1, 1, 1, 2, 3}[r.IntN(6)] {
			c.History.Results = append(c.History.Results, quiz.Result{
				Set: set.ID, At: at.Add(-time.Duration(r.IntN(90*24)) * time.Hour), Answers: randomAnswers(r, set, at),
			})
		}
	}
	for _, step := range q.Steps {
		if r.IntN(3) > 0 {
			continue
		}
		kinds := []quiz.EventKind{quiz.StepStarted, quiz.StepClosed, quiz.StepReopened}
		c.History.Events = append(c.History.Events, quiz.Event{Step: step.ID, Kind: kinds[r.IntN(3)], At: at.Add(-time.Duration(r.IntN(60*24)) * time.Hour)})
		for _, task := range step.Tasks {
			if r.IntN(2) == 0 {
				c.History.Events = append(c.History.Events, quiz.Event{Step: step.ID, Kind: quiz.TaskTicked, Task: task.ID, At: at.Add(-time.Hour)})
			}
		}
	}
	c.History.Sort()
	return c
}

// mild makes most people of a run have no reason for a guard, so that the plans behind the guards are seen too.
func randomAnswers(r *rand.Rand, set *quiz.Set, at time.Time) quiz.Answers {
	mild := r.IntN(3) > 0
	answers := quiz.Answers{}
	for _, page := range set.Questions {
		for _, q := range page.Answerable() {
			if a := randomAnswer(r, q, mild, at); a.Form != quiz.Unanswered && r.IntN(20) > 0 {
				answers[q.ID] = a
			}
		}
	}
	return answers
}

func randomAnswer(r *rand.Rand, q *quiz.Question, mild bool, at time.Time) quiz.Answer {
	option := func() quiz.Option { return q.Options[r.IntN(len(q.Options))] }
	if len(q.Options) > 0 {
		if no, ok := q.Option(quiz.NoValue); ok && mild {
			return quiz.Answer{Form: quiz.Code, Text: no.Value}
		}
		if none, ok := q.Option(quiz.NoneValue); ok && mild && q.Kind == quiz.ChooseMany {
			return quiz.Answer{Form: quiz.Codes, Codes: []string{none.Value}}
		}
	}
	switch q.Kind {
	case quiz.Choose, quiz.YesNo:
		return quiz.Answer{Form: quiz.Code, Text: option().Value}
	case quiz.ChooseMany:
		return quiz.Answer{Form: quiz.Codes, Codes: []string{option().Value}}
	case quiz.Rate:
		if o := option(); o.Numbered {
			return quiz.Answer{Form: quiz.Numeric, Number: o.Number}
		} else {
			return quiz.Answer{Form: quiz.Code, Text: o.Value}
		}
	case quiz.Number:
		return quiz.Answer{Form: quiz.Numeric, Number: float64(r.IntN(6))}
	case quiz.Date:
		if len(q.Options) > 0 && r.IntN(4) == 0 {
			return quiz.Answer{Form: quiz.Code, Text: option().Value}
		}
		return quiz.Answer{Form: quiz.Dated, Day: quiz.DayOf(at) - quiz.Day(r.IntN(120))}
	default:
		return quiz.Answer{}
	}
}
