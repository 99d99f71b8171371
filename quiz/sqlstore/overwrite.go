package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"waymark/quiz"
)

const (
	// overwriteWithin is how long the log may hold what a change replaced, when nobody is in the way.
	overwriteWithin = time.Minute
	// firstWait and lastWait bound the time between two tries when somebody is.
	firstWait = 20 * time.Millisecond
	lastWait  = 30 * time.Second
	// readerWait is how long a later try waits for this program's own readers, each of which is done in less.
	readerWait = 50 * time.Millisecond
)

// overwriting is when the log is emptied next. A timer runs whenever the log may hold something.
type overwriting struct {
	mu     sync.Mutex
	timer  *time.Timer
	wait   time.Duration // until the next try after one that failed; 0 when the last one did not
	why    error         // it failed
	closed bool
}

// plan sees that a try comes within the time.
func (o *overwriting) plan(within time.Duration, try func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.timer != nil || o.closed {
		return
	}
	o.timer = time.AfterFunc(within, func() {
		o.mu.Lock()
		o.timer = nil
		o.mu.Unlock()
		try()
	})
}

// tried notes how a try went, and sees that another one comes when it failed.
func (o *overwriting) tried(err error, again func()) {
	o.mu.Lock()
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	if o.why = err; err == nil {
		o.wait = 0
	} else {
		o.wait = min(max(firstWait, 2*o.wait), lastWait)
	}
	wait := o.wait
	o.mu.Unlock()
	if wait > 0 {
		o.plan(wait, again)
	}
}

func (o *overwriting) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	if o.timer != nil {
		o.timer.Stop()
	}
}

// behind is why tries have failed for about a minute; nil when they have not.
func (o *overwriting) behind() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.wait < lastWait {
		return nil
	}
	return o.why
}

// overwrite moves what was committed from the log beside the file into the file, and empties the log, where deleted rows would still
// stand. It waits for nobody: while somebody reads, it is tried again a little later.
func (b *batches) overwrite() {
	if b.file == nil {
		return // in memory there is no log
	}
	b.turn.Lock()
	defer b.turn.Unlock()
	b.log.tried(b.empty(0), b.overwriteLater)
}

// overwriteLater is a later try, beside everybody's saves. It also gives the file another mark.
func (b *batches) overwriteLater() {
	b.turn.Lock()
	defer b.turn.Unlock()
	err := b.mark()
	if err == nil {
		err = b.empty(readerWait)
	}
	b.log.tried(err, b.overwriteLater)
}

// empty empties the log. errRead while another program reads.
func (b *batches) empty(wait time.Duration) error {
	if b.conn == nil {
		return nil
	}
	var row struct {
		Busy         int `db:"busy"`
		Log          int `db:"log"`
		Checkpointed int `db:"checkpointed"`
	}
	err := errors.Join(b.busyTimeout(wait), b.get(context.Background(), &row, "pragma wal_checkpoint(truncate)"), b.busyTimeout(busyTimeout))
	switch {
	case err != nil:
		return err
	case row.Busy != 0:
		return errRead
	}
	b.marked = false
	return nil
}

// busyTimeout sets how long SQLite waits for others. It is not prepared: it acts when it is prepared.
func (b *batches) busyTimeout(wait time.Duration) error {
	_, err := b.conn.ExecContext(context.Background(), "pragma busy_timeout = "+strconv.FormatInt(wait.Milliseconds(), 10))
	return err
}

// mark gives the file another mark, once until the log is emptied: both the old and the new one are noted before.
func (b *batches) mark() error {
	if b.marked || b.conn == nil {
		return nil
	}
	if err := b.file.check(); err != nil {
		return err
	}
	var old int32
	if err := b.conn.GetContext(context.Background(), &old, "pragma user_version"); err != nil {
		return err
	}
	mark := newMark()
	if err := writeMarks(b.file.path, old, mark); err != nil {
		return err
	}
	if err := setMark(context.Background(), b.conn, mark); err != nil {
		return err
	}
	b.marked = true
	return nil
}

// behind is why what was deleted still stands in the log.
func (b *batches) behind() error { return wrap("empty the log", b.log.behind()) }

// Overwritten reports whether what was deleted or replaced is gone from the files of the database, as far as that is in this
// program's hands; with an error when it could not be done for about a minute, until it is done. It is tried on meanwhile. ErrUnavailable,
// ErrFull.
func (s *Store) Overwritten() error { return s.write.behind() }

var errRead = fmt.Errorf("another program reads the database and keeps its log from being emptied; end that program, or leave it alone when it copies the log on purpose: %w", quiz.ErrUnavailable)
