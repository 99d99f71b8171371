package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// folder is where the files of a quiz are.
type folder struct {
	name  string // as the person wrote it; "" is the shipped quiz
	files fs.FS
}

// openFolders returns the folders by their names, the shipped quiz when none is named.
func openFolders(names []string) ([]folder, error) {
	if len(names) == 0 {
		return []folder{{files: library.NineSteps()}}, nil
	}
	folders := make([]folder, 0, len(names))
	for _, name := range names {
		f, err := openFolder(name)
		if err != nil {
			return nil, err
		}
		folders = append(folders, f)
	}
	return folders, nil
}

func openFolder(name string) (folder, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return folder{}, couldNotRun(fmt.Errorf("the folder can't be opened: %w", err), "give the path of a folder with a quiz.yaml in it")
	case !info.IsDir():
		return folder{}, couldNotRun(fmt.Errorf("%s is not a folder", name), "give the folder that holds quiz.yaml")
	}
	return folder{name: name, files: os.DirFS(name)}, nil
}

// path returns the path of one of its files as the person would open it.
func (f folder) path(file string) string {
	if f.name == "" {
		return file
	}
	return filepath.Join(f.name, filepath.FromSlash(file))
}

// title is what the folder is called in a sentence.
func (f folder) title() string { return cmp.Or(f.name, "the shipped quiz") }

// placed returns the problems with the paths of their files as the person would open them.
func (f folder) placed(problems []source.Problem) []source.Problem {
	placed := make([]source.Problem, 0, len(problems))
	for _, problem := range problems {
		problem.Pos.File = f.path(problem.Pos.File)
		placed = append(placed, problem)
	}
	return placed
}

// compiled is a quiz that was read and whose rules were compiled.
type compiled struct {
	version  *quiz.Version
	scorer   *scoring.Scorer
	mentions []source.Mention // what its rules name
}

// load reads and compiles the quiz of a folder. With an error among the problems there is nothing to use.
func (f folder) load() (compiled, []source.Problem) {
	q, files, problems := questions.Load(f.files)
	return compile(q, files, problems)
}

// compile gives the rules of a quiz their meaning. It finds the problems in rules also while the files themselves have some.
func compile(q *quiz.Quiz, files map[string][]byte, problems []source.Problem) (compiled, []source.Problem) {
	if q == nil {
		return compiled{}, problems
	}
	scorer, found, mentions := scoring.CompileIndexed(q)
	if source.HasErrors(problems) {
		found = slices.DeleteFunc(found, followsFrom(problems))
	}
	problems = append(problems, found...)
	source.Sort(problems)
	if source.HasErrors(problems) {
		return compiled{mentions: mentions}, problems
	}
	v := &quiz.Version{Quiz: q, Hash: quiz.HashFiles(files), Files: files, Scorer: scorer}
	found = translate(v)
	if problems = append(problems, found...); len(found) > 0 {
		source.Sort(problems)
	}
	if source.HasErrors(found) {
		return compiled{mentions: mentions}, problems
	}
	return compiled{v, scorer, mentions}, problems
}

// translate gives the version its translations, and finds the problems of rules in their sentences.
func translate(v *quiz.Version) (problems []source.Problem) {
	for _, t := range v.Quiz.Translations {
		q := v.Quiz.In(t.Language)
		scorer, found := scoring.Compile(q)
		for _, p := range found {
			if p.Pos.File == t.Pos.File {
				problems = append(problems, p)
			}
		}
		if scorer != nil {
			v.Translate(q, scorer)
		}
	}
	return problems
}

// aboutNames are problems of rules that also show when what they name could not be read.
var aboutNames = []string{
	"rule/unknown-name", "rule/no-such-set", "rule/no-such-step", "rule/no-bands", "rule/before", "rule/type", "rule/asked-later",
}

// losing are the beginnings of the codes of problems for which a question, set, step or option may be missing from the quiz.
var losing = []string{"file/", "id/", "question/", "answers/", "option/", "ref/", "set/", "step/", "band/"}

// followsFrom returns whether a problem of a rule may only be there because of problems in the files: it is shown when those are
// mended, should it stay.
func followsFrom(problems []source.Problem) func(source.Problem) bool {
	lost := slices.ContainsFunc(problems, func(p source.Problem) bool {
		return p.Severity == source.Error && p.Code != "file/unknown-key" && p.Code != "ref/card" && !strings.HasPrefix(p.Pos.File, "tests/") &&
			slices.ContainsFunc(losing, func(begin string) bool { return strings.HasPrefix(p.Code, begin) })
	})
	return func(p source.Problem) bool { return p.Pos.Line == 0 || lost && slices.Contains(aboutNames, p.Code) }
}

// loadVersion compiles a version that the store kept.
func loadVersion(files map[string][]byte) (*quiz.Version, error) {
	q, problems := questions.Parse(files)
	c, problems := compile(q, files, problems)
	if c.version == nil {
		return nil, fmt.Errorf("%s, the first in %s", countProblems(problems), problems[0].Pos.File)
	}
	return c.version, nil
}

// open loads the quiz of the folder with the name for a command that needs it whole.
func (p program) open(name string) (folder, compiled, error) {
	f, err := openFolder(name)
	if err != nil {
		return folder{}, compiled{}, err
	}
	c, err := p.usable(f)
	return f, c, err
}

// usable loads the quiz of a folder for a command that needs it whole; its problems are shown on standard error.
func (p program) usable(f folder) (compiled, error) {
	c, problems := f.load()
	if len(problems) > 0 {
		if err := p.printProblems(p.stderr, f, problems); err != nil {
			return compiled{}, err
		}
	}
	if c.version == nil {
		return compiled{}, fellShort("mend the places above; `waymark check` finds them again", "%s has %s", f.title(), countProblems(problems))
	}
	return c, nil
}
