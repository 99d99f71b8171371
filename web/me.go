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
	doEndSignIn  = "end-sign-in"
)

// quizField names a quiz in a form.
const quizField = "quiz"

// mePage is what a person can do with what is theirs.
type mePage struct {
	layout
	Since   string
	Until   string // when this browser is signed out at the latest; "" for never by itself
	Idle    int    // after how many minutes a private visit ends
	Left    bool   // it is not known yet whether what the private visit began with is deleted from the store
	CanHide bool   // a private visit is possible from here
	Full    bool   // it was asked for, and there is no room
	Quizzes []agreedQuiz
}

// agreedQuiz is a quiz that the person agreed to.
type agreedQuiz struct {
	ID      string
	Title   string
	Address string // of the text about what is stored
	Details bool   // more than the outcome is kept, or would be
}

// meLinkPage shows a return link and recovery words, once.
type meLinkPage struct {
	layout
	Link       string
	Words      []string
	Everywhere bool // everything that opened the answers before does so no longer
	Most       int  // how many there can be
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
	return s.renderMe(c, http.StatusOK, person, known, false)
}

// renderMe shows the page; full says that there was no room for a private visit.
func (s *Server) renderMe(c echo.Context, status int, person quiz.Participant, known, full bool) error {
	page, err := s.mePage(c, person, known)
	if err != nil {
		return err
	}
	page.Full = full
	return s.render(c, status, page)
}

func (s *Server) mePage(c echo.Context, person quiz.Participant, known bool) (mePage, error) {
	page := mePage{
		layout: s.layout(c, "me", "Your data", nil), Since: s.words(c).date(quiz.DayOf(person.Created)), Idle: int(quiz.PrivateIdle.Minutes()),
		CanHide: s.service.PrivateVisits() && !person.Private(),
	}
	page.Known, page.Private, page.Lost, page.Left = known, person.Private(), !known && s.lost(c), s.service.Leftover(person)
	if ends := person.Token.Ends; !ends.IsZero() {
		page.Until = s.words(c).date(quiz.DayOf(ends))
	}
	for _, v := range s.quizzes(c) {
		if !agreed(person, v) {
			continue
		}
		details, err := s.service.KeepsDetails(c.Request().Context(), person, v.Quiz.ID)
		if err != nil {
			return mePage{}, err
		}
		page.Quizzes = append(page.Quizzes, agreedQuiz{ID: v.Quiz.ID, Title: v.Quiz.Title, Address: quizAddress(v.Quiz.ID), Details: details})
	}
	return page, nil
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
		way, err := s.service.NewWayBack(ctx, person)
		if err != nil {
			return err
		}
		return s.showWayBack(c, way, false)
	case doEndSignIn:
		return s.endSignIn(c, person)
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
		if err := s.service.SignOut(ctx, person, person.Token.Hash); err != nil {
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
	if do == doDelete {
		s.event(c, "everything of somebody was deleted")
	} else {
		s.event(c, "somebody signed out")
	}
	page := gonePage{layout: s.layout(c, "gone", "Your data", nil), Deleted: do == doDelete}
	return s.render(c, http.StatusOK, page)
}

// signOutEverywhere leaves the answers open in this browser alone, and shows the new way back.
func (s *Server) signOutEverywhere(c echo.Context, p quiz.Participant) error {
	_, long := s.secret(c)
	secret, way, err := s.service.SignOutEverywhere(c.Request().Context(), p, long)
	if err != nil {
		return err
	}
	s.event(c, "somebody signed out everywhere")
	s.remember(c, secret, long)
	return s.showWayBack(c, way, true)
}

// showWayBack shows, once, a link with a secret in its fragment, and recovery words.
func (s *Server) showWayBack(c echo.Context, way quiz.WayBack, everywhere bool) error {
	scheme := "http://"
	if s.secure {
		scheme = "https://"
	}
	page := meLinkPage{
		layout: s.layout(c, "me_link", "Your data", nil), Everywhere: everywhere, Most: quiz.MostWaysBack,
		Link: scheme + c.Request().Host + "/return#" + way.Link.Reveal(), Words: strings.Fields(way.Words.Reveal()),
	}
	page.Known, page.Back = true, "/me"
	return s.render(c, http.StatusOK, page)
}
