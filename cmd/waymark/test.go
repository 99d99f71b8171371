package main

import (
	"fmt"
	"io"
	"regexp"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

type testCommand struct {
	Run_   pattern `name:"run" placeholder:"REGEXP" help:"Run only the tests whose name matches."`
	JSON   bool    `name:"json" help:"Print every test with its outcome as a JSON list."`
	Folder string  `arg:"" help:"The folder of the quiz."`
}

// pattern is a regular expression given as a flag.
type pattern struct{ *regexp.Regexp }

// UnmarshalText compiles the expression.
func (p *pattern) UnmarshalText(text []byte) (err error) {
	p.Regexp, err = regexp.Compile(string(text))
	return err
}

func (p pattern) matches(s string) bool { return p.Regexp == nil || p.MatchString(s) }

// Help teaches the command.
func (testCommand) Help() string {
	return `The tests stand in tests/*.yaml of the quiz. Each test that fails is printed on standard output with what was expected and what came.

Examples:

    waymark test questions/library/nine-steps
    waymark test --run 'first-.*' my-quiz
` + exitCodes
}

// outcome is one test with what came of it.
type outcome struct {
	Name       string             `json:"name"`
	About      string             `json:"about,omitempty"`
	Pos        source.Pos         `json:"pos"`
	Passed     bool               `json:"passed"`
	Mismatches []scoring.Mismatch `json:"mismatches"`
}

// Run runs the tests of the folder.
func (c testCommand) Run(p program) error {
	f, err := openFolder(c.Folder)
	if err != nil {
		return err
	}
	loaded, err := p.usable(f)
	if err != nil {
		return err
	}
	tests := loaded.version.Quiz.Tests
	outcomes := []outcome{}
	failed := 0
	for _, t := range tests {
		if !c.Run_.matches(t.Name) {
			continue
		}
		o := runTest(loaded.scorer, f, t)
		if !o.Passed {
			failed++
		}
		outcomes = append(outcomes, o)
	}
	if err := c.print(p, outcomes); err != nil {
		return err
	}
	switch {
	case failed > 0:
		return fellShort("change the rules, or the tests that no longer say what you mean",
			"%d of %s failed", failed, count(len(outcomes), "test"))
	case len(outcomes) == 0 && len(tests) > 0:
		return couldNotRun(fmt.Errorf("no test of %s matches %q", f.title(), c.Run_), "leave --run out to see all of them with --json")
	case len(outcomes) == 0:
		p.say("%s has no tests; put some into %s", f.title(), f.path("tests/"))
	default:
		p.say("%s passed", count(len(outcomes), "test"))
	}
	return nil
}

func runTest(scorer *scoring.Scorer, f folder, t *quiz.Test) outcome {
	pos := t.Pos
	pos.File = f.path(pos.File)
	mismatches := scorer.Test(t)
	return outcome{
		Name: t.Name, About: t.About, Pos: pos, Passed: len(mismatches) == 0,
		Mismatches: append([]scoring.Mismatch{}, mismatches...),
	}
}

func (c testCommand) print(p program, outcomes []outcome) error {
	if c.JSON {
		return printJSON(p.stdout, outcomes)
	}
	for _, o := range outcomes {
		if o.Passed {
			continue
		}
		if err := o.write(p.stdout); err != nil {
			return couldNotRun(fmt.Errorf("write the failures: %w", err), "see that the output can be written to")
		}
	}
	return nil
}

// write prints a test that failed.
func (o outcome) write(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%s:%d:%d: %s failed\n", o.Pos.File, o.Pos.Line, o.Pos.Column, o.Name); err != nil {
		return err
	}
	for _, m := range o.Mismatches {
		if _, err := fmt.Fprintf(w, "  %s: expected %s, came %s\n", m.What, orNothing(m.Want), orNothing(m.Got)); err != nil {
			return err
		}
	}
	return nil
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
