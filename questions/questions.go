// Package questions reads the files of a quiz, as docs/format.md describes them, and finds what is wrong in them.
// It knows nothing of the rule language: a rule is carried as a source.Text, to be compiled elsewhere.
package questions

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
)

// The limits of docs/format.md.
const (
	maxFile  = 256 << 10 // bytes of one file
	maxAll   = 4 << 20   // bytes of all files together
	maxText  = 8 << 10   // bytes of one text
	maxDepth = 32        // lists and groups inside each other
	maxFiles = 500
	maxNames = 10_000 // that are looked at in one folder, whatever is there
)

// The names of a quiz's files.
const (
	quizFile  = "quiz.yaml"
	rulesFile = "rules.yaml"
	setsDir   = "sets"
	stepsDir  = "steps"
	cardsDir  = "cards"
	testsDir  = "tests"
	langDir   = "lang"
)

// Load reads the quiz whose folder is the root of fsys, for a folder of this machine a Folder. It returns the quiz as far as it could be read
// (nil only when quiz.yaml can't be read at all), the files that say what is served, and every problem found, sorted.
func Load(fsys fs.FS) (*quiz.Quiz, map[string][]byte, []source.Problem) {
	files, problems := Read(fsys)
	q, found := Parse(files)
	problems = append(problems, found...)
	source.Sort(problems)
	return q, Served(files), problems
}

// Read returns the files of the quiz whose folder is the root of fsys, those of tests/ among them, and what kept it from reading others.
// Names of files are relative and slash-separated. What it reads is bounded, whatever the folder holds.
func Read(fsys fs.FS) (map[string][]byte, []source.Problem) {
	c := &collector{fsys: fsys, files: map[string][]byte{}}
	for _, dir := range []string{".", setsDir, stepsDir, cardsDir, langDir, testsDir} {
		if !c.folder(dir) {
			break
		}
	}
	return c.files, c.problems
}

// Files returns the files that Read reads.
func Files(fsys fs.FS) map[string][]byte {
	files, _ := Read(fsys)
	return files
}

// Served returns the files that say what is served. Those of tests/ do not: a test makes no other version.
func Served(files map[string][]byte) map[string][]byte {
	served := maps.Clone(files)
	maps.DeleteFunc(served, func(name string, _ []byte) bool { return path.Dir(name) == testsDir })
	return served
}

// Parse does what Load does with files that are in memory already. It never panics and always ends, whatever the
// files hold. Files with other names than those of docs/format.md are left alone.
func Parse(files map[string][]byte) (*quiz.Quiz, []source.Problem) {
	return newReader(files).parse()
}

func (r *reader) parse() (*quiz.Quiz, []source.Problem) {
	r.readAll()
	source.Sort(r.problems)
	if r.broken[quizFile] {
		return nil, r.problems
	}
	return r.quiz, r.problems
}

// collector reads the files of a quiz's folder within the limits.
type collector struct {
	fsys     fs.FS
	files    map[string][]byte
	total    int // bytes
	problems []source.Problem
}

func (c *collector) report(severity source.Severity, name, code, message, hint string) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, source.Problem{Code: code, Severity: severity, Pos: source.Pos{File: name}, Message: message, Hint: hint})
	}
}

// folder reads the files of one folder; false when there are too many for any more.
func (c *collector) folder(dir string) bool {
	entries, more, err := list(c.fsys, dir, maxNames)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true // it is missed by whatever needs its files
	case err != nil:
		c.unreadable(dir, "this folder can't be read", err)
		return true
	case more:
		c.report(source.Error, dir, "file/too-many", fmt.Sprintf("more than %d files are in this folder", maxNames), "take away what does not belong to the quiz")
		return false
	}
	for _, entry := range entries {
		if !c.file(path.Join(dir, entry.Name()), entry.IsDir()) {
			return false
		}
	}
	return true
}

// file reads a file when it belongs to a quiz; false when there are too many for any more.
func (c *collector) file(name string, isDir bool) bool {
	if !belongs(name) {
		if message, hint := misnamed(name); message != "" && !isDir {
			c.report(source.Warning, name, "file/not-read", message, hint)
		}
		return true
	}
	if strings.ContainsFunc(name, source.Unprintable) {
		c.report(source.Error, name, "file/unreadable", "the name of this file has a character that can't be seen", "give the file a name of letters, digits, - and _")
		return true
	}
	if len(c.files) == maxFiles {
		c.report(source.Error, name, "file/too-many", fmt.Sprintf("a quiz has at most %d files", maxFiles), "put the questions in fewer sets, or take files away")
		return false
	}
	b, err := readFile(c.fsys, name)
	if err != nil {
		c.unreadable(name, "this file can't be read", err)
		return true
	}
	if c.total += len(b); c.total > maxAll {
		c.report(source.Error, name, "file/too-large-together", "the files of a quiz have at most 4 MiB together", "shorten the texts")
		return false
	}
	c.files[name] = b
	return true
}

// unreadable reports what can't be read.
func (c *collector) unreadable(name, message string, err error) {
	hint := "see that you may read it"
	if what := notPlain(""); errors.As(err, &what) {
		message = "this is " + string(what) + ", so it is not read"
		hint = "put a plain file in its place, or take it away"
	}
	c.report(source.Error, name, "file/unreadable", message, hint)
}

// readFile reads at most one byte more than a file may have.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	var b []byte
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = notPlain("a folder")
	case !info.Mode().IsRegular():
		err = notPlain("something else")
	default:
		b, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return b, err
}

// belongs reports whether a file of this name is read.
func belongs(name string) bool {
	dir, base := path.Split(name)
	if strings.HasPrefix(base, ".") {
		return false
	}
	switch strings.TrimSuffix(dir, "/") {
	case "":
		return name == quizFile || name == rulesFile
	case setsDir, langDir, testsDir:
		return path.Ext(base) == ".yaml"
	case stepsDir, cardsDir:
		return path.Ext(base) == ".md"
	default:
		return false
	}
}

// misnamed says what to do about a file that looks as if it should have been read.
func misnamed(name string) (message, hint string) {
	dir, base := path.Split(name)
	ext := path.Ext(base)
	if strings.HasPrefix(base, ".") || !slices.Contains([]string{".yaml", ".yml", ".md"}, ext) {
		return "", ""
	}
	stem := strings.TrimSuffix(base, ext)
	if dir == "" && ext == ".md" {
		return "", "" // a note of the author
	}
	hint = "give it the name " + dir + stem + ".yaml"
	switch strings.TrimSuffix(dir, "/") {
	case "":
		hint = cmp.Or(source.Suggest(stem+".yaml", []string{quizFile, rulesFile}), "put sets into sets/, steps into steps/, tests into tests/")
	case stepsDir, cardsDir:
		hint = "give it the name " + dir + stem + ".md"
	}
	return "this file is not read", hint
}
