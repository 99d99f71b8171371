package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// resultField names the result in a form, so that it stands in no address.
const resultField = "result"

// meResultsPage lists what can be deleted by itself, the latest first.
type meResultsPage struct {
	layout
	Results []storedResult
}

// meResultDeletePage asks whether one result is to be deleted.
type meResultDeletePage struct {
	layout
	Result storedResult
}

// storedResult is a result, or what was begun and is not finished.
type storedResult struct {
	ID    string
	Title string
	Date  string
	Open  bool
}

func (s *Server) results(c echo.Context) error {
	_, all, known, err := s.stored(c)
	if err != nil {
		return err
	}
	if !known {
		return see(c, "/me")
	}
	page := meResultsPage{layout: s.layout(c, "me_results", "Your data", nil), Results: s.storedResults(c, all)}
	page.Known, page.Back = true, "/me"
	return s.render(c, http.StatusOK, page)
}

func (s *Server) storedResults(c echo.Context, all []quiz.Stored) []storedResult {
	var found []storedResult
	for _, one := range all {
		for _, a := range slices.Backward(one.Attempts) {
			r := storedResult{ID: a.ID, Title: a.Set, Date: s.words(c).date(quiz.DayOf(a.Touched)), Open: a.State == quiz.AttemptOpen}
			if one.Version != nil {
				if set := one.Version.Quiz.Set(a.Set); set != nil {
					r.Title = s.voice(one.Version, one.History, nil).say(set.Title)
				}
			}
			found = append(found, r)
		}
	}
	return found
}

// confirmDeleteResult asks once, and says what goes.
func (s *Server) confirmDeleteResult(c echo.Context, p quiz.Participant) error {
	all, err := s.service.Stored(c.Request().Context(), p)
	if err != nil {
		return err
	}
	found := s.storedResults(c, all)
	i := slices.IndexFunc(found, func(r storedResult) bool { return r.ID == c.Request().PostForm.Get(resultField) })
	if i < 0 {
		return see(c, "/me/results") // it is deleted already
	}
	page := meResultDeletePage{layout: s.layout(c, "me_result_delete", "Your data", nil), Result: found[i]}
	page.Known, page.Back = true, "/me/results"
	return s.render(c, http.StatusOK, page)
}

func (s *Server) deleteResult(c echo.Context, p quiz.Participant) error {
	if err := s.service.DeleteAttempt(c.Request().Context(), p, c.Request().PostForm.Get(resultField)); err != nil {
		return err
	}
	s.event(c, "a result was deleted")
	return see(c, "/me/results")
}
