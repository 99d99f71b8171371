package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// The names of the cookie. The __Host- prefix makes the browser insist on Secure, this host and the root path.
const (
	secureCookie = "__Host-waymark"
	PlainCookie  = "waymark" // without TLS
)

// rememberSeconds is how long a device that a person asked to be remembered on knows them after a visit: 180 days.
const rememberSeconds = 180 * 24 * 60 * 60

// remembered stands behind the secret in the cookie of such a device, so that a visit can prolong it.
const remembered = ".remembered"

// private stands behind the secret of a private visit, so that its end can be told from a first visit.
const private = ".private"

// visitor is a known person on a page of a quiz that they agreed to.
type visitor struct {
	person  quiz.Participant
	version *quiz.Version
}

// quizID names the quiz in addresses.
func (v visitor) quizID() string { return v.version.Quiz.ID }

// ofQuiz makes a handler out of one for known people. Others are sent to the start page of the quiz.
func (s *Server) ofQuiz(h func(echo.Context, visitor) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := s.visit(c)
		if err != nil {
			return err
		}
		return h(c, v)
	}
}

// visit returns who asks for a page of a quiz. errUnknown when they have not agreed to it, errEnded when their private visit is over.
func (s *Server) visit(c echo.Context) (visitor, error) {
	version, err := s.versionOfPage(c)
	if err != nil {
		return visitor{}, err
	}
	person, known, err := s.person(c)
	if err != nil {
		return visitor{}, err
	}
	if !known && s.wasPrivate(c) {
		return visitor{}, errEnded
	}
	if !known && s.lost(c) && c.Request().Method == http.MethodPost {
		return visitor{}, errLost
	}
	if !known || !agreed(person, version) {
		return visitor{}, errUnknown
	}
	return visitor{person: person, version: version}, nil
}

// agreed reports whether the person agreed to what the quiz stores.
func agreed(p quiz.Participant, v *quiz.Version) bool {
	_, ok := p.Settings.Consents[v.Quiz.ID]
	return ok
}

// person returns who holds the secret of the cookie; known is false for nobody. errElsewhere when another program may hold their private visit.
func (s *Server) person(c echo.Context) (p quiz.Participant, known bool, err error) {
	secret, _ := s.secret(c)
	if secret == "" {
		return quiz.Participant{}, false, nil
	}
	p, err = s.service.Recognise(c.Request().Context(), secret)
	switch {
	case errors.Is(err, quiz.ErrNotFound) && s.wasPrivate(c) && !s.service.Alone():
		return quiz.Participant{}, false, errElsewhere
	case errors.Is(err, quiz.ErrNotFound):
		return quiz.Participant{}, false, nil
	}
	p.Language = s.language(c)
	if p.Private() && !s.wasPrivate(c) { // the reply that was to say so did not arrive
		s.rememberPrivately(c, secret)
	}
	return p, err == nil, err
}

// lost reports whether the browser has a key; of who is not known, it opens nothing any more.
func (s *Server) lost(c echo.Context) bool {
	secret, _ := s.secret(c)
	return secret != ""
}

// secret returns the secret of the cookie, "" for none, and whether the person asked to be remembered.
func (s *Server) secret(c echo.Context) (secret quiz.Secret, long bool) {
	cookie, err := c.Cookie(s.cookieName())
	if err != nil {
		return "", false
	}
	value, long := strings.CutSuffix(cookie.Value, remembered)
	return quiz.Secret(strings.TrimSuffix(value, private)), long
}

// wasPrivate reports whether the cookie is that of a private visit.
func (s *Server) wasPrivate(c echo.Context) bool {
	cookie, err := c.Cookie(s.cookieName())
	return err == nil && strings.HasSuffix(cookie.Value, private)
}

// prolong lets a device that remembers the person do so from this visit on; a private visit is not remembered.
func (s *Server) prolong(c echo.Context, p quiz.Participant) {
	if secret, long := s.secret(c); long && !p.Private() {
		s.remember(c, secret, long)
	}
}

func (s *Server) cookieName() string {
	if s.secure {
		return secureCookie
	}
	return PlainCookie
}

// remember lets the browser keep the secret, until it closes or for long.
func (s *Server) remember(c echo.Context, secret quiz.Secret, long bool) {
	cookie := s.cookie(secret.Reveal())
	if long {
		cookie.Value += remembered
		cookie.MaxAge = rememberSeconds
	}
	c.SetCookie(cookie)
}

// rememberPrivately lets the browser keep the secret of a private visit until it closes.
func (s *Server) rememberPrivately(c echo.Context, secret quiz.Secret) {
	c.SetCookie(s.cookie(secret.Reveal() + private))
}

// forget takes the secret away from the browser.
func (s *Server) forget(c echo.Context) {
	cookie := s.cookie("")
	cookie.MaxAge = -1
	c.SetCookie(cookie)
}

func (s *Server) cookie(value string) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
}
