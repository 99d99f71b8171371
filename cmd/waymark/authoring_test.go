package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestAuthoring does what docs/authoring.md tells an author to do, in its order: each file and line is written, each command is run, each
// answer of the program comes, and each rule gives what the page says.
//
// A remark before a block says where it belongs (below "WORDS" in FILE, in place of "WORDS" in FILE, at the end of FILE, as FILE) or
// that its commands have another exit code (exits 2). A block of text is a part of what the command before it has written.
func TestAuthoring(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(root + "/docs/authoring.md")
	if err != nil {
		t.Fatal(err)
	}
	a := &author{t: t, dir: t.TempDir()}
	for _, b := range blocksOf(string(page)) {
		a.follow(b)
		if t.Failed() {
			return // what follows rests on this
		}
	}
	if a.written < 10 || a.run < 10 {
		t.Errorf("only %d blocks were written and %d commands run", a.written, a.run)
	}
	a.tables(string(page))
}

// block is a fenced part of a page.
type block struct {
	line                 int // of its fence
	remark, language, is string
}

func blocksOf(page string) []block {
	var blocks []block
	all := regexp.MustCompile("(?ms)(?:^<!-- ([^\n]*) -->\n)?^```([a-z]+)\n(.*?)^```$")
	for _, at := range all.FindAllStringSubmatchIndex(page, -1) {
		part := func(i int) string {
			if at[i] < 0 {
				return ""
			}
			return page[at[i]:at[i+1]]
		}
		blocks = append(blocks, block{1 + strings.Count(page[:at[4]], "\n"), part(2), part(4), part(6)})
	}
	return blocks
}

// author follows the page in a folder of their own.
type author struct {
	t            *testing.T
	dir          string
	said         string // by the last command
	run, written int
}

func (a *author) fail(b block, format string, args ...any) {
	a.t.Helper()
	a.t.Errorf("docs/authoring.md:%d: %s", b.line, fmt.Sprintf(format, args...))
}

func (a *author) follow(b block) {
	switch b.language {
	case "sh":
		for line := range strings.Lines(b.is) {
			command, _, _ := strings.Cut(line, " #")
			a.run++
			a.command(b, strings.Fields(command))
		}
	case "text":
		if !strings.Contains(a.said, b.is) {
			a.fail(b, "what came is\n%s", a.said)
		}
	default:
		a.written++
		a.write(b)
	}
}

// command runs a command; one that goes on until it is ended has to show its first page.
func (a *author) command(b block, words []string) {
	ctx := a.t.Context()
	switch words[1] {
	case "serve":
		s, err := startServer(ctx, a.dir, append(words[2:], "--addr", "127.0.0.1:0")...)
		if err != nil {
			a.fail(b, "%v", err)
			return
		}
		defer s.kill()
		a.shows(b, s.url+"/quizzes/my-quiz")
		return
	case "dev":
		a.preview(b, words)
		return
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = a.dir
	out, err := cmd.CombinedOutput()
	a.said = string(out)
	code, want := 0, 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		a.fail(b, "%v", err)
	}
	if s, ok := strings.CutPrefix(b.remark, "exits "); ok {
		want, _ = strconv.Atoi(s)
	}
	if code != want {
		a.fail(b, "%s: the exit code is %d, not %d:\n%s", strings.Join(words, " "), code, want, out)
	}
}

func (a *author) preview(b block, words []string) {
	p, _, _ := testProgram(nil)
	log := newRecord()
	p.stdout, p.stderr = io.Discard, log
	ctx, stop := context.WithTimeout(a.t.Context(), readyWithin)
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"dev", "--port", "0", filepath.Join(a.dir, words[2])}, p) }()
	if url := log.wait(ctx, regexp.MustCompile(`preview is at (http://\S+)`)); url == "" {
		a.fail(b, "the preview did not start:\n%s", log)
	} else {
		a.shows(b, url)
	}
	stop()
	<-ended
}

func (a *author) shows(b block, url string) {
	status, _, err := read(visitor().Get(url))
	if err != nil || status != http.StatusOK {
		a.fail(b, "%s: %d, %v", url, status, err)
	}
}

// write changes a file of the quiz as the remark of the block says.
func (a *author) write(b block) {
	m := regexp.MustCompile(`^(?:(below|in place of) "(.+)" in|at the (end) of|(as)) (\S+)$`).FindStringSubmatch(b.remark)
	if m == nil {
		a.fail(b, "no remark says where this belongs")
		return
	}
	file := filepath.Join(a.dir, "my-quiz", filepath.FromSlash(m[5]))
	old, err := os.ReadFile(file)
	if (err == nil) == (m[4] == "as") {
		a.fail(b, "%s: %v", m[5], err)
		return
	}
	text := string(old) + b.is
	if m[2] != "" {
		line := regexp.MustCompile("(?m)^.*"+regexp.QuoteMeta(m[2])+".*\n").FindAllStringIndex(string(old), -1)
		if len(line) != 1 {
			a.fail(b, "%d lines of %s hold %q", len(line), m[5], m[2])
			return
		}
		from, to := line[0][0], line[0][1]
		if m[1] == "below" {
			from = to
		}
		text = string(old[:from]) + b.is + string(old[to:])
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		a.fail(b, "%v", err)
	}
}
