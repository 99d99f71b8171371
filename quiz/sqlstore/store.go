// Package sqlstore keeps what participants gave in PostgreSQL or SQLite, with one SQL text for both.
package sqlstore

import (
	"cmp"
	"context"
	"errors"
	"time"

	"waymark/quiz"
)

// Store is a quiz.Store on PostgreSQL or SQLite.
type Store struct {
	read      reader
	write     writer
	forUpdate string                               // behind a query that locks its rows until the transaction ends; SQLite has one writer, and needs none
	within    time.Duration                        // bounds each call; 0 is callWithin
	ping      func(ctx context.Context) error      // nil reads one row
	explain   func(err error) error                // says in words what keeps the database from being used; nil says nothing more
	closers   []func() error                       // in the order in which they are to be called
	bytes     func(context.Context) (int64, error) // how many the database takes on the disk

	exclusive bool // no other program can use it
}

var _ quiz.Store = (*Store)(nil)

// reader runs single statements that change nothing.
type reader interface {
	// get reads one row into dest; sql.ErrNoRows when there is none.
	get(ctx context.Context, dest any, query string, args ...any) error
	// list reads all rows into the slice that dest points to.
	list(ctx context.Context, dest any, query string, args ...any) error
}

// execer runs the statements of one change.
type execer interface {
	reader
	// exec returns how many rows the statement changed.
	exec(ctx context.Context, query string, args ...any) (int64, error)
}

// writer makes changes durable: when its methods return nil, nothing takes away any more what fn did.
type writer interface {
	// one runs a change of a single writing statement.
	one(ctx context.Context, fn func(x execer) error) error
	// all runs a change of several statements: all of them happen, or none when fn returns an error.
	all(ctx context.Context, fn func(x execer) error) error
	// overwrite takes what was deleted out of the files in which the database still keeps it, as far as that is in this program's hands.
	overwrite()
	// behind is why that could not be done for about a minute; nil when it is done.
	behind() error
}

// Close ends all connections. Changes that are under way end first.
func (s *Store) Close() error {
	var errs []error
	for _, closer := range s.closers {
		errs = append(errs, closer())
	}
	return errors.Join(errs...)
}

// Ping reports whether answers could be kept now. ErrUnavailable, ErrFull.
func (s *Store) Ping(ctx context.Context) error {
	_, err := retry(ctx, s.limit(), "ping", func(ctx context.Context) (n int, err error) {
		if s.ping != nil {
			return 0, s.ping(ctx)
		}
		return n, s.read.get(ctx, &n, `select 1`)
	})
	return err
}

// limit bounds how long one call may take, with all its tries.
func (s *Store) limit() time.Duration { return cmp.Or(s.within, callWithin) }

// change runs a change of one statement, again while that can help.
func (s *Store) change(ctx context.Context, op string, fn func(x execer) error) error {
	_, err := retry(ctx, s.limit(), op, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.write.one(ctx, fn) })
	return err
}

// erase runs a change that deletes, and leaves nothing of it behind.
func (s *Store) erase(ctx context.Context, op string, fn func(x execer) error) error {
	err := s.transact(ctx, op, fn)
	s.write.overwrite()
	return err
}

// transact runs a change of several statements, again while that can help.
func (s *Store) transact(ctx context.Context, op string, fn func(x execer) error) error {
	_, err := retry(ctx, s.limit(), op, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.write.all(ctx, fn) })
	return err
}
