// Package sqlstore keeps what participants gave in PostgreSQL or SQLite, with one SQL text for both.
package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/jmoiron/sqlx"

	"waymark/quiz"
)

// Store is a quiz.Store on PostgreSQL or SQLite.
type Store struct {
	read, write *pool // the same for PostgreSQL
	release     func() error
}

var _ quiz.Store = (*Store)(nil)

// Close ends all connections. Calls that are under way end first.
func (s *Store) Close() error {
	err := s.write.db.Close()
	if s.read != s.write {
		if readErr := s.read.db.Close(); err == nil {
			err = readErr
		}
	}
	if releaseErr := s.release(); err == nil {
		err = releaseErr
	}
	return err
}

// Ping reports whether the store can be reached. ErrUnavailable.
func (s *Store) Ping(ctx context.Context) error {
	return retry(ctx, "ping", func() error { return s.read.db.PingContext(ctx) })
}

// pool is a set of connections with the statements that were prepared on them.
type pool struct {
	db      *sqlx.DB
	prepare bool // false behind a pooler that does not keep statements
	mu      sync.RWMutex
	stmts   map[string]*sqlx.Stmt
}

func newPool(db *sqlx.DB, prepare bool) *pool {
	return &pool{db: db, prepare: prepare, stmts: map[string]*sqlx.Stmt{}}
}

// stmt returns the prepared statement of the query; database/sql prepares it anew on each connection that needs it.
func (p *pool) stmt(ctx context.Context, query string) (*sqlx.Stmt, error) {
	p.mu.RLock()
	stmt := p.stmts[query]
	p.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	stmt, err := p.db.PreparexContext(ctx, p.db.Rebind(query))
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first := p.stmts[query]; first != nil {
		return first, stmt.Close()
	}
	p.stmts[query] = stmt
	return stmt, nil
}

// get reads one row into dest. sql.ErrNoRows when there is none.
func (p *pool) get(ctx context.Context, dest any, query string, args ...any) error {
	if !p.prepare {
		return p.db.GetContext(ctx, dest, p.db.Rebind(query), args...)
	}
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return err
	}
	return stmt.GetContext(ctx, dest, args...)
}

// list reads all rows into the slice that dest points to.
func (p *pool) list(ctx context.Context, dest any, query string, args ...any) error {
	if !p.prepare {
		return p.db.SelectContext(ctx, dest, p.db.Rebind(query), args...)
	}
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return err
	}
	return stmt.SelectContext(ctx, dest, args...)
}

// exec runs a statement and returns how many rows it changed.
func (p *pool) exec(ctx context.Context, query string, args ...any) (int64, error) {
	var result sql.Result
	var err error
	if p.prepare {
		var stmt *sqlx.Stmt
		if stmt, err = p.stmt(ctx, query); err == nil {
			result, err = stmt.ExecContext(ctx, args...)
		}
	} else {
		result, err = p.db.ExecContext(ctx, p.db.Rebind(query), args...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// transact runs fn in a transaction of the writing pool.
func (p *pool) transact(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	tx, err := p.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		if rollback := tx.Rollback(); rollback != nil {
			return fmt.Errorf("%w (and rolling back failed: %w)", err, rollback)
		}
		return err
	}
	return tx.Commit()
}
