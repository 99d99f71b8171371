package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// stalePage shows two answers to one question, stored and sent, and lets the person keep one.
type stalePage struct {
	layout
	Action    string
	Operation string
	Attempt   string
	Revision  int
	Ask       string
	Rows      []staleRow
	Fields    []field // what was sent, to send it again
	Stored    string  // the address that shows what is stored
}

// staleRow is one part of the page with both answers in words.
type staleRow struct{ Ask, Stored, Given string }

// field is a hidden field of a form.
type field struct{ Name, Value string }

func (s *Server) stale(c echo.Context, v visitor, sitting quiz.Sitting, stale *quiz.StaleError, raw quiz.Answers) error {
	q := sitting.Set.Question(c.Param("question"))
	operation, err := s.service.NewOperation()
	if err != nil {
		return err
	}
	vc := s.sittingVoice(sitting)
	page := stalePage{
		layout: s.layout(c, "stale", "Two answers", sitting.Version),
		Action: questionAddress(v.quizID(), sitting.Set.ID, q.ID, isChange(c)), Operation: operation,
		Attempt: sitting.Attempt.ID, Revision: stale.Revision, Ask: vc.say(q.Ask),
		Stored: questionAddress(v.quizID(), sitting.Set.ID, q.ID, isChange(c)),
	}
	page.Known, page.Private = true, v.person.Private()
	given := quiz.Answers{}
	for _, one := range q.Answerable() {
		// The service accepted every part before it compared them, so none is refused here.
		if given[one.ID], err = one.Accept(raw[one.ID]); err != nil {
			return err
		}
		page.Rows = append(page.Rows, staleRow{
			Ask:    vc.say(one.Ask),
			Stored: orElse(inWords(vc, one, sitting.Attempt.Answers[one.ID]), vc.t("No answer")),
			Given:  orElse(inWords(vc, one, given[one.ID]), vc.t("No answer")),
		})
	}
	for name, values := range encode(given, q.Answerable()) {
		for _, value := range values {
			page.Fields = append(page.Fields, field{Name: name, Value: value})
		}
	}
	return s.render(c, http.StatusConflict, page)
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
