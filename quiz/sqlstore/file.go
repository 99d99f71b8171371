package sqlstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"waymark/quiz"
)

// What stands beside a database file: SQLite's log and its index, and this program's lock, mark and trial of space.
const (
	logSuffix   = "-wal"
	indexSuffix = "-shm"
	lockSuffix  = ".lock"
	markSuffix  = ".mark"
	trialSuffix = ".trial"
)

// driverOptions are what other programs take behind the path of a file.
var driverOptions = regexp.MustCompile(`\?[A-Za-z_]+=[^/]*$`)

// filePath returns the file that a path leads to, through all links, so that one file has one lock by whatever path it is named.
// The file need not be there, its folder must. ErrInvalid for what is no path of a file.
func filePath(name string) (string, error) {
	switch {
	case name == "" || strings.Contains(name, ":memory:"):
		return "", fmt.Errorf("sqlite: needs the path of a file, like sqlite:waymark.db: %w", quiz.ErrInvalid)
	case driverOptions.MatchString(name):
		return "", fmt.Errorf("an SQLite file is opened without options; take %q out of the address: %w", driverOptions.FindString(name), quiz.ErrInvalid)
	}
	const most = 40 // links in a row
	path := name
	for range most {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return filepath.Abs(real)
		}
		folder, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return "", explainFile(name, err)
		}
		target, err := os.Readlink(path)
		if err != nil {
			return filepath.Abs(filepath.Join(folder, filepath.Base(path)))
		}
		if path = target; !filepath.IsAbs(target) {
			path = filepath.Join(folder, target)
		}
	}
	return "", fmt.Errorf("%s is a link that leads to itself: %w", name, quiz.ErrInvalid)
}

// watched is a file that is open, and what stands at its path now.
type watched struct {
	path  string
	mu    sync.Mutex
	seen  map[string]os.FileInfo // by suffix: the file as it was first seen
	tried bool                   // what the last trial of space said still counts
	said  error
}

// check finds out whether the open files are those that the path names. When they were removed or replaced, what is written
// into them is lost with the end of the program: ErrUnavailable, until they are back.
func (w *watched) check() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, suffix := range []string{"", logSuffix, indexSuffix} {
		now, err := os.Stat(w.path + suffix)
		switch first := w.seen[suffix]; {
		case first == nil && err == nil:
			if w.seen == nil {
				w.seen = map[string]os.FileInfo{}
			}
			w.seen[suffix] = now
		case first == nil: // SQLite makes it when it needs it
		case errors.Is(err, os.ErrNotExist):
			return fmt.Errorf("%s was removed while the program has it open; nothing more is stored: put the files back, or stop the program and restore a backup: %w", w.path+suffix, quiz.ErrUnavailable)
		case err != nil:
			return fmt.Errorf("%s can't be looked at any more; nothing more is stored: %w: %w", w.path+suffix, quiz.ErrUnavailable, err)
		case !os.SameFile(first, now):
			return fmt.Errorf("%s was replaced while the program has another file open; nothing more is stored: stop the program, then put a backup in place with `waymark restore`: %w", w.path+suffix, quiz.ErrUnavailable)
		}
	}
	return nil
}

const (
	trialSize  = 64 << 10    // bytes, more than one save needs
	trialEvery = time.Second // however often it is asked
)

// room finds out whether the disk takes more: a file beside the database is written, waited for, and removed. ErrFull, ErrUnavailable.
func (w *watched) room() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tried {
		return w.said
	}
	w.tried, w.said = true, try(w.path+trialSuffix)
	time.AfterFunc(trialEvery, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.tried = false
	})
	return w.said
}

// try writes a file to the disk and removes it.
func try(path string) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = file.Write(make([]byte, trialSize))
		err = errors.Join(err, file.Sync(), file.Close(), os.Remove(path))
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fmt.Errorf("there is no space left beside the database; make some, and what is answered is kept again: %w: %w", quiz.ErrFull, err)
	default:
		return fmt.Errorf("the folder of the database can't be written to: %w: %w", quiz.ErrUnavailable, err)
	}
}
