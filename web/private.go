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
		if !s.service.Alone() {
			return quiz.ErrNotAlone
		}
		return quiz.ErrInvalid
	}
	p.Network = networkName(s.from(c))
	moved, secret, err := s.service.GoPrivate(c.Request().Context(), p)
	if errors.Is(err, quiz.ErrFull) {
		s.refused(c, err)
		return s.renderMe(c, http.StatusServiceUnavailable, p, true, true)
	}
	if err != nil {
		return err
	}
	s.event(c, "somebody went on privately")
	s.rememberPrivately(c, secret)
	return s.renderMe(c, http.StatusOK, moved, true, false)
}

// ended says that a private visit is over, once.
func (s *Server) ended(c echo.Context) error {
	s.forget(c)
	return s.render(c, http.StatusOK, gonePage{layout: s.layout(c, "gone", "Your data", nil), Ended: true})
}
