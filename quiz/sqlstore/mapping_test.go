package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lib/pq"

	"waymark/quiz"
)

func TestErrorsAreQuizs(t *testing.T) {
	t.Parallel()
	network := func(err error) error { return &net.OpError{Op: "read", Net: "tcp", Err: err} }
	tests := map[string]struct {
		err   error
		kind  error
		again bool // another try can help
	}{
		"no row":                {sql.ErrNoRows, quiz.ErrNotFound, false},
		"foreign key":           {&pq.Error{Code: "23503"}, quiz.ErrNotFound, false},
		"disk full":             {&pq.Error{Code: "53100"}, quiz.ErrFull, false},
		"out of memory":         {&pq.Error{Code: "53200"}, quiz.ErrUnavailable, false},
		"too many connections":  {&pq.Error{Code: "53300"}, quiz.ErrUnavailable, true},
		"canceled":              {&pq.Error{Code: "57014"}, quiz.ErrUnavailable, false},
		"shutting down":         {&pq.Error{Code: "57P01"}, quiz.ErrUnavailable, true},
		"starting up":           {&pq.Error{Code: "57P03"}, quiz.ErrUnavailable, true},
		"lock timeout":          {&pq.Error{Code: "55P03"}, quiz.ErrUnavailable, false},
		"serialization":         {&pq.Error{Code: "40001"}, quiz.ErrUnavailable, true},
		"deadlock":              {&pq.Error{Code: "40P01"}, quiz.ErrUnavailable, true},
		"a standby":             {&pq.Error{Code: "25006"}, quiz.ErrUnavailable, true},
		"connection":            {&pq.Error{Code: "08006"}, quiz.ErrUnavailable, true},
		"a shard":               {&pq.Error{Code: "XX000", Message: "could not commit transaction for shard 7 on any node"}, quiz.ErrUnavailable, true},
		"a bug of the server":   {&pq.Error{Code: "XX000"}, nil, false},
		"NUL":                   {&pq.Error{Code: "22021"}, quiz.ErrInvalid, false},
		"no such table":         {&pq.Error{Code: "42P01"}, nil, false},
		"a broken connection":   {driver.ErrBadConn, quiz.ErrUnavailable, true},
		"the end of a reply":    {io.ErrUnexpectedEOF, quiz.ErrUnavailable, true},
		"refused":               {network(errors.New("connection refused")), quiz.ErrUnavailable, true},
		"silence":               {network(os.ErrDeadlineExceeded), quiz.ErrUnavailable, false},
		"every host is down":    {errors.New("pq: could not connect to any of the hosts"), quiz.ErrUnavailable, true},
		"a deadline":            {context.DeadlineExceeded, quiz.ErrUnavailable, false},
		"the caller has left":   {context.Canceled, quiz.ErrUnavailable, false},
		"another revision":      {quiz.ErrConflict, quiz.ErrConflict, false},
		"something else":        {errors.New("no idea"), nil, false},
		"wrapped by the driver": {fmt.Errorf("begin: %w", &pq.Error{Code: "57P02"}), quiz.ErrUnavailable, true},
	}
	kinds := []error{quiz.ErrNotFound, quiz.ErrFull, quiz.ErrUnavailable, quiz.ErrInvalid, quiz.ErrConflict}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := wrap("save an attempt", test.err)
			if !errors.Is(got, test.err) || !strings.HasPrefix(got.Error(), "save an attempt: ") {
				t.Errorf("wrapped: %v", got)
			}
			for _, kind := range kinds {
				if errors.Is(got, kind) != (kind == test.kind) {
					t.Errorf("%v is %q: %v", got, kind, errors.Is(got, kind))
				}
			}
			if retryable(test.err) != test.again {
				t.Errorf("another try can help: %v", retryable(test.err))
			}
		})
	}
	if wrap("save an attempt", nil) != nil {
		t.Error("no error became one")
	}
}

// TestFullDisk lets SQLite run out of pages in the middle, and gives it more.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "waymark.db")
	if err := Migrate(t.Context(), "sqlite:"+path); err != nil {
		t.Fatal(err)
	}
	f, err := openSQLite(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	store := f.store()
	t.Cleanup(func() { store.Close() })
	limit := func(pages int) {
		if _, err := f.write.ExecContext(t.Context(), fmt.Sprint("pragma max_page_count = ", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(30) // before the first change takes the connection for itself
	kept := 0
	var failed error
	for failed == nil && kept < 1000 {
		v := quiz.VersionFiles{Quiz: "quiz", Hash: fmt.Sprint(kept), Files: map[string][]byte{"quiz.yaml": make([]byte, 4096)}}
		if failed = store.PutVersion(t.Context(), v); failed == nil {
			kept++
		}
	}
	if !errors.Is(failed, quiz.ErrFull) || kept == 0 {
		t.Fatalf("after %d versions: %v", kept, failed)
	}
	err = store.write.one(t.Context(), func(x execer) error {
		_, err := x.exec(t.Context(), "pragma max_page_count = 10000")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v := quiz.VersionFiles{Quiz: "quiz", Hash: "after", Files: map[string][]byte{"quiz.yaml": make([]byte, 4096)}}
	if err := store.PutVersion(t.Context(), v); err != nil {
		t.Errorf("with space again: %v", err)
	}
	for i := range kept {
		if _, err := store.VersionFiles(t.Context(), "quiz", fmt.Sprint(i)); err != nil {
			t.Errorf("version %d of before: %v", i, err)
		}
	}
}

// TestChangesFailAlone holds that a change that shares its commit with others takes none of them with it.
func TestChangesFailAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "waymark.db")
	if err := Migrate(t.Context(), "sqlite:"+path); err != nil {
		t.Fatal(err)
	}
	f, err := openSQLite(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	changes := newBatches(f.write)
	store := &Store{read: newPool(f.read, true), write: changes, closers: []func() error{f.read.Close, changes.close, f.lock.Close}}
	t.Cleanup(func() { store.Close() })

	put := func(hash string) func(x execer) error {
		return func(x execer) error {
			_, err := x.exec(t.Context(), insertVersion, "quiz", hash, "{}")
			return err
		}
	}
	refused := errors.New("refused")
	gone, leave := context.WithCancel(t.Context())
	leave()
	batch := []*job{
		{ctx: t.Context(), fn: put("1")},
		{ctx: t.Context(), atomic: true, fn: func(x execer) error { return errors.Join(put("2")(x), refused) }},
		{ctx: t.Context(), fn: func(x execer) error {
			_, err := x.exec(t.Context(), insertEvent, "nobody", "", "", "", "", "", 0)
			return err
		}},
		{ctx: gone, fn: put("4")},
		{ctx: t.Context(), atomic: true, fn: put("5")},
	}
	for _, j := range batch {
		j.done = make(chan error, 1)
	}
	changes.commit(batch)
	for i, want := range []error{nil, refused, quiz.ErrNotFound, context.Canceled, nil} {
		if err := wrap("change", <-batch[i].done); !errors.Is(err, want) {
			t.Errorf("change %d: %v, want %v", i+1, err, want)
		}
	}
	for hash, there := range map[string]bool{"1": true, "2": false, "4": false, "5": true} {
		if _, err := store.VersionFiles(t.Context(), "quiz", hash); (err == nil) != there {
			t.Errorf("version %s: %v", hash, err)
		}
	}
}
