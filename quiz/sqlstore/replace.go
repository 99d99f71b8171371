package sqlstore

import (
	"errors"
	"os"
	"path/filepath"
)

// replaceFile puts a file that write fills in the place of what is at the path, at once and for good: after a power failure there
// is the one or the other.
func replaceFile(path string, write func(file *os.File) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // with mode 0600
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncFolder(path)
}

// syncFolder waits until the names of the folder in which a file stands are on the disk.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
