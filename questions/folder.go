package questions

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"
)

// Folder is the folder of a quiz on this machine, by its path. As an fs.FS it holds its folders and its plain files, whatever else is there:
// nothing is read or written through a link that leads out of it, and a pipe, a device or a socket is never opened. A link to a plain file
// within the folder is that file.
type Folder string

// notPlain is the error of what is there and is no plain file; it says what it is.
type notPlain string

func (n notPlain) Error() string { return "it is " + string(n) + ", not a plain file" }

// Open opens a file or a folder within the folder. The error is that of the system, or says what stands there in place of a plain file.
func (f Folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	root, err := f.root()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	local := filepath.FromSlash(name)
	info, err := root.Stat(local)
	if err != nil {
		return nil, throughLink(root, local, err)
	}
	if err := notSpecial(name, info.Mode()); err != nil {
		return nil, err
	}
	// What was a file may be a pipe by now, which must not keep the program.
	file, err := root.OpenFile(local, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = notSpecial(name, info.Mode())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

func (f Folder) root() (*os.Root, error) {
	info, err := os.Stat(string(f)) // to open what is no folder may take for ever
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: string(f), Err: errors.New("it is not a folder")}
	}
	return os.OpenRoot(string(f))
}

// throughLink says so when it is a link that can't be followed within the folder.
func throughLink(root *os.Root, name string, err error) error {
	if info, failed := root.Lstat(name); failed == nil && info.Mode()&fs.ModeSymlink != 0 && !errors.Is(err, fs.ErrPermission) {
		return &fs.PathError{Op: "open", Path: name, Err: notPlain("a link that leads out of the folder or to nothing")}
	}
	return err
}

// notSpecial returns an error for what is neither a plain file nor a folder.
func notSpecial(name string, mode fs.FileMode) error {
	what := notPlain("something else")
	switch {
	case mode.IsRegular() || mode.IsDir():
		return nil
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode&fs.ModeSymlink != 0:
		what = "a link"
	}
	return &fs.PathError{Op: "open", Path: name, Err: what}
}

// WriteFile puts a file into the folder, with the folders above it: the whole text or, with an error, nothing. A file that is there keeps its
// mode. In place of anything but a plain file it writes nothing, and says what it is; a link is not followed. name is as in an fs.FS.
func (f Folder) WriteFile(name string, text []byte) error {
	root, err := f.root()
	if err != nil {
		return err
	}
	defer root.Close()
	local := filepath.FromSlash(name)
	mode, err := writable(root, name, local)
	if err != nil {
		return err
	}
	if err := root.MkdirAll(filepath.FromSlash(path.Dir(name)), 0o755); err != nil {
		return throughLink(root, filepath.FromSlash(path.Dir(name)), err)
	}
	file, beside, err := besideOf(root, name)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil && mode != 0 {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync() // else a power failure may leave the name with nothing behind it
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = root.Rename(beside, local)
	}
	if err != nil {
		return errors.Join(err, root.Remove(beside))
	}
	return nil
}

// writable returns the mode of the file that is there, 0 when there is none; the error when it may not be written.
func writable(root *os.Root, name, local string) (fs.FileMode, error) {
	info, err := root.Lstat(local)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, throughLink(root, filepath.Dir(local), err)
	case info.IsDir():
		return 0, &fs.PathError{Op: "write", Path: name, Err: notPlain("a folder")}
	}
	if err := notSpecial(name, info.Mode()); err != nil {
		return 0, err
	}
	file, err := root.OpenFile(local, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return 0, err
	}
	return info.Mode().Perm(), file.Close()
}

// besideOf makes a file with a hidden name beside the one that is to be written.
func besideOf(root *os.Root, name string) (*os.File, string, error) {
	const tries = 100 // a program that was ended may have left some
	for n := 1; ; n++ {
		beside := filepath.FromSlash(path.Join(path.Dir(name), fmt.Sprintf(".%s.new%d", path.Base(name), n)))
		file, err := root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil || !errors.Is(err, fs.ErrExist) || n == tries {
			return file, beside, err
		}
	}
}

// list returns the entries of a folder, sorted by name, and whether there are more than so many.
func list(fsys fs.FS, dir string, most int) (entries []fs.DirEntry, more bool, err error) {
	folder, err := fsys.Open(dir)
	if err != nil {
		return nil, false, err
	}
	defer folder.Close()
	reader, ok := folder.(fs.ReadDirFile)
	if !ok {
		return nil, false, &fs.PathError{Op: "read", Path: dir, Err: errors.New("it is not a folder")}
	}
	entries, err = reader.ReadDir(most + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries[:min(len(entries), most)], len(entries) > most, nil
}

// Quizzes returns the names of the folders right within the folder that hold a quiz, sorted.
func (f Folder) Quizzes() []string {
	entries, _, err := list(f, ".", maxNames)
	if err != nil {
		return nil
	}
	var quizzes []string
	for _, entry := range entries {
		if file, err := f.Open(path.Join(entry.Name(), quizFile)); err == nil {
			_ = file.Close() // it was only looked for
			quizzes = append(quizzes, entry.Name())
		}
	}
	return quizzes
}
