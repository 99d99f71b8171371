//go:build unix

package lsp

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestAPipeIsSaid: a pipe in the folder is said to be one when the folder is read again, and keeps nothing else from being said.
func TestAPipeIsSaid(t *testing.T) {
	t.Parallel()
	e := open(t, plainConfig(), nineSteps())
	e.show("rules.yaml")
	e.until("rules.yaml", "that all is well", clean)
	if err := syscall.Mkfifo(filepath.Join(e.dir, "sets", "pipe.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	e.notify("textDocument/didSave", map[string]any{"textDocument": textDocument{URI: e.uri("rules.yaml")}})
	e.until("sets/pipe.yaml", "that it is a pipe", with("file/unreadable"))
}
