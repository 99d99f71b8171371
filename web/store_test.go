package web_test

import (
	"path/filepath"
	"testing"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

// inFolder is the address of a database in a folder of the test's own.
func inFolder(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "waymark.db")
}

// openStore is a real store on a database that is empty.
func openStore(t testing.TB, address string) quiz.Store {
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

// openMemory is the store of private visits.
func openMemory(t testing.TB) quiz.Store {
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
