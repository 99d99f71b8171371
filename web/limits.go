package web

import (
	"errors"
	"math"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// Limit names a limit that refuses something, for counts and the log.
type Limit struct {
	Kind   string // what is refused: join, private, return, events, sets, stored
	Reason string // which bound refuses it: network, wide-network, all, full, day, size
}

// The kinds of what is refused.
const (
	kindJoin    = "join"
	kindPrivate = "private"
	kindReturn  = "return"
	kindEvents  = "events"
	kindSets    = "sets"
	kindStored  = "stored"
)

// allLimits are the limits that there are.
func allLimits() []Limit {
	return []Limit{
		{kindJoin, byNetwork}, {kindJoin, byWide}, {kindJoin, byAll},
		{kindPrivate, byNetwork}, {kindPrivate, byWide}, {kindPrivate, byFull},
		{kindReturn, byNetwork}, {kindReturn, byWide},
		{kindEvents, byDay}, {kindSets, byDay}, {kindStored, bySize},
	}
}

// The reasons for which quiz refuses.
const (
	byFull = "full"
	byDay  = "day"
	bySize = "size"
)

// Counts are what the pages did since the program began: how many, never who.
type Counts struct {
	Joins        int64 // people who began
	PrivateJoins int64 // private visits that began on a start page
	Refused      map[Limit]int64
}

// limiters are the limits on strangers with the counts of what they did.
type limiters struct {
	joins, private, returns *limiter

	joined, joinedPrivately atomic.Int64
	refused                 map[Limit]*refusals
}

// refusals counts what a limit refused, and when the log was last told.
type refusals struct {
	total atomic.Int64

	mu     sync.Mutex
	warned time.Time
	since  int64 // refused since then
}

// warnEvery is how often the log says at most that a limit refuses.
const warnEvery = time.Hour

func newLimiters() *limiters {
	l := &limiters{
		joins:   newLimiter(limitsOfJoins(), networksMost),
		private: newLimiter(limitsOfPrivate(), networksMost),
		returns: newLimiter(limitsOfReturns(), networksMost),
		refused: map[Limit]*refusals{},
	}
	for _, limit := range allLimits() {
		l.refused[limit] = &refusals{}
	}
	return l
}

// note counts a refusal and returns how many there were since the log was last told; 0 when it is not to be told now.
func (r *refusals) note(now time.Time) int64 {
	r.total.Add(1)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.since++
	if !r.warned.IsZero() && now.Sub(r.warned) < warnEvery {
		return 0
	}
	since := r.since
	r.warned, r.since = now, 0
	return since
}

// Counts returns what was counted since the program began.
func (s *Server) Counts() Counts {
	c := Counts{Joins: s.limits.joined.Load(), PrivateJoins: s.limits.joinedPrivately.Load(), Refused: map[Limit]int64{}}
	for limit, r := range s.limits.refused {
		c.Refused[limit] = r.total.Load()
	}
	return c
}

// limitError is a refusal of one of our limiters.
type limitError struct {
	Limit
	wait time.Duration
}

func (e *limitError) Error() string { return "the limit of " + e.Kind + " by " + e.Reason }

// admit counts an act by a limiter, and returns a *limitError when that refuses it. Nil refuses nothing.
func admit(l *limiter, kind string, from netip.Addr, now time.Time) error {
	if l == nil {
		return nil
	}
	if r := l.take(from, now); r.reason != "" {
		return &limitError{Limit{kind, r.reason}, r.wait}
	}
	return nil
}

// limitOf returns which limit an error is about, and how long it still holds; false for none. A limit without an end gives 0.
func limitOf(err error, now time.Time) (limit Limit, wait time.Duration, limited bool) {
	var ours *limitError
	var theirs *quiz.LimitError
	switch {
	case errors.As(err, &ours):
		return ours.Limit, ours.wait, true
	case !errors.As(err, &theirs):
		return Limit{}, 0, false
	case !theirs.Until.IsZero():
		wait = max(time.Second, theirs.Until.Sub(now))
	}
	switch theirs.Limit {
	case quiz.LimitEvents:
		limit = Limit{kindEvents, byDay}
	case quiz.LimitSets:
		limit = Limit{kindSets, byDay}
	case quiz.LimitStored:
		limit = Limit{kindStored, bySize}
	case quiz.LimitNetwork:
		limit = Limit{kindPrivate, byNetwork}
	default:
		limit = Limit{kindPrivate, byFull}
	}
	return limit, wait, true
}

// refused counts that a limit refused something, tells the log, and the browser when to try again. An error that is about no limit is left alone.
func (s *Server) refused(c echo.Context, err error) {
	limit, wait, limited := limitOf(err, s.service.Now())
	if !limited {
		return
	}
	if wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	s.event(c, "a limit refused something", "limit", limit.Kind, "reason", limit.Reason)
	r := s.limits.refused[limit]
	if since := r.note(s.service.Now()); since > 0 {
		args := []any{"limit", limit.Kind, "reason", limit.Reason, "refused", since}
		if limit.Kind == kindJoin && s.limits.joins.networks() == 1 {
			args = append(args, "next", "all who began lately came from one network; when a proxy stands in front, see that it says who comes and that --trusted-proxy names it")
		}
		s.log.Warn("a limit refuses", args...)
	}
}

// event tells the operator's log what a person did beyond answering: what it was, never who, with the id of the request.
func (s *Server) event(c echo.Context, what string, args ...any) {
	s.log.Info(what, append(args, "request", requestID(c))...)
}

// again says when what a limit refused can be tried again.
func (p phrases) again(wait time.Duration) string {
	switch minutes := int(math.Ceil(wait.Minutes())); {
	case wait <= 0:
		return ""
	case minutes <= 90:
		return p.t("You can try again in %s.", p.t("about %d minutes", minutes))
	default:
		return p.t("You can try again in %s.", p.t("about %d hours", (minutes+30)/60))
	}
}
