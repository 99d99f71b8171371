package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// landingPage is the front page: the quizzes, and for a known person where they stand.
type landingPage struct {
	layout
	Quizzes []landingQuiz
}

// landingQuiz is one quiz on the front page.
type landingQuiz struct {
	Title    string
	Summary  string
	Duration string
	Address  string // the start page, or the plan of a person who began
	Begun    bool
	Next     string // what is next for them; "" says nothing
	Comeback comeback
}

func (s *Server) landing(c echo.Context) error {
	person, known, err := s.person(c)
	if err != nil {
		return err
	}
	page := landingPage{layout: s.layout(c, "landing", "", nil)}
	page.Known, page.Private, page.Lost = known, person.Private(), !known && s.lost(c)
	for _, v := range s.quizzes(c) {
		one := landingQuiz{
			Title: v.Quiz.Title, Summary: v.Quiz.Summary, Duration: s.words(c).duration(v.Quiz.Minutes), Address: quizAddress(v.Quiz.ID),
		}
		if known && agreed(person, v) {
			one.Begun, one.Address = true, planAddress(v.Quiz.ID)
			if err = s.where(c, person, v, &one); err != nil {
				return err
			}
		}
		page.Quizzes = append(page.Quizzes, one)
	}
	if !known {
		if err := s.prefetch(c); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, page)
}

// prefetch lets the browser load the start page as soon as a finger or pointer is on its button. Only for who is not known: no other
// page that a link leads to holds nothing personal.
func (s *Server) prefetch(c echo.Context) error {
	rules, err := s.assets.url("next.json")
	if err != nil {
		return err
	}
	c.Response().Header().Set("Speculation-Rules", `"`+rules+`"`)
	return nil
}

// where says where the person stands in a quiz; nothing while a guard pauses it.
func (s *Server) where(c echo.Context, p quiz.Participant, v *quiz.Version, one *landingQuiz) error {
	o, err := s.service.Overview(c.Request().Context(), p, v.Quiz.ID)
	if errors.Is(err, quiz.ErrNotFound) || o.Plan.Paused {
		return nil
	}
	if err != nil {
		return err
	}
	vc := s.voice(o.Version, o.History, nil)
	one.Comeback = newComeback(vc, o.Version.Quiz, s.service.Comeback(o))
	if step := o.Version.Quiz.Step(o.Plan.Next); step != nil && o.Plan.NextKind == quiz.KindStep {
		one.Next = vc.say(step.Title)
	}
	if set := o.Version.Quiz.Set(o.Plan.Next); set != nil && o.Plan.NextKind == quiz.KindSet {
		one.Next = vc.say(set.Title)
	}
	return nil
}
