package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quietAfter is how long nothing has to change before it is looked again: an editor writes a file in several steps.
const quietAfter = 10 * time.Millisecond

// watch calls changed at once, and again after files in the folders have changed, until the context ends.
func watch(ctx context.Context, folders []string, changed func()) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return couldNotRun(fmt.Errorf("watch files: %w", err), "see whether the system allows more watched files")
	}
	defer watcher.Close()
	for _, folder := range folders {
		real, err := filepath.EvalSymlinks(folder) // a walk does not follow a link
		if err == nil {
			err = watchFolder(watcher, real)
		}
		if err != nil {
			return couldNotRun(fmt.Errorf("watch %s: %w", folder, err), "see that the folder can be read")
		}
	}
	changed()
	quiet := time.NewTimer(0)
	<-quiet.C
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, open := <-watcher.Events:
			if !open {
				return nil
			}
			if event.Has(fsnotify.Create) {
				_ = watchFolder(watcher, event.Name) // a file is no folder, and one that is gone again needs no watch
			}
			if !event.Has(fsnotify.Chmod) {
				quiet.Reset(quietAfter)
			}
		case err := <-watcher.Errors:
			return couldNotRun(fmt.Errorf("watch files: %w", err), "start again")
		case <-quiet.C:
			changed()
		}
	}
}

// watchFolder watches a folder and those in it, without hidden ones.
func watchFolder(w *fsnotify.Watcher, folder string) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case path != folder && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		default:
			return w.Add(path)
		}
	})
}
