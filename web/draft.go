package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// leaveToForm tells the script that nothing was stored. When the form itself is sent, its page says why.
func leaveToForm(c echo.Context) error { return c.NoContent(http.StatusAccepted) }

// drafted tells the script what the page's form has to carry now: with 204 when the answers are stored, with 202 when they
// count only once they are sent.
func (s *Server) drafted(c echo.Context, sitting quiz.Sitting, question string, sent quiz.Answers) error {
	operation, err := s.service.NewOperation()
	if err != nil {
		return err
	}
	q := sitting.Set.Question(question)
	h := c.Response().Header()
	h.Set("Waymark-Operation", operation)
	h.Set("Waymark-Revision", strconv.Itoa(sitting.Attempt.AnswerRevision(q)))
	status := http.StatusNoContent
	for _, part := range q.Answerable() {
		if _, given := sent[part.ID]; given && sitting.Attempt.Answers[part.ID].Form == quiz.Unanswered {
			status = http.StatusAccepted
		}
	}
	return c.NoContent(status)
}
