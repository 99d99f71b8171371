package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// lostPage says that the key of the browser opens nothing any more, and shows what was sent, so that it can be copied.
type lostPage struct {
	layout
	Sent  []sentAnswer
	Start string // the address of the quiz's start page
}

// sentAnswer is an answer that was not stored.
type sentAnswer struct{ Ask, Said string }

func (s *Server) lostPage(c echo.Context) error {
	v, err := s.quiz(c, c.Param("quiz"))
	if err != nil {
		return err
	}
	page := lostPage{layout: s.layout(c, "lost", "Not stored", nil), Start: quizAddress(v.Quiz.ID)}
	page.Sent = s.sent(c, v)
	return s.render(c, http.StatusConflict, page)
}

// sent says in words what the form of a question holds; of what can't be read, as it was sent.
func (s *Server) sent(c echo.Context, v *quiz.Version) (all []sentAnswer) {
	form := c.Request().PostForm
	set := v.Quiz.Set(c.Param("set"))
	if set == nil || set.Question(c.Param("question")) == nil {
		return nil
	}
	vc := s.voice(v, quiz.History{}, nil)
	given, err := Decode(form)
	for _, part := range set.Question(c.Param("question")).Answerable() {
		said := ""
		if accepted, refused := part.Accept(given[part.ID]); err == nil && refused == nil {
			said = inWords(vc, part, accepted)
		}
		if typed := form[part.ID]; said == "" && len(typed) > 0 {
			said = strings.Join(typed, "; ")
		}
		if said != "" {
			all = append(all, sentAnswer{Ask: vc.say(part.Ask), Said: said})
		}
	}
	return all
}
