package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// editing is a quiz that its author changes while it is served.
type editing struct {
	t       *testing.T
	dir     string
	server  *served
	watched bool
}

// change puts new words in the place of others in a file, and tells the server unless it watches.
func (e *editing) change(file, old, by string) {
	e.t.Helper()
	path := filepath.Join(e.dir, file)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), old) {
		e.t.Fatalf("%s does not hold %q: %v", file, old, err)
	}
	e.write(file, strings.Replace(string(text), old, by, 1))
}

func (e *editing) write(file, text string) {
	e.t.Helper()
	if err := os.WriteFile(filepath.Join(e.dir, file), []byte(text), 0o644); err != nil {
		e.t.Fatal(err)
	}
	if e.watched {
		return
	}
	if err := e.server.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		e.t.Fatal(err)
	}
}

// logged waits until the log matches.
func (e *editing) logged(pattern string) {
	e.t.Helper()
	if e.server.stderr.wait(e.t.Context(), regexp.MustCompile("(?s)("+pattern+")")) == "" {
		e.t.Fatalf("%q was not logged:\n%s", pattern, e.server.stderr)
	}
}

func (e *editing) newcomer() *person {
	p := &person{t: e.t, client: visitor(), base: e.server.url}
	p.joinAndAnswer()
	return p
}

// TestEditingWhileServed holds that a changed quiz is served once it is right, that whoever has begun finishes on the version they began,
// and that of a quiz that is broken, or whose tests fail, the last good version stays.
func TestEditingWhileServed(t *testing.T) {
	t.Parallel()
	for name, open := range databases() {
		for _, watched := range []bool{true, false} {
			t.Run(name+map[bool]string{true: ", watched", false: ", by signal"}[watched], func(t *testing.T) {
				t.Parallel()
				e := &editing{t: t, dir: t.TempDir(), watched: watched}
				if err := os.CopyFS(e.dir, os.DirFS(kinds)); err != nil {
					t.Fatal(err)
				}
				args := []string{"--addr", "127.0.0.1:0", "--database", open(t), e.dir}
				if watched {
					args = append(args, "--watch")
				}
				var err error
				if e.server, err = startServer(t.Context(), ".", args...); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(e.server.kill)
				e.whole()
			})
		}
	}
}

func (e *editing) whole() {
	const file, question = "sets/about-you.yaml", "/quizzes/all-kinds/sets/about-you/worries"
	const before, after = "What is on your mind when you lie awake?", "What keeps you awake?"
	early := e.newcomer()
	e.change(file, before, after)
	e.logged("a changed quiz is served")
	if page := early.get(question); !strings.Contains(page, before) {
		e.t.Errorf("who had begun does not see the version they began:\n%s", page)
	}
	if page := e.newcomer().get(question); !strings.Contains(page, after) {
		e.t.Errorf("a newcomer does not see the new version:\n%s", page)
	}

	e.change("rules.yaml", "scales:", "scale:")
	e.logged("not served.*has no key")
	if page := early.get("/readyz"); page != "ready\na changed quiz is not served; the log says why\n" {
		e.t.Errorf("/readyz says %q", page)
	}
	e.newcomer()

	e.change("rules.yaml", "scale:", "scales:")
	e.write("tests/new.yaml", "tests:\n  - {name: too-much, at: 2026-11-22T12:00:00Z, expect: {next: nights}}\n")
	e.logged(`not served.*not served.*the test \\"too-much\\"`)
	e.newcomer()

	if err := os.Remove(filepath.Join(e.dir, "tests/new.yaml")); err != nil {
		e.t.Fatal(err)
	}
	e.change(file, after, "What keeps you up?")
	e.logged("changed quiz is served.*changed quiz is served")
	if page := early.get("/readyz"); page != "ready\n" {
		e.t.Errorf("/readyz says %q", page)
	}
	if code := e.server.stop(); code != exitGood {
		e.t.Errorf("it ended with %d:\n%s", code, e.server.stderr)
	}
}
