package lsp

import (
	"context"
	"encoding/json"

	"waymark/quiz"
	"waymark/quiz/source"
)

// The commands of the code lenses: with the URI of the document and the name of the test.
const (
	runTest = "waymark.runTest"
	readFor = "waymark.readFor"
)

// lenses offers for each test of a document to run it, and to show what rules are for its person.
func (s *server) lenses(_ context.Context, p *documentParams) (found []codeLens, _ error) {
	found = []codeLens{}
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		for _, m := range f.mentions() {
			if m.Pos.File != name || m.Kind != source.ThingTest || !m.Defines {
				continue
			}
			at := spanOf(f.text(name), m.Pos, m.Length)
			arguments := []any{p.TextDocument.URI, m.ID}
			found = append(found,
				codeLens{at, command{"Run this test", runTest, arguments}},
				codeLens{at, command{"Show readings of this person", readFor, arguments}})
		}
	})
	return found, nil
}

// execute carries out the command of a lens, and says in a message what came of it.
func (s *server) execute(_ context.Context, p *commandParams) (any, error) {
	var uri, name string
	if len(p.Arguments) != 2 || json.Unmarshal(p.Arguments[0], &uri) != nil || json.Unmarshal(p.Arguments[1], &name) != nil {
		return nil, refused("%s needs a document and the name of a test", p.Command)
	}
	said := message{1, "this document belongs to no quiz"}
	s.about(uri, func(f *folder, _ string) {
		f.lookWhole(s.Look)
		test := testNamed(f.whole.Quiz, name)
		switch {
		case f.whole.Scorer == nil:
			said.Message = "mend the errors of the quiz first; then its tests can be run"
		case test == nil:
			said.Message = "there is no test " + name
		case p.Command == readFor:
			f.person = name
			said = message{3, "readings are for the person of the test " + name + " now: point at a name in a rule"}
		case p.Command == runTest:
			said = message{3, name + " passes"}
			if differs := s.Test(f.whole, test); differs != "" {
				said = message{1, name + " fails\n" + differs}
			}
		default:
			said.Message = "there is no command " + p.Command
		}
	})
	s.push("window/showMessage", said)
	return nil, nil
}

func testNamed(q *quiz.Quiz, name string) *quiz.Test {
	if q == nil {
		return nil
	}
	for _, t := range q.Tests {
		if t.Name == name {
			return t
		}
	}
	return nil
}
