package sqlstore_test

import (
	"strings"
	"testing"

	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest/postgrestest"
)

// TestTablesOfOthers holds that a database that a newer program or another one made is left as it is.
func TestTablesOfOthers(t *testing.T) {
	t.Parallel()
	const versions = "create table goose_db_version (id integer primary key, version_id bigint not null, is_applied boolean not null, tstamp timestamp)"
	tests := map[string]struct {
		migrated bool
		made     []string
		says     string
	}{
		"a newer version":                  {true, []string{"insert into goose_db_version (version_id, is_applied, tstamp) values (90001, true, '2026-11-22')"}, "was made by a newer waymark"},
		"another program's versions":       {false, []string{versions, "insert into goose_db_version values (1, 0, true, null), (2, 1, true, null)", "create table letters (x text)"}, "holds the tables of another program"},
		"another program's later versions": {false, []string{versions, "insert into goose_db_version values (1, 0, true, null), (2, 20260101, true, null)"}, "holds the tables of another program"},
		"a table of one of our names":      {false, []string{"create table events (x text)"}, "holds the tables of another program"},
	}
	for kind, database := range databases() {
		for name, test := range tests {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				address := database(t)
				if test.migrated {
					if err := sqlstore.Migrate(t.Context(), address); err != nil {
						t.Fatal(err)
					}
				}
				for _, statement := range test.made {
					if _, err := plain(t, address).ExecContext(t.Context(), statement); err != nil {
						t.Fatalf("%s: %v", statement, err)
					}
				}
				tables := "select coalesce(string_agg(relname::text, ' ' order by relname), '') from pg_class where relnamespace = 'public'::regnamespace"
				if strings.HasPrefix(address, "sqlite:") {
					tables = "select coalesce(group_concat(name, ' '), '') from (select name from sqlite_master order by name)"
				}
				before := ask(t, address, tables)
				err := sqlstore.Migrate(t.Context(), address)
				if err == nil || !strings.Contains(whole(err), test.says) || sqlstore.Next(err) == "" {
					t.Errorf("it says: %v", err)
				}
				if after := ask(t, address, tables); after != before {
					t.Errorf("there was %s, and now there is %s", before, after)
				}
			})
		}
	}
}

// TestRights opens databases with roles that may not do what has to be done.
func TestRights(t *testing.T) {
	t.Parallel()
	address := postgrestest.Start(t)
	role := "of_" + databaseOf(address)
	ours := strings.Replace(address, "waymark@", role+"@", 1)
	migrate := func() error { return sqlstore.Migrate(t.Context(), ours) }
	open := func() error {
		store, err := sqlstore.Open(t.Context(), ours)
		if err == nil {
			err = store.Close()
		}
		return err
	}
	order(t, address, "create role "+role+" login", "revoke create on schema public from public")
	steps := []struct {
		made []string
		call func() error
		says string // "" when it works
	}{
		{nil, migrate, "next: run `waymark migrate` as the role that owns the database"},
		{nil, open, "next: run `waymark migrate` on this database first"},
		{[]string{"migrate as waymark"}, open, "lacks rights (delete on attempts, insert on attempts, select on attempts, "},
		{[]string{"grant select on all tables in schema public to " + role}, open, "lacks rights (delete on attempts, insert on attempts, update on attempts, "},
		{nil, migrate, ""},
		{[]string{"grant insert, update, delete on all tables in schema public to " + role}, open, ""},
		{[]string{"revoke delete on tokens from " + role}, open, "lacks rights (delete on tokens)"},
		{[]string{"revoke update on programs from " + role}, open, "lacks rights (update on programs, delete on tokens)"},
		{[]string{"grant update on programs to " + role, "revoke delete on current_versions from " + role}, open, "lacks rights (delete on tokens)"},
		{[]string{"grant delete on tokens to " + role, "alter role " + role + " set search_path = elsewhere"}, open, "the tables are in the schema public"},
		{nil, migrate, "next: alter role ROLE set search_path = public"},
		{[]string{"alter role " + role + " reset search_path"}, open, ""},
	}
	for n, step := range steps {
		for _, statement := range step.made {
			if statement != "migrate as waymark" {
				order(t, address, statement)
			} else if err := sqlstore.Migrate(t.Context(), address); err != nil {
				t.Fatal(err)
			}
		}
		err := step.call()
		switch {
		case step.says == "" && err != nil:
			t.Errorf("step %d: %s", n, whole(err))
		case step.says != "" && (err == nil || !strings.Contains(whole(err), step.says)):
			t.Errorf("step %d: want %q in: %v", n, step.says, err)
			if err != nil {
				t.Log(sqlstore.Next(err))
			}
		}
	}
}

// TestMigrateWaits finds the lock of a program that was killed while it made the tables: it says that it waits, and goes on when the lock
// has run out.
func TestMigrateWaits(t *testing.T) {
	t.Parallel()
	address := postgrestest.Start(t)
	order(t, address,
		"create table goose_lock (lock_id bigint not null primary key, locked boolean not null default false, locked_at timestamptz, locked_by text, lease_expires_at timestamptz, updated_at timestamptz)",
		"insert into goose_lock values (4097083626, true, now(), 'killed', now() + interval '4 seconds', now())")
	told := &notices{}
	if err := sqlstore.Migrate(t.Context(), address, told.telling()); err != nil {
		t.Fatal(err)
	}
	if told.count("another program brings the tables up to date") != 1 {
		t.Errorf("told %q", told.list)
	}
	order(t, address, "update goose_lock set locked = true, lease_expires_at = now() + interval '1 hour'")
	quiet := &notices{} // also of what the server is set to: Open tells of it
	if err := sqlstore.Migrate(t.Context(), address, quiet.telling()); err != nil || len(quiet.list) > 0 {
		t.Errorf("tables that are up to date: %v, told %q", err, quiet.list)
	}
}

// TestNoPieceOfAPassword connects with addresses that a password cut in the wrong place: what was taken for a host or a port is not shown.
func TestNoPieceOfAPassword(t *testing.T) {
	t.Parallel()
	for address, piece := range map[string]string{
		"postgres://waymark:two@parts/x@127.0.0.1/waymark":     "parts",
		"postgres://waymark:two@parts@nobody.invalid/waymark":  "parts",
		"postgres://waymark:@@parts.invalid/waymark":           "parts",
		"postgres://waymark:31337/x@127.0.0.1/waymark":         "31337",
		"postgres://waymark:31337#x@127.0.0.1/waymark":         "31337",
		"postgres://waymark:31337?x@127.0.0.1/waymark":         "31337",
		"postgres://127.0.0.1:31337?x@y/waymark":               "31337",
		"postgres://waymark:313370?sslmode=x@127.0.0.1/x":      "313370",
		"postgres://waymark:x@secret.invalid,other.invalid/db": "secret",
	} {
		for name, call := range map[string]func() error{
			"open":    func() error { _, err := sqlstore.Open(t.Context(), address); return err },
			"migrate": func() error { return sqlstore.Migrate(t.Context(), address) },
		} {
			if err := call(); err == nil || strings.Contains(whole(err), piece) || !strings.Contains(whole(err), "%40 for an @") {
				t.Errorf("%s %s says: %v", name, address, err)
			}
		}
	}
}
