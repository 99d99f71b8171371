package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"waymark/quiz"
)

func event(kind, task string) url.Values {
	id, _ := newID()
	return url.Values{"_operation": {id}, "kind": {kind}, "task": {task}}
}

// request is one request that is no ordinary page view.
func request(method, address, kind, body string) *http.Request {
	r := httptest.NewRequest(method, "http://example.com/", strings.NewReader(body))
	if body == "" {
		r = httptest.NewRequest(method, "http://example.com/", nil)
	}
	path, query, _ := strings.Cut(address, "?")
	r.URL.Path, r.URL.RawQuery, r.RequestURI = path, query, address
	if decoded, err := url.PathUnescape(path); err == nil {
		r.URL.Path, r.URL.RawPath = decoded, path
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

const formKind = "application/x-www-form-urlencoded"

func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	known := s.started(t)
	join := quizPath
	tests := []struct {
		name, method, address, kind, body string
		status                            int
		says                              string
	}{
		{"no page", "GET", "/nothing", "", "", 404, "There is nothing at this address"},
		{"no quiz", "GET", "/quizzes/nothing", "", "", 404, "There is nothing at this address"},
		{"no quiz's plan", "GET", "/quizzes/nothing/plan", "", "", 404, "There is nothing at this address"},
		{"no set", "GET", quizPath + "/sets/nothing", "", "", 404, "There is nothing at this address"},
		{"no set to begin", "POST", quizPath + "/sets/nothing", formKind, "", 404, "There is nothing at this address"},
		{"no set's question", "GET", quizPath + "/sets/nothing/s1", "", "", 404, "There is nothing at this address"},
		{"no step", "GET", quizPath + "/steps/nothing", "", "", 404, "There is nothing at this address"},
		{"no asset", "GET", "/static/style.css", "", "", 404, "There is nothing at this address"},
		{"assets in a list", "GET", "/static/", "", "", 404, "There is nothing at this address"},
		{"source control", "GET", "/.git/config", "", "", 404, "There is nothing at this address"},
		{"asset outside", "GET", "/static/..%2frender.go", "", "", 404, "There is nothing at this address"},
		{"method", "DELETE", "/me", "", "", 405, "This page can’t do that"},
		{"trace", "TRACE", "/", "", "", 405, "This page can’t do that"},
		{"post to a page", "POST", "/help", formKind, "", 405, "This page can’t do that"},
		{"query", "GET", "/?a=%zz", "", "", 400, "We could not read that"},
		{"query semicolon", "GET", "/?a=1;b=2", "", "", 400, "We could not read that"},
		{"NUL in the path", "GET", "/quizzes/a%00b", "", "", 400, "We could not read that"},
		{"no UTF-8 in the path", "GET", "/quizzes/%ff", "", "", 400, "We could not read that"},
		{"NUL in the query", "GET", "/?a=%00", "", "", 400, "We could not read that"},
		{"body escape", "POST", join, formKind, "a=%zz", 400, "We could not read that"},
		{"body semicolon", "POST", join, formKind, "a=1;b=2", 400, "We could not read that"},
		{"body NUL", "POST", join, formKind, "a=%00", 400, "We could not read that"},
		{"body no UTF-8", "POST", join, formKind, "%ff=1", 400, "We could not read that"},
		{"too long", "POST", join, formKind, "a=" + strings.Repeat("x", 12*quiz.MaxText+4<<10), 413, "That was too long"},
		{"too many fields", "POST", join, formKind, strings.Repeat("a=1&", 500), 413, "That was too long"},
		{"multipart", "POST", join, "multipart/form-data; boundary=x", "--x--", 415, "This page takes only its own forms."},
		{"JSON", "POST", join, "application/json", "{}", 415, "This page takes only its own forms."},
		{"no kind", "POST", join, "", "a=1", 415, "This page takes only its own forms."},
		{"no ticket", "POST", quizPath + "/sets/about-you/sleeper", formKind, "sleeper=me", 400, "We could not read that"},
		{"no attempt", "POST", quizPath + "/sets/about-you/check", formKind, "", 400, "We could not read that"},
		{"no operation", "POST", quizPath + "/steps/wind-down", formKind, "kind=started", 400, "We could not read that"},
		{"no event", "POST", quizPath + "/steps/wind-down", formKind, event("won", "").Encode(), 400, "We could not read that"},
		{"no task", "POST", quizPath + "/steps/wind-down", formKind, event("task", "t99").Encode(), 404, "There is nothing at this address"},
		{"nothing to do", "POST", "/me", formKind, "do=nothing", 400, "We could not read that"},
	}
	known.aboutYou("no").submit()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := known.send(request(test.method, test.address, test.kind, test.body))
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) {
				t.Errorf("got %d, want %d and %q:\n%s", w.Code, test.status, test.says, w.Body)
			}
			checkPage(t, test.address, w.Body.String())
			checkHeaders(t, w.Header(), false)
			if strings.Contains(w.Body.String(), "no such page") || strings.Contains(w.Body.String(), "not found") {
				t.Errorf("the page shows an error's own text:\n%s", w.Body)
			}
		})
	}
}

// endless is a body whose length is not said.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestChunkedBodyIsBounded(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, quizPath, io.LimitReader(endless{}, 1<<30))
	r.ContentLength = -1
	r.Header.Set("Content-Type", formKind)
	if w := newSite(t).browser(t).send(r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d", w.Code)
	}
}

func TestForeignFormsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	known := s.started(t)
	tests := []struct {
		name, header, value string
		status              int
	}{
		{"cross-site", "Sec-Fetch-Site", "cross-site", 403},
		{"same-site", "Sec-Fetch-Site", "same-site", 403},
		{"foreign origin", "Origin", "https://evil.example", 403},
		{"our own form in a browser without Sec-Fetch-Site", "Origin", "null", 200},
		{"same-origin", "Sec-Fetch-Site", "same-origin", 200},
		{"typed by the person", "Sec-Fetch-Site", "none", 200},
		{"own origin", "Origin", "http://example.com", 200},
		{"no headers", "X-Nothing", "", 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := request(http.MethodPost, "/me", formKind, "do=link")
			r.Header.Set(test.header, test.value)
			w := known.send(r)
			if w.Code != test.status {
				t.Errorf("got %d, want %d", w.Code, test.status)
			}
			if linked := strings.Contains(w.Body.String(), "/return#"); linked != (test.status == 200) {
				t.Errorf("link shown: %v", linked)
			}
		})
	}
}

func TestForeignFormWithoutOriginIsRefused(t *testing.T) {
	t.Parallel()
	known := newSite(t).started(t)
	r := request(http.MethodPost, "/me", formKind, "do=link")
	r.Header.Set("Origin", "null")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := known.send(r); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "/return#") {
		t.Errorf("got %d", w.Code)
	}
}

func TestUnknownPeopleGoToTheStart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range paths()[1:] {
		s.browser(t).get(path).wants(http.StatusOK, quizPath).reads("Before you start")
	}
	for _, path := range []string{"/sets/about-you", "/sets/about-you/sleeper", "/sets/about-you/check", "/steps/wind-down"} {
		s.browser(t).post(quizPath+path, url.Values{"_operation": {"x"}}).wants(http.StatusOK, quizPath)
	}
	b := s.browser(t)
	b.cookies["waymark"] = "AAAA"
	b.get(quizPath+"/plan").wants(http.StatusOK, quizPath)
	b.post("/me", url.Values{"do": {"delete"}}).wants(http.StatusOK, "/me").reads("Nothing of yours is open in this browser.")
	b.get("/me/delete").wants(http.StatusOK, "/me")
}

func TestOnePersonDoesNotReachAnother(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.started(t).submit().submit()
	_, theirs := a.form("")
	other := s.started(t)
	theirs.Set("sleeper", "partner")
	other.post(quizPath+"/sets/about-you/sleeper", theirs).wants(http.StatusOK, quizPath+"/sets/about-you")
	a.get(quizPath + "/sets/about-you/sleeper").lacks(" checked")
}
