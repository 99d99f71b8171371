package quiz

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The bounds on what one participant adds, in one quiz. They are far beyond what answering takes; they keep a stranger's script from
// filling the store, and a history from growing so long that every page waits for it.
const (
	eventsADay = 300
	setsADay   = 100     // finished; how many can be open at once is bounded by the sets that there are
	storedMost = 4 << 20 // bytes, about, of all results and events
	heldMost   = 1 << 20 // the same of a private visit, for which there is less room
	day        = 24 * time.Hour
)

// The bytes that a result and an event take besides their answers, about.
const (
	bytesOfResult = 512
	bytesOfEvent  = 160
	bytesOfAnswer = 48
)

// Limit names a bound that refused something.
type Limit string

// The limits.
const (
	LimitEvents  Limit = "events"           // ticks and other events of a day
	LimitSets    Limit = "sets"             // sets finished in a day
	LimitStored  Limit = "stored"           // what is stored of a participant in one quiz
	LimitVisits  Limit = "private visits"   // private visits under way
	LimitNetwork Limit = "private, network" // those from one network
)

// LimitError says that a limit refused something, of which nothing was stored, and until when it does. It is an ErrLimit.
type LimitError struct {
	Limit Limit
	Until time.Time // zero when something has to be deleted first
}

// Error names the limit, never whom it refused.
func (e *LimitError) Error() string { return "the limit of " + string(e.Limit) + " is reached" }

// Unwrap makes a LimitError an ErrLimit.
func (e *LimitError) Unwrap() error { return ErrLimit }

// fullUntil returns until when there were so many within a day that one more is refused; at tells when each of the n happened, oldest first.
// It is the zero time when one more may be.
func fullUntil(n, most int, at func(i int) time.Time, now time.Time) time.Time {
	if n < most {
		return time.Time{}
	}
	if until := at(n - most).Add(day); until.After(now) {
		return until
	}
	return time.Time{}
}

// size is about how many bytes are stored of the history.
func (h History) size() int {
	bytes := bytesOfEvent*len(h.Events) + bytesOfResult*len(h.Results)
	for _, r := range h.Results {
		for _, a := range r.Answers {
			bytes += bytesOfAnswer + len(a.Text)
			for _, code := range a.Codes {
				bytes += len(code)
			}
		}
	}
	return bytes
}

// tooLarge reports whether as much of the participant is stored as may be.
func (h History) tooLarge(p Participant) bool {
	most := storedMost
	if p.Private() {
		most = heldMost
	}
	return h.size() >= most
}

// roomForEvent refuses an event beyond the limits. One that is stored already takes no room.
func (h History) roomForEvent(p Participant, now time.Time) error {
	until := fullUntil(len(h.Events), eventsADay, func(i int) time.Time { return h.Events[i].At }, now)
	switch {
	case !until.IsZero():
		return &LimitError{Limit: LimitEvents, Until: until}
	case h.tooLarge(p):
		return &LimitError{Limit: LimitStored}
	default:
		return nil
	}
}

// roomForAttempt refuses to begin a set beyond the limits, so that nobody answers what could not be finished. Whoever is in the middle of
// the set goes on.
func (s *Service) roomForAttempt(ctx context.Context, p Participant, quiz, set string, h History) error {
	var refused error
	until := fullUntil(len(h.Results), setsADay, func(i int) time.Time { return h.Results[i].At }, s.now())
	switch {
	case !until.IsZero():
		refused = &LimitError{Limit: LimitSets, Until: until}
	case h.tooLarge(p):
		refused = &LimitError{Limit: LimitStored}
	default:
		return nil
	}
	_, err := s.of(p.ID).OpenAttempt(ctx, p.ID, quiz, set)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNotFound):
		return refused
	default:
		return fmt.Errorf("begin: %w", err)
	}
}
