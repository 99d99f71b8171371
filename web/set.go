package web

import (
	"errors"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// setPage begins a set, or goes on with it.
type setPage struct {
	layout
	Action    string
	Heading   string
	Because   string // why it is next; "" when it is not
	Intro     template.HTML
	Questions string
	Duration  string
	Begun     bool
	Before    string // the date on which it was answered the last time; "" for never
	First     bool   // some pages come first, since they could change what is next
}

// set shows what a set is about.
func (s *Server) set(c echo.Context, v visitor) error {
	ctx := c.Request().Context()
	sitting, err := s.service.Sitting(ctx, v.person, v.quizID(), c.Param("set"))
	begun := err == nil
	if err != nil && !errors.Is(err, quiz.ErrNotFound) {
		return err
	}
	o, err := s.service.Overview(ctx, v.person, v.quizID())
	if err != nil {
		return err
	}
	set := o.Version.Quiz.Set(c.Param("set"))
	switch {
	case begun:
		set = sitting.Set // also one that the current version has no more
	case set == nil:
		return errNoPage
	default:
		sitting = quiz.Sitting{Version: o.Version, Set: set, History: o.History,
			Asked: o.Version.Scorer.Ask(set.ID, quiz.Answers{}, o.History, s.service.Now())}
	}
	vc := s.sittingVoice(sitting)
	page := setPage{
		layout: s.layout(c, "set", "Questions", sitting.Version), Action: setAddress(v.quizID(), set.ID),
		Heading: vc.say(sitting.Set.Title), Intro: vc.read(sitting.Set.Intro),
		Questions: vc.questions(asks(sitting.Asked.Questions)),
		Duration:  vc.duration(sitting.Set.Minutes), Begun: begun,
	}
	if last, taken := o.History.Latest(set.ID); taken {
		page.Before = vc.date(quiz.DayOf(last.At))
		first := len(o.Version.Scorer.Decisive(set.ID, o.History, s.service.Now()))
		page.First = first > 0 && first < asks(sitting.Asked.Questions)
	}
	if o.Plan.NextKind == quiz.KindSet && o.Plan.Next == set.ID {
		page.Because = vc.say(o.Plan.Because)
	}
	page.AtHand = cards(s.placeOf(c), vc, o.Version.Quiz, o.Plan.AtHand)
	page.Known, page.Back, page.Private = true, planAddress(v.quizID()), v.person.Private()
	return s.render(c, http.StatusOK, page)
}

// asks counts the pages that ask something.
func asks(pages []*quiz.Question) int {
	n := 0
	for _, q := range pages {
		if q.Kind != quiz.Info {
			n++
		}
	}
	return n
}

// begin starts the attempt, or finds the open one, and leads to the page to go on with.
func (s *Server) begin(c echo.Context, v visitor) error {
	if id := c.Request().PostForm.Get(changeField); id != "" {
		return s.beginChange(c, v, id)
	}
	sitting, err := s.service.Begin(c.Request().Context(), v.person, v.quizID(), c.Param("set"))
	if err != nil {
		return err
	}
	return s.toBegun(c, v, sitting)
}

// toBegun leads to the page to go on with: the first one, or that of all answers from before when there are some.
func (s *Server) toBegun(c echo.Context, v visitor, sitting quiz.Sitting) error {
	if sitting.Review() {
		return see(c, checkAddress(v.quizID(), sitting.Set.ID))
	}
	if sitting.Attempt.Revision == 0 && len(sitting.Asked.Questions) > 0 {
		return see(c, questionAddress(v.quizID(), sitting.Set.ID, sitting.Asked.Questions[0].ID, false))
	}
	return s.toFirstOpen(c, v, sitting, false)
}
