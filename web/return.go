package web

import (
	"crypto/subtle"
	"errors"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// The fields of the return pages.
const (
	codeField  = "code"
	theirField = "mine" // the person says that the answers are theirs
	nonceField = "confirm"
)

// The names of the cookie that comes with the question whether the answers are the person's own. Another site can send our form, but not
// this cookie with it, so that it can't let anybody into answers who was not asked.
const (
	secureConfirmCookie = "__Host-waymark-confirm"
	plainConfirmCookie  = "waymark-confirm" // without TLS
)

// returnPage takes the link or the words of a person who comes back. A script of ours sends the fragment of a return link at once.
type returnPage struct {
	layout
	Typed string   // what was typed, to be mended
	Wrong []string // what is wrong with it, in sentences
}

// returnConfirmPage asks whether the answers are the person's own: a link from someone else would let that person read along.
type returnConfirmPage struct {
	layout
	Code   string
	Since  string
	Switch bool   // other answers are open in this browser
	Ends   bool   // they are those of a private visit, to which there is no way back
	Nonce  string // what the cookie holds too
	Anew   bool   // they pressed, and the cookie did not come
}

func (s *Server) comeBack(c echo.Context) error {
	return s.render(c, http.StatusOK, returnPage{layout: s.layout(c, "return", "Come back", nil)})
}

// returned looks up who holds the secret, asks, and then lets the browser keep a secret of its own.
func (s *Server) returned(c echo.Context) error {
	form, ctx := c.Request().PostForm, c.Request().Context()
	code, err := quiz.ReadSecret(form.Get(codeField))
	if err != nil {
		return s.refuseReturn(c, err)
	}
	person, err := s.service.Recognise(ctx, code)
	if err != nil {
		return s.refuseReturn(c, err)
	}
	if form.Get(theirField) == "" || s.unmeant(c) || !s.confirmed(c) {
		return s.confirmReturn(c, person, code)
	}
	current, _, err := s.person(c)
	if err != nil {
		return err
	}
	secret, err := s.service.SignIn(ctx, person, form.Get(rememberField) != "", current)
	if err != nil {
		return err
	}
	s.event(c, "somebody came back")
	s.remember(c, secret, form.Get(rememberField) != "")
	return see(c, "/")
}

// confirmed reports whether the form is that of a page that this browser was shown.
func (s *Server) confirmed(c echo.Context) bool {
	cookie, err := c.Cookie(s.confirmCookieName())
	sent := c.Request().PostForm.Get(nonceField)
	return err == nil && sent != "" && subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(sent)) == 1
}

// nonce returns what ties the page's form to this browser: what a page in another tab was given, or something new.
func (s *Server) nonce(c echo.Context) (string, error) {
	if cookie, err := c.Cookie(s.confirmCookieName()); err == nil && uuid.Validate(cookie.Value) == nil {
		return cookie.Value, nil
	}
	nonce, err := s.service.NewNonce()
	if err != nil {
		return "", err
	}
	c.SetCookie(&http.Cookie{
		Name: s.confirmCookieName(), Value: nonce, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode,
	})
	return nonce, nil
}

func (s *Server) confirmCookieName() string {
	if s.secure {
		return secureConfirmCookie
	}
	return plainConfirmCookie
}

// refuseReturn says what is wrong with what was typed. Only wrong tries are counted, after they were looked up: so nobody who has a right
// secret is kept out because of others in their network. An error that is about something else is returned as it is.
func (s *Server) refuseReturn(c echo.Context, err error) error {
	var words *quiz.WordsError
	page := &returnPage{layout: s.layout(c, "return", "Come back", nil), Typed: c.Request().PostForm.Get(codeField)}
	switch {
	case errors.As(err, &words):
		page.Wrong = wrongWords(s.words(c), words)
	case errors.Is(err, quiz.ErrNotFound):
		page.Wrong = []string{s.words(c).t("No answers belong to this link or to these words. A part of it may be missing, or the answers were deleted.")}
	default:
		return err
	}
	s.event(c, "a way back was refused")
	status := http.StatusUnprocessableEntity
	if err := admit(s.limits.returns, kindReturn, s.from(c), s.service.Now()); err != nil {
		s.refused(c, err)
		_, wait, _ := limitOf(err, s.service.Now())
		status = http.StatusTooManyRequests
		page.Wrong = []string{s.words(c).t("This does not open any answers, and there were many wrong tries from your network. A right link and right words open your answers at any time.") + " " + s.words(c).again(wait)}
	}
	for _, wrong := range page.Wrong {
		page.refuse(problem{Field: "f-" + codeField, Message: wrong})
	}
	return s.render(c, status, page)
}

// wrongWords says which words are none of ours and what may be meant, or else how many are missing.
func wrongWords(p phrases, e *quiz.WordsError) []string {
	var wrong []string
	for _, word := range e.Unknown {
		said := p.t("Word %d, “%s”, is not a recovery word.", word.Place, word.Typed)
		if len(word.Meant) > 0 {
			said += " " + p.t("Did you mean %s?", p.quoted(word.Meant))
		}
		wrong = append(wrong, said)
	}
	if e.Typed != quiz.RecoveryWords {
		wrong = append(wrong, p.t("There are %d words here. Write all %d, in their order.", e.Typed, quiz.RecoveryWords))
	}
	return wrong
}

func (s *Server) confirmReturn(c echo.Context, p quiz.Participant, code quiz.Secret) error {
	current, known, err := s.person(c)
	if err != nil {
		return err
	}
	nonce, err := s.nonce(c)
	if err != nil {
		return err
	}
	page := returnConfirmPage{
		Nonce: nonce, Anew: c.Request().PostForm.Get(theirField) != "",
		layout: s.layout(c, "return_confirm", "Come back", nil), Code: code.Reveal(),
		Since: s.words(c).date(quiz.DayOf(p.Created)), Switch: known && current.ID != p.ID, Ends: current.Private(),
	}
	return s.render(c, http.StatusOK, page)
}
