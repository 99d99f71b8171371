package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// What a person can do with what is theirs.
const (
	doField      = "do"
	doLink       = "link"
	doSignOut    = "sign-out"
	doEverywhere = "sign-out-everywhere"
	doDelete     = "delete"
	doAskResult  = "ask-delete-result"
	doResult     = "delete-result"
	doPrivate    = "private"
	doOutcome    = "outcome"
)

// quizField names a quiz in a form.
const quizField = "quiz"

// mePage is what a person can do with what is theirs.
type mePage struct {
	layout
	Since   string
	Idle    int  // after how many minutes a private visit ends
	CanHide bool // a private visit is possible from here
	Full    bool // it was asked for, and there is no room
	Quizzes []agreedQuiz
}

// agreedQuiz is a quiz that the person agreed to.
type agreedQuiz struct {
	ID      string
	Title   string
	Address string // of the text about what is stored
	Details bool   // they said yes to keep more than the outcome
}

// meLinkPage shows a return link and recovery words, once.
type meLinkPage struct {
	layout
	Link       string
	Words      []string
	Everywhere bool // everything that opened the answers before does so no longer
}

// meDeletePage asks whether everything is to be deleted.
type meDeletePage struct{ layout }

// gonePage says what is gone: everything, or only the key in this browser.
type gonePage struct {
	layout
	Deleted bool
	Ended   bool // a private visit ended by itself
}

func (s *Server) me(c echo.Context) error {
	person, known, err := s.person(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, s.mePage(c, person, known))
}

func (s *Server) mePage(c echo.Context, person quiz.Participant, known bool) mePage {
	page := mePage{
		layout: s.layout(c, "me", "Your data", nil), Since: s.words(c).date(quiz.DayOf(person.Created)), Idle: int(quiz.PrivateIdle.Minutes()),
		CanHide: s.service.PrivateVisits() && !person.Private(),
	}
	page.Known, page.Private = known, person.Private()
	for _, v := range s.quizzes(c) {
		if agreed(person, v) {
			page.Quizzes = append(page.Quizzes, agreedQuiz{
				ID: v.Quiz.ID, Title: v.Quiz.Title, Address: quizAddress(v.Quiz.ID), Details: person.Settings.Consents[v.Quiz.ID].Details,
			})
		}
	}
	return page
}

func (s *Server) confirmDelete(c echo.Context) error {
	_, known, err := s.person(c)
	if err != nil {
		return err
	}
	if !known {
		return see(c, "/me")
	}
	page := meDeletePage{layout: s.layout(c, "me_delete", "Your data", nil)}
	page.Known, page.Back = true, "/me"
	return s.render(c, http.StatusOK, page)
}

func (s *Server) changeMe(c echo.Context) error {
	person, known, err := s.person(c)
	if err != nil {
		return err
	}
	if !known {
		return see(c, "/me")
	}
	ctx := c.Request().Context()
	do := c.Request().PostForm.Get(doField)
	if person.Private() && !slices.Contains([]string{doAskResult, doResult, doDelete, doOutcome}, do) {
		return quiz.ErrInvalid // there is no way back into a private visit
	}
	switch do {
	case doLink:
		return s.showLink(c, person, false)
	case doPrivate:
		return s.goPrivate(c, person)
	case doOutcome:
		if _, err := s.service.WithdrawDetails(ctx, person, c.Request().PostForm.Get(quizField)); err != nil {
			return err
		}
		return see(c, "/me")
	case doEverywhere:
		return s.signOutEverywhere(c, person)
	case doAskResult:
		return s.confirmDeleteResult(c, person)
	case doResult:
		return s.deleteResult(c, person)
	case doSignOut:
		secret, _ := s.secret(c)
		if err := s.service.SignOut(ctx, person, secret); err != nil {
			return err
		}
	case doDelete:
		if err := s.service.Forget(ctx, person); err != nil {
			return err
		}
	default:
		return quiz.ErrInvalid
	}
	s.forget(c)
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	page := gonePage{layout: s.layout(c, "gone", "Your data", nil), Deleted: do == doDelete}
	return s.render(c, http.StatusOK, page)
}

// signOutEverywhere leaves the answers open in this browser alone, and shows the new ways back.
func (s *Server) signOutEverywhere(c echo.Context, p quiz.Participant) error {
	secret, err := s.service.SignOutEverywhere(c.Request().Context(), p)
	if err != nil {
		return err
	}
	_, long := s.secret(c)
	s.remember(c, secret, long)
	return s.showLink(c, p, true)
}

// showLink makes two further secrets and shows them once: a link with the secret in the fragment, and recovery words.
func (s *Server) showLink(c echo.Context, p quiz.Participant, everywhere bool) error {
	ctx := c.Request().Context()
	secret, err := s.service.NewSecret(ctx, p)
	if err != nil {
		return err
	}
	words, err := s.service.NewRecoveryWords(ctx, p)
	if err != nil {
		return err
	}
	scheme := "http://"
	if s.secure {
		scheme = "https://"
	}
	page := meLinkPage{
		layout: s.layout(c, "me_link", "Your data", nil), Everywhere: everywhere,
		Link: scheme + c.Request().Host + "/return#" + secret.Reveal(), Words: strings.Fields(words.Reveal()),
	}
	page.Known, page.Back = true, "/me"
	return s.render(c, http.StatusOK, page)
}
