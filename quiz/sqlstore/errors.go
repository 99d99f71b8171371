package sqlstore

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"unicode/utf8"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"waymark/quiz"
)

// wrap turns an error of a driver into one of quiz's, with the name of the call. It is the only place that does so.
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
	case errors.As(err, &pg):
		return kindOfPostgres(pg)
	case errors.As(err, &lite):
		return kindOfSQLite(lite.Code())
	case errors.Is(err, sql.ErrNoRows):
		return quiz.ErrNotFound
	case broken(err), ended(err), errors.Is(err, errAgain):
		return quiz.ErrUnavailable
	default:
		return nil
	}
}

func kindOfPostgres(err *pq.Error) error {
	switch err.Code {
	case "23503": // foreign_key_violation: the participant is not there
		return quiz.ErrNotFound
	case "53100": // disk_full
		return quiz.ErrFull
	case "22021", "22P05": // character_not_in_repertoire, untranslatable_character
		return quiz.ErrInvalid
	case "57014", "55P03", "25P03": // query_canceled, which is also what a deadline gives; lock_not_available; idle_in_transaction_session_timeout
		return quiz.ErrUnavailable
	}
	if retryable(err) || err.Code.Class() == "53" || err.Code.Class() == "57" || err.Code.Class() == "58" { // resources, intervention, system
		return quiz.ErrUnavailable
	}
	return nil
}

func kindOfSQLite(code int) error {
	if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY { // the participant is not there
		return quiz.ErrNotFound
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return quiz.ErrFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM:
		return quiz.ErrUnavailable
	}
	return nil
}

// broken reports an error of the connection itself.
func broken(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) ||
		err != nil && strings.Contains(err.Error(), "could not connect to any of the hosts")
}

// timeout reports a network that went silent.
func timeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// checkArgs refuses a text that PostgreSQL can't keep, so that both databases refuse alike.
func checkArgs(args []any) error {
	for _, arg := range args {
		if text, ok := arg.(string); ok && (!utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0) {
			return errText
		}
	}
	return nil
}

var errText = fmt.Errorf("a text with NUL or broken UTF-8: %w", quiz.ErrInvalid)
