package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// helpPage says how to leave, and lists every help card.
type helpPage struct {
	layout
	Cards []card
}

func (s *Server) help(c echo.Context) error {
	_, known, _ := s.person(c) // help is there also while that can't be told
	page := helpPage{layout: s.layout(c, "help", "Help", nil)}
	page.Known = known
	for _, v := range s.quizzes(c) {
		ids := make([]string, 0, len(v.Quiz.Cards))
		for _, one := range v.Quiz.Cards {
			ids = append(ids, one.ID)
		}
		page.Cards = append(page.Cards, cards(s.placeOf(c), s.voice(v, quiz.History{}, nil), v.Quiz, ids)...)
	}
	return s.render(c, http.StatusOK, page)
}
