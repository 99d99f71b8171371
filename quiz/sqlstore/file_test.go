package sqlstore

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"waymark/quiz"
)

func TestFilePath(t *testing.T) {
	t.Parallel()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in := func(names ...string) string { return filepath.Join(append([]string{root}, names...)...) }
	links := map[string]string{"link": "real", "real/other.db": "w.db", "new.db": "link/new.db", "round": "round", "far.db": in("real", "w.db")}
	if err := os.MkdirAll(in("real"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in("real", "w.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range links {
		if err := os.Symlink(target, in(name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		in("real", "w.db"):         in("real", "w.db"),
		in("link", "w.db"):         in("real", "w.db"),
		in("link", "other.db"):     in("real", "w.db"),
		in("far.db"):               in("real", "w.db"),
		in("new.db"):               in("real", "new.db"),
		in("real", "new.db"):       in("real", "new.db"),
		in("real", "what?#%.db"):   in("real", "what?#%.db"),
		in("round"):                "",
		in("none", "w.db"):         "",
		in("real", "w.db?mode=ro"): "",
		in("w.db?a=b&c=d"):         "",
		":memory:":                 "",
		"":                         "",
	} {
		if got, err := filePath(name); got != want || (err == nil) != (want != "") {
			t.Errorf("%q leads to %q, %v; want %q", name, got, err, want)
		}
	}
}

// newFile returns a migrated database that is open, and its path.
func newFile(t *testing.T, folder string) (*Store, *batches, string) {
	t.Helper()
	path := filepath.Join(folder, "waymark.db")
	if err := Migrate(t.Context(), sqlitePrefix+path); err != nil {
		t.Fatal(err)
	}
	store, err := Open(t.Context(), sqlitePrefix+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() }) // some tests take its file away
	return store, store.write.(*batches), path
}

// keepSomething adds a version with a long file.
func keepSomething(t *testing.T, store *Store, name string) error {
	t.Helper()
	return store.PutVersion(t.Context(), quiz.VersionFiles{Quiz: name, Hash: "hash", Files: map[string][]byte{"quiz.yaml": []byte(strings.Repeat(name, 1000))}})
}

// TestSecondByLink holds that a file that is open is refused by whatever path it is named.
func TestSecondByLink(t *testing.T) {
	t.Parallel()
	_, _, path := newFile(t, t.TempDir())
	links := t.TempDir()
	for name, target := range map[string]string{"folder": filepath.Dir(path), "file.db": path} {
		if err := os.Symlink(target, filepath.Join(links, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, link := range []string{filepath.Join(links, "folder", filepath.Base(path)), filepath.Join(links, "file.db")} {
		if store, err := Open(t.Context(), sqlitePrefix+link); err == nil || !strings.Contains(err.Error(), "another program has "+path+" open") {
			t.Errorf("%s: %v", link, errors.Join(err, store.Close()))
		}
	}
}

// TestForeignFile holds that a database of another program is refused, and left byte by byte as it is.
func TestForeignFile(t *testing.T) {
	t.Parallel()
	for name, tables := range map[string]string{
		"its own tables":           `create table letters (text text)`,
		"with goose":               `create table goose_db_version (id integer, version_id integer, is_applied integer); create table letters (text text)`,
		"a table that sounds ours": `create table participants (name text)`,
	} {
		path := filepath.Join(t.TempDir(), "theirs.db")
		db, err := sqlx.Open("sqlite", fileName(path, ""))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), tables); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, opening := Open(t.Context(), sqlitePrefix+path)
		_, restoring := Restore(t.Context(), sqlitePrefix+path, newBackup(t), false, noonOf2026)
		for what, err := range map[string]error{"open": opening, "migrate": Migrate(t.Context(), sqlitePrefix+path), "restore": restoring} {
			if err == nil || !strings.Contains(err.Error(), "holds the tables of another program") {
				t.Errorf("%s: %s: %v", name, what, err)
			}
		}
		after, err := os.ReadFile(path)
		if err != nil || string(after) != string(before) {
			t.Errorf("%s: the file was changed, %v", name, err)
		}
	}
}

// TestLostFile holds that nothing is acknowledged that goes into a file which the path does not name any more.
func TestLostFile(t *testing.T) {
	t.Parallel()
	for suffix, replaced := range map[string]bool{"": false, logSuffix: false, indexSuffix: false, "+": true} {
		t.Run(suffix, func(t *testing.T) {
			t.Parallel()
			store, _, path := newFile(t, t.TempDir())
			if err := errors.Join(keepSomething(t, store, "before"), store.Ping(t.Context())); err != nil {
				t.Fatal(err)
			}
			lost := path + strings.TrimSuffix(suffix, "+")
			if err := os.Rename(lost, lost+".away"); err != nil {
				t.Fatal(err)
			}
			says := "was removed while"
			if replaced {
				says = "was replaced while"
				if err := os.WriteFile(lost, []byte("another file"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for what, err := range map[string]error{"a save": keepSomething(t, store, "after"), "ping": store.Ping(t.Context())} {
				if !errors.Is(err, quiz.ErrUnavailable) || !strings.Contains(err.Error(), lost+" "+says) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if err := os.Rename(lost+".away", lost); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(keepSomething(t, store, "again"), store.Ping(t.Context())); err != nil {
				t.Errorf("put back: %v", err)
			}
			if _, err := store.VersionFiles(t.Context(), "after", "hash"); !errors.Is(err, quiz.ErrNotFound) {
				t.Errorf("what was refused is stored: %v", err)
			}
		})
	}
}

// TestStaleLog puts files beside a log that was written for another one, as somebody does after a crash. The files are copied while the
// program has them open, which is what a crash leaves.
func TestStaleLog(t *testing.T) {
	t.Parallel()
	store, b, path := newFile(t, t.TempDir())
	crash := func() string {
		folder := filepath.Join(t.TempDir(), "crash")
		if err := os.CopyFS(folder, os.DirFS(filepath.Dir(path))); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(folder, filepath.Base(path))
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	must(keepSomething(t, store, "first"))
	must(Backup(t.Context(), sqlitePrefix+path, backup, false))
	b.overwriteLater()
	plain := crash() // what a copy of the file alone holds, as other tools make it
	must(keepSomething(t, store, "second"))
	b.overwriteLater()
	must(keepSomething(t, store, "third"))
	b.overwriteLater()
	must(keepSomething(t, store, "fourth"))

	whole := crash()
	has(t, whole, "first", "second", "third", "fourth")
	for name, old := range map[string]string{"a backup": backup, "an older copy": plain} {
		crashed := crash()
		text, err := os.ReadFile(old)
		must(err)
		must(os.WriteFile(crashed, text, 0o600))
		_, err = Open(t.Context(), sqlitePrefix+crashed)
		if !errors.Is(err, errStale) || !strings.Contains(err.Error(), "waymark restore") {
			t.Errorf("%s beside a log: %v", name, err)
		}
		after, err := os.ReadFile(crashed)
		must(err)
		if string(after) != string(text) {
			t.Errorf("%s was changed", name)
		}
		must(os.Remove(crashed + logSuffix))
		has(t, crashed, "first")
		crashed = crash()
		must(os.WriteFile(crashed, text, 0o600))
		r, err := Restore(t.Context(), sqlitePrefix+crashed, backup, false, noonOf2026)
		if err != nil || r.Compared {
			t.Errorf("restored beside a log: %+v, %v", r, err)
		}
		has(t, crashed, "first")
	}
}

// has holds which versions a database has.
func has(t *testing.T, path string, names ...string) {
	t.Helper()
	store, err := Open(t.Context(), sqlitePrefix+path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := errors.Join(store.read.list(t.Context(), &got, `select quiz from versions order by rowid`), store.Close()); err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("%s has %q, not %q", path, got, names)
	}
	if _, err := os.Stat(path + logSuffix); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is left: %v", err)
	}
}
