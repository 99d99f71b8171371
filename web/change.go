package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// changeField is the field of a set's form that names the page whose answer is to be changed.
const changeField = "change"

// changePage says what a change of an answer that was sent before means, and begins it.
type changePage struct {
	layout
	Action   string
	SetTitle string
	Ask      string
	Page     string // id of the page that asks
	Since    string // when the answers were given that are filled in; "" when all are asked again
}

// change offers to begin a sitting for the sake of one answer. A set that was not taken yet is begun on its own page.
func (s *Server) change(c echo.Context, v visitor) error {
	o, err := s.overview(c, v)
	if err != nil {
		return err
	}
	q := o.Version.Quiz
	set := q.Set(c.Param("set"))
	var asked *quiz.Question
	if set != nil {
		asked = set.Question(c.Param("question"))
	}
	last, taken := o.History.Latest(c.Param("set"))
	if asked == nil || !taken {
		return see(c, setAddress(v.quizID(), c.Param("set")))
	}
	vc := s.voice(o.Version, o.History, nil)
	page := changePage{
		layout: s.layout(c, "change", "Change an answer", o.Version), Action: setAddress(q.ID, set.ID),
		SetTitle: vc.say(set.Title), Ask: strings.TrimSuffix(vc.say(asked.Ask), "."), Page: asked.ID,
	}
	if !set.Outcome && !o.Stale(set, s.service.Now()) {
		page.Since = vc.date(quiz.DayOf(last.At))
	}
	page.AtHand = cards(s.placeOf(c), vc, q, o.Plan.AtHand)
	page.Known, page.Back, page.Private = true, planAddress(q.ID), v.person.Private()
	return s.render(c, http.StatusOK, page)
}

// beginChange starts from the last answers, and leads to the page whose answer is to be changed. When more must be answered than that,
// it leads to the first of those pages.
func (s *Server) beginChange(c echo.Context, v visitor, id string) error {
	sitting, err := s.service.Change(c.Request().Context(), v.person, v.quizID(), c.Param("set"))
	if err != nil {
		return err
	}
	if n, _ := sitting.Position(id); n > 0 && sitting.FirstOpen() == nil {
		return see(c, questionAddress(v.quizID(), sitting.Set.ID, id, true))
	}
	return s.toBegun(c, v, sitting)
}
