package main

import (
	"fmt"
	"regexp"

	"waymark/questions"
	"waymark/quiz/source"
	"waymark/vet"
)

type translateCommand struct {
	Accept   bool   `help:"Take translations whose original has changed to fit it still."`
	JSON     bool   `name:"json" help:"Print how far the translation is as JSON."`
	Folder   string `arg:"" help:"The folder of the quiz."`
	Language string `arg:"" help:"The language, like es or pt-BR."`
}

// Help teaches the command.
func (translateCommand) Help() string {
	return `Writes lang/LANGUAGE.yaml of the quiz, or completes it: every text that people read stands there with its original, to be translated beside it. What is translated already is kept, with your remarks. A text that is not translated, or whose original has changed since, is read in the quiz's own language.

Examples:

    waymark translate my-quiz es
    waymark translate --accept my-quiz es
    waymark check my-quiz
` + exitCodes
}

var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// Run writes the file.
func (c translateCommand) Run(p program) error {
	if !languageForm.MatchString(c.Language) {
		return wrongUsage(fmt.Errorf("%q is not the short name of a language", c.Language), "write es for Spanish, pt-BR for Portuguese in Brazil")
	}
	f, err := openFolder(c.Folder)
	if err != nil {
		return err
	}
	loaded, problems := vet.Load(f.files)
	if loaded.Version == nil {
		if err := p.printProblems(p.stderr, f, problems, loaded.Files); err != nil {
			return err
		}
		return fellShort("mend the places above first", "%s has %s", f.title(), source.Count(problems))
	}
	q := loaded.Version.Quiz
	if q.Language == c.Language {
		return wrongUsage(fmt.Errorf("%s is the language of the quiz itself", c.Language), "name another language")
	}
	name := "lang/" + c.Language + ".yaml"
	path := source.Quote(f.path(name))
	text, done, err := questions.WriteTranslation(q, c.Language, loaded.Files[name], c.Accept)
	if err != nil {
		return fellShort("mend the file; `waymark check` says where", "%s: %w", path, err)
	}
	if err := questions.Folder(c.Folder).WriteFile(name, text); err != nil {
		return couldNotRun(fmt.Errorf("write %s: %w", path, err), "see that you may write there, and that no link or pipe stands there")
	}
	if c.JSON {
		return printJSON(p.stdout, done)
	}
	p.say("%s: %d of %s translated", path, done.Texts-done.Missing-done.Stale, count(done.Texts, "text"))
	if done.Stale > 0 {
		p.say("%s changed since; translate them anew, or say with --accept that they still fit", count(done.Stale, "original"))
	}
	if done.Orphans > 0 {
		p.say("%s for what the quiz has no more, at the end of the file", count(done.Orphans, "translation"))
	}
	return nil
}
