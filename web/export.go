package web

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// exportedLine is everything that is stored of a person for a quiz, as one line that `waymark score` reads: it leaves Stored aside.
type exportedLine struct {
	ID      string           `json:"id"` // of the quiz
	At      time.Time        `json:"at"`
	Results []exportedResult `json:"results"`
	Events  []exportedEvent  `json:"events"`
	Stored  exportedRest     `json:"stored"`
}

type exportedResult struct {
	Set     string       `json:"set"`
	At      time.Time    `json:"at"`
	Answers quiz.Answers `json:"answers"`
}

type exportedEvent struct {
	Step string         `json:"step"`
	Kind quiz.EventKind `json:"kind"`
	Task string         `json:"task,omitempty"`
	At   time.Time      `json:"at"`
}

// exportedRest is what is stored besides what a plan rests on.
type exportedRest struct {
	Title      string            `json:"title,omitempty"`
	Disclaimer string            `json:"disclaimer,omitempty"`
	Person     string            `json:"person"`
	Since      time.Time         `json:"since"`
	Seen       time.Time         `json:"seen"`
	Agreed     quiz.Consent      `json:"agreed"`
	Results    []exportedOutcome `json:"results"`  // in the order of the line's results
	Attempts   []exportedAttempt `json:"attempts"` // sittings, finished ones too
}

type exportedOutcome struct {
	ID      string                `json:"id"`
	Version string                `json:"version"`
	Ruler   string                `json:"ruler"`
	Engine  string                `json:"engine"`
	Scores  map[string]quiz.Score `json:"scores"`
	Fired   []string              `json:"fired"`
	Next    string                `json:"next"`
	Because string                `json:"because"`
	StandIn []string              `json:"stand_in,omitempty"` // questions whose answers here stand for what was said, which is not kept
}

type exportedAttempt struct {
	ID      string            `json:"id"`
	Set     string            `json:"set"`
	Version string            `json:"version"`
	State   quiz.AttemptState `json:"state"`
	Started time.Time         `json:"started"`
	Touched time.Time         `json:"touched"`
	Answers quiz.Answers      `json:"answers"`
}

// stored returns who asks and everything that is stored of them; known is false for nobody.
func (s *Server) stored(c echo.Context) (p quiz.Participant, all []quiz.Stored, known bool, err error) {
	if p, known, err = s.person(c); err == nil && known {
		all, err = s.service.Stored(c.Request().Context(), p)
	}
	return p, all, known, err
}

// exportData gives a person everything that is stored of them as a file for programs, a line for each quiz.
func (s *Server) exportData(c echo.Context) error {
	person, all, known, err := s.stored(c)
	if err != nil {
		return err
	}
	if !known {
		return see(c, "/me")
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	for _, one := range all {
		if err := encoder.Encode(newExportedLine(person, one, s.service.Now())); err != nil {
			return err
		}
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="answers.json"`)
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, lines.Bytes())
}

func newExportedLine(p quiz.Participant, one quiz.Stored, now time.Time) exportedLine {
	line := exportedLine{ID: one.Quiz, At: now, Results: []exportedResult{}, Events: []exportedEvent{}}
	line.Stored = exportedRest{
		Person: p.ID, Since: p.Created, Seen: p.Seen, Agreed: p.Settings.Consents[one.Quiz],
		Results: []exportedOutcome{}, Attempts: []exportedAttempt{},
	}
	if one.Version != nil {
		line.Stored.Title, line.Stored.Disclaimer = one.Version.Quiz.Title, one.Version.Quiz.Disclaimer
	}
	for _, r := range one.History.Results {
		line.Results = append(line.Results, exportedResult{Set: r.Set, At: r.At, Answers: r.Answers})
		line.Stored.Results = append(line.Stored.Results, exportedOutcome{
			StandIn: standIns(r.Answers), ID: r.ID, Version: r.Version, Ruler: r.Ruler, Engine: r.Engine, Scores: r.Scores, Fired: r.Fired, Next: r.Next, Because: r.Because,
		})
	}
	for _, e := range one.History.Events {
		line.Events = append(line.Events, exportedEvent{Step: e.Step, Kind: e.Kind, Task: e.Task, At: e.At})
	}
	for _, a := range one.Attempts {
		line.Stored.Attempts = append(line.Stored.Attempts, exportedAttempt{
			ID: a.ID, Set: a.Set, Version: a.Version, State: a.State, Started: a.Started, Touched: a.Touched, Answers: a.Answers,
		})
	}
	return line
}

// standIns returns the questions whose answers stand for others.
func standIns(answers quiz.Answers) []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		if answers[id].StandIn {
			ids = append(ids, id)
		}
	}
	return ids
}
