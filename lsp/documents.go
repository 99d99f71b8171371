package lsp

import (
	"context"
	"maps"
	"slices"
	"time"

	"waymark/quiz/source"
)

func (s *server) didOpen(_ context.Context, p *documentParams) error {
	s.document(p.TextDocument.URI, func(f *folder, name string) bool {
		text := []byte(p.TextDocument.Text)
		known := len(f.open) > 0 && f.sameText(name, text) && !isTest(name)
		f.open[name] = &document{p.TextDocument.Version, text}
		return !known
	})
	return nil
}

func (s *server) didChange(_ context.Context, p *changeParams) error {
	if len(p.ContentChanges) == 0 {
		return nil
	}
	s.document(p.TextDocument.URI, func(f *folder, name string) bool {
		f.open[name] = &document{p.TextDocument.Version, []byte(p.ContentChanges[len(p.ContentChanges)-1].Text)}
		return true
	})
	return nil
}

func (s *server) didSave(_ context.Context, p *documentParams) error {
	s.document(p.TextDocument.URI, s.reread)
	return nil
}

func (s *server) didClose(_ context.Context, p *documentParams) error {
	s.document(p.TextDocument.URI, func(f *folder, name string) bool {
		delete(f.open, name)
		return s.reread(f, name)
	})
	return nil
}

func (s *server) didChangeFiles(_ context.Context, p *filesParams) error {
	for _, change := range p.Changes {
		s.document(change.URI, s.reread)
	}
	return nil
}

// reread reads the files of the folder again.
func (s *server) reread(f *folder, _ string) bool {
	disk, unread := s.Files(f.dir)
	if maps.EqualFunc(disk, f.disk, slices.Equal) && slices.Equal(unread, f.unread) {
		return len(f.open) == 0
	}
	f.disk, f.unread = disk, unread
	return true
}

// document changes a document of a folder; when change says that something changed, everything is looked at again.
func (s *server) document(uri string, change func(f *folder, name string) bool) {
	s.mu.Lock()
	f, name := s.folderOf(uri)
	if f == nil {
		s.mu.Unlock()
		return
	}
	if !change(f, name) && !f.stale {
		s.mu.Unlock()
		return
	}
	f.changed()
	f.lookQuickly(s.Look)
	said := s.news(f)
	s.lookLater(f)
	s.published.Lock()
	defer s.published.Unlock()
	s.mu.Unlock()
	s.say(said)
}

// lookLater looks for everything once nothing changes any more.
func (s *server) lookLater(f *folder) {
	if t := s.waiting[f]; t != nil && t.Stop() {
		s.looking.Done()
	}
	s.looking.Add(1)
	age := f.age
	s.waiting[f] = time.AfterFunc(s.Pause, func() {
		defer s.looking.Done()
		s.lookOver(f, age)
	})
}

// lookOver looks for everything in the folder, and says what was found unless something changed meanwhile.
func (s *server) lookOver(f *folder, age int) {
	s.oneLook.Lock()
	defer s.oneLook.Unlock()
	s.mu.Lock()
	files, old := f.files(), f.age != age
	s.mu.Unlock()
	if old {
		return
	}
	look := s.Look(files)
	if s.take(f, age, look, look.Problems) && !source.HasErrors(look.Problems) {
		s.take(f, age, look, s.LookOver(files))
	}
}

// take takes in what was found in the files of that age, and reports whether it is still true.
func (s *server) take(f *folder, age int, look Look, problems []source.Problem) bool {
	s.mu.Lock()
	if f.age != age {
		s.mu.Unlock()
		return false
	}
	f.tookWhole(look)
	f.problems = f.byFile(problems)
	said := s.news(f)
	s.published.Lock()
	defer s.published.Unlock()
	s.mu.Unlock()
	s.say(said)
	return true
}

func (s *server) say(all []diagnosticsParams) {
	for _, said := range all {
		s.push("textDocument/publishDiagnostics", said)
	}
}

// news returns what is to be said about the files of a folder: also that there is nothing more to say about one.
func (s *server) news(f *folder) []diagnosticsParams {
	about := map[string]bool{}
	for name := range f.problems {
		about[name] = true
	}
	maps.Copy(about, f.published)
	for name := range f.open {
		about[name] = true
	}
	var all []diagnosticsParams
	for _, name := range slices.Sorted(maps.Keys(about)) {
		if name == "~" || name == "" {
			continue // of no file
		}
		said := diagnosticsParams{URI: f.uri(name), Diagnostics: []diagnostic{}}
		for _, p := range f.problems[name] {
			said.Diagnostics = append(said.Diagnostics, f.diagnostic(p))
		}
		f.published[name] = len(said.Diagnostics) > 0
		if !f.published[name] {
			delete(f.published, name)
		}
		all = append(all, said)
	}
	return all
}

func (f *folder) diagnostic(p source.Problem) diagnostic {
	d := diagnostic{Severity: 1, Code: p.Code, Source: "waymark", Message: p.Message}
	if p.Pos.Line > 0 {
		d.Range = spanOf(f.text(p.Pos.File), p.Pos, p.Length)
	}
	switch p.Severity {
	case source.Warning:
		d.Severity = 2
	case source.Note:
		d.Severity = 3
	}
	if p.Hint != "" {
		d.Message += "\n" + p.Hint
	}
	return d
}
