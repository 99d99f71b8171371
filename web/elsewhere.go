package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// leaveAddress takes the key of a private visit away from the browser, when the person wants that.
const leaveAddress = "/me/leave"

// leave lets a person whose private visit may go on at another server begin anew here. Nothing but their wish takes the key of a visit away
// that this program did not end.
func (s *Server) leave(c echo.Context) error {
	if s.wasPrivate(c) && c.Request().Method == http.MethodPost {
		s.forget(c)
	}
	return see(c, "/")
}

// versionOfPage returns the current version of the page's quiz in the person's language. When it has not the set or step of the address,
// another program may have published a version that has: then that one is taken first. ErrNotFound, ErrUnavailable.
func (s *Server) versionOfPage(c echo.Context) (*quiz.Version, error) {
	id, set, step := c.Param("quiz"), c.Param("set"), c.Param("step")
	v, err := s.quiz(c, id)
	if err != nil || (set == "" || v.Quiz.Set(set) != nil) && (step == "" || v.Quiz.Step(step) != nil) {
		return v, err
	}
	if err := s.service.Follow(c.Request().Context(), id); err != nil {
		return nil, err
	}
	return s.quiz(c, id)
}
