package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
	"waymark/vet"
)

// testProgram is a program that reads in and writes to the buffers.
func testProgram(in io.Reader) (p program, stdout, stderr *bytes.Buffer) {
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	p = systemProgram()
	p.getenv = func(string) string { return "" }
	p.stdin, p.stdout, p.stderr = in, stdout, stderr
	p.isTerminal = func(any) bool { return false }
	return p, stdout, stderr
}

func loaded(t testing.TB, f folder) *quiz.Version {
	t.Helper()
	c, problems := vet.Load(f.files)
	if c.Version == nil {
		t.Fatalf("%s does not load: %+v", f.title(), problems)
	}
	return c.Version
}

func TestScoreOutputThatFails(t *testing.T) {
	t.Parallel()
	p, _, stderr := testProgram(strings.NewReader(`{"id":"x","at":"2026-11-22T12:00:00Z"}` + "\n"))
	p.stdout = fullDisk{}
	code := run(t.Context(), []string{"score", root + "/questions/testdata/all-kinds"}, p)
	if code != exitFailed || !strings.Contains(stderr.String(), "write a plan: no space left") {
		t.Errorf("exit code %d:\n%s", code, stderr)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestProgress holds what is drawn on a terminal and that nothing is drawn elsewhere.
func TestProgress(t *testing.T) {
	t.Parallel()
	for _, terminal := range []bool{true, false} {
		p, _, stderr := testProgram(nil)
		p.isTerminal = func(any) bool { return terminal }
		at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		p.now = func() time.Time { at = at.Add(200 * time.Millisecond); return at }
		bar := newProgress(p, 1000)
		for range 4 {
			bar.add(1, 200)
		}
		bar.end()
		want := ""
		if terminal {
			third := "\r[##################            ]  60% 3 lines"
			fourth := "\r[########################      ]  80% 4 lines"
			want = third + fourth + "\r" + strings.Repeat(" ", len(fourth)-1) + "\r"
		}
		if got := stderr.String(); got != want {
			t.Errorf("on a terminal (%v): got %q, want %q", terminal, got, want)
		}
	}
}
