package faults

import (
	"path/filepath"
	"testing"

	"waymark/quiz/storetest/postgrestest"
)

// databases are the databases that everything is tried on; each call gives the address of an empty one.
func databases() map[string]func(t *testing.T) string {
	return map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "waymark.db") },
		"PostgreSQL": func(t *testing.T) string { return postgrestest.Start(t) },
	}
}

// onEach runs a test on each database.
func onEach(t *testing.T, test func(t *testing.T, name, address string)) {
	t.Helper()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, name, database(t))
		})
	}
}

// TestProgramKilled kills the program while people do everything.
func TestProgramKilled(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, name, address string) {
		tl := newTally(t, "program killed (kill -9)", name)
		p := newProgram(t, address)
		st := newStorm(t, &site{programs: []*program{p}, tally: tl}, 6)
		for round := range times(2, 20) {
			tl.goesOn(40 + 7*round%50)
			p.kill()
			p.again()
		}
		tl.goesOn(20)
		st.settle()
	})
}
