package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz/source"
	"waymark/vet"
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
		return folder{}, couldNotRun(fmt.Errorf("%s is not a folder", source.Quote(name)), "give the folder that holds quiz.yaml")
	}
	return folder{name: name, files: questions.Folder(name)}, nil
}

// path returns the path of one of its files as the person would open it.
func (f folder) path(file string) string {
	if f.name == "" {
		return file
	}
	return filepath.Join(f.name, filepath.FromSlash(file))
}

// title is what the folder is called in a sentence.
func (f folder) title() string { return cmp.Or(source.Quote(f.name), "the shipped quiz") }

// placed returns the problems with the paths of their files as the person would open them.
func (f folder) placed(problems []source.Problem) []source.Problem {
	placed := make([]source.Problem, 0, len(problems))
	for _, problem := range problems {
		problem.Pos.File = f.path(problem.Pos.File)
		placed = append(placed, problem)
	}
	return placed
}

// open loads the quiz of the folder with the name for a command that needs it whole.
func (p program) open(name string) (folder, vet.Compiled, error) {
	f, err := openFolder(name)
	if err != nil {
		return folder{}, vet.Compiled{}, err
	}
	c, err := p.usable(f)
	return f, c, err
}

// usable loads the quiz of a folder for a command that needs it whole; its problems are shown on standard error.
func (p program) usable(f folder) (vet.Compiled, error) {
	c, problems := vet.Load(f.files)
	if len(problems) > 0 {
		if err := p.printProblems(p.stderr, f, problems, c.Files); err != nil {
			return vet.Compiled{}, err
		}
	}
	if c.Version == nil {
		return vet.Compiled{}, fellShort("mend the places above; `waymark check` finds them again", "%s has %s", f.title(), source.Count(problems))
	}
	return c, nil
}
