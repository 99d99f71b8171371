package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"waymark/quiz"
)

// The beginnings of the addresses that Open takes.
const (
	sqlitePrefix     = "sqlite:"
	postgresPrefix   = "postgres://"
	postgresqlPrefix = "postgresql://"
)

// Open connects to the database that the address names: sqlite:PATH, postgres://… or postgresql://… . Its tables must be there;
// see Migrate. Next tells what the operator can do about the error, which never holds a password.
//
// An address of PostgreSQL decides by its sslmode how the connection is protected. When it names none, the server's certificate
// is verified (verify-full), but not on a loopback address or a Unix socket (disable), where no network is in between.
// Several hosts are written HOST1:PORT,HOST2:PORT; the one that takes changes is used. binary_parameters=yes says that a pooler in
// transaction mode, as pgbouncer, is in between; without it that is found out.
//
// An SQLite file belongs to one program at a time; a lock on the file PATH.lock keeps every other out.
func Open(ctx context.Context, address string, given ...Option) (*Store, error) {
	store, err := open(ctx, address, newOptions(given))
	if err != nil {
		return nil, err
	}
	if err := store.checkTables(ctx); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func open(ctx context.Context, address string, o options) (*Store, error) {
	if path, ok := strings.CutPrefix(address, sqlitePrefix); ok {
		files, err := openSQLite(ctx, path)
		if err != nil {
			return nil, err
		}
		return files.store(), nil
	}
	if isPostgres(address) {
		return openPostgres(ctx, address, o)
	}
	return nil, fmt.Errorf("the database must be sqlite:PATH or postgres://USER@HOST/NAME: %w", quiz.ErrInvalid)
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, postgresPrefix) || strings.HasPrefix(address, postgresqlPrefix)
}

// Migrate brings the tables of the database up to date. Several programs may do so at once on one PostgreSQL. It changes nothing in a
// database that a newer version of this program, or another program, made. The address is that of Open; for PostgreSQL it should not
// lead through a pooler. Next tells what the operator can do about the error.
func Migrate(ctx context.Context, address string, given ...Option) error {
	if path, ok := strings.CutPrefix(address, sqlitePrefix); ok {
		return migrateSQLite(ctx, path)
	}
	if isPostgres(address) {
		return migratePostgres(ctx, address, newOptions(given))
	}
	return fmt.Errorf("the database must be sqlite:PATH or postgres://USER@HOST/NAME: %w", quiz.ErrInvalid)
}

// checkTables reads every table once, so that a database that was not migrated is found at the start, and what is asked often is
// prepared. Nobody has an empty id, so nothing is found.
func (s *Store) checkTables(ctx context.Context) error {
	reads := []func() error{
		func() error { _, err := s.VersionFiles(ctx, "", ""); return err },
		func() error { _, err := s.Board(ctx); return err },
		func() error { _, err := s.ParticipantBySecret(ctx, quiz.SecretHash{}); return err },
		func() error { _, err := s.OpenAttempt(ctx, "", "", ""); return err },
		func() error { _, err := s.Attempt(ctx, "", ""); return err },
		func() error { _, err := s.History(ctx, "", ""); return err },
	}
	for _, read := range reads {
		err := read()
		if errors.Is(err, quiz.ErrUnavailable) {
			return err
		}
		if err != nil && !errors.Is(err, quiz.ErrNotFound) {
			if s.explain != nil {
				return s.explain(err)
			}
			return advise("the tables can't be read", "run `waymark migrate` on this database first", err)
		}
	}
	return nil
}
