package questions

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"waymark/quiz"
	"waymark/quiz/source"
)

// maxProblems is how many problems are told at once: more help nobody.
const maxProblems = 300

// maxMessage is how many characters of a message are kept.
const maxMessage = 300

// maxID is how many characters an id has at most.
const maxID = 40

// reader reads the files of one quiz. Whatever needs all files to be read is checked afterwards, in later.
type reader struct {
	files    map[string][]byte
	quiz     *quiz.Quiz
	problems []source.Problem
	broken   map[string]bool // files whose form is wrong; what they would have named is not missed
	faulty   map[string]bool // files with an error
	later    []func()
	opened   []*file // those whose form is right

	names     map[string]name        // the flat namespace of rules
	questions map[string]asked       // by id, without grids and information
	pages     map[string]source.Pos  // ids of all questions, also of grids and information
	sets      map[string]source.Text // ids of the sets that have a file
	steps     map[string]source.Text
	cards     map[string]source.Text
	listed    map[string]bool // sets in quiz.yaml
	forbidden *forbidden      // nil forbids nothing
	texts     []shownText
	tokens    map[string]bool // used in a text
	tests     map[string]*testFile
}

// name is a name that rules use, and what it stands for.
type name struct {
	what string
	pos  source.Pos
}

// asked is a question, with its set.
type asked struct {
	*quiz.Question
	set string
}

func newReader(files map[string][]byte) *reader {
	return &reader{
		files: files, quiz: &quiz.Quiz{}, broken: map[string]bool{}, faulty: map[string]bool{}, names: map[string]name{},
		questions: map[string]asked{}, pages: map[string]source.Pos{}, sets: map[string]source.Text{},
		steps: map[string]source.Text{}, cards: map[string]source.Text{}, listed: map[string]bool{},
		tokens: map[string]bool{}, tests: map[string]*testFile{},
	}
}

func (r *reader) readAll() {
	for _, kept := range []string{quizFile, rulesFile} {
		if _, ok := r.files[kept]; !ok {
			r.broken[kept] = true
			r.missingFile(kept)
		}
	}
	r.readOne(quizFile, r.readQuiz)
	readers := map[string]func(*file){setsDir: r.readSet, stepsDir: r.readStep, cardsDir: r.readCard, langDir: r.readTranslation, testsDir: r.readTests}
	for _, dir := range []string{setsDir, rulesFile, stepsDir, cardsDir, langDir, testsDir} {
		if dir == rulesFile {
			r.readOne(rulesFile, r.readRules)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(r.files)) {
			if path.Dir(name) == dir && belongs(name) {
				r.readOne(name, readers[dir])
			}
		}
	}
	r.orderSteps()
	for _, check := range r.later {
		check()
	}
	r.joinTests()
	r.checkTexts()
}

func (r *reader) missingFile(name string) {
	r.report(source.Problem{
		Code: "file/missing", Severity: source.Error, Pos: source.Pos{File: name},
		Message: "this file is missing", Hint: "every quiz needs the file " + name,
	})
}

func (r *reader) readOne(name string, read func(*file)) {
	if _, there := r.files[name]; !there {
		return
	}
	if f, ok := r.open(name); ok {
		r.opened = append(r.opened, f)
		read(f)
	}
}

// anyBroken reports whether a file of the folder could not be read, so that what is missing may be in there.
func (r *reader) anyBroken(dir string) bool {
	for name := range r.broken {
		if name == dir || path.Dir(name) == dir {
			return true
		}
	}
	return false
}

// report keeps a problem, up to maxProblems. A message that quotes too much is cut short.
func (r *reader) report(p source.Problem) {
	if message := []rune(p.Message); len(message) > maxMessage {
		p.Message = string(message[:maxMessage]) + "…"
	}
	if p.Severity == source.Error {
		r.faulty[p.Pos.File] = true
	}
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, p)
	}
	if len(r.problems) == maxProblems {
		r.problems = append(r.problems, source.Problem{
			Code: "file/more", Severity: source.Error, Pos: source.Pos{File: "~"},
			Message: "there are more problems than these", Hint: "put these right first, then check again",
		})
	}
}

// oneOf is suggest, or a list of what there is when that is short, or a look at the place where it is named.
func (r *reader) oneOf(word string, candidates []string) string {
	if hint := r.suggest(word, candidates); hint != "" {
		return hint
	}
	if len(candidates) == 0 || len(candidates) > 8 {
		return "look up how it is written where it is named"
	}
	return "it can be: " + strings.Join(slices.Sorted(slices.Values(candidates)), ", ")
}

// suggest is source.Suggest for words and candidates of a sensible size.
func (r *reader) suggest(word string, candidates []string) string {
	if len(r.problems) >= maxProblems || len(word) > 2*maxID || len(candidates) > 2000 {
		return ""
	}
	short := slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return len(c) > 2*maxID })
	return source.Suggest(word, short)
}

// checkID reports an id that is not well-formed. The ids that rules use as names have no "-".
func (r *reader) checkID(id source.Text, isName bool) bool {
	var message string
	switch {
	case utf8.RuneCountInString(id.Value) > maxID:
		message = fmt.Sprintf("this id has more than %d characters", maxID)
	case strings.Trim(id.Value, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" || strings.ContainsFunc(id.Value, notOfID):
		message = fmt.Sprintf("the id %q has a character that an id can't have", id.Value)
	case id.Value[0] < 'a' || id.Value[0] > 'z':
		message = fmt.Sprintf("the id %q does not begin with a letter", id.Value)
	case isName && strings.Contains(id.Value, "-"):
		r.at(id, "id/form", fmt.Sprintf("the id %q has a -, which rules would read as minus", id.Value), "write _ in its place")
		return false
	default:
		return true
	}
	r.at(id, "id/form", message, fmt.Sprintf("an id is made of small letters, digits, - and _, begins with a letter and has at most %d characters", maxID))
	return false
}

func notOfID(c rune) bool {
	return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-'
}

// reserved are the names that the rule language has taken.
func reserved() []string {
	return []string{
		"today", "unknown", "sum", "mean", "percent", "answered", "before", "change",
		"and", "or", "not", "in", "true", "false", "nil", "let", "if", "else",
		"known", "has", "band", "first_known", "mean_known", "min", "max", "abs", "round", "taken", "times", "days_since",
		"newer", "days_since_said", "done", "started", "tasks", "person_closed",
	}
}

// declare takes a name for what, in the one namespace of rules.
func (r *reader) declare(id source.Text, what string) bool {
	if !r.checkID(id, true) {
		return false
	}
	if slices.Contains(reserved(), id.Value) {
		r.at(id, "id/reserved", fmt.Sprintf("%q is a word of the rule language, so it can't be the name of %s", id.Value, what), "give it another name")
		return false
	}
	if other, taken := r.names[id.Value]; taken {
		r.at(id, "id/taken", fmt.Sprintf("the name %q is taken: %s has it (%s, line %d)", id.Value, other.what, other.pos.File, other.pos.Line),
			"rules could not tell them apart; give one of them another name")
		return false
	}
	r.names[id.Value] = name{what, id.Start}
	return true
}

// own checks that a file is named like the id it holds, and that no other file holds it.
func (r *reader) own(f *file, id source.Text, ids map[string]source.Text, what string) {
	stem := stemOf(f.name)
	if id.Value != stem {
		if _, taken := ids[stem]; !taken {
			ids[stem] = id // whatever means this file by its name is right
		}
		r.at(id, "id/file-name", fmt.Sprintf("the file is named %q, but the %s in it %q", path.Base(f.name), what, id.Value),
			fmt.Sprintf("name the file %s%s, or write %s: %s", id.Value, path.Ext(f.name), what, stem))
	}
	if other, twice := ids[id.Value]; twice {
		r.at(id, "id/twice", fmt.Sprintf("the %s %q stands in another file too (%s)", what, id.Value, other.Start.File), "give one of them another id")
		return
	}
	ids[id.Value] = id
}

// stemOf is the name of a file without its folder and its ending.
func stemOf(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

// refer checks, when all is read, that a set, step or card with the id exists.
func (r *reader) refer(id source.Text, what string) {
	if id.Value == "" {
		return
	}
	r.later = append(r.later, func() {
		ids, dir, ext := r.sets, setsDir, ".yaml"
		switch what {
		case "step":
			ids, dir, ext = r.steps, stepsDir, ".md"
		case "card":
			ids, dir, ext = r.cards, cardsDir, ".md"
		}
		if _, ok := ids[id.Value]; ok || r.anyBroken(dir) {
			return
		}
		hint := r.suggest(id.Value, slices.Collect(maps.Keys(ids)))
		if hint == "" {
			hint = fmt.Sprintf("write the file %s/%s%s", dir, id.Value, ext)
		}
		r.at(id, "ref/"+what, fmt.Sprintf("there is no %s %q", what, id.Value), hint)
	})
}

// referAll is refer for several.
func (r *reader) referAll(ids []source.Text, what string) {
	for _, id := range ids {
		r.refer(id, what)
	}
}
