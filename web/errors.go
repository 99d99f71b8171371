package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// The errors that begin here; those of package quiz come through as they are.
var (
	errUnknown     = errors.New("the person is not known")
	errLost        = errors.New("the key of the browser opens nothing any more")
	errEnded       = errors.New("the private visit is over")
	errElsewhere   = errors.New("the private visit may be open in another program")
	errNoPage      = errors.New("no such page")
	errMalformed   = errors.New("the address or form is not well-formed")
	errNoForm      = errors.New("the body is not a form")
	errTooLarge    = errors.New("the form is too large")
	errCrossOrigin = errors.New("another site sent the form")
	errPanicked    = errors.New("a handler panicked")
)

// failure is what a person is told about an error.
type failure struct {
	status  int
	heading string
	message string
}

// errorPage says that something went wrong, and nothing of what is inside.
type errorPage struct {
	layout
	Heading string
	Message string
	ID      string // for the operator's log; "" when the log says nothing more
	Leave   string // the address at which the key of a private visit can be given up; "" for none
}

// fail turns an error into a page and a line in the log. Nothing else in this package does.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		s.log.Error("a response broke off", "route", c.Path(), "request", requestID(c), "error", err)
		return
	}
	sent := s.lead(c, err)
	if sent == nil {
		return
	}
	f := failureOf(sent)
	s.logFailure(c, f, sent)
	say := s.words(c)
	message := say.t(f.message)
	if _, wait, limited := limitOf(sent, s.service.Now()); limited {
		s.refused(c, sent)
		message = strings.TrimSpace(message + " " + say.again(wait))
	}
	page := errorPage{layout: s.layout(c, "error", f.heading, nil), Heading: say.t(f.heading), Message: message}
	if f.status >= http.StatusInternalServerError {
		page.ID = requestID(c)
		c.Response().Header().Set("Retry-After", "30")
	}
	if errors.Is(sent, errElsewhere) {
		page.Leave = leaveAddress
	}
	if err := s.render(c, f.status, page); err != nil && !c.Response().Committed {
		s.log.Error("the error page failed", "request", requestID(c), "error", err)
		_ = c.String(http.StatusInternalServerError, "Something went wrong.") // nothing is left to try
	}
}

// lead takes a person from an error that is no fault to the page where they can go on. It returns the error that is left.
func (s *Server) lead(c echo.Context, err error) error {
	id, set := c.Param("quiz"), c.Param("set")
	switch {
	case errors.Is(err, errUnknown):
		return see(c, quizAddress(id))
	case errors.Is(err, errLost):
		return s.lostPage(c)
	case errors.Is(err, errEnded):
		return s.ended(c)
	case errors.Is(err, quiz.ErrPaused) && c.Request().Method == http.MethodPost:
		return see(c, planAddress(id))
	case errors.Is(err, quiz.ErrPaused):
		return s.support(c)
	case errors.Is(err, quiz.ErrClosed) && set != "":
		return s.toStepOf(c, id, set)
	case errors.Is(err, quiz.ErrClosed):
		return see(c, stepAddress(id, c.Param("step")))
	case errors.Is(err, quiz.ErrFinished):
		return s.render(c, http.StatusConflict, s.finishedPage(c, id))
	default:
		return err
	}
}

// toStepOf sends the person to the step whose questions are closed: its page says why.
func (s *Server) toStepOf(c echo.Context, id, set string) error {
	v, err := s.quiz(c, id)
	if err != nil {
		return err
	}
	for _, step := range v.Quiz.Steps {
		if step.Set == set {
			return see(c, stepAddress(id, step.ID))
		}
	}
	return see(c, planAddress(id))
}

// failureOf is the one table of errors: the first that fits.
func failureOf(err error) failure {
	table := []struct {
		is error
		failure
	}{
		{quiz.ErrNotFound, failure{http.StatusNotFound, "There is nothing at this address",
			"The page may have been deleted, or the address may have a slip in it."}},
		{errNoPage, failure{http.StatusNotFound, "There is nothing at this address",
			"The page may have been deleted, or the address may have a slip in it."}},
		{quiz.ErrInvalid, failure{http.StatusBadRequest, "We could not read that",
			"Nothing was changed. Go back to the page you came from and try again."}},
		{errMalformed, failure{http.StatusBadRequest, "We could not read that",
			"Nothing was changed. Go back to the page you came from and try again."}},
		{errNoForm, failure{http.StatusUnsupportedMediaType, "We could not read that",
			"This page takes only its own forms. Nothing was changed."}},
		{errTooLarge, failure{http.StatusRequestEntityTooLarge, "That was too long",
			"Nothing was stored. Go back and write a shorter answer."}},
		{errCrossOrigin, failure{http.StatusForbidden, "This form came from another site",
			"Nothing was changed. Open the page here and send it again."}},
		{quiz.ErrLimit, failure{http.StatusTooManyRequests, "That is a lot for one day",
			"What you sent last was not stored. What you sent before is still here."}},
		{quiz.ErrConflict, failure{http.StatusConflict, "This was changed in another window",
			"Nothing was overwritten. Go back and look at the page again."}},
		{errElsewhere, failure{http.StatusServiceUnavailable, "Your private visit may be open at another server of this site",
			"The server that answers you now does not hold it. Nothing was changed or ended. Wait a moment, then load this page again: the other server may answer."}},
		{quiz.ErrNotAlone, failure{http.StatusServiceUnavailable, "Private visits are not possible right now",
			"Nothing was changed. Wait some minutes and try again, or go on without it."}},
		{quiz.ErrFull, failure{http.StatusServiceUnavailable, "We can’t store answers right now",
			"What you sent last was not stored. What you sent before is still here."}},
		{quiz.ErrUnavailable, failure{http.StatusServiceUnavailable, "We can’t reach your answers right now",
			"What you sent last may not be stored. Wait a moment, then load this page again. Sending it twice does no harm."}},
		{context.DeadlineExceeded, failure{http.StatusServiceUnavailable, "This took too long",
			"What you sent last may not be stored. Wait a moment, then load this page again. Sending it twice does no harm."}},
	}
	if limit := (*quiz.LimitError)(nil); errors.As(err, &limit) && limit.Limit == quiz.LimitStored {
		return failure{http.StatusTooManyRequests, "There is no room for more of yours",
			"What you sent last was not stored. What you sent before is still here. To make room, delete results that you don’t need any more, on the page “Your data”."}
	}
	for _, row := range table {
		if errors.Is(err, row.is) {
			return row.failure
		}
	}
	return failureOfEcho(err)
}

// failureOfEcho names the errors of the router. Everything else is ours, and nobody is shown its text.
func failureOfEcho(err error) failure {
	var routed *echo.HTTPError
	if errors.As(err, &routed) && routed.Code == http.StatusNotFound {
		return failureOf(errNoPage)
	}
	if errors.As(err, &routed) && routed.Code == http.StatusMethodNotAllowed {
		return failure{http.StatusMethodNotAllowed, "This page can’t do that", "Nothing was changed."}
	}
	return failure{http.StatusInternalServerError, "Something went wrong on our side",
		"It is nothing you did. What you sent before is stored. Wait a moment, then load this page again."}
}

// logFailure writes what an operator needs. A person who went away is no failure.
func (s *Server) logFailure(c echo.Context, f failure, err error) {
	if f.status < http.StatusInternalServerError {
		// The error's text can hold what stood in the address, so it is left out.
		s.log.Info("a request was refused", "why", f.heading, "route", c.Path(), "request", requestID(c))
		return
	}
	level := slog.LevelError
	if errors.Is(err, context.Canceled) {
		level = slog.LevelInfo
	}
	s.log.Log(c.Request().Context(), level, "a request failed", "route", c.Path(), "request", requestID(c), "error", err)
}
