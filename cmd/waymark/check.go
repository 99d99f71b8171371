package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"waymark/docs"
	"waymark/questions"
	"waymark/quiz/source"
	"waymark/vet"
)

type checkCommand struct {
	JSON    bool     `name:"json" help:"Print the problems as a JSON list; the same as --format json."`
	Format  string   `enum:"text,json,github,sarif" default:"text" help:"How problems are printed: text for people, json, github (annotations of a workflow) or sarif."`
	Proofs  bool     `help:"Print what was proved, and for everything that somebody reaches the answers of one who does."`
	Fix     bool     `help:"Mend what has one safe mend, and say what was changed."`
	Watch   bool     `help:"Check again whenever a file changes, until Ctrl-C."`
	Explain string   `placeholder:"CODE" help:"Explain what a code in brackets means, with an example, and check nothing."`
	Folders []string `arg:"" optional:"" name:"folder" help:"Folders of quizzes; the shipped quiz when none is given."`
}

// Help teaches the command.
func (checkCommand) Help() string {
	return `Every problem is printed on standard output with file, line and column, the line itself, and what to do. Nothing is printed there when all is well. An error keeps a quiz from being served; a warning or a note is worth a look.

Beyond slips, the check proves: a rule that nobody makes true, a band, state or step that nobody reaches. Each warning and note can be allowed beside its place, with a reason:

    # allow scale/one-way: three plain facts, nobody says yes to them by habit

Examples:

    waymark check my-quiz
    waymark check --watch my-quiz
    waymark check --explain band/gap
    waymark check --fix my-quiz
    waymark check --json my-quiz | jq '.[].message'
    waymark check --format sarif my-quiz > problems.sarif
` + exitCodes
}

// Run checks the folders.
func (c checkCommand) Run(ctx context.Context, p program) error {
	if c.Explain != "" {
		return explainCode(p, c.Explain)
	}
	folders, err := openFolders(c.Folders)
	if err != nil {
		return err
	}
	if c.JSON {
		c.Format = "json"
	}
	if !c.Watch {
		return c.check(p, folders)
	}
	if len(c.Folders) == 0 {
		return errNothingToWatch()
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	again := func() {
		if err := c.check(p, folders); err != nil {
			p.end(err)
		}
		p.say("")
	}
	return watch(ctx, c.Folders, again)
}

// explainCode prints the page of a code.
func explainCode(p program, code string) error {
	page, ok := docs.Problem(code)
	if !ok {
		return wrongUsage(fmt.Errorf("there is no problem with the code %q", code), nearest(code, docs.Codes()))
	}
	_, err := fmt.Fprintf(p.stdout, "%s\n\n%s\n", code, page)
	return err
}

func errNothingToWatch() error {
	return wrongUsage(errors.New("there is nothing to watch: the shipped quiz is part of the program"), "give the folder of a quiz")
}

func (c checkCommand) check(p program, folders []folder) error {
	all := []source.Problem{}
	proofs := []proof{}
	for _, f := range folders {
		if c.Fix {
			if err := c.fix(p, f); err != nil {
				return err
			}
		}
		l := vet.Check(f.files, p.now())
		all = append(all, f.placed(l.Problems)...)
		if c.Format == "text" {
			if err := p.printProblems(p.stdout, f, l.Problems, l.Files); err != nil {
				return err
			}
		}
		if c.Proofs {
			proofs = append(proofs, proofsOf(f, l)...)
		}
		allowed := ""
		if l.Silenced > 0 {
			allowed = ", " + fmt.Sprint(l.Silenced) + " more allowed with a reason"
		}
		p.say("%s: %s%s%s", f.title(), source.Count(l.Problems), contents(l.Compiled), allowed)
	}
	if err := c.print(p, all, proofs); err != nil {
		return couldNotRun(fmt.Errorf("write the output: %w", err), "see that the output can be written to")
	}
	if source.HasErrors(all) {
		return fellShort("mend the places above and check again", "a quiz with errors is not served")
	}
	return nil
}

func (c checkCommand) print(p program, problems []source.Problem, proofs []proof) error {
	switch {
	case c.Format == "github":
		return source.RenderGitHub(p.stdout, problems)
	case c.Format == "sarif":
		return source.RenderSARIF(p.stdout, "waymark", problems)
	case c.Format == "json" && c.Proofs:
		return printJSON(p.stdout, map[string]any{"problems": problems, "proofs": proofs})
	case c.Format == "json":
		return printJSON(p.stdout, problems)
	case c.Proofs:
		return printProofs(p.stdout, proofs)
	default:
		return nil
	}
}

// contents says how much was checked.
func contents(c vet.Compiled) string {
	if c.Version == nil {
		return ""
	}
	q := c.Version.Quiz
	return " in " + count(len(q.Sets), "set") + ", " + count(len(q.Steps), "step") + " and " + count(len(q.Tests), "test")
}

// mostMends is how often a folder is mended in one run: a mend may show a problem that the other hid.
const mostMends = 20

// fix mends the files of a folder.
func (c checkCommand) fix(p program, f folder) error {
	if f.name == "" {
		return wrongUsage(fmt.Errorf("the shipped quiz is part of the program and can't be mended here"), "give the folder of a quiz")
	}
	for range mostMends {
		c, problems := vet.Load(f.files)
		changed, mended := source.Mend(c.Files, problems)
		for name, text := range changed {
			if err := questions.Folder(f.name).WriteFile(name, text); err != nil {
				return couldNotRun(fmt.Errorf("mend %s: %w", source.Quote(f.path(name)), err), "see that it is a plain file that you may write")
			}
		}
		for _, m := range mended {
			p.say("%s:%d: %q is %q now  [%s]", source.Quote(f.path(m.Problem.Pos.File)), m.Problem.Pos.Line, m.Old, m.New, m.Problem.Code)
		}
		if len(changed) == 0 {
			return nil
		}
	}
	return nil
}
