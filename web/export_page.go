package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// exportPage is everything that is stored of a person, to be read: one file that needs nothing else.
type exportPage struct {
	Lang    string
	Made    string
	Since   string
	Quizzes []exportedQuiz
}

func (exportPage) template() string { return "export" }

// exportedQuiz is what a person has in one quiz, in words.
type exportedQuiz struct {
	Title      string
	Disclaimer string
	Agreed     string // when
	Version    string // whose consent text they read
	Served     bool   // so that there is a plan
	Paused     bool   // a guard pauses everything: only why, and who can help
	Plan       quiz.Plan
	Cards      []card
	Next       next
	Steps      []planStep
	Scores     []score
	ScoreNote  string
	Courses    []course
	Results    []exportedSitting
	Open       []exportedSitting
	Events     []exportedReport
}

// exportedSitting is a result, or what was begun, in words.
type exportedSitting struct {
	Title   string
	Date    string
	Version string
	Answers []checkAnswer
	Scores  []score
}

// exportedReport is an event in words.
type exportedReport struct{ Date, Said string }

// export gives a person everything that is stored of them as a page to keep.
func (s *Server) export(c echo.Context) error {
	person, all, known, err := s.stored(c)
	if err != nil {
		return err
	}
	if !known {
		return see(c, "/me")
	}
	page := exportPage{Lang: s.layout(c, "", "", nil).Lang, Made: s.words(c).date(quiz.DayOf(s.service.Now())), Since: s.words(c).date(quiz.DayOf(person.Created))}
	for _, one := range all {
		told, err := s.tellStored(c, person, one)
		if err != nil {
			return err
		}
		page.Quizzes = append(page.Quizzes, told)
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="answers.html"`)
	return s.render(c, http.StatusOK, page)
}

func (s *Server) tellStored(c echo.Context, p quiz.Participant, one quiz.Stored) (exportedQuiz, error) {
	ctx, say := c.Request().Context(), s.words(c)
	consent := p.Settings.Consents[one.Quiz]
	told := exportedQuiz{Title: one.Quiz, Agreed: say.date(quiz.DayOf(consent.At)), Version: shortHash(consent.Version), Plan: one.Plan, Paused: one.Plan.Paused}
	if v := one.Version; v != nil {
		o := quiz.Overview{Version: v, Plan: one.Plan, History: one.History}
		vc := s.voice(v, one.History, nil)
		told.Served, told.Title, told.Disclaimer = true, vc.say(v.Quiz.Title), vc.say(v.Quiz.Disclaimer)
		told.Cards = cards(s.placeOf(c), vc, v.Quiz, one.Plan.Cards)
		told.Plan.Because = vc.say(one.Plan.Because)
		if !told.Paused {
			told.Steps, told.Scores, told.ScoreNote = planSteps(vc, o), scaleScores(vc, v.Quiz, one.Plan.Scores.Of), vc.say(v.Quiz.ScoreNote)
			all, err := s.service.Courses(ctx, o)
			if err != nil {
				return exportedQuiz{}, err
			}
			told.Courses = courses(vc, all)
			if told.Next, err = s.next(c, vc, o); err != nil {
				return exportedQuiz{}, err
			}
		}
	}
	for _, a := range one.Attempts {
		if a.State == quiz.AttemptOpen {
			told.Open = append(told.Open, s.tellSitting(ctx, p, one, a.Set, a.Version, a.Answers))
			told.Open[len(told.Open)-1].Date = say.date(quiz.DayOf(a.Started))
		}
	}
	for _, r := range one.History.Results {
		made := s.tellSitting(ctx, p, one, r.Set, r.Version, r.Answers)
		made.Date = say.date(quiz.DayOf(r.At))
		if v := s.versionOf(ctx, p, one, r.Version); v != nil && !told.Paused {
			stored := func(scale string) (quiz.Score, bool) { sc, ok := r.Scores[scale]; return sc, ok }
			made.Scores = scaleScores(s.voice(v, one.History, nil), v.Quiz, stored)
		}
		told.Results = append(told.Results, made)
	}
	for _, e := range one.History.Events {
		told.Events = append(told.Events, exportedReport{Date: say.date(quiz.DayOf(e.At)), Said: s.tellEvent(say, one, e)})
	}
	return told, nil
}

// versionOf returns the version with the hash in the person's language, or the current one; nil when neither is there.
func (s *Server) versionOf(ctx context.Context, p quiz.Participant, one quiz.Stored, hash string) *quiz.Version {
	if v, err := s.service.VersionOf(ctx, one.Quiz, hash); err == nil {
		return v.In(p.Language)
	}
	return one.Version
}

// tellSitting says answers in the words of the version that asked for them.
func (s *Server) tellSitting(ctx context.Context, p quiz.Participant, one quiz.Stored, set, hash string, answers quiz.Answers) exportedSitting {
	told := exportedSitting{Title: set, Version: shortHash(hash)}
	v := s.versionOf(ctx, p, one, hash)
	if v == nil || v.Quiz.Set(set) == nil {
		for id, answer := range answers {
			told.Answers = append(told.Answers, checkAnswer{Ask: id, Said: inWords(voice{phrases: s.phrases.in(p.Language)}, &quiz.Question{}, answer)})
		}
		return told
	}
	vc := s.voice(v, one.History, answers)
	told.Title = vc.say(v.Quiz.Set(set).Title)
	for _, page := range v.Quiz.Set(set).Questions {
		for _, q := range page.Answerable() {
			ask := vc.say(q.Ask)
			if q != page {
				ask = vc.say(page.Ask) + " " + ask
			}
			if answer, ok := answers[q.ID]; ok {
				told.Answers = append(told.Answers, checkAnswer{Ask: ask, Said: inWords(vc, q, answer)})
			}
		}
	}
	return told
}

// tellEvent says what the person reported.
func (s *Server) tellEvent(say phrases, one quiz.Stored, e quiz.Event) string {
	title, task := e.Step, e.Task
	if one.Version != nil {
		vc := s.voice(one.Version, one.History, nil)
		if step := one.Version.Quiz.Step(e.Step); step != nil {
			title = vc.say(step.Title)
			for _, t := range step.Tasks {
				if t.ID == e.Task {
					task = vc.say(t.Do)
				}
			}
		}
	}
	switch e.Kind {
	case quiz.StepStarted:
		return say.t("Begun: %s", title)
	case quiz.StepClosed:
		return say.t("Closed: %s", title)
	case quiz.StepReopened:
		return say.t("Opened again: %s", title)
	case quiz.TaskTicked:
		return say.t("Ticked: %s (%s)", task, title)
	default:
		return say.t("Tick taken back: %s (%s)", task, title)
	}
}

// shortHash is as much of a version's hash as tells it from the others.
func shortHash(hash string) string { return hash[:min(12, len(hash))] }
