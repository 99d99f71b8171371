package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"time"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"waymark/migrations"
)

const busyTimeout = 5 * time.Second // how long SQLite waits for programs outside

// pragmas are set on every connection, and read back. FULL loses no commit when the power goes; secure_delete overwrites what is deleted.
var pragmas = []struct{ name, value, reads string }{
	{"busy_timeout", "5000", "5000"},
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
	{"secure_delete", "ON", "1"},
}

// files are the open database file and the lock beside it.
type files struct {
	path        string // through all links
	write, read *sqlx.DB
	lock        *sqlx.DB
}

// openSQLite opens the file with one connection that writes and several that read, and keeps every other program out.
// Nothing is written into a file that is not Waymark's.
func openSQLite(ctx context.Context, name string) (files, error) {
	path, err := filePath(name)
	if err != nil {
		return files{}, err
	}
	lock, err := lockFile(ctx, path)
	if err != nil {
		return files{}, err
	}
	f := files{path: path, lock: lock}
	if err = f.open(ctx); err != nil {
		return files{}, errors.Join(explainFile(path, err), f.close())
	}
	return f, nil
}

func (f *files) open(ctx context.Context) (err error) {
	if err := belongs(ctx, f.path); err != nil {
		return err
	}
	if err := makePrivate(f.path); err != nil {
		return err
	}
	if f.write, err = sqlx.Open("sqlite", sqliteName(f.path, "_txlock=immediate")); err != nil {
		return err
	}
	f.write.SetMaxOpenConns(1) // SQLite has one writer; waiting here is fair, waiting in SQLite is not
	if f.read, err = sqlx.Open("sqlite", sqliteName(f.path, "_pragma=query_only(1)")); err != nil {
		return err
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	f.read.SetMaxOpenConns(readers)
	f.read.SetMaxIdleConns(readers)
	for _, db := range []*sqlx.DB{f.write, f.read} {
		if err := checkPragmas(ctx, db); err != nil {
			return err
		}
	}
	return nil
}

// makePrivate creates the file, when it is not there, so that no other user of the machine reads what people answer.
func makePrivate(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil // and is not opened: closing it would take the locks that this process has on it
	}
	if err != nil {
		return err
	}
	return file.Close()
}

func (f *files) close() error {
	var errs []error
	for _, db := range []*sqlx.DB{f.read, f.write, f.lock} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

func (f *files) store() *Store {
	changes := newBatches(f.write)
	changes.file = &watched{path: f.path}
	read := newPool(f.read, true)
	return &Store{
		read: read, write: changes,
		ping: func(ctx context.Context) error {
			var n int
			if err := read.get(ctx, &n, `select 1`); err != nil {
				return err
			}
			return changes.ready(ctx)
		},
		closers:   []func() error{f.read.Close, changes.close, f.lock.Close}, // whoever closes the file last empties the log
		bytes:     bytesOfFiles(f.path),
		exclusive: true,
	}
}

func migrateSQLite(ctx context.Context, path string) error {
	f, err := openSQLite(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(wrap("migrate", explainTables(migrations.SQLite(ctx, f.write.DB))), f.close())
}

func sqliteName(path, option string) string {
	name := fileName(path, option)
	for _, p := range pragmas {
		name += "&_pragma=" + p.name + "(" + p.value + ")"
	}
	return name
}

// fileName is the address of a file for the driver, with its options.
func fileName(path, options string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options
}

// checkPragmas refuses a database that does not do what was asked: SQLite ignores in silence what it can't do.
func checkPragmas(ctx context.Context, db *sqlx.DB) error {
	for _, p := range pragmas {
		var got string
		if err := db.GetContext(ctx, &got, "pragma "+p.name); err != nil {
			return err
		}
		if got != p.reads {
			return fmt.Errorf("SQLite did not take %s = %s, it is %s; use a folder on a local disk", p.name, p.value, got)
		}
	}
	return nil
}

// lockFile keeps every other program from opening the database: SQLite itself locks a file beside it, on every system that it
// knows, until the lock is closed or this program ends in whatever way.
func lockFile(ctx context.Context, path string) (*sqlx.DB, error) {
	if err := makePrivate(path + lockSuffix); err != nil {
		return nil, explainFile(path, err)
	}
	lock, err := sqlx.Open("sqlite", fileName(path+lockSuffix, "_pragma=busy_timeout(0)"))
	if err != nil {
		return nil, err
	}
	lock.SetMaxOpenConns(1)
	if _, err := lock.ExecContext(ctx, "begin exclusive"); err != nil {
		return nil, errors.Join(explainFile(path, err), lock.Close())
	}
	return lock, nil
}

// explainFile says in words what keeps a file from being opened.
func explainFile(path string, err error) error {
	var lite *sqlite.Error
	if errors.Is(err, errForeign) || errors.Is(err, errStale) {
		return err
	}
	if !errors.As(err, &lite) {
		return fmt.Errorf("%s can't be opened; is its folder there, and may this user write to it? %w", path, err)
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("another program has %s open; stop it first, or use PostgreSQL to run several: %w: %w", path, errInUse, wrap("open", err))
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%s is no SQLite database, or a damaged one; put a backup in its place with `waymark restore`, or name another file: %w", path, err)
	default:
		return fmt.Errorf("%s can't be opened; is its folder there, and may this user write to it? %w", path, wrap("open", err))
	}
}

// openPlain opens a file with one connection, as it is.
func openPlain(path string) (*sqlx.DB, error) {
	db, err := sqlx.Open("sqlite", fileName(path, "_pragma=foreign_keys(ON)&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)"))
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}
