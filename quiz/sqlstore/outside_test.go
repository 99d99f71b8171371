package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
)

var noonOf2026 = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// reading begins a transaction of another program that reads the file, until the function is called.
func reading(t *testing.T, path string) (end func()) {
	t.Helper()
	db, err := sql.Open("sqlite", fileName(path, "mode=ro"))
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), `select count(*) from versions`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = tx.Rollback()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestReaderOutside lets another program read while people save and delete: nobody waits for it, what was deleted is overwritten as soon as
// it ends, and whoever runs the program can learn that it is not yet.
func TestReaderOutside(t *testing.T) {
	t.Parallel()
	store, b, path := newFile(t, t.TempDir())
	secret := "said by nobody else"
	p := quiz.Participant{ID: "p", Created: noonOf2026, Seen: noonOf2026}
	p.Settings.Consents = map[string]quiz.Consent{"quiz": {Version: secret}}
	if err := store.AddParticipant(t.Context(), p, quiz.Token{Hash: quiz.SecretHash{1}}); err != nil {
		t.Fatal(err)
	}
	end := reading(t, path)
	start := time.Now()
	for range 5 {
		if err := store.DeleteParticipant(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		if err := store.AddParticipant(t.Context(), quiz.Participant{ID: "q"}, quiz.Token{Hash: quiz.SecretHash{2}}); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took > busyTimeout {
		t.Errorf("ten changes took %v while somebody reads", took)
	}
	if !bytes.Contains(bytesOf(t, path, "", logSuffix), []byte(secret)) {
		t.Fatal("the reader outside keeps nothing from being overwritten, so this test shows nothing")
	}
	for b.behind() == nil {
		b.overwriteLater()
	}
	if err := store.Overwritten(); err == nil || !strings.Contains(err.Error(), "another program reads the database") {
		t.Errorf("after a minute of tries: %v", err)
	}
	end()
	b.overwriteLater()
	if err := store.Overwritten(); err != nil {
		t.Errorf("after the reader has ended: %v", err)
	}
	if bytes.Contains(bytesOf(t, path, "", logSuffix), []byte(secret)) {
		t.Error("what was deleted is still there")
	}
}

// TestReplacedIsOverwritten holds that an answer that was changed does not stay in the log: a try is due after a change, and does it.
func TestReplacedIsOverwritten(t *testing.T) {
	t.Parallel()
	store, b, path := newFile(t, t.TempDir())
	b.overwrite()
	p := quiz.Participant{ID: "p"}
	for n, said := range []string{"said at first", "said later"} {
		p.Settings.Consents = map[string]quiz.Consent{"quiz": {Version: said}}
		var err error
		if n == 0 {
			err = store.AddParticipant(t.Context(), p, quiz.Token{Hash: quiz.SecretHash{1}})
		} else {
			err = store.UpdateSettings(t.Context(), p.ID, p.Settings, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b.turn.Lock()
	due := b.log.timer != nil
	b.turn.Unlock()
	if !due {
		t.Error("no try is due after a change")
	}
	b.overwriteLater()
	if there := bytesOf(t, path, "", logSuffix); bytes.Contains(there, []byte("said at first")) || !bytes.Contains(there, []byte("said later")) {
		t.Error("what was replaced is still there, or what replaced it is not")
	}
}

// TestLaterTry waits for a try that the store makes by itself.
func TestLaterTry(t *testing.T) {
	t.Parallel()
	store, b, path := newFile(t, t.TempDir())
	end := reading(t, path)
	if err := store.DeleteParticipant(t.Context(), "nobody"); err != nil {
		t.Fatal(err)
	}
	if err := keepSomething(t, store, "something"); err != nil {
		t.Fatal(err)
	}
	b.overwrite()
	end()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		if info, err := os.Stat(path + logSuffix); err == nil && info.Size() == 0 {
			return
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatal("the log was not emptied")
		}
	}
}

// bytesOf is what the file of a database, and what stands beside it, hold.
func bytesOf(t *testing.T, path string, suffixes ...string) []byte {
	t.Helper()
	var all []byte
	for _, suffix := range suffixes {
		text, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}
