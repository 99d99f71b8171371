package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

// trace is what a person leaves in a store: texts that stand nowhere else.
type trace struct {
	person quiz.Participant
	secret quiz.SecretHash
	result quiz.Result
	events []quiz.Event
	open   quiz.Attempt
}

// leave gives a person something in every table.
func leave(t *testing.T, store *sqlstore.Store) trace {
	t.Helper()
	return leaveAt(t, store, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
}

func leaveAt(t *testing.T, store *sqlstore.Store, at time.Time) trace {
	t.Helper()
	ctx := t.Context()
	unique := func() string { return uuid.NewString() }
	said := func() quiz.Answers { return quiz.Answers{"note": {Form: quiz.Written, Text: "said " + unique()}} }
	l := trace{person: quiz.Participant{ID: unique(), Created: at, Seen: at}, secret: sha256.Sum256([]byte(unique()))}
	l.person.Settings.Consents = map[string]quiz.Consent{"quiz": {Version: unique(), At: at}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(store.AddParticipant(ctx, l.person, quiz.Token{Hash: l.secret, Kind: quiz.SessionToken, Made: at, Seen: at}))
	begin := func(set string) quiz.Attempt {
		a, err := store.AddAttempt(ctx, quiz.Attempt{
			ID: unique(), Participant: l.person.ID, Quiz: "quiz", Version: "v1", Set: set, State: quiz.AttemptOpen, Answers: said(),
			Started: at, Touched: at,
		})
		must(err)
		return a
	}
	finished := begin("one")
	l.result = quiz.Result{
		ID: finished.ID, Participant: l.person.ID, Quiz: "quiz", Version: "v1", Set: "one", Answers: finished.Answers,
		Because: "because " + unique(), At: at,
	}
	_, err := store.FinishAttempt(ctx, l.result, 0, quiz.AnySettings)
	must(err)
	l.open = begin("two")
	for range 3 {
		e := quiz.Event{ID: unique(), Participant: l.person.ID, Quiz: "quiz", Step: "walk", Kind: quiz.TaskTicked, Task: unique(), At: at}
		must(store.AddEvent(ctx, e))
		l.events = append(l.events, e)
	}
	return l
}

// marks are the texts by which a person, or the result alone, is found.
func (l trace) ofResult() []string {
	return []string{l.result.ID, l.result.Answers["note"].Text, l.result.Because}
}

func (l trace) ofPerson() []string {
	marks := append(l.ofResult(), l.person.ID, string(l.secret[:]), l.open.ID, l.open.Answers["note"].Text, l.person.Settings.Consents["quiz"].Version)
	for _, e := range l.events {
		marks = append(marks, e.ID, e.Task)
	}
	return marks
}

// TestDeletedIsGone reads every row of every table for what was deleted, and on SQLite every byte of every file.
func TestDeletedIsGone(t *testing.T) {
	t.Parallel()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := database(t)
			store := openStore(t, address)
			lastYear := time.Date(2025, 11, 23, 9, 0, 0, 0, time.UTC)
			everything, one, unseen, stays := leave(t, store), leave(t, store), leaveAt(t, store, lastYear), leave(t, store)
			if there := held(t, address); len(missing(there, stays.ofPerson())) > 0 || len(missing(there, one.ofResult())) > 0 {
				t.Fatalf("what a person left is not found where it is stored: %q", missing(there, stays.ofPerson()))
			}
			err := errors.Join(
				store.DeleteParticipant(t.Context(), everything.person.ID),
				store.DeleteAttempt(t.Context(), one.person.ID, one.result.ID),
			)
			n, sweeping := store.DeleteUnseen(t.Context(), lastYear.AddDate(0, 0, 1))
			if err != nil || sweeping != nil || n != 1 {
				t.Fatal(n, err, sweeping)
			}
			there := held(t, address)
			for what, marks := range map[string][]string{
				"a person": everything.ofPerson(), "a result": one.ofResult(), "who was not seen": unseen.ofPerson(),
			} {
				for _, mark := range marks {
					if bytes.Contains(there, []byte(mark)) {
						t.Errorf("of %s, %q is still there", what, mark)
					}
				}
			}
			if lost := missing(there, stays.ofPerson()); len(lost) > 0 {
				t.Errorf("of who stays, %q is gone", lost)
			}
		})
	}
}

// TestWhatWasSaidIsGone holds that an answer for which another stands is left nowhere once its set is finished.
func TestWhatWasSaidIsGone(t *testing.T) {
	t.Parallel()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := database(t)
			store := openStore(t, address)
			l := leave(t, store)
			said := []string{l.open.Answers["note"].Text}
			if lost := missing(held(t, address), said); len(lost) > 0 {
				t.Fatal("what was said is not found while the set is open")
			}
			r := quiz.Result{
				ID: l.open.ID, Participant: l.person.ID, Quiz: "quiz", Version: "v1", Set: "two", At: l.open.Touched,
				Answers: quiz.Answers{"note": {Form: quiz.Code, Text: "other", StandIn: true}},
			}
			if _, err := store.FinishAttempt(t.Context(), r, 0, quiz.AnySettings); err != nil {
				t.Fatal(err)
			}
			if len(missing(held(t, address), said)) == 0 {
				t.Error("what was said is still there")
			}
		})
	}
}

func missing(there []byte, marks []string) (lost []string) {
	for _, mark := range marks {
		if !bytes.Contains(there, []byte(mark)) {
			lost = append(lost, mark)
		}
	}
	return lost
}

// held is every row of every table of the database, and the bytes of its files where it is files.
func held(t *testing.T, address string) []byte {
	t.Helper()
	var all bytes.Buffer
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		files, err := os.ReadDir(filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			b, err := os.ReadFile(filepath.Join(filepath.Dir(path), file.Name()))
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
		return all.Bytes()
	}
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables := column(t, db, `select table_name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')`)
	if len(tables) < 6 {
		t.Fatalf("only the tables %q were found", tables)
	}
	for _, table := range tables {
		for _, row := range column(t, db, fmt.Sprintf(`select row_to_json(r)::text from %q r`, table)) {
			all.WriteString(row)
		}
	}
	for _, hash := range column(t, db, `select secret_hash from tokens`) {
		all.WriteString(hash)
	}
	return all.Bytes()
}

// column reads the one column of a query.
func column(t *testing.T, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(context.WithoutCancel(t.Context()), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var value []byte
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, string(value))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}
