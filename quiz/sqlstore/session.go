package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/lib/pq"
)

// conn is what lib/pq's connections can do.
type conn interface {
	driver.Conn
	driver.Tx
	driver.ConnPrepareContext
	driver.QueryerContext
	driver.ExecerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
}

// statement is what lib/pq's prepared statements can do.
type statement interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

// session is a connection to PostgreSQL that prepares each statement at its first use, when no pooler is in between, and that is left
// when what it was made with does not hold any more.
type session struct {
	conn
	link     *link
	era      int64
	prepares bool
	readOnly bool // from its beginning
	stmts    map[string]statement
	spent    bool // not to be used again
}

// BeginTx begins a transaction. lib/pq's own would ask for one that writes, also where the operator set the database to read only.
func (s *session) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	if _, err := s.conn.ExecContext(ctx, s.link.begin(), nil); err != nil {
		return nil, s.note(err)
	}
	return s.conn, nil
}

// QueryContext runs a query.
func (s *session) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if len(args) == 0 || !s.prepares {
		rows, err := s.conn.QueryContext(ctx, query, args)
		return rows, s.note(err)
	}
	stmt, err := s.stmt(ctx, query)
	if err != nil {
		return nil, s.note(err)
	}
	rows, err := stmt.QueryContext(ctx, args)
	return rows, s.note(err)
}

// ExecContext runs a statement.
func (s *session) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) == 0 || !s.prepares {
		result, err := s.conn.ExecContext(ctx, query, args)
		return result, s.note(err)
	}
	stmt, err := s.stmt(ctx, query)
	if err != nil {
		return nil, s.note(err)
	}
	result, err := stmt.ExecContext(ctx, args)
	return result, s.note(err)
}

// stmt prepares a statement once. There are as many as this package has texts.
func (s *session) stmt(ctx context.Context, query string) (statement, error) {
	if stmt := s.stmts[query]; stmt != nil {
		return stmt, nil
	}
	prepared, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(statement)
	if !ok {
		return nil, errors.Join(errors.New("this program was built with a lib/pq that it does not know"), prepared.Close())
	}
	if s.stmts == nil {
		s.stmts = map[string]statement{}
	}
	s.stmts[query] = stmt
	return stmt, nil
}

// note looks at an error for what it says of the connection, and returns it.
func (s *session) note(err error) error {
	var pg *pq.Error
	if !errors.As(err, &pg) {
		return err
	}
	switch {
	case lostStatement(pg):
		s.spent = true
		s.link.foundPooler()
	case stalePlan(pg):
		s.spent = true
	case readOnly(pg) && !s.readOnly: // the host has become a standby; another may be the primary now
		s.link.renew()
	}
	return err
}

// readOnly reports a change where only reading is allowed.
func readOnly(pg *pq.Error) bool { return pg.Code == "25006" }

// lostStatement reports a prepared statement that is not there, or is there already: a pooler gave the session to somebody else.
func lostStatement(pg *pq.Error) bool { return pg.Code == "26000" || pg.Code == "42P05" }

// stalePlan reports a prepared statement whose table was changed.
func stalePlan(pg *pq.Error) bool {
	return pg.Code == "0A000" && strings.Contains(pg.Message, "cached plan must not change result type")
}

// IsValid reports whether the pool may keep the connection.
func (s *session) IsValid() bool {
	return !s.spent && s.era == s.link.era.Load() && s.conn.IsValid()
}

// ResetSession is asked before the connection is used again.
func (s *session) ResetSession(ctx context.Context) error {
	if !s.IsValid() {
		return driver.ErrBadConn
	}
	return s.conn.ResetSession(ctx)
}
