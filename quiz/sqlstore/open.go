package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"waymark/quiz"
)

// The beginnings of the addresses that Open takes.
const sqlitePrefix = "sqlite:"

var postgresPrefixes = []string{"postgres://", "postgresql://"}

// Open connects to the database that the address names: sqlite:PATH, postgres://… or postgresql://… .
// Its tables must be there; see Migrate. The error says what the operator can do and never holds a password.
func Open(ctx context.Context, address string) (*Store, error) {
	store, err := open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := store.checkTables(ctx); err != nil {
		return nil, fmt.Errorf("%w (closing: %v)", err, store.Close())
	}
	return store, nil
}

func open(ctx context.Context, address string) (*Store, error) {
	if path, ok := strings.CutPrefix(address, sqlitePrefix); ok {
		return openSQLite(ctx, path)
	}
	if isPostgres(address) {
		return openPostgres(ctx, address)
	}
	return nil, fmt.Errorf("the database must be sqlite:PATH or postgres://USER@HOST/NAME: %w", quiz.ErrInvalid)
}

func isPostgres(address string) bool {
	for _, prefix := range postgresPrefixes {
		if strings.HasPrefix(address, prefix) {
			return true
		}
	}
	return false
}

// Migrate brings the tables of the database up to date. Several programs may start at once on one PostgreSQL.
func Migrate(ctx context.Context, address string) error {
	if isPostgres(address) {
		return migratePostgres(ctx, address)
	}
	store, err := open(ctx, address)
	if err != nil {
		return err
	}
	err = store.migrateSQLite(ctx)
	if closing := store.Close(); err == nil {
		err = closing
	}
	return err
}

// checkTables reads each table once, so that a database that was not migrated is found at the start.
func (s *Store) checkTables(ctx context.Context) error {
	for _, table := range []string{"versions", "participants", "tokens", "attempts", "results", "events"} {
		var n int
		if err := s.read.get(ctx, &n, "select count(*) from (select 1 from "+table+" limit 1) t"); err != nil {
			return fmt.Errorf("the table %s can't be read, so run `waymark migrate` first: %w", table, err)
		}
	}
	return nil
}
