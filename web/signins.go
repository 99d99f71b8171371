package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// tokenField names a sign-in in a form, by what is stored of its secret.
const tokenField = "token"

// signInsPage lists what opens the person's answers.
type signInsPage struct {
	layout
	SignIns []signIn
}

// signIn is a browser, a return link or recovery words.
type signIn struct {
	Token string // names it in the form
	Title string
	Since string // "" when it is not known
	Used  string // the date of the last visit with it; "" for none
	Until string // when it ends at the latest; "" for never by itself
	Here  bool   // it is this browser
}

// signIns shows what opens the person's answers, so that each can be ended by itself.
func (s *Server) signIns(c echo.Context) error {
	person, known, err := s.person(c)
	if err != nil {
		return err
	}
	if !known || person.Private() {
		return see(c, "/me")
	}
	tokens, err := s.service.SignIns(c.Request().Context(), person)
	if err != nil {
		return err
	}
	page := signInsPage{layout: s.layout(c, "me_signins", "Your data", nil)}
	page.Known, page.Back = true, "/me"
	for _, t := range tokens {
		page.SignIns = append(page.SignIns, s.signIn(c, person, t))
	}
	return s.render(c, http.StatusOK, page)
}

func (s *Server) signIn(c echo.Context, p quiz.Participant, t quiz.Token) signIn {
	say := s.words(c)
	one := signIn{Token: t.Hash.String(), Here: t.Hash == p.Token.Hash}
	switch {
	case one.Here:
		one.Title = say.t("This browser")
	case t.Kind == quiz.SessionToken:
		one.Title = say.t("Another browser")
	case t.Kind == quiz.LinkToken:
		one.Title = say.t("A return link")
	case t.Kind == quiz.WordsToken:
		one.Title = say.t("Recovery words")
	default:
		one.Title = say.t("A browser, a return link or recovery words from some time ago")
	}
	if !t.Made.IsZero() {
		one.Since = say.date(quiz.DayOf(t.Made))
	}
	if !t.Seen.IsZero() {
		one.Used = say.date(quiz.DayOf(t.Seen))
	}
	if !t.Ends.IsZero() {
		one.Until = say.date(quiz.DayOf(t.Ends))
	}
	return one
}

// endSignIn makes one of them open nothing any more.
func (s *Server) endSignIn(c echo.Context, p quiz.Participant) error {
	hash, err := quiz.ParseSecretHash(c.Request().PostForm.Get(tokenField))
	if err != nil {
		return err
	}
	if hash == p.Token.Hash {
		return see(c, "/me") // this browser is signed out there
	}
	if err := s.service.SignOut(c.Request().Context(), p, hash); err != nil {
		return err
	}
	s.event(c, "somebody signed out elsewhere")
	return see(c, "/me/sign-ins")
}
