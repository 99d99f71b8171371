package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

// TestPeople counts and deletes people on both databases: on PostgreSQL while somebody else has it open.
func TestPeople(t *testing.T) {
	t.Parallel()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := database(t)
			if err := sqlstore.Migrate(t.Context(), address); err != nil {
				t.Fatal(err)
			}
			store, err := sqlstore.Open(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			clock := newClock()
			add := func(n int, ago time.Duration, gives bool) {
				for range n {
					id, err := newUUID()
					if err != nil {
						t.Fatal(err)
					}
					p := quiz.Participant{ID: id, Created: clock.now().Add(-ago), Seen: clock.now().Add(-ago)}
					if err := store.AddParticipant(t.Context(), p, quiz.Token{Hash: sha256.Sum256([]byte(id)), Kind: quiz.SessionToken}); err != nil {
						t.Fatal(err)
					}
					if gives {
						if err := store.AddEvent(t.Context(), quiz.Event{ID: id, Participant: id, Quiz: "quiz", Step: "s", Kind: quiz.StepStarted, At: p.Seen}); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			add(2, time.Minute, false)
			add(3, 2*time.Hour, true)
			add(4, 3*time.Hour, false)
			add(5, 100*24*time.Hour, false)
			if name == "SQLite" {
				p, _, stderr := testProgram(strings.NewReader(""))
				if code := run(t.Context(), []string{"people", "--database", address}, p); code != exitFailed || !strings.Contains(stderr.String(), "next: stop the server first; or leave it to the server") {
					t.Errorf("while a server runs: %d\n%s", code, stderr)
				}
				if err := store.Close(); err != nil {
					t.Fatal(err)
				}
			} else {
				t.Cleanup(func() { store.Close() })
			}
			testPeople(t, clock, address)
		})
	}
}

// testPeople counts, refuses, and deletes, in turn.
func testPeople(t *testing.T, clock *clock, address string) {
	const table = `  last visit  people  gave nothing
    within 1 hour       2             2
     within 1 day       7             4
    within 7 days       0             0
   within 30 days       0             0
   within 90 days       0             0
       longer ago       5             5
              all      14            11
`
	for _, step := range []struct {
		args, typed string
		terminal    bool
		code        int
		stdout      string
		stderr      []string
	}{
		{args: "", stdout: table},
		{args: "--delete-empty", code: exitUsage, stderr: []string{"nobody can answer here", "next: add --yes when it is meant"}},
		{args: "--older-than=-1h", code: exitUsage, stderr: []string{"--older-than is less than nothing"}},
		{args: "--delete-empty", typed: "n\n", terminal: true, stdout: table,
			stderr: []string{"going to delete 9 of 14 people: those who gave nothing and were not here for 1h0m0s", "delete them? [y/N] nothing was deleted"}},
		{args: "--delete-empty --older-than 24h", typed: "Yes\n", terminal: true, stdout: table, stderr: []string{"going to delete 5 of 14 people", "deleted 5 people"}},
		{args: "--delete-empty --yes --json", stderr: []string{"going to delete 4 of 9 people", "deleted 4 people"}, stdout: `"deleted": 4`},
		{args: "--json", stdout: `"people": 5,` + "\n" + `  "gave_nothing": 2,`},
	} {
		p, stdout, stderr := testProgram(strings.NewReader(step.typed))
		p.now = clock.now
		p.isTerminal = func(stream any) bool { return step.terminal && stream == any(p.stdin) }
		code := run(t.Context(), append([]string{"people", "--database", address}, strings.Fields(step.args)...), p)
		if squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }; code != step.code ||
			!strings.Contains(squeeze(stdout.String()), squeeze(step.stdout)) || step.stdout == "" && stdout.Len() > 0 {
			t.Errorf("people %s: %d\n%s%s", step.args, code, stdout, stderr)
		}
		for _, want := range step.stderr {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("people %s does not say %q:\n%s", step.args, want, stderr)
			}
		}
		if strings.Contains(step.args, "--json") && !json.Valid(stdout.Bytes()) {
			t.Errorf("people %s prints no JSON:\n%s", step.args, stdout)
		}
	}
}

func TestPeopleWithoutFile(t *testing.T) {
	t.Parallel()
	p, _, stderr := testProgram(strings.NewReader(""))
	path := t.TempDir() + "/none.db"
	if code := run(t.Context(), []string{"people", "--database", "sqlite:" + path}, p); code != exitFailed ||
		!strings.Contains(stderr.String(), fmt.Sprintf("there is no file %q", path)) || !strings.Contains(stderr.String(), "next: name with --database") {
		t.Errorf("%d\n%s", code, stderr)
	}
}
