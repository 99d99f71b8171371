package lsp

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waymark/questions"
	"waymark/quiz/source"
)

// FuzzDocuments holds that no document and no place in it makes the server fail: each request is answered, also while a file is half written.
// It asks the server without the lines between them, so that the same document takes the same way each time.
func FuzzDocuments(f *testing.F) {
	f.Add("rules.yaml", "guards:\n  hurt: {when: pain == 'y", 1, 27)
	f.Add("sets/walks.yaml", "set: walks\nquestions:\n  - id: ", 2, 8)
	f.Add("steps/first-walk.md", "---\nstep: first-walk\nneed: need_walk +\n---\nText {the", 2, 18)
	f.Add("tests/new.yaml", "tests:\n  - name: a\n    extends: calm", 2, 18)
	f.Add("quiz.yaml", "quiz: my-quiz\nwords: {by: w_who, they: {he: ", 1, 27)
	f.Add("cards/doctor.md", "---\n\t", 0, 0)
	f.Add("quiz.yaml", "\x00", 0, 1)
	dir := filepath.FromSlash("/quiz")
	disk := questions.Files(os.DirFS("../questions/testdata/small")) // has most kinds of files, and is looked at in a moment
	c := plainConfig()
	c.Pause = time.Hour // a closer look is the same look here
	c.Files = func(of string) (map[string][]byte, []source.Problem) {
		if of != dir {
			return nil, nil
		}
		return disk, nil
	}
	f.Fuzz(func(t *testing.T, name, text string, line, column int) {
		if !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".md") || strings.ContainsAny(name, "\x00%?#\\") || strings.Contains(name, "..") {
			return
		}
		s := &server{Config: c, push: func(string, any) {}, folders: map[string]*folder{}, waiting: map[*folder]*time.Timer{}}
		defer s.end()
		at := map[string]any{
			"textDocument": map[string]any{"uri": uriOf(filepath.Join(dir, filepath.FromSlash(name))), "version": 1, "text": strings.ToValidUTF8(text, "?")},
			"position":     position{line, column}, "newName": "other", "range": span{position{0, 0}, position{line, column}},
		}
		told(t, s.didOpen, at)
		asked(t, s.hover, at)
		asked(t, s.definition, at)
		asked(t, s.references, at)
		asked(t, s.completion, at)
		asked(t, s.formatting, at)
		asked(t, s.symbols, at)
		asked(t, s.actions, at)
		asked(t, s.lenses, at)
		asked(t, s.prepareRename, at)
		asked(t, s.rename, at)
		told(t, s.didClose, at)
	})
}

// params are the parameters of a request as the server gets them.
func params[P any](t *testing.T, sent map[string]any) *P {
	t.Helper()
	b, err := json.Marshal(sent)
	if err != nil {
		t.Fatal(err)
	}
	var p P
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

// asked holds that the answer of a request can be sent; refusing is an answer.
func asked[P, R any](t *testing.T, ask func(context.Context, *P) (R, error), sent map[string]any) {
	t.Helper()
	answer, err := ask(t.Context(), params[P](t, sent))
	if err != nil {
		return
	}
	if _, err := json.Marshal(answer); err != nil {
		t.Errorf("the answer can't be sent: %v", err)
	}
}

func told[P any](t *testing.T, tell func(context.Context, *P) error, sent map[string]any) {
	t.Helper()
	if err := tell(t.Context(), params[P](t, sent)); err != nil {
		t.Error(err)
	}
}
