package main

import (
	"waymark/quiz/source"
)

type checkCommand struct {
	JSON    bool     `name:"json" help:"Print the problems as a JSON list."`
	Folders []string `arg:"" optional:"" name:"folder" help:"Folders of quizzes; the shipped quiz when none is given."`
}

// Help teaches the command.
func (checkCommand) Help() string {
	return `Every problem is printed on standard output with file, line and column, the line itself, and what to do. Nothing is printed there when all is well.

Examples:

    waymark check
    waymark check questions/library/nine-steps
    waymark check --json my-quiz | jq '.[].message'
` + exitCodes
}

// Run checks the folders.
func (c checkCommand) Run(p program) error {
	folders, err := openFolders(c.Folders)
	if err != nil {
		return err
	}
	all := []source.Problem{}
	for _, f := range folders {
		quiz, problems := f.load()
		all = append(all, f.placed(problems)...)
		if !c.JSON {
			if err := p.printProblems(p.stdout, f, problems); err != nil {
				return err
			}
		}
		p.say("%s: %s%s", f.title(), countProblems(problems), quiz.contents())
	}
	if c.JSON {
		if err := printJSON(p.stdout, all); err != nil {
			return err
		}
	}
	if source.HasErrors(all) {
		return fellShort("mend the places above and check again", "a quiz with errors is not served")
	}
	return nil
}

// contents says how much was checked.
func (c compiled) contents() string {
	if c.version == nil {
		return ""
	}
	q := c.version.Quiz
	return " in " + count(len(q.Sets), "set") + ", " + count(len(q.Steps), "step") + " and " + count(len(q.Tests), "test")
}
