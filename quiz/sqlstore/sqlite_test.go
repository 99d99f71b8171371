package sqlstore_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

// childVariable makes this test binary answer questions into the database that it names, until it is killed.
const childVariable = "WAYMARK_TEST_ANSWER_INTO"

func TestMain(m *testing.M) {
	if address := os.Getenv(childVariable); address != "" {
		fmt.Fprintln(os.Stderr, answerForever(address))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// answerForever says on standard output what was acknowledged: participant, attempt, revision.
func answerForever(address string) error {
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, address)
	if err != nil {
		return err
	}
	failed := make(chan error)
	var out sync.Mutex
	for range 8 {
		go func() {
			a, err := begin(ctx, store)
			for err == nil {
				next := answered(a)
				if err = store.SaveAttempt(ctx, next, a.Revision); err == nil {
					out.Lock()
					fmt.Println(next.Participant, next.ID, next.Revision)
					out.Unlock()
				}
				a = next
			}
			failed <- err
		}()
	}
	return <-failed
}

// TestKillLosesNothing kills a program in the middle of its saves; each that was acknowledged is there.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	address := "sqlite:" + filepath.Join(t.TempDir(), "waymark.db")
	if err := sqlstore.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[[2]string]int{}
	for range 3 {
		answerAndDie(t, address, acknowledged)
		store, err := sqlstore.Open(t.Context(), address)
		if err != nil {
			t.Fatalf("after the kill: %v", err)
		}
		for id, revision := range acknowledged {
			a, err := store.Attempt(t.Context(), id[0], id[1])
			if err != nil || a.Revision < revision || a.Answers["q"].Number != float64(a.Revision) {
				t.Errorf("acknowledged was revision %d, stored is %+v, %v", revision, a, err)
			}
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		isWhole(t, address)
	}
}

// answerAndDie lets another program answer, kills it, and adds what it had acknowledged.
func answerAndDie(t *testing.T, address string, acknowledged map[[2]string]int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childVariable+"="+address)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for said := bufio.NewScanner(out); said.Scan(); lines++ {
		var participant, attempt string
		var revision int
		if _, err := fmt.Sscan(said.Text(), &participant, &attempt, &revision); err != nil {
			break // a line that the kill cut off
		}
		acknowledged[[2]string{participant, attempt}] = revision
		if lines != 500 {
			continue
		}
		_, err := sqlstore.Open(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), "another program has") || !errors.Is(err, quiz.ErrUnavailable) {
			t.Errorf("while another program has it open: %v", err)
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	_ = child.Wait() // it was killed
	if lines < 500 {
		t.Fatalf("only %d saves were acknowledged", lines)
	}
}

// isWhole lets SQLite check the file.
func isWhole(t *testing.T, address string) {
	t.Helper()
	db := plain(t, address)
	var said string
	if err := db.QueryRowContext(t.Context(), "pragma integrity_check").Scan(&said); err != nil || said != "ok" {
		t.Errorf("integrity_check says %q, %v", said, err)
	}
}

// plain opens the database without the store.
func plain(t *testing.T, address string) *sql.DB {
	t.Helper()
	driver, name := "postgres", address
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "waymark.db")
	store := openStore(t, "sqlite:"+path)
	if _, err := begin(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has the mode %o", path+suffix, mode)
		}
	}
}
