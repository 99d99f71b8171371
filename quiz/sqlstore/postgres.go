package sqlstore

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"waymark/migrations"
	"waymark/quiz"
)

// Bounds of the connections to PostgreSQL.
const (
	silentQuery   = 5 * time.Second // a server that says nothing for so long is out of reach
	silentMigrate = 10 * time.Minute
	closeWithin   = 2 * time.Second // after that, no connection waits for an answer to its farewell
	maxConns      = 24              // so that three programs fit into PostgreSQL's default of 100
	connLifetime  = 30 * time.Minute
)

// link is a pool of connections to PostgreSQL.
type link struct {
	*sql.DB
	patience *patience
	pooled   bool // the address has binary_parameters=yes
}

// Close ends all connections, one after the other. When the server went silent, only the first of them waits for it.
func (l link) Close() error {
	over := time.AfterFunc(closeWithin, func() { l.patience.over.Store(true) })
	defer over.Stop()
	return l.DB.Close()
}

func openPostgres(ctx context.Context, address string) (*Store, error) {
	db, err := connect(ctx, address, silentQuery)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	db.SetConnMaxLifetime(connLifetime)
	// Behind a pooler in transaction mode a prepared statement may be gone at its next use.
	p := newPool(sqlx.NewDb(db.DB, "postgres"), !db.pooled)
	return &Store{read: p, write: p, forUpdate: " for update", closers: []func() error{db.Close}}, nil
}

func migratePostgres(ctx context.Context, address string) error {
	db, err := connect(ctx, address, silentMigrate)
	if err != nil {
		return err
	}
	return errors.Join(wrap("migrate", migrations.Postgres(ctx, db.DB)), db.Close())
}

// connect makes a pool for an address and sees that it works; see Open for what is in an address.
func connect(ctx context.Context, address string, silence time.Duration) (link, error) {
	config, err := parseAddress(address)
	if err != nil {
		return link{}, err
	}
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return link{}, err
	}
	patience := &patience{silence: silence}
	connector.Dialer(dialer{patience})
	db := link{DB: sql.OpenDB(connector), patience: patience, pooled: config.BinaryParameters}
	if err := reach(ctx, db.DB); err != nil {
		return link{}, errors.Join(err, db.Close())
	}
	return db, nil
}

func parseAddress(address string) (pq.Config, error) {
	config, err := pq.NewConfig(address)
	if err != nil {
		said := err.Error()
		if strings.Contains(address, "@") || strings.Contains(address, "password") {
			said = "what is wrong is not shown, because it may hold the password"
		}
		return pq.Config{}, fmt.Errorf("the address of the database can't be read; write postgres://USER:PASSWORD@HOST:PORT/NAME, with %%2F for a / in the password and so on (%s): %w", said, quiz.ErrInvalid)
	}
	if config.SSLMode == "" {
		config.SSLMode = sslMode(config)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = dialWithin
	}
	if config.ApplicationName == "" {
		config.ApplicationName = "waymark"
	}
	return config, nil
}

// sslMode is how a connection is protected when the address does not say it.
func sslMode(config pq.Config) pq.SSLMode {
	local := isLocal(config.Host, config.Hostaddr)
	for _, other := range config.Multi {
		local = local && isLocal(other.Host, other.Hostaddr)
	}
	if local {
		return pq.SSLModeDisable
	}
	return pq.SSLModeVerifyFull
}

func isLocal(host string, addr netip.Addr) bool {
	if addr.IsValid() {
		return addr.IsLoopback()
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "" || host == "localhost" || filepath.IsAbs(host) || host[0] == '@' || err == nil && ip.IsLoopback()
}

// reach connects once and says in words what keeps it from working.
func reach(ctx context.Context, db *sql.DB) error {
	encoding, err := retry(ctx, "connect", func() (encoding string, err error) {
		return encoding, db.QueryRowContext(ctx, "show server_encoding").Scan(&encoding)
	})
	var pg *pq.Error
	var certificate *tls.CertificateVerificationError
	var network net.Error
	switch {
	case err == nil && encoding != "UTF8":
		return fmt.Errorf("the database has the encoding %s and can't hold every answer; create one with `createdb --encoding=UTF8 --template=template0`: %w", encoding, quiz.ErrInvalid)
	case err == nil:
		return nil
	case errors.As(err, &pg):
		return explainRefusal(pg, err)
	case errors.Is(err, pq.ErrSSLNotSupported):
		return fmt.Errorf("the server of the database does not speak TLS; switch it on there (ssl = on), or, on a network that you alone use, add sslmode=disable to the address: %w", err)
	case errors.As(err, &certificate):
		return fmt.Errorf("the certificate of the database's server can't be verified; add sslrootcert=FILE with the authority that signed it to the address: %w", err)
	case errors.As(err, &network), errors.Is(err, quiz.ErrUnavailable):
		return fmt.Errorf("the database can't be reached; is PostgreSQL running, and are host and port right? %w", err)
	default:
		return err
	}
}

func explainRefusal(pg *pq.Error, err error) error {
	switch pg.Code {
	case "28P01", "28000":
		return fmt.Errorf("the database refuses the user or the password; see both in the address, and pg_hba.conf on the server: %w", err)
	case "3D000":
		return fmt.Errorf("there is no such database; create it with `createdb --encoding=UTF8 NAME`: %w", err)
	default:
		return fmt.Errorf("the database can't be used: %w", err)
	}
}
