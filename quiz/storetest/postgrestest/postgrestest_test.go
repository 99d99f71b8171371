package postgrestest_test

import (
	"database/sql"
	"testing"

	_ "github.com/lib/pq"

	"waymark/quiz/storetest/postgrestest"
)

func run(t *testing.T, address, query string) error {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(query)
	return err
}

func TestStartGivesFreshDatabases(t *testing.T) {
	t.Parallel()
	for range 2 {
		if err := run(t, postgrestest.Start(t), "create table mine (x int)"); err != nil {
			t.Error(err)
		}
	}
}

func TestServerIsKilledAndRestarted(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t, true)
	address := server.Database(t)
	if err := run(t, address, "create table mine (x int)"); err != nil {
		t.Fatal(err)
	}
	server.Kill(t)
	if err := run(t, address, "select 1"); err == nil {
		t.Error("a killed server answers")
	}
	server.Restart(t)
	if err := run(t, address, "insert into mine values (1)"); err != nil {
		t.Error(err)
	}
}
