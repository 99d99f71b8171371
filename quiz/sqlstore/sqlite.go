package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"waymark/migrations"
	"waymark/quiz"
)

// pragmas are set on every connection, and read back. FULL loses no commit when the power goes.
var pragmas = []struct{ name, value, reads string }{
	{"busy_timeout", "5000", "5000"},
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
}

// openSQLite opens the file with one connection that writes and several that read, and keeps every other program out.
func openSQLite(ctx context.Context, path string) (*Store, error) {
	if path == "" {
		return nil, fmt.Errorf("the database sqlite: needs the path of a file, like sqlite:waymark.db: %w", quiz.ErrInvalid)
	}
	release, err := holdFile(ctx, path)
	if err != nil {
		return nil, err
	}
	store, err := openPools(ctx, path, release)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the file %s can't be opened; may this user write to it and its folder? %w", path, err), release())
	}
	return store, nil
}

func openPools(ctx context.Context, path string, release func() error) (*Store, error) {
	write, err := sqlx.Open("sqlite", sqliteName(path, "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1) // SQLite has one writer; waiting here is fair, waiting in SQLite is not
	read, err := sqlx.Open("sqlite", sqliteName(path, "_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	read.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	store := &Store{read: newPool(read, true), write: newPool(write, true), release: release}
	for _, db := range []*sqlx.DB{write, read} {
		if err := checkPragmas(ctx, db); err != nil {
			return nil, errors.Join(err, write.Close(), read.Close())
		}
	}
	return store, nil
}

func sqliteName(path, option string) string {
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + option
	for _, p := range pragmas {
		name += "&_pragma=" + p.name + "(" + p.value + ")"
	}
	return name
}

// checkPragmas refuses a database that does not do what was asked: a version of SQLite ignores what it does not know.
func checkPragmas(ctx context.Context, db *sqlx.DB) error {
	for _, p := range pragmas {
		var got string
		if err := db.GetContext(ctx, &got, "pragma "+p.name); err != nil {
			return err
		}
		if got != p.reads {
			return fmt.Errorf("SQLite did not take %s = %s, it is %s", p.name, p.value, got)
		}
	}
	return nil
}

// holdFile keeps every other program from opening the database: it locks a file beside it until release, or the end of this program.
func holdFile(ctx context.Context, path string) (release func() error, err error) {
	lock, err := sqlx.Open("sqlite", "file:"+(&url.URL{Path: path + ".lock"}).EscapedPath()+"?_pragma=busy_timeout(0)")
	if err != nil {
		return nil, err
	}
	lock.SetMaxOpenConns(1)
	if _, err := lock.ExecContext(ctx, "begin exclusive"); err != nil {
		var lite *sqlite.Error
		if errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY {
			err = fmt.Errorf("another program has %s open; stop it first, or use PostgreSQL to run several: %w", path, quiz.ErrUnavailable)
		} else {
			err = fmt.Errorf("the file %s can't be opened; is its folder there, and may this user write to it? %w", path, err)
		}
		return nil, errors.Join(err, lock.Close())
	}
	return lock.Close, nil
}

func (s *Store) migrateSQLite(ctx context.Context) error {
	return migrations.SQLite(ctx, s.write.db.DB)
}
