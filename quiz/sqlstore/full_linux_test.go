package sqlstore

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"waymark/quiz"
)

// ownMounts is set for a test that runs with file systems of its own, where it may make a small disk without being root.
const ownMounts = "WAYMARK_TEST_OWN_MOUNTS"

// anew runs the test in a program that sees file systems of its own.
func anew(t *testing.T) {
	t.Helper()
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1")
	again.Env = append(os.Environ(), ownMounts+"=yes")
	again.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if id := os.Geteuid(); id != 0 {
		again.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		again.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
		again.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	if out, err := again.CombinedOutput(); err != nil {
		t.Fatalf("on a small disk: %v\n%s", err, out)
	}
}

// TestNotReadyWhenFull fills a small disk: the store is not ready until there is room again, whether or not a save has failed.
func TestNotReadyWhenFull(t *testing.T) {
	if os.Getenv(ownMounts) == "" {
		t.Parallel()
		anew(t)
		return
	}
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=2m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	store, b, path := newFile(t, disk)
	if err := errors.Join(store.Ping(t.Context()), b.file.room()); err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(disk, "filler")
	fill := func() {
		file, err := os.Create(filler)
		for err == nil {
			_, err = file.Write(make([]byte, 4096))
		}
		file.Close()
	}
	fill()
	if err := try(path + trialSuffix); !errors.Is(err, quiz.ErrFull) {
		t.Errorf("on a full disk nobody saves to: %v", err)
	}
	var err error
	for n := 0; err == nil && n < 1000; n++ {
		err = keepSomething(t, store, strings.Repeat("x", n+1))
	}
	lookAgain := func() {
		b.file.mu.Lock()
		b.file.tried = false
		b.file.mu.Unlock()
	}
	lookAgain()
	if ping := store.Ping(t.Context()); !errors.Is(err, quiz.ErrFull) || !errors.Is(ping, quiz.ErrFull) {
		t.Errorf("a save: %v; ping: %v", err, ping)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	lookAgain()
	if err := errors.Join(store.Ping(t.Context()), keepSomething(t, store, "y")); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	if _, err := os.Stat(path + trialSuffix); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the trial is left behind: %v", err)
	}
}
