package web_test

import (
	"path/filepath"
	"testing"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

// openStore is a real store in a folder of the test's own.
func openStore(t testing.TB) quiz.Store {
	t.Helper()
	address := "sqlite:" + filepath.Join(t.TempDir(), "waymark.db")
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
