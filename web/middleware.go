package web

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// The bounds of a form: the longest text in a script whose letters take twelve bytes of a form each, and more fields than the largest grid
// has.
const (
	maxBody   = 12*quiz.MaxText + 4<<10
	maxFields = 400
)

// use installs what stands before every handler, the outermost first.
func (s *Server) use() {
	s.echo.Use(
		s.headers,
		s.identify,
		received, // before the deadline: a slow line is not the store's fault
		deadline, // outside of access, which renders the pages of errors: some of them read from the store
		s.access,
		s.recovered,
		sameOrigin(http.NewCrossOriginProtection()),
		cleanAddress,
		cleanForm,
	)
}

// identify gives each request a short id, which the log and an error's page share.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id, err := s.service.NewOperation()
		if err != nil {
			return err
		}
		c.Response().Header().Set(echo.HeaderXRequestID, id[max(0, len(id)-8):])
		return next(c)
	}
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }

// access logs what was asked for and how it ended: the route, never the address, an answer or a secret.
func (s *Server) access(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.service.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		s.log.Info("request", "method", method(c), "route", c.Path(), "status", c.Response().Status,
			"duration", s.service.Now().Sub(start).Round(time.Microsecond), "request", requestID(c))
		return nil
	}
}

// method names the method for the log; one that no route has could be any text.
func method(c echo.Context) string {
	switch m := c.Request().Method; m {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return m
	default:
		return "other"
	}
}

// recovered turns a panic into an error, and logs it with the stack of its own goroutine.
func (s *Server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause) // net/http's own way to break off
			}
			s.log.Error("a handler panicked", "route", c.Path(), "request", requestID(c), "cause", cause, "stack", string(debug.Stack()))
			err = errPanicked
		}()
		return next(c)
	}
}

// received reads the body of a request, so that the time it takes does not count as the store's.
func received(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.Method == http.MethodPost && r.Body != nil {
			body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		}
		return next(c)
	}
}

// failing is the end of a body: its error, when it broke off.
type failing struct{ err error }

// Read returns the error.
func (f failing) Read([]byte) (int, error) { return 0, cmp.Or(f.err, io.EOF) }

// deadline ends what a handler asks of the store.
func deadline(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, cancel := context.WithTimeout(c.Request().Context(), handlerTimeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

// sameOrigin refuses forms that another site sends.
//
// With our Referrer-Policy browsers send "Origin: null" with our own forms, which the check refuses from a browser that knows no
// Sec-Fetch-Site (Safari before 16.4). There the cookie has to do: SameSite=Lax keeps it out of what other sites send.
func sameOrigin(p *http.CrossOriginProtection) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "null" {
				r = r.Clone(r.Context())
				r.Header.Del("Origin")
			}
			if p.Check(r) != nil {
				return errCrossOrigin
			}
			return next(c)
		}
	}
}

// cleanAddress refuses an address that is not text.
func cleanAddress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		query, err := url.ParseQuery(c.Request().URL.RawQuery)
		if err != nil || !clean(c.Request().URL.Path) || !cleanValues(query) {
			return errMalformed
		}
		return next(c)
	}
}

// cleanForm reads the form of a POST within bounds, so that every handler finds it in Request.PostForm.
func cleanForm(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.Method != http.MethodPost {
			return next(c)
		}
		if kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType)); err != nil || kind != echo.MIMEApplicationForm {
			return errNoForm
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		switch {
		case err != nil:
			return errMalformed
		case len(body) > maxBody:
			return errTooLarge
		case strings.Count(string(body), "&") >= maxFields:
			return errTooLarge
		}
		form, err := url.ParseQuery(string(body))
		if err != nil || !cleanValues(form) {
			return errMalformed
		}
		r.PostForm, r.Form = form, form
		return next(c)
	}
}

func cleanValues(values url.Values) bool {
	for name, list := range values {
		if !clean(name) {
			return false
		}
		for _, value := range list {
			if !clean(value) {
				return false
			}
		}
	}
	return true
}

// clean reports whether every store can keep the text: UTF-8 without NUL.
func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
