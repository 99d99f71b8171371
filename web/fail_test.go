package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// serverThatFails answers /fail with the error, and /panic with a panic.
func serverThatFails(t *testing.T, err error) (*Server, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	service := quiz.NewService(quiz.Config{
		Now: time.Now, NewID: func() (string, error) { return "019-1234abcd", nil }, Random: strings.NewReader(""), Log: logger,
	})
	s, newErr := New(Config{Service: service, Log: logger})
	if newErr != nil {
		t.Fatal(newErr)
	}
	s.echo.GET("/fail", func(echo.Context) error { return err })
	s.echo.GET("/panic", func(echo.Context) error { panic("secret inside") })
	s.echo.GET("/half", func(c echo.Context) error {
		return errors.Join(c.String(http.StatusOK, "half"), err)
	})
	return s, log
}

func ask(s *Server, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestEveryErrorHasItsPage(t *testing.T) {
	t.Parallel()
	inner := errors.New(`pq: relation "secret_table" does not exist`)
	tests := []struct {
		err    error
		status int
		says   string
		logged bool
	}{
		{fmt.Errorf("x: %w", quiz.ErrNotFound), 404, "There is nothing at this address", false},
		{fmt.Errorf("x: %w", quiz.ErrInvalid), 400, "We could not read that", false},
		{fmt.Errorf("x: %w", quiz.ErrConflict), 409, "This was changed in another window", false},
		{&quiz.StaleError{Question: "q"}, 409, "This was changed in another window", false},
		{fmt.Errorf("x: %w", quiz.ErrFinished), 409, "These answers are finished already", false},
		{errors.Join(quiz.ErrUnavailable, inner), 503, "We can’t reach your answers right now", true},
		{fmt.Errorf("x: %w", quiz.ErrFull), 503, "We can’t store answers right now", true},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), 503, "This took too long", true},
		{inner, 500, "Something went wrong on our side", true},
		{context.Canceled, 500, "Something went wrong on our side", true},
		{echo.ErrMethodNotAllowed, 405, "This page can’t do that", false},
		{echo.NewHTTPError(500, "secret_table"), 500, "Something went wrong on our side", true},
	}
	for _, test := range tests {
		t.Run(test.err.Error(), func(t *testing.T) {
			t.Parallel()
			s, log := serverThatFails(t, test.err)
			w := ask(s, "/fail")
			body := w.Body.String()
			if w.Code != test.status || !strings.Contains(body, test.says) {
				t.Errorf("got %d, want %d and %q:\n%s", w.Code, test.status, test.says, body)
			}
			if strings.Contains(body, "secret_table") {
				t.Error("the page shows the error's text")
			}
			if shown := strings.Contains(body, "1234abcd"); shown != test.logged {
				t.Errorf("the id is shown: %v", shown)
			}
			if logged := strings.Contains(log.String(), "a request failed"); logged != test.logged {
				t.Errorf("logged as a failure: %v\n%s", logged, log)
			}
			if !strings.Contains(log.String(), fmt.Sprintf("status=%d", test.status)) || !strings.Contains(log.String(), "request=1234abcd") {
				t.Errorf("the log has no status or id: %s", log)
			}
			if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("Cache-Control") != "no-store" {
				t.Error("an error's page has no headers")
			}
		})
	}
}

func TestPanicIsAPage(t *testing.T) {
	t.Parallel()
	s, log := serverThatFails(t, nil)
	w := ask(s, "/panic")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Something went wrong on our side") ||
		strings.Contains(w.Body.String(), "secret inside") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "secret inside") || !strings.Contains(log.String(), "fail_test.go") || strings.Count(log.String(), "[running]") != 1 {
		t.Errorf("the log needs the cause and one stack:\n%s", log)
	}
}

func TestBrokenOffResponseIsNotWrittenTwice(t *testing.T) {
	t.Parallel()
	s, log := serverThatFails(t, quiz.ErrFull)
	if w := ask(s, "/half"); w.Body.String() != "half" || !strings.Contains(log.String(), "a response broke off") {
		t.Errorf("%q\n%s", w.Body, log)
	}
}

func TestHTTPServerIsBounded(t *testing.T) {
	t.Parallel()
	server := NewHTTPServer("127.0.0.1:0", http.NotFoundHandler(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if server.ReadHeaderTimeout != 3*time.Second || server.ReadTimeout != 5*time.Second || server.WriteTimeout != 15*time.Second ||
		server.IdleTimeout == 0 || server.MaxHeaderBytes != 16<<10 || server.Addr != "127.0.0.1:0" {
		t.Errorf("%+v", server)
	}
}
