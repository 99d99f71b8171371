// Package migrations brings a database to the tables that the program needs.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Files are the migrations, a folder for each kind of database.
//
//go:embed postgres/*.sql sqlite/*.sql
var Files embed.FS

// Postgres brings a PostgreSQL database up to date. Several programs may start at once: one of them does it, the others wait.
func Postgres(ctx context.Context, db *sql.DB) error {
	// A lock in a table also works behind pgbouncer, where a session's advisory lock does not.
	locker, err := lock.NewPostgresTableLocker(
		lock.WithTableLockTimeout(200*time.Millisecond, 600),
		lock.WithTableUnlockTimeout(200*time.Millisecond, 50),
	)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return up(ctx, goose.DialectPostgres, db, "postgres", goose.WithLocker(locker))
}

// SQLite brings an SQLite file up to date. The file must not be open in another program.
func SQLite(ctx context.Context, db *sql.DB) error {
	return up(ctx, goose.DialectSQLite3, db, "sqlite")
}

func up(ctx context.Context, dialect goose.Dialect, db *sql.DB, folder string, options ...goose.ProviderOption) error {
	files, err := fs.Sub(Files, folder)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	provider, err := goose.NewProvider(dialect, db, files, options...)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

// Newest is the number of the newest migration, so of the tables that this program needs.
func Newest() (int64, error) {
	entries, err := Files.ReadDir("sqlite")
	if err != nil {
		return 0, fmt.Errorf("migrations: %w", err)
	}
	newest := int64(0)
	for _, entry := range entries {
		number, err := goose.NumericComponent(entry.Name())
		if err != nil {
			return 0, fmt.Errorf("migrations: %w", err)
		}
		newest = max(newest, number)
	}
	return newest, nil
}
