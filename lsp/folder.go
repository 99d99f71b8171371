package lsp

import (
	"bytes"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// Look is what a quick look at the files of a quiz finds.
type Look struct {
	Quiz     *quiz.Quiz      // as far as it could be read; nil when quiz.yaml can't be read
	Scorer   *scoring.Scorer // nil while there is an error
	Problems []source.Problem
	Mentions []source.Mention // every place where a file or a rule names something
	Broken   []string         // files that can't be read at all
}

// folder is the folder of a quiz.
type folder struct {
	dir    string
	disk   map[string][]byte    // its files as they are stored
	unread []source.Problem     // what kept others of its files from being read
	open   map[string]*document // its documents that are open, by the name of the file
	stale  bool                 // something changed since the last quick look
	age    int                  // how often something changed

	quick     Look // of the last quick look; of files of tests only at those that were open
	whole     Look // of the last look at all files
	wholeAge  int  // the age at which that was
	readable  Look // the last whole look in which every file could be read
	problems  map[string][]source.Problem
	published map[string]bool // files about which something was said
	person    string          // the test whose person readings are for; "" is the first
}

// document is an open document.
type document struct {
	version int
	text    []byte
}

// name returns the name of a file within the folder; false when it is not in it.
func (f *folder) name(file string) (string, bool) {
	name, err := filepath.Rel(f.dir, file)
	if err != nil || strings.HasPrefix(name, "..") {
		return "", false
	}
	return filepath.ToSlash(name), true
}

func (f *folder) uri(name string) string {
	return uriOf(filepath.Join(f.dir, filepath.FromSlash(name)))
}

// files returns what the files hold, with open documents in their places.
func (f *folder) files() map[string][]byte {
	all := maps.Clone(f.disk)
	if all == nil {
		all = map[string][]byte{}
	}
	for name, d := range f.open {
		all[name] = d.text
	}
	return all
}

// text returns what a file holds.
func (f *folder) text(name string) []byte {
	if d := f.open[name]; d != nil {
		return d.text
	}
	return f.disk[name]
}

func isTest(name string) bool { return path.Dir(name) == "tests" }

// changed notes that something changed.
func (f *folder) changed() {
	f.stale = true
	f.age++
}

// aboutAllTests are problems that only a look at all files of tests finds rightly.
var aboutAllTests = []string{"test/extends", "test/twice"}

// lookQuickly looks at everything but the files of tests that are not open, unless nothing changed since.
func (f *folder) lookQuickly(look func(map[string][]byte) Look) {
	if !f.stale {
		return
	}
	f.stale = false
	files := f.files()
	maps.DeleteFunc(files, func(name string, _ []byte) bool { return isTest(name) && f.open[name] == nil })
	f.quick = look(files)
	f.quick.Problems = slices.DeleteFunc(f.quick.Problems, func(p source.Problem) bool { return slices.Contains(aboutAllTests, p.Code) })
	kept := f.problems
	f.problems = f.byFile(f.quick.Problems)
	for name, problems := range kept {
		if _, seen := files[name]; !seen && isTest(name) {
			f.problems[name] = problems
		}
	}
}

// lookWhole looks at all files, unless nothing changed since.
func (f *folder) lookWhole(look func(map[string][]byte) Look) {
	if f.wholeAge != f.age {
		f.tookWhole(look(f.files()))
	}
}

// tookWhole takes in what was seen in all files.
func (f *folder) tookWhole(look Look) {
	f.whole, f.wholeAge = look, f.age
	if len(look.Broken) == 0 {
		f.readable = look
	}
}

// byFile returns the problems by their files, with those of files that can't be read and are not open.
func (f *folder) byFile(problems []source.Problem) map[string][]source.Problem {
	files := map[string][]source.Problem{}
	for _, p := range f.unread {
		if f.open[p.Pos.File] == nil {
			files[p.Pos.File] = append(files[p.Pos.File], p)
		}
	}
	for _, p := range problems {
		files[p.Pos.File] = append(files[p.Pos.File], p)
	}
	return files
}

// known is the quiz to tell about: as it is now or, while a file can't be read, as it was when all could.
func (f *folder) known() *quiz.Quiz {
	if len(f.quick.Broken) > 0 && f.readable.Quiz != nil {
		return f.readable.Quiz
	}
	return f.quick.Quiz
}

// mentions returns where things are named: as it is now in the files that can be read, else as it was last seen.
func (f *folder) mentions() []source.Mention {
	all := slices.Clone(f.quick.Mentions)
	now := map[string]bool{}
	for name := range f.files() {
		now[name] = (!isTest(name) || f.open[name] != nil) && !slices.Contains(f.quick.Broken, name)
	}
	before := f.whole
	if len(f.quick.Broken) > 0 {
		before = f.readable
	}
	for _, m := range before.Mentions {
		if !now[m.Pos.File] {
			all = append(all, m)
		}
	}
	return all
}

// at returns the mention at a place; ok is false when nothing is named there.
func (f *folder) at(place source.Pos) (m source.Mention, ok bool) {
	for _, m := range f.mentions() {
		if m.Holds(place) {
			return m, true
		}
	}
	return source.Mention{}, false
}

// same returns every mention of the thing, sorted by place; what defines it comes first.
func (f *folder) same(thing source.Thing) []source.Mention {
	var all []source.Mention
	for _, m := range f.mentions() {
		if m.Thing == thing {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b source.Mention) int {
		if a.Defines != b.Defines {
			if a.Defines {
				return -1
			}
			return 1
		}
		return a.Pos.Compare(b.Pos)
	})
	return slices.CompactFunc(all, func(a, b source.Mention) bool { return a.Pos == b.Pos })
}

func (f *folder) location(m source.Mention) location {
	return location{f.uri(m.Pos.File), spanOf(f.text(m.Pos.File), m.Pos, m.Length)}
}

// sameText reports whether the file holds the text already.
func (f *folder) sameText(name string, text []byte) bool { return bytes.Equal(f.text(name), text) }
