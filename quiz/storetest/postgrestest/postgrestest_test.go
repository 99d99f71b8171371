package postgrestest_test

import (
	"database/sql"
	"testing"

	"waymark/quiz/storetest/postgrestest"
)

func TestStartGivesFreshDatabases(t *testing.T) {
	t.Parallel()
	for range 2 {
		db, err := sql.Open("postgres", postgrestest.Start(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("create table mine (x int)"); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
