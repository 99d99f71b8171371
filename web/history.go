package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// historyPage lists what a person finished, the latest first.
type historyPage struct {
	layout
	Results   []pastResult
	ScoreNote string
}

// pastResult is one result in words.
type pastResult struct {
	Date   string
	Title  string
	Scores []score
}

func (s *Server) history(c echo.Context, v visitor) error {
	o, err := s.overview(c, v)
	if err != nil {
		return err
	}
	q := o.Version.Quiz
	vc := s.voice(o.Version, o.History, nil)
	page := historyPage{layout: s.layout(c, "history", "Your answers so far", o.Version), ScoreNote: vc.say(q.ScoreNote)}
	page.AtHand = cards(s.placeOf(c), vc, q, o.Plan.AtHand)
	page.Known, page.Back, page.Private = true, planAddress(q.ID), v.person.Private()
	for _, r := range slices.Backward(o.History.Results) {
		stored := func(scale string) (quiz.Score, bool) { sc, ok := r.Scores[scale]; return sc, ok }
		past := pastResult{Date: vc.date(quiz.DayOf(r.At)), Title: r.Set, Scores: scaleScores(vc, q, stored)}
		if set := q.Set(r.Set); set != nil {
			past.Title = vc.say(set.Title)
		}
		page.Results = append(page.Results, past)
	}
	return s.render(c, http.StatusOK, page)
}
