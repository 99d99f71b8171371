package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// goPrivate takes everything of the person out of the store and lets them go on with it in a private visit.
func (s *Server) goPrivate(c echo.Context, p quiz.Participant) error {
	if !s.service.PrivateVisits() {
		return quiz.ErrInvalid
	}
	moved, secret, err := s.service.GoPrivate(c.Request().Context(), p)
	if errors.Is(err, quiz.ErrFull) {
		page := s.mePage(c, p, true)
		page.Full = true
		return s.render(c, http.StatusServiceUnavailable, page)
	}
	if err != nil {
		return err
	}
	s.rememberPrivately(c, secret)
	return s.render(c, http.StatusOK, s.mePage(c, moved, true))
}

// ended says that a private visit is over, once.
func (s *Server) ended(c echo.Context) error {
	s.forget(c)
	return s.render(c, http.StatusOK, gonePage{layout: s.layout(c, "gone", "Your data", nil), Ended: true})
}
