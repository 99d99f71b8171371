package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

type testCommand struct {
	Run_   pattern `name:"run" placeholder:"REGEXP" help:"Run only the tests whose name matches."`
	JSON   bool    `name:"json" help:"Print every test with its outcome, and what was covered, as JSON."`
	Cover  bool    `help:"List every rule, part of a rule, band, option and state that no test has shown."`
	Least  float64 `name:"cover-min" placeholder:"PERCENT" help:"Fail when the tests show less than this of everything; --cover is meant."`
	JUnit  string  `name:"junit" type:"path" placeholder:"FILE" help:"Also write the outcomes as JUnit XML, for build servers."`
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
    waymark test --cover-min 90 my-quiz
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
	f, loaded, err := p.open(c.Folder)
	if err != nil {
		return err
	}
	tests := loaded.Version.Quiz.Tests
	report := c.run(loaded.Scorer, f, tests)
	if err := c.print(p, report); err != nil {
		return err
	}
	if c.JUnit != "" {
		if err := os.WriteFile(c.JUnit, report.junit(f.title()), 0o644); err != nil {
			return couldNotRun(fmt.Errorf("write the JUnit file: %w", err), "give a file that can be written with --junit")
		}
	}
	switch ran := len(report.Tests); {
	case report.failed() > 0:
		return fellShort("change the rules, or the tests that no longer say what you mean",
			"%d of %s failed", report.failed(), count(ran, "test"))
	case ran == 0 && len(tests) > 0:
		return couldNotRun(fmt.Errorf("no test of %s matches %q", f.title(), c.Run_), "leave --run out to see all of them with --json")
	case ran == 0:
		p.say("%s has no tests; put some into %s", f.title(), f.path("tests/"))
	default:
		p.say("%s passed", count(ran, "test"))
	}
	return c.judge(p, report.Coverage)
}

// testReport is what came of the tests.
type testReport struct {
	Tests    []outcome `json:"tests"`
	Coverage *covered  `json:"coverage,omitempty"`
}

func (r testReport) failed() int {
	failed := 0
	for _, o := range r.Tests {
		if !o.Passed {
			failed++
		}
	}
	return failed
}

// run runs the tests that were asked for.
func (c testCommand) run(scorer *scoring.Scorer, f folder, tests []*quiz.Test) testReport {
	report := testReport{Tests: []outcome{}}
	var coverage *scoring.Coverage
	if c.Cover || c.Least > 0 {
		coverage = scorer.NewCoverage()
	}
	for _, t := range tests {
		if !c.Run_.matches(t.Name) {
			continue
		}
		report.Tests = append(report.Tests, runTest(scorer, f, t))
		if coverage != nil {
			coverage.See(t.Case.History, t.Case.At)
		}
	}
	if coverage != nil {
		report.Coverage = coveredBy(coverage, f)
	}
	return report
}

// judge says how much was covered, and refuses what is less than asked for.
func (c testCommand) judge(p program, covered *covered) error {
	if covered == nil {
		return nil
	}
	p.say("covered: %s", covered)
	if covered.Percent < c.Least {
		return fellShort("add tests for the places above", "the tests cover %.1f %%, and %v %% is the least", covered.Percent, c.Least)
	}
	return nil
}

func runTest(scorer *scoring.Scorer, f folder, t *quiz.Test) outcome {
	pos := t.Pos
	pos.File = f.path(pos.File)
	mismatches := scorer.TestWhy(t)
	for _, m := range mismatches {
		for i := range m.Why {
			m.Why[i].Pos.File, m.Why[i].At.File = f.path(m.Why[i].Pos.File), f.path(m.Why[i].At.File)
		}
	}
	return outcome{
		Name: t.Name, About: t.About, Pos: pos, Passed: len(mismatches) == 0,
		Mismatches: append([]scoring.Mismatch{}, mismatches...),
	}
}

func (c testCommand) print(p program, report testReport) error {
	if c.JSON {
		return printJSON(p.stdout, report)
	}
	for _, o := range report.Tests {
		if o.Passed {
			continue
		}
		if err := o.write(p.stdout); err != nil {
			return couldNotRun(fmt.Errorf("write the failures: %w", err), "see that the output can be written to")
		}
	}
	if report.Coverage == nil {
		return nil
	}
	return report.Coverage.write(p.stdout)
}

// write prints a test that failed.
func (o outcome) write(w io.Writer) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s failed\n", o.Pos, o.Name)
	if o.About != "" {
		fmt.Fprintf(&text, "  %s\n", o.About)
	}
	text.WriteString(o.differences("  "))
	_, err := io.WriteString(w, text.String())
	return err
}

// differences says in what came what was not expected, and why, each line behind the indent.
func (o outcome) differences(indent string) string {
	var text strings.Builder
	for _, m := range o.Mismatches {
		fmt.Fprintf(&text, "%s%s: expected %s, came %s", indent, m.What, orNothing(m.Want), orNothing(m.Got))
		if m.Diff != "" {
			fmt.Fprintf(&text, " (%s)", m.Diff)
		}
		text.WriteByte('\n')
		for _, trace := range m.Why {
			fmt.Fprintf(&text, "%s  %s\n", indent, traced(trace))
		}
	}
	return text.String()
}

// traced says what a rule was and on what it rests.
func traced(t scoring.Trace) string {
	said := fmt.Sprintf("%s: `%s` is %s", t.Pos, strings.Join(strings.Fields(t.Rule), " "), t.Is)
	if t.At != t.Pos {
		said += fmt.Sprintf(" by %s", t.At)
	}
	if len(t.Because) > 0 {
		said += ", because " + strings.Join(t.Because, "; ")
	}
	return said
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
