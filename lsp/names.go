package lsp

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"

	"github.com/creachadair/jrpc2"

	"waymark/quiz/source"
)

func (s *server) definition(_ context.Context, p *placeParams) (found []location, _ error) {
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		m, ok := f.at(inFile(name, f.text(name), p.Position))
		if !ok {
			return
		}
		for _, same := range f.same(made(f, m.Thing)) {
			if same.Defines {
				found = append(found, f.location(same))
			}
		}
	})
	return found, nil
}

// made is where a thing is made: an option that is part of the language, like "skip", is made with its question.
func made(f *folder, thing source.Thing) source.Thing {
	if thing.Kind != source.ThingOption || slices.ContainsFunc(f.same(thing), func(m source.Mention) bool { return m.Defines }) {
		return thing
	}
	return source.Thing{Kind: source.ThingName, ID: thing.Of}
}

func (s *server) references(_ context.Context, p *placeParams) (found []location, _ error) {
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		f.lookWhole(s.Look)
		m, ok := f.at(inFile(name, f.text(name), p.Position))
		if !ok {
			return
		}
		for _, same := range f.same(m.Thing) {
			if !same.Defines || p.Context.IncludeDeclaration {
				found = append(found, f.location(same))
			}
		}
	})
	return found, nil
}

// refused is an answer in words for the person.
func refused(format string, args ...any) error {
	const requestFailed = -32803
	return &jrpc2.Error{Code: requestFailed, Message: fmt.Sprintf(format, args...)}
}

func (s *server) prepareRename(_ context.Context, p *placeParams) (at *span, err error) {
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		var m source.Mention
		if m, err = s.renamed(f, name, p.Position); err == nil {
			at = &span{}
			*at = spanOf(f.text(name), m.Pos, m.Length)
		}
	})
	return at, err
}

// renamed returns what is to be renamed at a place, or why it can't be.
func (s *server) renamed(f *folder, name string, at position) (source.Mention, error) {
	f.lookWhole(s.Look)
	if len(f.whole.Broken) > 0 {
		return source.Mention{}, refused("mend %s first: while it can't be read, a name in it would be missed", f.whole.Broken[0])
	}
	m, ok := f.at(inFile(name, f.text(name), at))
	switch {
	case !ok:
		return m, refused("nothing has a name here")
	case m.Kind == source.ThingFunction:
		return m, refused("%q is a word of the rule language", m.ID)
	case !slices.ContainsFunc(f.same(m.Thing), func(m source.Mention) bool { return m.Defines }):
		return m, refused("%q is made nowhere in this quiz, so it can't get another name", m.ID)
	case isFile(m.Kind) && !s.renames:
		return m, refused("the file has this name too, and this editor lets no server rename files: rename both by hand")
	default:
		return m, nil
	}
}

// isFile reports whether things of the kind stand in a file with their name.
func isFile(kind source.ThingKind) bool {
	return kind == source.ThingSet || kind == source.ThingStep || kind == source.ThingCard
}

// The forms of ids, see docs/format.md: those that rules use as names have no "-".
var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	idForm   = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
)

func (s *server) rename(_ context.Context, p *placeParams) (edit *workspaceEdit, err error) {
	err = errors.New("the document belongs to no quiz")
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		edit, err = s.renaming(f, name, p)
	})
	return edit, err
}

func (s *server) renaming(f *folder, name string, p *placeParams) (*workspaceEdit, error) {
	m, err := s.renamed(f, name, p.Position)
	if err != nil {
		return nil, err
	}
	form := idForm
	if m.Kind == source.ThingName {
		form = nameForm
	}
	if !form.MatchString(p.NewName) {
		return nil, refused("%q can't be a name: write small letters, digits and _, beginning with a letter, at most 40", p.NewName)
	}
	if p.NewName == m.ID {
		return &workspaceEdit{DocumentChanges: []any{}}, nil
	}
	becomes := m.Thing
	becomes.ID = p.NewName
	if taken := f.same(becomes); len(taken) > 0 {
		return nil, refused("the name %q is taken (%s, line %d)", p.NewName, taken[0].Pos.File, taken[0].Pos.Line)
	}
	edit := f.replace(f.same(m.Thing), p.NewName)
	for _, same := range f.same(m.Thing) {
		if same.Defines && isFile(m.Kind) {
			to := path.Join(path.Dir(same.Pos.File), p.NewName+path.Ext(same.Pos.File))
			edit.DocumentChanges = append(edit.DocumentChanges, renameFile{"rename", f.uri(same.Pos.File), f.uri(to)})
		}
	}
	return edit, nil
}

// replace returns the edits that put a word in the place of mentions.
func (f *folder) replace(mentions []source.Mention, word string) *workspaceEdit {
	var files []string
	edits := map[string][]textEdit{}
	for _, m := range mentions {
		file := m.Pos.File
		if edits[file] == nil {
			files = append(files, file)
		}
		edits[file] = append(edits[file], textEdit{spanOf(f.text(file), m.Pos, m.Length), word})
	}
	edit := &workspaceEdit{DocumentChanges: []any{}}
	for _, file := range files {
		edit.DocumentChanges = append(edit.DocumentChanges, f.edited(file, edits[file]))
	}
	return edit
}

// edited are edits of a file.
func (f *folder) edited(file string, edits []textEdit) documentEdit {
	document := versionedDocument{URI: f.uri(file)}
	if d := f.open[file]; d != nil {
		document.Version = &d.version
	}
	return documentEdit{document, edits}
}
