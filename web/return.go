package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// The fields of the return pages.
const (
	codeField  = "code"
	theirField = "mine" // the person says that the answers are theirs
)

// returnPage takes the code of a person who comes back. A script of ours sends the fragment of a return link at once.
type returnPage struct {
	layout
	CodeError string
}

// returnConfirmPage asks whether the answers are the person's own: a link from someone else would let that person read along.
type returnConfirmPage struct {
	layout
	Code   string
	Since  string
	Switch bool // other answers are open in this browser
}

func (s *Server) comeBack(c echo.Context) error {
	return s.render(c, http.StatusOK, returnPage{layout: s.layout("return", "Come back", nil)})
}

// returned looks up the code, asks, and then lets the browser keep a secret of its own.
func (s *Server) returned(c echo.Context) error {
	form, ctx := c.Request().PostForm, c.Request().Context()
	code := form.Get(codeField)
	if _, fragment, found := strings.Cut(code, "#"); found {
		code = fragment // the whole link was pasted
	}
	code = strings.TrimSpace(code)
	person, err := s.service.Recognise(ctx, quiz.Secret(code))
	if errors.Is(err, quiz.ErrNotFound) {
		page := &returnPage{
			layout:    s.layout("return", "Come back", nil),
			CodeError: "No answers belong to this code. A part of it may be missing, or the answers were deleted.",
		}
		page.refuse(problem{Field: "f-" + codeField, Message: page.CodeError})
		return s.render(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	if form.Get(theirField) == "" {
		return s.confirmReturn(c, person, code)
	}
	secret, err := s.service.NewSecret(ctx, person)
	if err != nil {
		return err
	}
	s.remember(c, secret, form.Get(rememberField) != "")
	return see(c, "/")
}

func (s *Server) confirmReturn(c echo.Context, p quiz.Participant, code string) error {
	current, known, err := s.person(c)
	if err != nil {
		return err
	}
	page := returnConfirmPage{
		layout: s.layout("return_confirm", "Come back", nil), Code: code,
		Since: longDate(quiz.DayOf(p.Created)), Switch: known && current.ID != p.ID,
	}
	return s.render(c, http.StatusOK, page)
}
