package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// exported is everything that is stored of a person.
type exported struct {
	Since   time.Time      `json:"since"`
	Quizzes []exportedQuiz `json:"quizzes"`
}

type exportedQuiz struct {
	Quiz       string           `json:"quiz"`
	Title      string           `json:"title"`
	Disclaimer string           `json:"disclaimer,omitempty"`
	Agreed     time.Time        `json:"agreed"`
	Results    []exportedResult `json:"results"`
	Open       []exportedResult `json:"open"` // what was begun and is not finished
	Events     []exportedEvent  `json:"events"`
}

type exportedResult struct {
	Set     string                `json:"set"`
	At      time.Time             `json:"at"`
	Answers quiz.Answers          `json:"answers"`
	Scores  map[string]quiz.Score `json:"scores,omitempty"` // left out while a guard pauses everything
	Next    string                `json:"next,omitempty"`
	Because string                `json:"because,omitempty"`
}

type exportedEvent struct {
	Step string         `json:"step"`
	Kind quiz.EventKind `json:"kind"`
	Task string         `json:"task,omitempty"`
	At   time.Time      `json:"at"`
}

// export gives a person everything that is stored of them, as a file.
func (s *Server) export(c echo.Context) error {
	person, known, err := s.person(c)
	if err != nil {
		return err
	}
	if !known {
		return see(c, "/me")
	}
	all := exported{Since: person.Created, Quizzes: []exportedQuiz{}}
	for _, v := range s.service.Quizzes() {
		if !agreed(person, v) {
			continue
		}
		one, err := s.exportQuiz(c.Request().Context(), person, v)
		if err != nil {
			return err
		}
		all.Quizzes = append(all.Quizzes, one)
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="answers.json"`)
	return c.JSONPretty(http.StatusOK, all, "  ")
}

func (s *Server) exportQuiz(ctx context.Context, p quiz.Participant, v *quiz.Version) (exportedQuiz, error) {
	o, err := s.service.Overview(ctx, p, v.Quiz.ID)
	if err != nil {
		return exportedQuiz{}, err
	}
	one := exportedQuiz{
		Quiz: v.Quiz.ID, Title: v.Quiz.Title, Disclaimer: v.Quiz.Disclaimer, Agreed: p.Settings.Consents[v.Quiz.ID].At,
		Results: []exportedResult{}, Open: []exportedResult{}, Events: []exportedEvent{},
	}
	for _, r := range o.History.Results {
		made := exportedResult{Set: r.Set, At: r.At, Answers: r.Answers}
		if !o.Plan.Paused {
			made.Scores, made.Next, made.Because = r.Scores, r.Next, r.Because
		}
		one.Results = append(one.Results, made)
	}
	for _, e := range o.History.Events {
		one.Events = append(one.Events, exportedEvent{Step: e.Step, Kind: e.Kind, Task: e.Task, At: e.At})
	}
	one.Open, err = s.openAttempts(ctx, p, v)
	return one, err
}

// openAttempts returns what was begun in the sets that the plan allows now.
func (s *Server) openAttempts(ctx context.Context, p quiz.Participant, v *quiz.Version) ([]exportedResult, error) {
	open := []exportedResult{}
	for _, set := range v.Quiz.Sets {
		sitting, err := s.service.Sitting(ctx, p, v.Quiz.ID, set.ID)
		switch {
		case err == nil:
			open = append(open, exportedResult{Set: set.ID, At: sitting.Attempt.Started, Answers: sitting.Attempt.Answers})
		case errors.Is(err, quiz.ErrNotFound), errors.Is(err, quiz.ErrClosed), errors.Is(err, quiz.ErrPaused):
		default:
			return nil, err
		}
	}
	return open, nil
}
