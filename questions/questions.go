// Package questions reads the files of a quiz, as docs/format.md describes them, and finds what is wrong in them.
// It knows nothing of the rule language: a rule is carried as a source.Text, to be compiled elsewhere.
package questions

import (
	"cmp"
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

// Load reads the quiz whose folder is the root of fsys. It returns the quiz as far as it could be read (nil only when
// quiz.yaml can't be read at all), the files that say what is served, and every problem found, sorted.
// Names of files are relative and slash-separated. The files of tests/ are read but not among those returned:
// a test does not change what is served, so it does not make another version.
func Load(fsys fs.FS) (*quiz.Quiz, map[string][]byte, []source.Problem) {
	all, problems := collect(fsys)
	q, found := Parse(all)
	problems = append(problems, found...)
	source.Sort(problems)
	maps.DeleteFunc(all, func(name string, _ []byte) bool { return path.Dir(name) == testsDir })
	return q, all, problems
}

// Files returns all files of a quiz's folder that Load reads, as far as they can be read, those of tests/ among them.
func Files(fsys fs.FS) map[string][]byte {
	all, _ := collect(fsys)
	return all
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

// collect reads the files of a quiz's folder within the limits.
func collect(fsys fs.FS) (map[string][]byte, []source.Problem) {
	files := map[string][]byte{}
	var problems []source.Problem
	report := func(severity source.Severity, name, code, message, hint string) {
		problems = append(problems, source.Problem{
			Code: code, Severity: severity, Pos: source.Pos{File: name}, Message: message, Hint: hint,
		})
	}
	total := 0
	for _, dir := range []string{".", setsDir, stepsDir, cardsDir, langDir, testsDir} {
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil {
			continue // a folder that is not there is missed by whatever needs its files
		}
		for _, entry := range entries {
			name := path.Join(dir, entry.Name())
			if !belongs(name) {
				if message, hint := misnamed(name); message != "" && !entry.IsDir() {
					report(source.Warning, name, "file/not-read", message, hint)
				}
				continue
			}
			if len(files) == maxFiles {
				report(source.Error, name, "file/too-many", fmt.Sprintf("a quiz has at most %d files", maxFiles), "put the questions in fewer sets, or take files away")
				return files, problems
			}
			b, err := readFile(fsys, name)
			if err != nil {
				report(source.Error, name, "file/unreadable", "this file can't be read", "see that it is a plain file that you may read")
				continue
			}
			if total += len(b); total > maxAll {
				report(source.Error, name, "file/too-large-together", "the files of a quiz have at most 4 MiB together", "shorten the texts")
				return files, problems
			}
			files[name] = b
		}
	}
	return files, problems
}

// readFile reads at most one byte more than a file may have.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fs.ErrInvalid
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
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
