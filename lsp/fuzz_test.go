package lsp

import (
	"strings"
	"testing"
	"time"

	"waymark/questions/starter"
)

// FuzzDocuments holds that no document and no place in it makes the server fail: each request is answered, also while a file is half written.
func FuzzDocuments(f *testing.F) {
	f.Add("rules.yaml", "guards:\n  hurt: {when: pain == 'y", 1, 27)
	f.Add("sets/walks.yaml", "set: walks\nquestions:\n  - id: ", 2, 8)
	f.Add("steps/first-walk.md", "---\nstep: first-walk\nneed: need_walk +\n---\nText {the", 2, 18)
	f.Add("tests/new.yaml", "tests:\n  - name: a\n    extends: calm", 2, 18)
	f.Add("quiz.yaml", "quiz: my-quiz\nwords: {by: w_who, they: {he: ", 1, 27)
	f.Add("cards/doctor.md", "---\n\t", 0, 0)
	f.Add("quiz.yaml", "\x00", 0, 1)
	c := plainConfig()
	c.Pause = time.Hour // a closer look is the same look here
	e := open(f, c, starter.Files("my-quiz", "Mine"))
	f.Fuzz(func(t *testing.T, name, text string, line, column int) {
		if !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".md") || strings.ContainsAny(name, "\x00%?#\\") || strings.Contains(name, "..") {
			return
		}
		e.t = t
		document := map[string]any{"uri": e.uri(name), "version": 1, "text": strings.ToValidUTF8(text, "?")}
		at := map[string]any{"textDocument": document, "position": position{line, column}, "newName": "other", "range": span{position{0, 0}, position{line, column}}}
		e.notify("textDocument/didOpen", at)
		for _, method := range []string{
			"hover", "definition", "references", "completion", "formatting", "documentSymbol", "codeAction", "codeLens",
		} {
			e.call("textDocument/"+method, at, nil)
		}
		_, _ = e.client.Call(t.Context(), "textDocument/rename", at) // refusing is an answer
		e.notify("textDocument/didClose", at)
		for len(e.said) > 1000 {
			<-e.said
		}
	})
}
