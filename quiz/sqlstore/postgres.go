package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"waymark/migrations"
	"waymark/quiz"
)

// Bounds of the connections to PostgreSQL.
const (
	dialWithin    = 5 * time.Second
	silentQuery   = 5 * time.Second // a server that says nothing for so long is out of reach
	silentMigrate = 10 * time.Minute
	maxConns      = 32
	maxIdleConns  = 16
	connLifetime  = 30 * time.Minute
)

func openPostgres(ctx context.Context, address string) (*Store, error) {
	db, pooled, err := connect(address, silentQuery)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxIdleConns)
	db.SetConnMaxLifetime(connLifetime)
	// Behind a pooler in transaction mode a prepared statement may be gone at its next use.
	p := newPool(sqlx.NewDb(db, "postgres"), !pooled)
	store := &Store{read: p, write: p, release: func() error { return nil }}
	if err := reach(ctx, db); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func migratePostgres(ctx context.Context, address string) error {
	db, _, err := connect(address, silentMigrate)
	if err != nil {
		return err
	}
	if err = reach(ctx, db); err == nil {
		err = migrations.Postgres(ctx, db)
	}
	if closing := db.Close(); err == nil {
		err = closing
	}
	return err
}

// connect makes a pool for an address. Without sslmode in it, the server's certificate is verified, but for a server on this machine.
// With binary_parameters=yes, which a pooler in transaction mode needs, pooled is true.
func connect(address string, silence time.Duration) (db *sql.DB, pooled bool, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, false, fmt.Errorf("the address of the database can't be read; write postgres://USER@HOST/NAME: %w", quiz.ErrInvalid)
	}
	query := u.Query()
	if !query.Has("sslmode") {
		query.Set("sslmode", sslMode(u.Hostname(), query.Get("host")))
	}
	if !query.Has("connect_timeout") {
		query.Set("connect_timeout", fmt.Sprint(int(dialWithin.Seconds())))
	}
	u.RawQuery = query.Encode()
	connector, err := pq.NewConnector(u.String())
	if err != nil {
		return nil, false, fmt.Errorf("the address of the database can't be used (%s): %w", withoutPassword(err, u), quiz.ErrInvalid)
	}
	connector.Dialer(dialer{silence: silence})
	return sql.OpenDB(connector), query.Get("binary_parameters") == "yes", nil
}

func sslMode(hosts ...string) string {
	for _, host := range hosts {
		ip := net.ParseIP(host)
		if host != "" && host != "localhost" && host[0] != '/' && (ip == nil || !ip.IsLoopback()) {
			return "verify-full"
		}
	}
	return "disable"
}

// withoutPassword is the text of an error about an address that may hold a password.
func withoutPassword(err error, u *url.URL) string {
	if _, has := u.User.Password(); has {
		return "its text is not shown because it may hold the password"
	}
	return err.Error()
}

// reach connects once and says in words what keeps it from working.
func reach(ctx context.Context, db *sql.DB) error {
	err := retry(ctx, "connect", func() error { return db.PingContext(ctx) })
	var pg *pq.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &pg):
		return fmt.Errorf("the database can't be reached; is PostgreSQL running, and are host and port right? %w", err)
	case pg.Code == "28P01" || pg.Code == "28000":
		return fmt.Errorf("the database refuses the user or the password: %w", err)
	case pg.Code == "3D000":
		return fmt.Errorf("there is no such database; create it with createdb: %w", err)
	default:
		return err
	}
}

// dialer opens connections that give up on a network that went silent: lib/pq does not look at the context while it reads.
type dialer struct{ silence time.Duration }

var _ pq.DialerContext = dialer{}

// Dial connects.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, dialWithin)
}

// DialTimeout connects within a time.
func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext connects until the context ends.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: dialWithin}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return impatient{Conn: c, silence: d.silence}, nil
}

// impatient is a connection on which each read and write has to end within a time.
type impatient struct {
	net.Conn
	silence time.Duration
}

// Read reads, or fails with a timeout.
func (c impatient) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// Write writes, or fails with a timeout.
func (c impatient) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
