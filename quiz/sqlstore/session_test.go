package sqlstore

import (
	"slices"
	"sync"
	"testing"

	"waymark/quiz"
	"waymark/quiz/storetest/postgrestest"
)

// TestLostStatements takes the prepared statements from under a connection, as a pooler does: the call succeeds all the same.
func TestLostStatements(t *testing.T) {
	t.Parallel()
	address := postgrestest.Start(t)
	if err := Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var told []string
	store, err := Open(t.Context(), address, Telling(func(n Notice) {
		mu.Lock()
		told = append(told, n.What)
		mu.Unlock()
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	db := store.read.(*pool).db
	prepared := func() (n int) {
		t.Helper()
		if err := db.GetContext(t.Context(), &n, "select count(*) from pg_prepared_statements"); err != nil {
			t.Fatal(err)
		}
		return n
	}
	add := func() {
		t.Helper()
		p := quiz.Participant{ID: t.Name() + "-" + string(rune('a'+len(told)))}
		if err := store.AddParticipant(t.Context(), p, quiz.Token{Hash: quiz.SecretHash{1}}); err != nil {
			t.Fatal(err)
		}
		if err := store.DeleteParticipant(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
	}
	add()
	if prepared() < 5 {
		t.Errorf("%d statements are prepared where no pooler is in between", prepared())
	}
	db.MustExec("alter table participants add column further text")
	db.MustExec("alter table participants alter column seen_at type numeric using seen_at")
	add() // the plans that were made are of no use any more
	if prepared() < 5 {
		t.Errorf("%d statements are prepared after the tables changed", prepared())
	}
	db.MustExec("deallocate all")
	add()
	if n := prepared(); n != 0 {
		t.Errorf("%d statements are prepared behind a pooler", n)
	}
	mu.Lock()
	defer mu.Unlock()
	if !slices.ContainsFunc(told, func(what string) bool {
		return what == "a pooler is between this program and PostgreSQL, so no statement is prepared by name"
	}) {
		t.Errorf("told %q", told)
	}
}
