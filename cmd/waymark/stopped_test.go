package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"testing"

	_ "modernc.org/sqlite"
)

// TestStoppedIsOneFile answers, stops the program, and copies the one file: it has every row, and nothing else is left to copy.
func TestStoppedIsOneFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s, err := startServer(t.Context(), ".", "--addr", "127.0.0.1:0", "--database", "sqlite:"+filepath.Join(folder, "w.db"), kinds)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		(&person{t: t, client: visitor(), base: s.url}).joinAndAnswer()
	}
	if code := s.stop(); code != exitGood {
		t.Errorf("it ended with %d:\n%s", code, s.stderr)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, entry := range entries {
		left = append(left, entry.Name())
	}
	if want := []string{"w.db", "w.db.lock", "w.db.mark"}; !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
	alone := filepath.Join(t.TempDir(), "alone.db")
	text, err := os.ReadFile(filepath.Join(folder, "w.db"))
	if err == nil {
		err = os.WriteFile(alone, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", alone)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var answered int
	const query = `select count(*) from attempts join participants using (participant_id) join tokens using (participant_id) where body like '%sleeper%'`
	if err := db.QueryRowContext(t.Context(), query).Scan(&answered); err != nil || answered != 3 {
		t.Errorf("%d people have answered in it, %v", answered, err)
	}
}
