package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// tries and firstPause bound how often a call is tried again: the pauses are about a second in all.
const (
	tries      = 6
	firstPause = 25 * time.Millisecond
)

// retry runs fn again while its error says that another try can help, and returns what it returned; all within a time. Every fn is safe
// to run twice: it writes by a key that its caller made, or by comparing a revision; so a commit whose reply was lost is no matter.
// The error is one of quiz's.
func retry[T any](ctx context.Context, within time.Duration, op string, fn func(ctx context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var before error
	pause := firstPause
	for try := 1; ; try++ {
		value, err := bounded(ctx, fn)
		if ended(err) && before != nil {
			err = fmt.Errorf("%w; before that: %w", err, before)
		}
		if err == nil || !retryable(err) || try >= triesOf(err) {
			return value, wrap(op, err)
		}
		before = err
		select {
		case <-ctx.Done():
			return value, wrap(op, err)
		case <-time.After(pause/2 + rand.N(pause)):
		}
		pause *= 2
	}
}

// triesOf returns how often a call is tried that ends with the error. Of a database that takes no changes one other connection is tried.
func triesOf(err error) int {
	var pg *pq.Error
	if errors.As(err, &pg) && readOnly(pg) {
		return 2
	}
	return tries
}

// bounded runs fn, but returns when the context ends: lib/pq does not look at it while it waits for a server that went silent.
// fn then ends by itself, at the latest when the connection gives up, and what it returns is dropped.
func bounded[T any](ctx context.Context, fn func(ctx context.Context) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	type reply struct {
		value T
		err   error
	}
	replies := make(chan reply, 1)
	go func() {
		value, err := fn(ctx)
		replies <- reply{value, err}
	}()
	select {
	case r := <-replies:
		return r.value, r.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// errAgain is a change that another one overtook, and that has to be made anew.
var errAgain = errors.New("overtaken by another change")

// retryCodes are the SQLSTATEs after which the same call can succeed: the server shuts down or starts up, a serialization failure,
// a deadlock, a standby, too many connections.
var retryCodes = []pqerror.Code{"57P01", "57P02", "57P03", "40001", "40P01", "25006", "53300"}

func retryable(err error) bool {
	if ended(err) {
		return false
	}
	var pg *pq.Error
	if errors.As(err, &pg) {
		lostShard := pg.Code == "XX000" && strings.Contains(pg.Message, "could not commit transaction for shard")
		return pg.Code.Class() == "08" || lostStatement(pg) || stalePlan(pg) || slices.Contains(retryCodes, pg.Code) || lostShard
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY || lite.Code()&0xff == sqlite3.SQLITE_LOCKED
	}
	// A network that went silent is not asked again: that would only wait as long again.
	return errors.Is(err, errAgain) || broken(err) && !timeout(err)
}

// ended reports that the caller waits no longer.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
