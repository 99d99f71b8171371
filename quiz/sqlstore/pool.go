package sqlstore

import (
	"context"
	"fmt"
	"sync"

	"github.com/jmoiron/sqlx"
)

// pool is a set of connections with the statements that were prepared on them.
type pool struct {
	db      *sqlx.DB
	prepare bool        // false where a connection prepares by itself
	guarded func() bool // a change of one statement needs a transaction, too
	mu      sync.RWMutex
	stmts   map[string]*sqlx.Stmt // database/sql prepares each anew on a connection that needs it, also after a restart
}

func newPool(db *sqlx.DB, prepare bool) *pool {
	return &pool{db: db, prepare: prepare, guarded: func() bool { return false }, stmts: map[string]*sqlx.Stmt{}}
}

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

func (p *pool) get(ctx context.Context, dest any, query string, args ...any) error {
	if err := checkArgs(args); err != nil {
		return err
	}
	if !p.prepare {
		return p.db.GetContext(ctx, dest, p.db.Rebind(query), args...)
	}
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return err
	}
	return stmt.GetContext(ctx, dest, args...)
}

func (p *pool) list(ctx context.Context, dest any, query string, args ...any) error {
	if err := checkArgs(args); err != nil {
		return err
	}
	if !p.prepare {
		return p.db.SelectContext(ctx, dest, p.db.Rebind(query), args...)
	}
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return err
	}
	return stmt.SelectContext(ctx, dest, args...)
}

func (p *pool) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := checkArgs(args); err != nil {
		return 0, err
	}
	if !p.prepare {
		return affected(p.db.ExecContext(ctx, p.db.Rebind(query), args...))
	}
	stmt, err := p.stmt(ctx, query)
	if err != nil {
		return 0, err
	}
	return affected(stmt.ExecContext(ctx, args...))
}

// one needs no transaction: PostgreSQL commits a single statement by itself, in one round trip.
func (p *pool) one(ctx context.Context, fn func(x execer) error) error {
	if p.guarded() {
		return p.all(ctx, fn)
	}
	return fn(during{ctx, p})
}

// during runs statements until the context of the try ends, which those who wrote them do not know.
type during struct {
	ctx context.Context
	x   execer
}

func (d during) get(_ context.Context, dest any, query string, args ...any) error {
	return d.x.get(d.ctx, dest, query, args...)
}

func (d during) list(_ context.Context, dest any, query string, args ...any) error {
	return d.x.list(d.ctx, dest, query, args...)
}

func (d during) exec(_ context.Context, query string, args ...any) (int64, error) {
	return d.x.exec(d.ctx, query, args...)
}

func (p *pool) all(ctx context.Context, fn func(x execer) error) error {
	tx, err := p.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(during{ctx, transaction{tx}}); err != nil {
		if rollback := tx.Rollback(); rollback != nil {
			return fmt.Errorf("%w (and rolling back failed: %w)", err, rollback)
		}
		return err
	}
	return tx.Commit()
}

// overwrite leaves it to PostgreSQL, which clears its pages itself.
func (p *pool) overwrite() {}

func (p *pool) behind() error { return nil }

// transaction runs statements as they come; the connection prepares them.
type transaction struct{ tx *sqlx.Tx }

func (t transaction) get(ctx context.Context, dest any, query string, args ...any) error {
	if err := checkArgs(args); err != nil {
		return err
	}
	return t.tx.GetContext(ctx, dest, t.tx.Rebind(query), args...)
}

func (t transaction) list(ctx context.Context, dest any, query string, args ...any) error {
	if err := checkArgs(args); err != nil {
		return err
	}
	return t.tx.SelectContext(ctx, dest, t.tx.Rebind(query), args...)
}

func (t transaction) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := checkArgs(args); err != nil {
		return 0, err
	}
	return affected(t.tx.ExecContext(ctx, t.tx.Rebind(query), args...))
}
