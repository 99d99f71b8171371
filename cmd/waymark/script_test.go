package main

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// update makes the scripts hold what came: UPDATE_SCRIPTS=1 go test ./cmd/waymark -run TestScripts
const update = "UPDATE_SCRIPTS"

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, scriptParams(t, "testdata/script", ""))
}

func TestScriptsOnDatabases(t *testing.T) {
	t.Parallel()
	for name, open := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scripts, err := filepath.Glob("testdata/script/database/*.txtar")
			if err != nil || len(scripts) == 0 {
				t.Fatalf("no scripts: %v", err)
			}
			for _, script := range scripts {
				p := scriptParams(t, "", open(t))
				p.Files = []string{script}
				testscript.Run(t, p)
			}
		})
	}
}

func scriptParams(t *testing.T, dir, database string) testscript.Params {
	t.Helper()
	library, err := filepath.Abs(filepath.Join(root, "questions"))
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Dir:           dir,
		UpdateScripts: os.Getenv(update) != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SHIPPED", filepath.Join(library, "library", "nine-steps"))
			env.Setenv("KINDS", filepath.Join(library, "testdata", "all-kinds"))
			env.Setenv("DATABASE", database)
			env.Values[servers{}] = map[string]*served{}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": scriptStatus,
			"serve":  scriptServe,
			"get":    scriptGet,
			"end":    scriptEnd,
			"occupy": scriptOccupy,
			"long":   scriptLong,
			"sql":    scriptSQL,
		},
	}
}

// servers is the key of the servers of a script.
type servers struct{}

// scriptStatus runs a command and holds its exit code: status 2 waymark check.
func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE COMMAND [ARGUMENT…]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("the exit code is %d, not %s", code, args[0])
	}
}

// scriptServe starts a server and puts its address into $URL: serve [ARGUMENT…].
func scriptServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("serve must not be negated; use status")
	}
	s, err := startServer(context.Background(), ts.Getenv("WORK"), append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	ts.Check(err)
	ts.Defer(s.kill)
	ts.Setenv("URL", s.url)
	ts.Setenv("ADDR", strings.TrimPrefix(s.url, "http://"))
	ts.Value(servers{}).(map[string]*served)[s.url] = s
}

// scriptGet holds the status of a page and what it says: get PATH STATUS [REGEXP].
func scriptGet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: get PATH STATUS [REGEXP]")
	}
	status, body, err := read(visitor().Get(ts.Getenv("URL") + args[0]))
	ts.Check(err)
	if strconv.Itoa(status) != args[1] {
		ts.Fatalf("the status is %d, not %s:\n%s", status, args[1], body)
	}
	if len(args) > 2 && !regexp.MustCompile(args[2]).MatchString(body) {
		ts.Fatalf("%q is not on the page:\n%s", args[2], body)
	}
}

// scriptEnd ends the server by SIGTERM and holds its exit code and its log: end CODE REGEXP….
func scriptEnd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: end CODE [REGEXP…]")
	}
	s := ts.Value(servers{}).(map[string]*served)[ts.Getenv("URL")]
	if code := s.stop(); strconv.Itoa(code) != args[0] {
		ts.Fatalf("the exit code is %d, not %s:\n%s", code, args[0], s.stderr)
	}
	for _, pattern := range args[1:] {
		if !regexp.MustCompile(pattern).MatchString(s.stderr.String()) {
			ts.Fatalf("%q is not in the log:\n%s", pattern, s.stderr)
		}
	}
}

// scriptOccupy listens on a free port and puts its address into $TAKEN.
func scriptOccupy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: occupy")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { listener.Close() })
	ts.Setenv("TAKEN", listener.Addr().String())
}

// scriptSQL runs a statement on the script's database: sql STATEMENT.
func scriptSQL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sql STATEMENT")
	}
	driver, name := "postgres", ts.Getenv("DATABASE")
	if path, ok := strings.CutPrefix(name, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()
	}
	db, err := sql.Open(driver, name)
	ts.Check(err)
	_, err = db.Exec(args[0])
	ts.Check(errors.Join(err, db.Close()))
}

// scriptLong writes a file with one line of so many bytes between a line before and a line after: long FILE BYTES BETWEEN.
func scriptLong(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: long FILE BYTES BETWEEN")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	between := strings.TrimSpace(ts.ReadFile(args[2]))
	text := between + "\n" + strings.Repeat("x", n) + "\n" + between + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}
