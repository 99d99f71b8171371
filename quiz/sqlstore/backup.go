package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"waymark/migrations"
	"waymark/quiz"
)

// The errors of Backup and Restore beside those of Open.
var (
	ErrPostgres = errors.New("PostgreSQL has tools of its own for backup")
	ErrExists   = errors.New("the file is there already")
	ErrBackup   = errors.New("no backup that can be used") // damaged, of another program, or made by a newer one
)

// errInUse is a file that another program has locked.
var errInUse = errors.New("it is locked")

// Backup copies an SQLite database into a file that only this user may read, also while a program serves it: all of it as it is at one
// moment, without what was deleted. The copy is checked before it gets its name. ErrExists when the file is there and replace is
// false, ErrNotFound when there is no database, ErrPostgres, and what Open returns.
func Backup(ctx context.Context, address, file string, replace bool) error {
	path, err := pathOf(address)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("there is no database at %s: %w", path, errors.Join(quiz.ErrNotFound, err))
	}
	target, err := filePath(file)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil && !replace {
		return fmt.Errorf("%s: %w", file, ErrExists)
	}
	if stem, beside := strings.CutPrefix(target, path); beside && slices.Contains([]string{"", logSuffix, indexSuffix, lockSuffix, markSuffix}, stem) {
		return fmt.Errorf("%s belongs to the database itself; name another file: %w", file, quiz.ErrInvalid)
	}
	source, closing, err := openBeside(ctx, path)
	if err != nil {
		return err
	}
	temporary, err := copyInto(ctx, source, target)
	if err = errors.Join(err, closing()); err != nil {
		_ = os.Remove(temporary) // what counts is err
	}
	switch {
	case errors.Is(err, ErrBackup):
		return fmt.Errorf("the copy of %s is not whole, so the database is damaged, too; nothing was written: %w", path, err)
	case err != nil:
		return wrap("copy the database", err)
	}
	return errors.Join(place(temporary, target, replace), syncFolder(target))
}

// pathOf returns the file of an address. ErrPostgres.
func pathOf(address string) (string, error) {
	if isPostgres(address) {
		return "", ErrPostgres
	}
	name, ok := strings.CutPrefix(address, sqlitePrefix)
	if !ok {
		return "", fmt.Errorf("the database must be sqlite:PATH: %w", quiz.ErrInvalid)
	}
	return filePath(name)
}

// openBeside opens a database to read it: alone when nobody has it, else beside the program that does.
func openBeside(ctx context.Context, path string) (*sqlx.DB, func() error, error) {
	f, err := openSQLite(ctx, path)
	if !errors.Is(err, errInUse) {
		return f.write, f.close, err
	}
	db, err := sqlx.Open("sqlite", fileName(path, "mode=ro&_pragma=busy_timeout(5000)"))
	if err != nil {
		return nil, nil, err
	}
	return db, db.Close, nil
}

// copyInto copies a database into a new file beside the target, checks the copy and returns its name, also with an error.
func copyInto(ctx context.Context, source *sqlx.DB, target string) (string, error) {
	file, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*") // with mode 0600
	if err != nil {
		return "", err
	}
	name := file.Name()
	if err := file.Close(); err != nil {
		return name, err
	}
	if _, err := source.ExecContext(ctx, "vacuum into ?", name); err != nil {
		return name, err
	}
	copied, err := openPlain(name)
	if err != nil {
		return name, err
	}
	err = errors.Join(checkCopy(ctx, copied), setMark(ctx, copied, newMark()))
	return name, errors.Join(err, copied.Close(), syncFile(name))
}

// checkCopy reads all of a database and finds out whether it is whole, Waymark's, and not made by a newer program. ErrBackup.
func checkCopy(ctx context.Context, db *sqlx.DB) error {
	var tables, whole []string
	var broken []struct{}
	var version int64
	if err := errors.Join(
		db.SelectContext(ctx, &tables, `select name from sqlite_master where type = 'table'`),
		db.SelectContext(ctx, &whole, `pragma integrity_check`),
		db.SelectContext(ctx, &broken, `select 1 from pragma_foreign_key_check`),
	); err != nil {
		return err
	}
	switch {
	case len(tables) == 0 || !isOurs(tables):
		return fmt.Errorf("it is not a database of Waymark: %w", ErrBackup)
	case len(whole) != 1 || whole[0] != "ok" || len(broken) > 0:
		return fmt.Errorf("it is damaged: %w", ErrBackup)
	}
	if err := db.GetContext(ctx, &version, `select coalesce(max(version_id), 0) from goose_db_version where is_applied`); err != nil {
		return err
	}
	newest, err := migrations.Newest()
	if err == nil && version > newest {
		return fmt.Errorf("it was made by a newer waymark; use that one: %w", ErrBackup)
	}
	return err
}

// place gives a file its name. Without replace a file of that name is left as it is: ErrExists.
func place(temporary, target string, replace bool) error {
	if replace {
		return os.Rename(temporary, target)
	}
	err := os.Link(temporary, target) // unlike renaming, it replaces nothing
	if errors.Is(err, os.ErrExist) {
		err = ErrExists
	} else if err != nil { // some disks have no links
		if _, there := os.Lstat(target); errors.Is(there, os.ErrNotExist) {
			return os.Rename(temporary, target)
		}
	}
	return errors.Join(err, os.Remove(temporary))
}

// syncFile waits until the bytes of a file are on the disk.
func syncFile(name string) error {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
