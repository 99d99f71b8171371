// Package vet reads the files of a quiz, compiles them, looks them over, and says whether people may be served what they hold: what every
// tool for authors and the server itself go by.
package vet

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// Compiled is a quiz that was read and whose rules were compiled. With an error among its problems it has neither version nor scorer.
type Compiled struct {
	Version  *quiz.Version
	Scorer   *scoring.Scorer
	Mentions []source.Mention  // what its rules name, as far as they can be read
	Files    map[string][]byte // in which its problems stand, as they were read; those of tests/ among them
}

// Load reads and compiles the quiz of a folder.
func Load(folder fs.FS) (Compiled, []source.Problem) {
	return Compile(read(folder))
}

// Version compiles the version of a quiz that was published with these files. The error says how many problems there are.
func Version(files map[string][]byte) (*quiz.Version, error) {
	c, problems := Compile(parsed(files))
	if c.Version == nil {
		return nil, fmt.Errorf("%s, the first in %s", source.Count(problems), source.Quote(problems[0].Pos.File))
	}
	return c.Version, nil
}

func read(folder fs.FS) (*quiz.Quiz, map[string][]byte, []source.Problem) {
	files, problems := questions.Read(folder)
	q, found := questions.Parse(files)
	problems = append(problems, found...)
	source.Sort(problems)
	return q, files, problems
}

func parsed(files map[string][]byte) (*quiz.Quiz, map[string][]byte, []source.Problem) {
	q, problems := questions.Parse(files)
	return q, files, problems
}

// Compile gives the rules of a quiz their meaning. files are those from which it was read. The problems are those of its files; it finds those of its rules, too, also while the
// files themselves have some. A nil quiz compiles to nothing.
func Compile(q *quiz.Quiz, files map[string][]byte, problems []source.Problem) (Compiled, []source.Problem) {
	if q == nil {
		return Compiled{Files: files}, problems
	}
	scorer, found, mentions := scoring.CompileIndexed(q)
	if source.HasErrors(problems) {
		found = slices.DeleteFunc(found, followsFrom(problems))
	}
	problems = append(problems, found...)
	source.Sort(problems)
	if source.HasErrors(problems) {
		return Compiled{Mentions: mentions, Files: files}, problems
	}
	served := questions.Served(files)
	v := &quiz.Version{Quiz: q, Hash: quiz.HashFiles(served), Files: served, Scorer: scorer}
	found = translate(v)
	if problems = append(problems, found...); len(found) > 0 {
		source.Sort(problems)
	}
	if source.HasErrors(found) {
		return Compiled{Mentions: mentions, Files: files}, problems
	}
	return Compiled{v, scorer, mentions, files}, problems
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
