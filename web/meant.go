package web

import (
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// shownField says in a form when its page was made, in milliseconds since 1970.
const shownField = "_shown"

// tooSoon is how soon after a page was made nobody can have read it and pressed its button. A press that comes sooner is the second half of
// a double click that was meant for the page before.
const tooSoon = 400 * time.Millisecond

// againParameter stands on the address of a page that is shown anew for that reason: then the next press counts, however soon it comes.
const againParameter = "again"

// shown is the value of shownField for a page that is made now; "" when a press counts at once.
func (s *Server) shown(c echo.Context) string {
	if c.QueryParam(againParameter) != "" {
		return ""
	}
	return strconv.FormatInt(s.service.Now().UnixMilli(), 10)
}

// unmeant reports whether a form was sent by a press that was meant for the page before: it comes from a browser, too soon, and on the page
// of a question without an answer. The clock of another program may have made the page; what is not too soon by this one counts.
func (s *Server) unmeant(c echo.Context) bool {
	r := c.Request()
	if r.Header.Get("Sec-Fetch-Mode") == "" || r.PostForm.Get(scriptField) == scriptDraft {
		return false
	}
	made, err := strconv.ParseInt(r.PostForm.Get(shownField), 10, 64)
	if err != nil {
		return false
	}
	if answers, err := Decode(r.PostForm); c.Param("question") != "" && (err != nil || len(answers) > 0) {
		return false
	}
	since := s.service.Now().Sub(time.UnixMilli(made))
	return since >= 0 && since < tooSoon
}

// meant makes a handler that shows the page anew when a press was meant for the page before it.
func (s *Server) meant(h echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if s.unmeant(c) {
			return s.showAgain(c)
		}
		return h(c)
	}
}

// showAgain leads back to the page that the form stands on.
func (s *Server) showAgain(c echo.Context) error {
	u := *c.Request().URL
	if u.Path == "/me" && c.Request().PostForm.Get(doField) == doDelete {
		if person, known, err := s.person(c); err != nil {
			return err
		} else if known && !person.Private() {
			u.Path = "/me/delete"
		}
	}
	query := u.Query()
	query.Set(againParameter, "1")
	return see(c, (&url.URL{Path: u.Path, RawQuery: query.Encode()}).String())
}
