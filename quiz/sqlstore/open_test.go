package sqlstore_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest/postgrestest"
)

// TestOpenRefusals holds that an operator is told what to do, and that no password is shown.
func TestOpenRefusals(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	noDatabase := filepath.Join(folder, "letter.txt")
	if err := os.WriteFile(noDatabase, []byte(strings.Repeat("Dear Sir or Madam, ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	empty := postgrestest.Start(t)
	latin := strings.Replace(empty, "?", "_latin?", 1)
	if _, err := plain(t, empty).ExecContext(t.Context(), "create database "+databaseOf(latin)+" encoding 'LATIN1' locale 'C' template template0"); err != nil {
		t.Fatal(err)
	}
	const password = "hunter2"
	tests := map[string]struct {
		address string
		says    string
		kind    error
	}{
		"another kind of database":  {"mysql://root:hunter2@localhost/x", "the database must be sqlite:PATH or postgres://USER@HOST/NAME", quiz.ErrInvalid},
		"no path":                   {"sqlite:", "needs the path of a file", quiz.ErrInvalid},
		"memory":                    {"sqlite::memory:", "needs the path of a file", quiz.ErrInvalid},
		"no such folder":            {"sqlite:" + filepath.Join(folder, "none", "x.db"), "is its folder there", nil},
		"a folder":                  {"sqlite:" + folder, "can't be opened", nil},
		"another file":              {"sqlite:" + noDatabase, "is no SQLite database", nil},
		"a file without tables":     {"sqlite:" + filepath.Join(folder, "new.db"), "run `waymark migrate`", nil},
		"a database without tables": {empty, "run `waymark migrate`", nil},
		"nobody listens":            {"postgres://me:hunter2@" + nobody + "/x?sslmode=disable", "see that PostgreSQL is running", quiz.ErrUnavailable},
		"no such host":              {"postgres://me:hunter2@db.invalid/x", "see that the host in the address is right", quiz.ErrUnavailable},
		"no such database":          {strings.Replace(empty, "?", "_none?", 1), "there is no such database", nil},
		"no such user":              {strings.Replace(empty, "waymark@", "nobody_here:hunter2@", 1), "refuses the user or the password", nil},
		"no TLS":                    {strings.Replace(empty, "sslmode=disable", "sslmode=verify-full", 1), "does not speak TLS", nil},
		"another encoding":          {latin, "has the encoding LATIN1", quiz.ErrInvalid},
		"a / in the password":       {"postgres://me:hunter2/x@host/x", "with %2F for a /", quiz.ErrInvalid},
		"an unknown sslmode":        {"postgres://me:hunter2@localhost/x?sslmode=perhaps", "supported values are", quiz.ErrInvalid},
		"a password in the query":   {"postgres://localhost/x?password=hunter2&sslmode=perhaps", "supported values are", quiz.ErrInvalid},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, err := sqlstore.Open(t.Context(), test.address)
			if err == nil {
				t.Fatal("it is opened", store.Close())
			}
			if said := whole(err); !strings.Contains(said, test.says) || strings.Contains(said, password) {
				t.Errorf("it says: %s", said)
			}
			if test.kind != nil && !errors.Is(err, test.kind) {
				t.Errorf("%v is not %q", err, test.kind)
			}
			if strings.Contains(test.says, "migrate") {
				return
			}
			if err := sqlstore.Migrate(t.Context(), test.address); err == nil || strings.Contains(whole(err), password) {
				t.Errorf("migrate says: %v", whole(err))
			}
		})
	}
}

// whole is all that an operator is told of an error.
func whole(err error) string { return err.Error() + "; next: " + sqlstore.Next(err) }

// TestWrongPassword asks a server that wants one.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	address := postgrestest.NewServer(t, false).Database(t)
	db := plain(t, address)
	var rules string
	if err := db.QueryRowContext(t.Context(), "show hba_file").Scan(&rules); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"create role guest login password 'correct'",
		`copy (values ('host all waymark 127.0.0.1/32 trust'), ('host all all 127.0.0.1/32 scram-sha-256')) to '` + rules + `'`,
		"select pg_reload_conf()",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	for _, password := range []string{"", ":hunter2"} {
		_, err := sqlstore.Open(t.Context(), strings.Replace(address, "waymark@", "guest"+password+"@", 1))
		if err == nil || !strings.Contains(err.Error(), "refuses the user or the password") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("with the password %q it says: %v", password, err)
		}
	}
}

func databaseOf(address string) string {
	name, _, _ := strings.Cut(address[strings.LastIndexByte(address, '/')+1:], "?")
	return name
}

// TestDeletionLeavesNoRow looks into every table that the database has, also into those that are yet to be made.
func TestDeletionLeavesNoRow(t *testing.T) {
	t.Parallel()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := database(t)
			store := openStore(t, address)
			var ids []string
			for range 2 {
				ids = append(ids, fill(t, store))
			}
			if got := rowsOf(t, address, ids[0]); len(got) != 5 {
				t.Errorf("a person is in the tables %v", got)
			}
			if err := store.DeleteParticipant(t.Context(), ids[0]); err != nil {
				t.Fatal(err)
			}
			if got := rowsOf(t, address, ids[0]); len(got) != 0 {
				t.Errorf("of who was deleted is left: %v", got)
			}
			if n, err := store.DeleteUnseen(t.Context(), noon.AddDate(0, 0, 1)); n != 1 || err != nil {
				t.Errorf("unseen were %d, %v", n, err)
			}
			if got := rowsOf(t, address, ids[1]); len(got) != 0 {
				t.Errorf("of who was not seen is left: %v", got)
			}
		})
	}
}

// fill adds a participant who has something in every table.
func fill(t *testing.T, store *sqlstore.Store) (participant string) {
	t.Helper()
	a, err := begin(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.FinishAttempt(t.Context(), quiz.Result{ID: a.ID, Participant: a.Participant, Quiz: "quiz", Set: "one", At: noon}, 0, quiz.AnySettings); err != nil {
		t.Fatal(err)
	}
	if err := store.AddEvent(t.Context(), quiz.Event{ID: newID(), Participant: a.Participant, Quiz: "quiz", Kind: quiz.StepStarted, At: noon}); err != nil {
		t.Fatal(err)
	}
	return a.Participant
}

// rowsOf counts a participant's rows in each table that has a column for participants.
func rowsOf(t *testing.T, address, participant string) map[string]int {
	t.Helper()
	db := plain(t, address)
	tables := "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'participant_id'"
	if strings.HasPrefix(address, "sqlite:") {
		tables = "select m.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and c.name = 'participant_id'"
	}
	rows, err := db.QueryContext(t.Context(), tables)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil || len(names) < 5 {
		t.Fatalf("the tables are %v, %v", names, err)
	}
	counts := map[string]int{}
	for _, name := range names {
		var n int
		if err := db.QueryRowContext(t.Context(), "select count(*) from "+name+" where participant_id = $1", participant).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			counts[name] = n
		}
	}
	return counts
}
