package lsp

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// plainConfig looks at files as the program does, without proofs.
func plainConfig() Config {
	return Config{
		Files:    func(dir string) (map[string][]byte, []source.Problem) { return questions.Read(questions.Folder(dir)) },
		Look:     plainLook,
		LookOver: func(files map[string][]byte) []source.Problem { return plainLook(files).Problems },
		Test:     func(Look, *quiz.Test) string { return "" },
		Pause:    time.Millisecond,
	}
}

func plainLook(files map[string][]byte) Look {
	parsed := questions.ParseIndexed(files)
	l := Look{Quiz: parsed.Quiz, Problems: parsed.Problems, Mentions: parsed.Mentions, Broken: parsed.Broken}
	if parsed.Quiz != nil {
		scorer, problems, mentions := scoring.CompileIndexed(parsed.Quiz)
		l.Problems, l.Mentions = append(l.Problems, problems...), append(l.Mentions, mentions...)
		if !source.HasErrors(l.Problems) {
			l.Scorer = scorer
		}
	}
	return l
}

// editor is a client.
type editor struct {
	t      testing.TB
	client *jrpc2.Client
	dir    string
	texts  map[string]string
	said   chan diagnosticsParams
	shown  chan message
	ended  chan error
}

// open starts a server and opens a folder with the files of a quiz.
func open(t testing.TB, c Config, files map[string][]byte) *editor {
	t.Helper()
	e := &editor{t: t, dir: t.TempDir(), texts: map[string]string{}, said: make(chan diagnosticsParams, 10000), shown: make(chan message, 10), ended: make(chan error, 1)}
	for name, text := range files {
		path := filepath.Join(e.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		e.texts[name] = string(text)
	}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	go func() { e.ended <- Serve(context.Background(), toServer, fromServer, c) }()
	e.client = jrpc2.NewClient(channel.LSP(toClient, fromClient), &jrpc2.ClientOptions{OnNotify: e.hear})
	e.call("initialize", map[string]any{"capabilities": map[string]any{
		"workspace": map[string]any{"workspaceEdit": map[string]any{"resourceOperations": []string{"rename"}}},
	}}, nil)
	t.Cleanup(func() {
		e.call("shutdown", nil, nil)
		e.notify("exit", nil)
		if err := <-e.ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
		_ = e.client.Close()
	})
	return e
}

func (e *editor) hear(r *jrpc2.Request) {
	switch r.Method() {
	case "textDocument/publishDiagnostics":
		var said diagnosticsParams
		if err := r.UnmarshalParams(&said); err != nil {
			e.t.Error(err)
		}
		e.said <- said
	case "window/showMessage":
		var shown message
		if err := r.UnmarshalParams(&shown); err != nil {
			e.t.Error(err)
		}
		e.shown <- shown
	}
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	r, err := e.client.Call(context.Background(), method, params)
	if err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
	if result != nil {
		if err := r.UnmarshalResult(result); err != nil {
			e.t.Fatalf("%s: %v", method, err)
		}
	}
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	if err := e.client.Notify(context.Background(), method, params); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) uri(name string) string {
	return uriOf(filepath.Join(e.dir, filepath.FromSlash(name)))
}

// show opens a file.
func (e *editor) show(name string) {
	e.t.Helper()
	e.notify("textDocument/didOpen", map[string]any{"textDocument": textDocument{e.uri(name), 1, e.texts[name]}})
}

// write types into an open file, so that it holds the text.
func (e *editor) write(name, text string) {
	e.t.Helper()
	e.texts[name] = text
	e.notify("textDocument/didChange", map[string]any{
		"textDocument": textDocument{URI: e.uri(name), Version: 2}, "contentChanges": []map[string]string{{"text": text}},
	})
}

// until waits until the problems of a file fulfil a condition.
func (e *editor) until(name string, what string, fulfilled func([]diagnostic) bool) []diagnostic {
	e.t.Helper()
	timeout := time.After(time.Minute)
	var last []diagnostic
	for {
		select {
		case said := <-e.said:
			if said.URI != e.uri(name) {
				continue
			}
			if last = said.Diagnostics; fulfilled(last) {
				return last
			}
		case <-timeout:
			e.t.Fatalf("%s was never said of %s, but %+v", what, name, last)
		}
	}
}

func clean(all []diagnostic) bool { return len(all) == 0 }

func with(code string) func([]diagnostic) bool {
	return func(all []diagnostic) bool {
		return slices.ContainsFunc(all, func(d diagnostic) bool { return d.Code == code })
	}
}

// place is where ¦ stands in the marked text, which is otherwise a part of the file.
func (e *editor) place(name, marked string) map[string]any {
	e.t.Helper()
	before, after, _ := strings.Cut(marked, "¦")
	at := strings.Index(e.texts[name], before+after)
	if at < 0 {
		e.t.Fatalf("%s does not hold %q", name, before+after)
	}
	text := e.texts[name][:at+len(before)]
	line := strings.Count(text, "\n")
	units := 0
	for _, r := range text[strings.LastIndex(text, "\n")+1:] {
		units++
		if r > 0xffff {
			units++
		}
	}
	return map[string]any{"textDocument": map[string]string{"uri": e.uri(name)}, "position": position{line, units}}
}

func (e *editor) with(at map[string]any, key string, value any) map[string]any {
	at[key] = value
	return at
}

// apply carries out an edit on the texts, from the last place to the first.
func (e *editor) apply(edit workspaceEdit) {
	e.t.Helper()
	for _, change := range edit.DocumentChanges {
		b, err := json.Marshal(change)
		if err != nil {
			e.t.Fatal(err)
		}
		var one struct {
			documentEdit
			renameFile
		}
		if err := json.Unmarshal(b, &one); err != nil {
			e.t.Fatal(err)
		}
		name := func(uri string) string {
			rel, err := filepath.Rel(e.dir, pathOf(uri))
			if err != nil {
				e.t.Fatal(err)
			}
			return filepath.ToSlash(rel)
		}
		if one.Kind == "rename" {
			e.texts[name(one.NewURI)] = e.texts[name(one.OldURI)]
			delete(e.texts, name(one.OldURI))
			continue
		}
		file := name(one.TextDocument.URI)
		e.texts[file] = edited(e.texts[file], one.Edits)
	}
}

func edited(text string, edits []textEdit) string {
	lines := strings.SplitAfter(text, "\n")
	offset := func(p position) int {
		if p.Line >= len(lines) {
			return len(text)
		}
		before := len(strings.Join(lines[:p.Line], ""))
		units := 0
		for i, r := range lines[p.Line] {
			if units >= p.Character {
				return before + i
			}
			units++
			if r > 0xffff {
				units++
			}
		}
		return before + len(lines[p.Line])
	}
	slices.SortFunc(edits, func(a, b textEdit) int { return offset(b.Range.Start) - offset(a.Range.Start) })
	for _, e := range edits {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}
