package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"waymark/quiz"
)

// TestLSP speaks with the program as an editor does: what the check proves is said once nothing is typed, and a test is run from its lens.
func TestLSP(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "my-quiz")
	p, _, stderr := testProgram(strings.NewReader(""))
	if code := run(t.Context(), []string{"new", dir}, p); code != exitGood {
		t.Fatalf("new ended with %d:\n%s", code, stderr)
	}
	question, test := named(t, dir)
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	p, _, _ = testProgram(toServer)
	p.stdout = fromServer
	ended := make(chan int, 1)
	go func() { ended <- run(context.Background(), []string{"lsp"}, p) }()
	said := make(chan json.RawMessage, 1000)
	client := jrpc2.NewClient(channel.LSP(toClient, fromClient), &jrpc2.ClientOptions{OnNotify: func(r *jrpc2.Request) {
		said <- json.RawMessage(r.ParamString())
	}})
	defer client.Close()
	defer fromServer.Close() // so that a client that waits ends
	send := func(method string, params any) {
		t.Helper()
		if _, err := client.Call(t.Context(), method, params); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
	heard := func(want string) {
		t.Helper()
		timeout := time.After(time.Minute)
		for {
			select {
			case text := <-said:
				if strings.Contains(string(text), want) {
					return
				}
			case <-timeout:
				t.Fatalf("%q was never said", want)
			}
		}
	}
	send("initialize", map[string]any{"capabilities": map[string]any{}})
	rules := filepath.Join(dir, "rules.yaml")
	text, err := os.ReadFile(rules)
	if err != nil {
		t.Fatal(err)
	}
	never := strings.Replace(string(text), "guards:\n", "guards:\n  never:\n    when: sf_never == 'yes' and sf_never == 'no'\n    close: all\n    because: Never.\n", 1)
	never = strings.ReplaceAll(never, "sf_never", question)
	uri := "file://" + filepath.ToSlash(rules)
	if err := client.Notify(t.Context(), "textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "version": 1, "text": never}}); err != nil {
		t.Fatal(err)
	}
	heard("guard/never-fires")
	if err := client.Notify(t.Context(), "textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": 2}, "contentChanges": []any{map[string]string{"text": string(text)}},
	}); err != nil {
		t.Fatal(err)
	}
	send("workspace/executeCommand", map[string]any{"command": "waymark.runTest", "arguments": []any{uri, test}})
	heard("passes")
	send("shutdown", nil)
	if err := client.Notify(t.Context(), "exit", nil); err != nil {
		t.Fatal(err)
	}
	if code := <-ended; code != exitGood {
		t.Errorf("lsp ended with %d", code)
	}
}

// named returns the first yes_no question and the first test of the quiz in the folder.
func named(t *testing.T, dir string) (question, test string) {
	t.Helper()
	q := loaded(t, folder{name: dir, files: os.DirFS(dir)}).Quiz
	for _, set := range q.Sets {
		for _, page := range set.Questions {
			if page.Kind == quiz.YesNo && question == "" {
				question = page.ID
			}
		}
	}
	if question == "" || len(q.Tests) == 0 {
		t.Fatal("the new quiz has no yes_no question, or no tests")
	}
	return question, q.Tests[0].Name
}
