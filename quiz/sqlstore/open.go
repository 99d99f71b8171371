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
// see Migrate. The error says what the operator can do and never holds a password.
//
// An address of PostgreSQL decides by its sslmode how the connection is protected. When it names none, the server's certificate
// is verified (verify-full), but not on a loopback address or a Unix socket (disable), where no network is in between.
// Behind a pooler in transaction mode, as pgbouncer, the address needs binary_parameters=yes.
//
// An SQLite file belongs to one program at a time; a lock on the file PATH.lock keeps every other out.
func Open(ctx context.Context, address string) (*Store, error) {
	store, err := open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := store.checkTables(ctx); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func open(ctx context.Context, address string) (*Store, error) {
	if path, ok := strings.CutPrefix(address, sqlitePrefix); ok {
		files, err := openSQLite(ctx, path)
		if err != nil {
			return nil, err
		}
		return files.store(), nil
	}
	if isPostgres(address) {
		return openPostgres(ctx, address)
	}
	return nil, fmt.Errorf("the database must be sqlite:PATH or postgres://USER@HOST/NAME: %w", quiz.ErrInvalid)
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, postgresPrefix) || strings.HasPrefix(address, postgresqlPrefix)
}

// Migrate brings the tables of the database up to date. Several programs may do so at once on one PostgreSQL.
// The address is that of Open; for PostgreSQL it should not lead through a pooler.
func Migrate(ctx context.Context, address string) error {
	if path, ok := strings.CutPrefix(address, sqlitePrefix); ok {
		return migrateSQLite(ctx, path)
	}
	if isPostgres(address) {
		return migratePostgres(ctx, address)
	}
	return fmt.Errorf("the database must be sqlite:PATH or postgres://USER@HOST/NAME: %w", quiz.ErrInvalid)
}

// checkTables reads every table once, so that a database that was not migrated is found at the start, and what is asked often is
// prepared. Nobody has an empty id, so nothing is found.
func (s *Store) checkTables(ctx context.Context) error {
	reads := []func() error{
		func() error { _, err := s.VersionFiles(ctx, "", ""); return err },
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
			return fmt.Errorf("the tables can't be read; run `waymark migrate` on this database first: %w", err)
		}
	}
	return nil
}
