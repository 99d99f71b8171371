package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// batchMost is how many changes share one commit at most.
const batchMost = 256

// batches makes the changes of an SQLite file. It has one writer, and a commit waits for the disk; so the changes that wait
// while one commit is under way are made durable together by the next. Each caller is answered after the commit of its own.
type batches struct {
	db    *sqlx.DB
	file  *watched // nil in memory
	log   overwriting
	fault atomic.Bool // the last commit failed by the database
	mu    sync.Mutex
	queue []*job
	busy  bool // a goroutine works through the queue

	turn   sync.Mutex // held by who uses what is below
	conn   *sqlx.Conn // taken by whoever comes first
	stmts  map[string]*sqlx.Stmt
	marked bool // since the log was emptied
}

// job is one change that waits for its commit.
type job struct {
	ctx    context.Context
	fn     func(x execer) error
	atomic bool // fn has several statements
	done   chan error
}

func newBatches(db *sqlx.DB) *batches { return &batches{db: db, stmts: map[string]*sqlx.Stmt{}} }

func (b *batches) one(ctx context.Context, fn func(x execer) error) error {
	return b.wait(&job{ctx: ctx, fn: fn, done: make(chan error, 1)})
}

func (b *batches) all(ctx context.Context, fn func(x execer) error) error {
	return b.wait(&job{ctx: ctx, fn: fn, atomic: true, done: make(chan error, 1)})
}

func (b *batches) wait(j *job) error {
	b.mu.Lock()
	b.queue = append(b.queue, j)
	if !b.busy {
		b.busy = true
		go b.work()
	}
	b.mu.Unlock()
	return <-j.done
}

// work commits batches until nobody waits.
func (b *batches) work() {
	for {
		b.mu.Lock()
		n := min(len(b.queue), batchMost)
		batch := b.queue[:n:n]
		b.queue = b.queue[n:]
		b.busy = n > 0
		b.mu.Unlock()
		if n == 0 {
			return
		}
		b.commit(batch)
	}
}

// commit makes the changes of the batch in one transaction and answers each. A change that fails by itself takes no other
// with it; an error of the database fails them all, and nothing of the batch has happened.
func (b *batches) commit(batch []*job) {
	b.turn.Lock()
	defer b.turn.Unlock()
	errs := make([]error, len(batch))
	err := b.begin()
	for i, j := range batch {
		if err != nil {
			break
		}
		if errs[i] = j.ctx.Err(); errs[i] != nil {
			continue // who asked has left
		}
		if errs[i] = b.run(j); broke(errs[i]) {
			err = errs[i]
		}
	}
	if err == nil && b.file != nil {
		err = b.file.check()
	}
	if err == nil {
		err = b.command("commit")
	}
	b.fault.Store(err != nil)
	if err != nil && b.conn != nil {
		_ = b.command("rollback") // it may be rolled back already, and err is what counts
	}
	if b.file != nil {
		b.log.plan(overwriteWithin, b.overwriteLater)
	}
	for i, j := range batch {
		if err != nil {
			errs[i] = err
		}
		j.done <- errs[i]
	}
}

func (b *batches) begin() error {
	if err := b.connect(); err != nil {
		return err
	}
	return b.command("begin immediate")
}

// connect takes the one connection, once.
func (b *batches) connect() (err error) {
	if b.conn == nil {
		b.conn, err = b.db.Connx(context.Background())
	}
	return err
}

// run makes one change.
func (b *batches) run(j *job) error {
	if !j.atomic {
		return j.fn(b)
	}
	if err := b.command("savepoint change"); err != nil {
		return err
	}
	err := j.fn(b)
	if err != nil {
		if broke(err) {
			return err
		}
		if back := b.command("rollback to change"); back != nil {
			return back
		}
	}
	if release := b.command("release change"); release != nil {
		return release
	}
	return err
}

// broke reports an error of the database that ends a transaction, other than a broken constraint or a change that was refused.
func broke(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff != sqlite3.SQLITE_CONSTRAINT || broken(err)
}

func (b *batches) command(text string) error {
	_, err := b.exec(context.Background(), text)
	return err
}

// exec runs a statement of the batch. It does not look at the context: an interrupted statement would roll back the whole batch.
func (b *batches) exec(_ context.Context, query string, args ...any) (int64, error) {
	stmt, err := b.stmt(query, args)
	if err != nil {
		return 0, err
	}
	return affected(stmt.ExecContext(context.Background(), args...))
}

// get reads one row in the batch.
func (b *batches) get(_ context.Context, dest any, query string, args ...any) error {
	stmt, err := b.stmt(query, args)
	if err != nil {
		return err
	}
	return stmt.GetContext(context.Background(), dest, args...)
}

// list reads all rows in the batch.
func (b *batches) list(_ context.Context, dest any, query string, args ...any) error {
	stmt, err := b.stmt(query, args)
	if err != nil {
		return err
	}
	return stmt.SelectContext(context.Background(), dest, args...)
}

func (b *batches) stmt(query string, args []any) (*sqlx.Stmt, error) {
	if err := checkArgs(args); err != nil {
		return nil, err
	}
	if stmt := b.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := b.conn.PreparexContext(context.Background(), query)
	if err == nil {
		b.stmts[query] = stmt
	}
	return stmt, err
}

// ready tries what keeps a change from being made durable: the file, room on the disk and, after a commit that failed, another one.
func (b *batches) ready(ctx context.Context) error {
	if b.file == nil {
		return nil
	}
	if err := errors.Join(b.file.check(), b.file.room()); err != nil || !b.fault.Load() {
		return err
	}
	return b.one(ctx, func(execer) error {
		var mark int32
		if err := b.conn.GetContext(context.Background(), &mark, "pragma user_version"); err != nil {
			return err
		}
		return setMark(context.Background(), b.conn, mark) // writes, and changes nothing
	})
}

// close empties the log and ends the connection after the batch that is under way.
func (b *batches) close() error {
	b.log.close()
	b.turn.Lock()
	defer b.turn.Unlock()
	if b.conn == nil {
		return b.db.Close()
	}
	if b.file != nil {
		_ = b.empty(readerWait) // SQLite does so too, but not while another program reads
	}
	var errs []error
	for _, stmt := range b.stmts {
		errs = append(errs, stmt.Close()) // with one that is open, SQLite would leave the file open, and the log beside it
	}
	errs = append(errs, b.conn.Close(), b.db.Close())
	b.conn = nil
	return errors.Join(errs...)
}

// affected returns how many rows a statement changed.
func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
