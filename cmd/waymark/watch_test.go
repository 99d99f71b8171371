package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckWatch holds that a check that watches finds what is broken and mended in the files, also in a new folder, and ends when it is told.
func TestCheckWatch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(root+"/questions/testdata/small")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "cards")); err != nil {
		t.Fatal(err)
	}
	p, _, _ := testProgram(nil)
	said, talk := io.Pipe()
	p.stderr = talk
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"check", "--watch", dir}, p) }()
	lines := bufio.NewScanner(said)
	until := func(words string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), words) {
				return
			}
		}
		t.Fatalf("it never said %q", words)
	}
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	until("1 error")
	card, err := os.ReadFile(root + "/questions/testdata/small/cards/help.md")
	if err != nil {
		t.Fatal(err)
	}
	write("cards/help.md", string(card))
	until("1 warning in 1 set")
	write("quiz.yaml", "quiz: small\n")
	until("errors")
	stop()
	go func() { _, _ = io.Copy(io.Discard, said) }()
	if code := <-ended; code != exitGood {
		t.Errorf("exit code %d", code)
	}
}
