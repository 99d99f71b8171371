package sqlstore_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest"
	"waymark/quiz/storetest/postgrestest"
)

// databases are the databases that everything is tried on; each call gives the address of an empty one.
func databases() map[string]func(t testing.TB) (address string) {
	return map[string]func(t testing.TB) string{
		"SQLite":     func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "way mark?#%.db") },
		"PostgreSQL": func(t testing.TB) string { return postgrestest.Start(t) },
	}
}

// openStore migrates a database and opens it until the end of the test.
func openStore(t testing.TB, address string) *sqlstore.Store {
	t.Helper()
	if err := sqlstore.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	store, err := sqlstore.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) quiz.Store { return openStore(t, database(t)) })
		})
	}
}

// TestContractInMemory holds the store of private visits to the same contract.
func TestContractInMemory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) quiz.Store { return openMemory(t) })
}

func openMemory(t testing.TB) *sqlstore.Store {
	t.Helper()
	store, err := sqlstore.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// TestMemoryIsBounded fills the store until it refuses, and holds that it takes more once something was deleted.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	store := openMemory(t)
	long := quiz.Answers{"note": {Form: quiz.Written, Text: strings.Repeat("long ", 1<<20)}}
	var people []string
	var err error
	for n := 0; err == nil && n < 100; n++ {
		p := quiz.Participant{ID: fmt.Sprint("p", n)}
		err = store.AddParticipant(t.Context(), p, quiz.Token{Hash: sha256.Sum256([]byte(p.ID))})
		if err == nil {
			people = append(people, p.ID)
			_, err = store.AddAttempt(t.Context(), quiz.Attempt{ID: "a", Participant: p.ID, Quiz: "quiz", Set: "one", State: quiz.AttemptOpen, Answers: long})
		}
	}
	if !errors.Is(err, quiz.ErrFull) || len(people) < 5 || len(people) > 20 {
		t.Fatalf("after %d people: %v", len(people), err)
	}
	if err := store.DeleteParticipant(t.Context(), people[0]); err != nil {
		t.Fatal(err)
	}
	_, err = store.AddAttempt(t.Context(), quiz.Attempt{ID: "b", Participant: people[len(people)-1], Quiz: "quiz", Set: "two", State: quiz.AttemptOpen, Answers: long})
	if err != nil {
		t.Errorf("what was freed is not used again: %v", err)
	}
}
