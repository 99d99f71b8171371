package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"waymark/migrations"
	"waymark/quiz"
)

// Bounds of the connections to PostgreSQL.
const (
	silentMigrate = 10 * time.Minute // a migration may work for so long before it says anything
	closeWithin   = 2 * time.Second  // after that, no connection waits for an answer to its farewell
	maxConns      = 24               // so that three programs fit into PostgreSQL's default of 100
	connLifetime  = 30 * time.Minute
)

func openPostgres(ctx context.Context, address string, o options) (*Store, error) {
	l, db, err := connect(ctx, address, o, true)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	db.SetConnMaxLifetime(connLifetime)
	p := newPool(sqlx.NewDb(db, "postgres"), false) // a session prepares by itself
	p.guarded = func() bool { _, guarded := l.between(); return guarded }
	store := &Store{
		read: p, write: p, forUpdate: " for update", within: o.limits.call, closers: []func() error{func() error { return l.close(db) }},
		ping: func(ctx context.Context) error { return l.ping(ctx, db) }, explain: func(err error) error { return explain(l.target, err) },
		bytes: bytesBy(p, bytesOfPostgres),
	}
	if err := store.checkKeeping(ctx, db); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// checkKeeping sees that changes can be kept: the server takes them, and several statements can be one change.
func (s *Store) checkKeeping(ctx context.Context, db *sql.DB) error {
	if err := s.Ping(ctx); err != nil {
		return s.explain(err)
	}
	if err := checkSchema(ctx, db, s.limit()); err != nil {
		return s.explain(err)
	}
	if lacks, err := retry(ctx, s.limit(), "see the rights", func(ctx context.Context) (lacks string, err error) {
		return lacks, db.QueryRowContext(ctx, lackingRights).Scan(&lacks)
	}); err != nil || lacks != "" {
		return s.explain(cmp.Or(err, advise("the user of the database lacks rights ("+lacks+")", adviceOnRights(""), nil)))
	}
	_, err := retry(ctx, s.limit(), "begin", func(ctx context.Context) (struct{}, error) {
		tx, err := db.BeginTx(ctx, nil)
		if err == nil {
			err = tx.Rollback()
		}
		return struct{}{}, err
	})
	if errors.Is(err, driver.ErrBadConn) { // the server answers, but breaks off at a transaction
		return advise("a pooler is between this program and PostgreSQL that allows no transactions", "set pool_mode = transaction in pgbouncer, or name PostgreSQL itself in the address", err)
	}
	return s.explain(err)
}

// lackingRights names what the user of the connection may not do with the tables.
const lackingRights = `select coalesce(string_agg(needs || ' on ' || name, ', ' order by name, needs), '')
	from unnest(array['participants', 'tokens', 'attempts', 'results', 'events', 'versions', 'current_versions', 'programs']) name,
		unnest(array['select', 'insert', 'update', 'delete']) needs
	where to_regclass(name) is not null and (name <> 'versions' or needs in ('select', 'insert'))
		and (name <> 'current_versions' or needs <> 'delete') and not has_table_privilege(to_regclass(name), needs)`

// whereTables tells where tables of this program's are, when none is where search_path leads; "" when one is there, or none at all.
const whereTables = `select coalesce(string_agg(n.nspname, ', '), '')
	from pg_class c join pg_namespace n on n.oid = c.relnamespace
	where c.relname = 'attempts' and c.relkind in ('r', 'p') and to_regclass('attempts') is null
		and exists (select 1 from pg_class g where g.relnamespace = c.relnamespace and g.relname = 'goose_db_version')`

// checkSchema sees that search_path leads to the tables that are there: else new ones would be made, and all answers seem to be gone.
func checkSchema(ctx context.Context, db *sql.DB, within time.Duration) error {
	where, err := retry(ctx, within, "find the tables", func(ctx context.Context) (where string, err error) {
		return where, db.QueryRowContext(ctx, whereTables).Scan(&where)
	})
	if err == nil && where != "" {
		return advise("the tables are in the schema "+where+", where the search_path of this user of the database does not lead",
			"alter role ROLE set search_path = "+where+"; tables that are to be apart need a database of their own", nil)
	}
	return err
}

func migratePostgres(ctx context.Context, address string, o options) error {
	tell := o.tell
	o.limits.silence, o.tell = silentMigrate, func(Notice) {} // who opens it tells of the server
	l, db, err := connect(ctx, address, o, false)
	if err != nil {
		return err
	}
	waits := func() {
		tell(Notice{What: "another program brings the tables up to date, or was stopped while it did; waiting, for half a minute at most after it has stopped"})
	}
	if err = checkSchema(ctx, db, o.limits.call); err == nil {
		err = wrap("migrate", explainTables(migrations.Postgres(ctx, db, waits)))
	}
	return errors.Join(explain(l.target, err), l.close(db))
}

// connect makes a pool for an address and sees that it works; see Open for what is in an address.
func connect(ctx context.Context, address string, o options, prepares bool) (*link, *sql.DB, error) {
	t, err := parseAddress(address, o.limits.call)
	if err != nil {
		return nil, nil, err
	}
	l := newLink(t, o, prepares)
	db := sql.OpenDB(l)
	s, err := retry(ctx, o.limits.call, "connect", func(ctx context.Context) (state, error) { return ask(ctx, db) })
	if err == nil && s.Encoding != "UTF8" {
		err = advise(fmt.Sprintf("the database has the encoding %s and can't hold every answer", s.Encoding), "create one with `createdb --encoding=UTF8 --template=template0 NAME`", quiz.ErrInvalid)
	}
	if err != nil {
		return nil, nil, errors.Join(explain(t, err), db.Close())
	}
	return l, db, nil
}
