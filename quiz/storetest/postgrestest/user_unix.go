//go:build unix

package postgrestest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account runs programs as another user when this process is root's: PostgreSQL refuses to run as root.
type account struct{ credential *syscall.Credential }

// newAccount chooses the account and gives it the folder.
func newAccount(folder string) (account, error) {
	if os.Getuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return account{}, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return account{}, err
		}
		if err := os.Chown(folder, int(uid), int(gid)); err != nil {
			return account{}, err
		}
		return account{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return account{}, fmt.Errorf("there is neither a user postgres nor a user nobody to run PostgreSQL as")
}

// parent is the folder for temporary folders. Root's own can be closed to the account that the server runs as.
func parent() string {
	if os.Getuid() != 0 {
		return os.TempDir()
	}
	for dir := filepath.Clean(os.TempDir()); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err != nil || info.Mode()&0o001 == 0 {
			return "/tmp"
		}
		if dir == filepath.Dir(dir) {
			return os.TempDir()
		}
	}
}

// own gives the account files that this process made.
func (a account) own(files ...string) error {
	if a.credential == nil {
		return nil
	}
	for _, file := range files {
		if err := os.Chown(file, int(a.credential.Uid), int(a.credential.Gid)); err != nil {
			return err
		}
	}
	return nil
}

// command makes a command of the account, in a process group of its own so that Ctrl-C reaches only the tests.
func (a account) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: a.credential, Setpgid: true}
	return c
}
