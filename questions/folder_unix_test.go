//go:build unix

package questions

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"waymark/quiz/source"
)

// folderWith makes a folder with a file at each of the paths.
func folderWith(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := (Folder(dir)).WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestOnlyPlainFilesAreRead puts other things in the place of a file and of a folder: each is refused by its name, and nothing waits for it.
func TestOnlyPlainFilesAreRead(t *testing.T) {
	t.Parallel()
	outside := folderWith(t, map[string]string{"sets/secret.yaml": "set: secret"})
	socket := func(path string) error {
		// The address of a socket has to be short, so it is made with a short name and moved.
		short := filepath.Join(os.TempDir(), fmt.Sprintf("w%d", os.Getpid()))
		listener, err := net.Listen("unix", short)
		if err != nil {
			return err
		}
		listener.(*net.UnixListener).SetUnlinkOnClose(false)
		return os.Rename(short, path)
	}
	for _, c := range []struct {
		what, at string
		make     func(path string) error
		want     string // "" when it is read
	}{
		{"a pipe", "sets/a.yaml", func(path string) error { return syscall.Mkfifo(path, 0o600) }, "this is a pipe, so it is not read"},
		{"a socket", "sets/a.yaml", socket, "this is a socket, so it is not read"},
		{"a folder", "sets/a.yaml", func(path string) error { return os.Mkdir(path, 0o700) }, "this is a folder, so it is not read"},
		{"a link to an endless device", "sets/a.yaml", func(path string) error { return os.Symlink("/dev/zero", path) }, "this is a link that leads out of the folder or to nothing"},
		{"a link to a file elsewhere", "sets/a.yaml", func(path string) error { return os.Symlink(outside+"/sets/secret.yaml", path) }, "this is a link that leads out"},
		{"a link with dots to a file elsewhere", "sets/a.yaml", func(path string) error {
			relative, err := filepath.Rel(filepath.Dir(path), outside+"/sets/secret.yaml")
			if err != nil {
				return err
			}
			return os.Symlink(relative, path)
		}, "this is a link that leads out"},
		{"a link to itself", "sets/a.yaml", func(path string) error { return os.Symlink("a.yaml", path) }, "this is a link that leads out of the folder or to nothing"},
		{"a link to a pipe within the folder", "sets/a.yaml", func(path string) error {
			if err := syscall.Mkfifo(filepath.Dir(path)+"/pipe", 0o600); err != nil {
				return err
			}
			return os.Symlink("pipe", path)
		}, "this is a pipe, so it is not read"},
		{"a link to a plain file within the folder", "sets/a.yaml", func(path string) error { return os.Symlink("../kept.txt", path) }, ""},
		{"a pipe in place of a folder", "steps", func(path string) error { return syscall.Mkfifo(path, 0o600) }, "this is a pipe, so it is not read"},
		{"a link in place of a folder", "steps", func(path string) error { return os.Symlink(outside+"/sets", path) }, "this is a link that leads out"},
		{"a name that a terminal obeys", "sets/a\x1b[31m.yaml", func(path string) error { return os.WriteFile(path, nil, 0o600) }, "the name of this file has a character that can't be seen"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			dir := folderWith(t, map[string]string{"sets/b.yaml": "set: b", "kept.txt": "set: a"})
			if err := c.make(filepath.Join(dir, c.at)); err != nil {
				t.Fatal(err)
			}
			files, problems := Read(Folder(dir))
			if files["sets/b.yaml"] == nil {
				t.Error("the plain file beside it is not read")
			}
			said := ""
			for _, p := range problems {
				if p.Pos.File == c.at && p.Severity == source.Error && p.Hint != "" {
					said += p.Message
				}
			}
			if !strings.HasPrefix(said, c.want) || (said == "") != (c.want == "") || (files[c.at] != nil) != (c.want == "") {
				t.Errorf("said %q, not %q; read %q", said, c.want, files[c.at])
			}
		})
	}
}

// TestOnlyPlainFilesAreWritten: nothing is written through a link or into a pipe, and a file that is there keeps its mode.
func TestOnlyPlainFilesAreWritten(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(outside, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, name, refused string
		make                func(dir string) error
	}{
		{"a new file in a new folder", "lang/es.yaml", "", func(string) error { return nil }},
		{"a file that is there", "lang/es.yaml", "", func(dir string) error {
			if err := os.Mkdir(dir+"/lang", 0o700); err != nil {
				return err
			}
			return os.WriteFile(dir+"/lang/es.yaml", []byte("was longer than this"), 0o640)
		}},
		{"a link", "es.yaml", "it is a link", func(dir string) error { return os.Symlink(outside, dir+"/es.yaml") }},
		{"a link to nothing", "es.yaml", "it is a link", func(dir string) error { return os.Symlink(outside+".new", dir+"/es.yaml") }},
		{"a linked folder", "lang/es.yaml", "link that leads out", func(dir string) error { return os.Symlink(filepath.Dir(outside), dir+"/lang") }},
		{"a pipe", "es.yaml", "it is a pipe", func(dir string) error { return syscall.Mkfifo(dir+"/es.yaml", 0o600) }},
		{"a folder", "es.yaml", "it is a folder", func(dir string) error { return os.Mkdir(dir+"/es.yaml", 0o700) }},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := c.make(dir); err != nil {
				t.Fatal(err)
			}
			was, _ := os.Stat(filepath.Join(dir, c.name))
			err := Folder(dir).WriteFile(c.name, []byte("new"))
			switch {
			case c.refused == "" && err != nil, c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)):
				t.Fatalf("the error is %v, not %q", err, c.refused)
			case c.refused == "":
				text, err := os.ReadFile(filepath.Join(dir, c.name))
				if string(text) != "new" || err != nil {
					t.Errorf("it holds %q, %v", text, err)
				}
				if is, err := os.Stat(filepath.Join(dir, c.name)); err != nil || was != nil && is.Mode() != was.Mode() {
					t.Errorf("its mode was %v and is %v, %v", was.Mode(), is.Mode(), err)
				}
			}
			if text, err := os.ReadFile(outside); string(text) != "kept" || err != nil {
				t.Errorf("the file outside holds %q, %v", text, err)
			}
			_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if strings.Contains(path, ".new") {
					t.Errorf("%s is left over", path)
				}
				return err
			})
		})
	}
}

// TestAFolderOfManyFiles: whatever is in the folder, the names that are looked at are bounded.
func TestAFolderOfManyFiles(t *testing.T) {
	t.Parallel()
	dir := folderWith(t, map[string]string{"quiz.yaml": "quiz: a"})
	if err := os.Mkdir(dir+"/sets", 0o700); err != nil {
		t.Fatal(err)
	}
	for n := range maxNames + 1 {
		if err := os.Link(dir+"/quiz.yaml", fmt.Sprintf("%s/sets/%d.txt", dir, n)); err != nil {
			t.Skip("a file can't have so many names here:", err)
		}
	}
	_, problems := Read(Folder(dir))
	if len(problems) != 1 || problems[0].Code != "file/too-many" || problems[0].Pos.File != "sets" {
		t.Errorf("said %v", problems)
	}
}
