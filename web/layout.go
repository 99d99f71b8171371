package web

import (
	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// siteName stands at the end of every tab's title. Titles are neutral: someone else may see the screen.
const siteName = "Waymark"

// fallbackExit is where the exit button leads on a page of no quiz.
const fallbackExit = "https://www.wikipedia.org/"

// layout is what every page has around its own part.
type layout struct {
	Name    string // of the template, for the style sheet
	Title   string // of the tab
	Lang    string
	Exit    string // where "Leave this page" leads
	Back    string // the address of the page before; "" has none
	Quiz    string // id of the quiz this page belongs to; "" for none
	Known   bool   // the person is known, so there is something of theirs to show
	Private bool   // it is a private visit: nothing of it is written down
	Begins  bool   // of a private visit: this browser does not know yet that it is one
	Hidden  bool   // search engines may not list it; a page of a person they can't reach anyway
	Bare    bool   // nothing but the exit, help and one's own data may be linked
	AtHand  []card // help that every page has, folded
	Errors  []problem

	Languages []languageOption // that the page can be read in; none when there is no choice
	Here      string           // the address of the page, to come back to
	Shown     string           // when the page was made, for its forms; see shownField
	Lost      bool             // the browser has a key that opens nothing here any more
	say       phrases
}

// problem is one line of the error summary, and the field it leads to.
type problem struct {
	Field   string // id of the element
	Message string
}

// layout begins a page. A nil version is a page of no quiz.
func (s *Server) layout(c echo.Context, name, title string, v *quiz.Version) layout {
	l := layout{
		Name: name, Title: siteName, Lang: s.words(c).tag, Exit: fallbackExit, Languages: s.languageOptions(c), Here: c.Request().URL.Path, Shown: s.shown(c), Begins: !s.wasPrivate(c), say: s.words(c),
	}
	if title != "" {
		l.Title = s.words(c).t(title) + " – " + siteName
	}
	l.Hidden = v == nil && name != "landing" && name != "help"
	if v == nil {
		if all := s.service.Quizzes(); len(all) > 0 {
			v = all[0]
			l.Exit = exit(v.Quiz)
		}
		return l
	}
	l.Quiz, l.Exit = v.Quiz.ID, exit(v.Quiz)
	if v.Quiz.Language != "" {
		l.Lang = v.Quiz.Language
	}
	return l
}

func exit(q *quiz.Quiz) string {
	if q.Exit == "" {
		return fallbackExit
	}
	return q.Exit
}

// refuse puts a problem into the summary and says so in the tab's title.
func (l *layout) refuse(p problem) {
	if len(l.Errors) == 0 {
		l.Title = l.say.t("Error: %s", l.Title)
	}
	l.Errors = append(l.Errors, p)
}

func (l layout) template() string { return l.Name }
