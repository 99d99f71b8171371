package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"waymark/quiz"
)

// newBackup returns a backup of a database in which there is one version, "backed-up".
func newBackup(t *testing.T) string {
	t.Helper()
	store, _, path := newFile(t, t.TempDir())
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := errors.Join(keepSomething(t, store, "backed-up"), Backup(t.Context(), sqlitePrefix+path, backup, false), store.Close()); err != nil {
		t.Fatal(err)
	}
	return backup
}

// names are the files of a folder.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// TestBackup copies a database that is being served.
func TestBackup(t *testing.T) {
	t.Parallel()
	store, _, path := newFile(t, t.TempDir())
	folder := t.TempDir()
	backup := filepath.Join(folder, "back up?#%.db")
	back := func(replace bool) error { return Backup(t.Context(), sqlitePrefix+path, backup, replace) }
	if err := errors.Join(keepSomething(t, store, "first"), back(false), keepSomething(t, store, "second")); err != nil {
		t.Fatal(err)
	}
	if err := back(false); !errors.Is(err, ErrExists) {
		t.Errorf("a second one of this name: %v", err)
	}
	if got := names(t, folder); !slices.Equal(got, []string{filepath.Base(backup)}) {
		t.Errorf("the folder has %q", got)
	}
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	has(t, backup, "first")
	if err := back(true); err != nil {
		t.Error(err)
	}
	has(t, backup, "first", "second")
	for what, err := range map[string]error{
		"the database itself": Backup(t.Context(), sqlitePrefix+path, path, true),
		"its log":             Backup(t.Context(), sqlitePrefix+path, path+logSuffix, true),
	} {
		if !errors.Is(err, quiz.ErrInvalid) {
			t.Errorf("into %s: %v", what, err)
		}
	}
	if err := errors.Join(store.Close(), back(true)); err != nil {
		t.Errorf("while nobody serves: %v", err)
	}
	has(t, backup, "first", "second")
	if err := Backup(t.Context(), sqlitePrefix+path+"x", backup, true); !errors.Is(err, quiz.ErrNotFound) {
		t.Errorf("of nothing: %v", err)
	}
}

// TestBackupOfDamaged holds that a copy of a damaged database gets no name.
func TestBackupOfDamaged(t *testing.T) {
	t.Parallel()
	store, _, path := newFile(t, t.TempDir())
	if err := errors.Join(keepSomething(t, store, "first"), store.Close()); err != nil {
		t.Fatal(err)
	}
	damage(t, path)
	folder := t.TempDir()
	if err := Backup(t.Context(), sqlitePrefix+path, filepath.Join(folder, "b.db"), false); err == nil {
		t.Error("a damaged database was copied")
	}
	if got := names(t, folder); len(got) > 0 {
		t.Errorf("left are %q", got)
	}
}

// damage overwrites all of a database but its head.
func damage(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(text); i++ {
		text[i] = 0x55
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestRestore puts a backup in the place of another database and undoes it.
func TestRestore(t *testing.T) {
	t.Parallel()
	backup := newBackup(t)
	store, _, path := newFile(t, t.TempDir())
	if err := keepSomething(t, store, "live"); err != nil {
		t.Fatal(err)
	}
	address := sqlitePrefix + path
	if _, err := Restore(t.Context(), address, backup, false, noonOf2026); !errors.Is(err, quiz.ErrUnavailable) {
		t.Errorf("while it is served: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	end := reading(t, path)
	if _, err := Restore(t.Context(), address, backup, false, noonOf2026); !errors.Is(err, quiz.ErrUnavailable) {
		t.Errorf("while another program reads: %v", err)
	}
	end()
	r, err := Restore(t.Context(), address, backup, false, noonOf2026)
	if want := (Restored{Kept: path + ".replaced-20261122T120000Z", Compared: true}); err != nil || r != want {
		t.Fatalf("%+v, %v; want %+v", r, err, want)
	}
	has(t, path, "backed-up")
	has(t, r.Kept, "live")
	if _, err := Restore(t.Context(), address, r.Kept, false, noonOf2026.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	has(t, path, "live")

	damage(t, path)
	if r, err = Restore(t.Context(), address, backup, false, noonOf2026.AddDate(0, 0, 2)); err != nil || r.Compared {
		t.Errorf("in the place of a damaged one: %+v, %v", r, err)
	}
	has(t, path, "backed-up")
	empty := sqlitePrefix + filepath.Join(t.TempDir(), "w.db")
	if r, err := Restore(t.Context(), empty, backup, false, noonOf2026); err != nil || r != (Restored{}) {
		t.Errorf("where nothing was: %+v, %v", r, err)
	}
}

// TestRestoreRefusals holds that what is no good backup changes nothing.
func TestRestoreRefusals(t *testing.T) {
	t.Parallel()
	store, _, path := newFile(t, t.TempDir())
	if err := errors.Join(keepSomething(t, store, "live"), store.Close()); err != nil {
		t.Fatal(err)
	}
	there := names(t, filepath.Dir(path))
	letter, damaged, newer, other := filepath.Join(t.TempDir(), "letter"), newBackup(t), newBackup(t), filepath.Join(t.TempDir(), "other.db")
	if err := os.WriteFile(letter, []byte(strings.Repeat("Dear Sir or Madam, ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	damage(t, damaged)
	change(t, newer, `insert into goose_db_version (version_id, is_applied) values (99999, 1)`)
	change(t, other, `create table letters (text text)`)
	for from, says := range map[string]string{
		letter: "file is not a database", damaged: "malformed", newer: "made by a newer waymark", other: "not a database of Waymark",
	} {
		if _, err := Restore(t.Context(), sqlitePrefix+path, from, false, noonOf2026); !errors.Is(err, ErrBackup) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, without %q", err, says)
		}
	}
	if _, err := Restore(t.Context(), sqlitePrefix+path, letter+"x", false, noonOf2026); !errors.Is(err, quiz.ErrNotFound) {
		t.Errorf("of nothing: %v", err)
	}
	if _, err := Restore(t.Context(), sqlitePrefix+path, path, false, noonOf2026); !errors.Is(err, quiz.ErrInvalid) {
		t.Errorf("of itself: %v", err)
	}
	if got := names(t, filepath.Dir(path)); !slices.Equal(got, there) {
		t.Errorf("the folder has %q, not %q", got, there)
	}
	has(t, path, "live")
}

// change runs a statement on a file as another program would.
func change(t *testing.T, path, statement string) {
	t.Helper()
	f, err := openPlain(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.ExecContext(t.Context(), statement)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// threePeople adds three people with two results, two secrets and, one of them, an open attempt.
func threePeople(ctx context.Context, store *Store) error {
	var errs []error
	must := func(err error) { errs = append(errs, err) }
	for n, id := range []string{"stays", "goes", "thins"} {
		must(store.AddParticipant(ctx, quiz.Participant{ID: id}, quiz.Token{Hash: quiz.SecretHash{byte(n)}}))
		must(store.AddToken(ctx, id, quiz.Token{Hash: quiz.SecretHash{9, byte(n)}}, 8))
		for _, set := range []string{"one", "two"} {
			a, err := store.AddAttempt(ctx, quiz.Attempt{ID: id + set, Participant: id, Quiz: "quiz", Set: set, State: quiz.AttemptOpen})
			must(err)
			_, err = store.FinishAttempt(ctx, quiz.Result{ID: a.ID, Participant: id, Quiz: "quiz", Set: set, Because: "because of " + set, At: noonOf2026}, 0, quiz.AnySettings)
			must(err)
		}
	}
	open := quiz.Attempt{ID: "open", Participant: "stays", Quiz: "quiz", Set: "three", State: quiz.AttemptOpen, Answers: quiz.Answers{"note": {Form: quiz.Written, Text: "said"}}}
	_, err := store.AddAttempt(ctx, open)
	must(err)
	return errors.Join(errs...)
}

// TestRestoreWithoutDeleted holds what a backup brings back of those who deleted or withdrew something since, and that it can be left out.
func TestRestoreWithoutDeleted(t *testing.T) {
	t.Parallel()
	store, _, path := newFile(t, t.TempDir())
	ctx, must := t.Context(), func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(threePeople(ctx, store))
	backup := filepath.Join(t.TempDir(), "backup.db")
	must(Backup(ctx, sqlitePrefix+path, backup, false))
	must(store.DeleteParticipant(ctx, "goes"))
	must(store.DeleteAttempt(ctx, "thins", "thinsone"))
	must(store.ReplaceTokens(ctx, "thins", quiz.SecretHash{2}, noonOf2026, quiz.Token{Hash: quiz.SecretHash{8}}))
	must(store.UpdateSettings(ctx, "thins", quiz.Settings{Consents: map[string]quiz.Consent{"quiz": {Text: "withdrawn since"}}}, 0))
	reduced := quiz.Result{ID: "open", Participant: "stays", Quiz: "quiz", Set: "three", Answers: quiz.Answers{"note": {Form: quiz.Code, Text: "other", StandIn: true}}, At: noonOf2026}
	_, err := store.FinishAttempt(ctx, reduced, 0, quiz.AnySettings)
	must(err)
	must(store.Close())

	r, err := Restore(ctx, sqlitePrefix+path, backup, false, noonOf2026)
	kept := r.Kept
	if want := (Restored{Kept: kept, Compared: true, People: 1, Results: 1, Secrets: 1}); err != nil || r != want {
		t.Errorf("%+v, %v; want %+v", r, err, want)
	}
	holds := func(people, results, secrets int) {
		t.Helper()
		store, err := Open(ctx, sqlitePrefix+path)
		must(err)
		defer store.Close()
		var counts []int
		must(store.read.list(ctx, &counts, `select count(*) from participants union all select count(*) from results union all select count(*) from tokens`))
		if !slices.Equal(counts, []int{people, results, secrets}) {
			t.Errorf("people, results and secrets are %v, want %v", counts, []int{people, results, secrets})
		}
	}
	holds(3, 6, 6)
	_, err = Restore(ctx, sqlitePrefix+path, kept, false, noonOf2026.AddDate(0, 0, 1))
	must(err)
	r, err = Restore(ctx, sqlitePrefix+path, backup, true, noonOf2026.AddDate(0, 0, 2))
	if err != nil || !r.LeftOut || r.People != 1 || r.Results != 1 || r.Secrets != 1 {
		t.Errorf("left out: %+v, %v", r, err)
	}
	if bytes.Contains(bytesOf(t, path, ""), []byte("said")) {
		t.Error("what was said in a set whose outcome alone is kept is there again")
	}
	holds(2, 3, 3) // the secret that was made since is not in the backup
	store, err = Open(ctx, sqlitePrefix+path)
	must(err)
	defer store.Close()
	if p, err := store.Participant(ctx, "thins"); err != nil || p.Settings.Consents["quiz"].Text != "withdrawn since" || p.Revision == 0 {
		t.Errorf("the settings are those of the backup: %+v, %v", p, err)
	}
	if h, err := store.History(ctx, "thins", "quiz"); err != nil || len(h.Results) != 1 || h.Results[0].Because != "" {
		t.Errorf("a result still tells of the one that was deleted: %+v, %v", h, err)
	}
}
