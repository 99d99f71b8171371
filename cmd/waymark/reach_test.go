package main

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ownFiles are the Go files of which the program is made: not its tests' helpers, and not its tools.
func ownFiles(t *testing.T) map[string]goFile {
	t.Helper()
	files := goFiles(t)
	for path := range files {
		if strings.HasPrefix(path, "cmd/sbom/") || strings.HasPrefix(path, "quiz/storetest/") || strings.HasPrefix(path, "questions/questionstest/") {
			delete(files, path)
		}
	}
	return files
}

// TestStartsNoProgram holds that our code starts no other program, loads no plugin, and does not go round Go's memory safety.
func TestStartsNoProgram(t *testing.T) {
	t.Parallel()
	never := []string{"os/exec", "plugin", "unsafe", "C", "net/smtp", "net/rpc"}
	for path, file := range ownFiles(t) {
		for _, spec := range file.syntax.Imports {
			if name, err := strconv.Unquote(spec.Path.Value); err != nil || slices.Contains(never, name) {
				t.Errorf("%s:%d: imports %s", path, file.line(spec.Pos()), name)
			}
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if called := selected(n); slices.Contains([]string{"os.StartProcess", "syscall.Exec", "syscall.ForkExec"}, called) {
				t.Errorf("%s:%d: %s", path, file.line(n.Pos()), called)
			}
			return true
		})
	}
}

// TestReachesTheDatabaseAlone holds that our code opens connections in one place, which the database's address alone leads to.
func TestReachesTheDatabaseAlone(t *testing.T) {
	t.Parallel()
	const dialer = "quiz/sqlstore/dialer.go"
	var opens []string
	for path, file := range ownFiles(t) {
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			called := selected(n)
			for _, way := range []string{"net.Dial", "tls.Dial", "http.Get", "http.Post", "http.Head", "http.Client", "http.DefaultClient", "http.NewRequest", "http.Transport", "http.DefaultTransport", "httputil."} {
				if !strings.HasPrefix(called, way) {
					continue
				}
				if opens = append(opens, path); path != dialer {
					t.Errorf("%s:%d: %s; the program speaks to its database alone", path, file.line(n.Pos()), called)
				}
			}
			return true
		})
	}
	if !slices.Contains(opens, dialer) {
		t.Errorf("%s opens no connection any more", dialer)
	}
}

// selected is what a selector names, like net.Dial.
func selected(n ast.Node) string {
	s, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	x, ok := s.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return x.Name + "." + s.Sel.Name
}
