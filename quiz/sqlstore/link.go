package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// link is what all connections to one PostgreSQL share. As a connector it makes each of them ready: a commit waits for the disk, a
// transaction reads what is committed.
type link struct {
	target   target
	dialer   dialer
	tell     func(Notice)
	prepares bool // when no pooler is in between

	era atomic.Int64 // grows when the connections made so far are not to be used any more

	mu       sync.Mutex
	pooled   bool            // a pooler is in between: nothing said on a connection holds for the next statement
	guarded  bool            // each change has to say for itself that its commit waits for the disk
	defaults string          // what the server keeps for the role and the database, as the connections were made with
	told     map[string]bool // the notices that hold
}

var _ driver.Connector = (*link)(nil)

func newLink(t target, o options, prepares bool) *link {
	return &link{
		target: t, tell: o.tell, prepares: prepares, pooled: t.pooled,
		dialer: dialer{patience: &patience{silence: o.limits.silence}, within: t.config.ConnectTimeout},
	}
}

// Driver returns lib/pq's.
func (l *link) Driver() driver.Driver { return &pq.Driver{} }

// Connect opens a connection and makes it ready.
func (l *link) Connect(ctx context.Context) (driver.Conn, error) {
	era := l.era.Load()
	c, err := l.dial(ctx)
	if err != nil {
		return nil, err
	}
	state, err := askOn(ctx, c)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	l.learn(state)
	return &session{conn: c, link: l, era: era, prepares: l.prepares && state.Direct, readOnly: state.refusal() != nil}, nil
}

// dial opens a connection with the mark that only reaches a server without a pooler in between.
func (l *link) dial(ctx context.Context) (conn, error) {
	if pooled, _ := l.between(); pooled {
		return l.open(ctx, false)
	}
	c, err := l.open(ctx, true)
	var pg *pq.Error
	if errors.As(err, &pg) && strings.Contains(pg.Message, mark) {
		return l.open(ctx, false)
	}
	return c, err
}

func (l *link) open(ctx context.Context, marked bool) (conn, error) {
	config := l.target.config.Clone()
	if marked {
		config.Runtime[mark] = "yes"
	}
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, err
	}
	connector.Dialer(l.dialer)
	opened, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c, ok := opened.(conn)
	if !ok {
		return nil, errors.Join(errors.New("this program was built with a lib/pq that it does not know"), opened.Close())
	}
	return c, nil
}

// between reports whether a pooler is in between, and whether each change has to say that its commit waits for the disk.
func (l *link) between() (pooled, guarded bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pooled, l.guarded
}

// begin is the statement that begins a transaction. It says nothing of reading or writing, so that what the operator set holds.
func (l *link) begin() string {
	const begin = "begin isolation level read committed"
	if _, guarded := l.between(); guarded {
		return begin + "; set local synchronous_commit = on"
	}
	return begin
}

// renew lets no connection made so far be used again.
func (l *link) renew() { l.era.Add(1) }

// foundPooler notes that statements prepared on a connection were not there at its next use.
func (l *link) foundPooler() {
	l.mu.Lock()
	l.pooled = true
	l.mu.Unlock()
	l.renew()
}

// learn takes in what the server says of itself, tells the operator what is new, and reports whether its defaults are others than those
// that the connections were made with.
func (l *link) learn(s state) (changed bool) {
	l.mu.Lock()
	if !s.Direct {
		l.pooled = true
	}
	l.guarded = !s.Direct && (endangers(s.Commit) || s.Isolation != "read committed")
	changed = l.defaults != "" && l.defaults != s.Defaults
	l.defaults = s.Defaults
	told, fresh := map[string]bool{}, []Notice{}
	for _, n := range s.notices(l.target.pooled) {
		if !l.told[n.What] {
			fresh = append(fresh, n)
		}
		told[n.What] = true
	}
	l.told = told
	l.mu.Unlock()
	for _, n := range fresh {
		l.tell(n)
	}
	return changed
}

// ping reports whether changes could be kept now.
func (l *link) ping(ctx context.Context, db *sql.DB) error {
	s, err := ask(ctx, db)
	if err != nil {
		return err
	}
	if l.learn(s) { // the connections made so far do not follow what is set for a role or a database
		l.renew()
		if s, err = ask(ctx, db); err != nil {
			return err
		}
		l.learn(s)
	}
	if err := s.refusal(); err != nil {
		l.renew() // another host may be the primary now
		return err
	}
	return nil
}

// close ends all connections, one after the other. When the server went silent, only the first of them waits for it.
func (l *link) close(db *sql.DB) error {
	over := time.AfterFunc(closeWithin, func() { l.dialer.patience.over.Store(true) })
	defer over.Stop()
	return db.Close()
}

// askOn asks on a connection that no pool knows yet.
func askOn(ctx context.Context, c conn) (state, error) {
	rows, err := c.QueryContext(ctx, question, nil)
	if err != nil {
		return state{}, err
	}
	values := make([]driver.Value, 1)
	if err := rows.Next(values); err != nil {
		return state{}, errors.Join(err, rows.Close())
	}
	s, err := readState(fmt.Sprintf("%s", values[0]))
	return s, errors.Join(err, rows.Close())
}

func ask(ctx context.Context, db *sql.DB) (state, error) {
	var text string
	if err := db.QueryRowContext(ctx, question).Scan(&text); err != nil {
		return state{}, err
	}
	return readState(text)
}
