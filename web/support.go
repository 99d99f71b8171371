package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// supportPage is all that a person sees of a quiz while a guard pauses it: why, and who can help.
type supportPage struct {
	layout
	Because string
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
	page := supportPage{
		layout: s.layout("support", "Help", o.Version), Because: vc.say(o.Plan.Because),
		Cards: cards(vc, o.Version.Quiz, o.Plan.Cards), Again: again(vc, o.Version.Quiz, o.Plan),
	}
	page.Bare, page.Known = true, true
	return s.render(c, http.StatusOK, page)
}

// again returns the first of the sets that come first in which the pause was caused, or all of them when that can't be told.
func again(vc voice, q *quiz.Quiz, plan quiz.Plan) []link {
	var all []link
	for _, first := range q.Planning.First {
		set := q.Set(first.Set)
		if set == nil {
			continue
		}
		one := link{Address: setAddress(q.ID, set.ID), Text: vc.say(set.Title)}
		if causes(q, plan, set) {
			return []link{one}
		}
		all = append(all, one)
	}
	return all
}

// causes reports whether the rule of the pausing guard names a question of the set, itself or by a value it names.
func causes(q *quiz.Quiz, plan quiz.Plan, set *quiz.Set) bool {
	for _, id := range plan.Fired {
		guard := q.Guard(id)
		if guard == nil || guard.Pause == "" {
			continue
		}
		named := namesIn(q, guard.When.Value)
		for _, page := range set.Questions {
			for _, question := range page.Answerable() {
				if slices.Contains(named, question.ID) {
					return true
				}
			}
		}
	}
	return false
}

// namesIn returns the names in a rule, and those in the rules of the values among them.
func namesIn(q *quiz.Quiz, rule string) []string {
	var names []string
	for open := []string{rule}; len(open) > 0; open = open[1:] {
		for _, name := range words(open[0]) {
			if slices.Contains(names, name) {
				continue
			}
			names = append(names, name)
			for _, value := range q.Values {
				if value.ID == name {
					open = append(open, value.Is.Value)
				}
			}
		}
	}
	return names
}

// words splits a rule into its names and texts.
func words(rule string) []string {
	return strings.FieldsFunc(rule, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
}
