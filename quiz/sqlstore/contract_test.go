package sqlstore_test

import (
	"path/filepath"
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

// TestContractBehindPooler keeps to what a pooler in transaction mode allows: no prepared statements, binary parameters.
func TestContractBehindPooler(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) quiz.Store { return openStore(t, postgrestest.Start(t)+"&binary_parameters=yes") })
}
