package sqlstore

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"waymark/quiz/storetest/postgrestest"
)

// frequent are the statements that every page runs, with arguments.
func frequent() map[string][]any {
	return map[string][]any{
		bySecret:      {[]byte{1}},
		openAttempt:   {"p", "q", "s"},
		oneAttempt:    {"p", "a"},
		updateAttempt: {1, "{}", 0, "p", "a", 0},
		wholeHistory:  {"p", "q", "p", "q"},
		unseen:        {0, 1000},
		deleteTokens:  {"p"},
		walk:          {0, 0, 0, "p", 1, stepMost},
		holdAttempts:  hundred("p"),
		deleteEmpty:   append(hundred("p"), 1, 1),
	}
}

// hundred are the arguments of a statement about so many participants as are deleted together.
func hundred(participant string) []any {
	all := make([]any, emptyMost)
	for i := range all {
		all[i] = participant
	}
	return all
}

// TestEveryStatementUsesAnIndex asks both databases how they would run what runs often, were the tables large.
func TestEveryStatementUsesAnIndex(t *testing.T) {
	t.Parallel()
	address := postgrestest.Start(t)
	path := filepath.Join(t.TempDir(), "waymark.db")
	for _, a := range []string{address, sqlitePrefix + path} {
		if err := Migrate(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	postgres, err := sqlx.Open("postgres", address+"&enable_seqscan=off")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { postgres.Close() })
	sqlite, err := sqlx.Open("sqlite", sqliteName(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sqlite.Close() })
	for query, args := range frequent() {
		var lines []string
		if err := postgres.SelectContext(t.Context(), &lines, postgres.Rebind("explain "+query), args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if plan := strings.Join(lines, "\n"); strings.Contains(plan, "Seq Scan") || !strings.Contains(plan, "Index") {
			t.Errorf("PostgreSQL reads a whole table for\n%s\n%s", query, plan)
		}
		var steps []struct {
			ID, Parent, Notused int
			Detail              string
		}
		if err := sqlite.SelectContext(t.Context(), &steps, "explain query plan "+query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, step := range steps {
			oneRow := step.Detail == "SCAN held"                                                                 // of the token that bySecret has found
			sorts := strings.Contains(step.Detail, "TEMP B-TREE") && !strings.Contains(step.Detail, "LAST TERM") // rows of one moment are few
			if strings.HasPrefix(step.Detail, "SCAN") && !oneRow || sorts {
				t.Errorf("SQLite reads or sorts a whole table for\n%s\n%s", query, step.Detail)
			}
		}
	}
}
