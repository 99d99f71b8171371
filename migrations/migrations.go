// Package migrations brings a database to the tables that the program needs.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Files are the migrations, a folder for each kind of database.
//
//go:embed postgres/*.sql sqlite/*.sql
var Files embed.FS

// The reasons for which a database is left as it is; compare with errors.Is.
var (
	ErrNewer   = errors.New("the tables are of a newer version than this program")
	ErrForeign = errors.New("the tables are those of another program")
)

// Postgres brings a PostgreSQL database up to date. Several programs may start at once: one of them does it, the others call waits
// once, and wait. ErrNewer, ErrForeign.
func Postgres(ctx context.Context, db *sql.DB, waits func()) error {
	// A lock in a table also works behind pgbouncer, where a session's advisory lock does not.
	locker, err := lock.NewPostgresTableLocker(
		lock.WithTableLockTimeout(200*time.Millisecond, 600),
		lock.WithTableUnlockTimeout(200*time.Millisecond, 50),
		lock.WithTableRetryPolicy(waiting(waits)),
	)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return up(ctx, goose.DialectPostgres, db, "postgres", goose.WithLocker(locker))
}

// waiting decides whether a lock is tried again: another program holds it, or the connection broke; but not when it may not be had.
func waiting(waits func()) func(error) bool {
	told := false
	return func(err error) bool {
		var pg *pq.Error
		if errors.As(err, &pg) {
			return pg.Code.Class() != "42"
		}
		if !told {
			told = true
			waits()
		}
		return true
	}
}

// SQLite brings an SQLite file up to date. The file must not be open in another program. ErrNewer, ErrForeign.
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
	sources := provider.ListSources()
	if err := check(ctx, db, dialect, sources[len(sources)-1].Version); err != nil {
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

// names asks which tables are there, of those that tell whose a database is.
const names = `'` + versions + `', 'versions', 'participants', 'tokens', 'attempts', 'results', 'events', 'current_versions', 'programs'`

// versions is goose's table of the migrations that were made.
const versions = "goose_db_version"

// check refuses a database that is not this program's, before anything is changed.
func check(ctx context.Context, db *sql.DB, dialect goose.Dialect, newest int64) error {
	before, err := tables(ctx, db, dialect)
	if err != nil {
		return err
	}
	if !slices.Contains(before, versions) {
		if len(before) > 0 {
			return fmt.Errorf("%w: a table %s is there, and none of its versions", ErrForeign, before[0])
		}
		return nil
	}
	var version int64
	if err := db.QueryRowContext(ctx, "select coalesce(max(version_id), 0) from "+versions).Scan(&version); err != nil {
		return err
	}
	if version == 0 {
		return nil
	}
	// Another program may make the tables at this moment: they come with their version, so they are looked for after it.
	after, err := tables(ctx, db, dialect)
	switch {
	case err != nil:
		return err
	case len(after) < 2:
		return fmt.Errorf("%w: its versions up to %d are in the table %s", ErrForeign, version, versions)
	case version > newest:
		return fmt.Errorf("%w: %d, and this program knows %d", ErrNewer, version, newest)
	}
	return nil
}

// tables returns which of names are there.
func tables(ctx context.Context, db *sql.DB, dialect goose.Dialect) ([]string, error) {
	query := "select name from sqlite_master where type = 'table' and name in (" + names + ") order by name"
	if dialect == goose.DialectPostgres {
		query = "select relname::text from pg_class where relkind in ('r', 'p') and pg_table_is_visible(oid) and relname in (" + names + ") order by relname"
	}
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		found = append(found, name)
	}
	return found, rows.Err()
}
