package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"waymark/quiz"
)

// tries and firstPause bound how long a call is tried again: about a second in all.
const (
	tries      = 6
	firstPause = 25 * time.Millisecond
)

// retry runs fn again while its error says that another try can help. Every fn is safe to run twice: it writes by a key that its
// caller made, or by comparing a revision. The error is one of quiz's.
func retry(ctx context.Context, op string, fn func() error) error {
	pause := firstPause
	for try := 1; ; try++ {
		err := fn()
		if err == nil || !retryable(err) || try == tries || ctx.Err() != nil {
			return wrap(op, err)
		}
		select {
		case <-ctx.Done():
			return wrap(op, err)
		case <-time.After(pause/2 + rand.N(pause)):
		}
		pause *= 2
	}
}

// retryCodes are the SQLSTATEs after which the same call can succeed: shutting down and starting up, serialization failures,
// deadlocks, a standby, too many connections.
var retryCodes = []pqerror.Code{"57P01", "57P02", "57P03", "40001", "40P01", "25006", "53300"}

func retryable(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var pg *pq.Error
	if errors.As(err, &pg) {
		lostShard := pg.Code == "XX000" && strings.Contains(pg.Message, "could not commit transaction for shard")
		return pg.Code.Class() == "08" || slices.Contains(retryCodes, pg.Code) || lostShard
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY || lite.Code()&0xff == sqlite3.SQLITE_LOCKED
	}
	return broken(err) && !timeout(err)
}

// broken reports an error of the connection itself.
func broken(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) ||
		err != nil && strings.Contains(err.Error(), "could not connect to any of the hosts")
}

// timeout reports a network that went silent: trying again would only wait as long again.
func timeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// wrap turns an error of a driver into one of quiz's. It is the only place that knows their codes.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if kind := kindOf(err); kind != nil && !errors.Is(err, kind) {
		return fmt.Errorf("%s: %w: %w", op, kind, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}

func kindOf(err error) error {
	var pg *pq.Error
	var lite *sqlite.Error
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return quiz.ErrNotFound
	case errors.As(err, &pg):
		return kindOfPostgres(pg)
	case errors.As(err, &lite):
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_CONSTRAINT:
			return quiz.ErrNotFound // the only constraint that a call can break: the participant is gone
		case sqlite3.SQLITE_FULL:
			return quiz.ErrFull
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_CANTOPEN:
			return quiz.ErrUnavailable
		}
		return nil
	case broken(err), errors.Is(err, context.DeadlineExceeded):
		return quiz.ErrUnavailable
	default:
		return nil
	}
}

func kindOfPostgres(err *pq.Error) error {
	switch {
	case err.Code == "23503": // foreign_key_violation: the participant is gone
		return quiz.ErrNotFound
	case err.Code == "53100": // disk_full
		return quiz.ErrFull
	case err.Code == "22021", err.Code == "22P05": // a text that is no UTF-8, a NUL
		return quiz.ErrInvalid
	case err.Code == "57014", err.Code == "55P03", retryable(err): // query_canceled: also what a deadline gives; lock_not_available
		return quiz.ErrUnavailable
	default:
		return nil
	}
}

// checkTexts refuses what PostgreSQL can't keep, so that both databases refuse alike.
func checkTexts(texts ...string) error {
	for _, t := range texts {
		if !utf8.ValidString(t) || strings.ContainsRune(t, 0) {
			return fmt.Errorf("a text with NUL or broken UTF-8: %w", quiz.ErrInvalid)
		}
	}
	return nil
}
