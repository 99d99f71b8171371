package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// supportPage is all that a person sees of a quiz while a guard pauses it: why, and who can help.
type supportPage struct {
	layout
	Heading string // the first sentence of the reason
	Because string // the rest of it
	Cards   []card
	Again   []link // the sets in which the person can say that it has changed
}

// link is an address with its words.
type link struct{ Address, Text string }

// support shows the pause instead of the page that was asked for.
func (s *Server) support(c echo.Context) error {
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	o, err := s.service.Overview(c.Request().Context(), v.person, v.quizID())
	if err != nil {
		return err
	}
	if !o.Plan.Paused {
		return see(c, planAddress(v.quizID()))
	}
	vc := s.voice(o.Version, o.History, nil)
	heading, because, _ := strings.Cut(vc.say(o.Plan.Because), ". ")
	if because != "" {
		heading += "."
	}
	page := supportPage{
		layout: s.layout(c, "support", "Help", o.Version), Heading: heading, Because: because,
		Cards: cards(s.placeOf(c), vc, o.Version.Quiz, o.Plan.Cards), Again: again(vc, o.Version.Quiz, o.Plan),
	}
	page.Bare, page.Known, page.Private = true, true, v.person.Private()
	return s.render(c, http.StatusOK, page)
}

// again returns the sets in which the pause was caused, as far as they can be taken now.
func again(vc voice, q *quiz.Quiz, plan quiz.Plan) []link {
	var links []link
	for _, id := range plan.PausedBy {
		if set := q.Set(id); set != nil && plan.CheckAllowed(q, id) == nil {
			links = append(links, link{Address: setAddress(q.ID, id), Text: vc.say(set.Title)})
		}
	}
	return links
}
