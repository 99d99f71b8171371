package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"waymark/questions"
	"waymark/quiz"
	"waymark/scoring"
)

type mutateCommand struct {
	Guards bool    `help:"Make only mistakes in guards and in what they rest on."`
	Least  float64 `name:"min" placeholder:"PERCENT" help:"Fail when the tests find less than this of the mistakes."`
	Write  string  `type:"path" placeholder:"FILE" help:"Write a test for each mistake that was not found, where there is one, into a new file."`
	JSON   bool    `name:"json" help:"Print every mistake with what became of it as JSON."`
	Folder string  `arg:"" help:"The folder of the quiz."`
}

// Help teaches the command.
func (mutateCommand) Help() string {
	return `It asks how good your tests are. It makes one small mistake at a time in a copy of the quiz (another operator, a number one higher, a guard or
a prerequisite left out, an item keyed the other way) and runs your tests. A mistake that no test finds is printed on standard output with its
place and, where one was found, a test that would find it. That test expects what your rules give now: keep it only when that is right.

Examples:

    waymark mutate my-quiz
    waymark mutate --guards --min 100 my-quiz
    waymark mutate --write my-quiz/tests/found.yaml my-quiz
` + exitCodes
}

// mutateReport is what became of all mistakes.
type mutateReport struct {
	Score      float64         `json:"score"`
	Killed     int             `json:"killed"`
	Survived   int             `json:"survived"`
	Equivalent int             `json:"equivalent"`
	Mutants    []mutantOutcome `json:"mutants"`
}

type mutantOutcome struct {
	scoring.MutantResult
	Kill string `json:"kill,omitempty"` // a test that would find it, as a file of tests has it
}

// Run makes the mistakes and runs the tests of the folder.
func (c mutateCommand) Run(p program) error {
	f, loaded, err := p.open(c.Folder)
	if err != nil {
		return err
	}
	tests := loaded.Version.Quiz.Tests
	if len(tests) == 0 {
		return fellShort("put some into "+f.path("tests/"), "%s has no tests", f.title())
	}
	bar := newProgress(p, 0)
	bar.noun = "mistakes"
	results, err := loaded.Scorer.Mutate(scoring.MutateOptions{
		Guards: c.Guards, Hunt: true, At: tests[0].Case.At, Effort: scoring.HuntEffort(),
		Progress: func(_, total int) {
			bar.total = int64(total)
			bar.add(1, 1)
		},
	})
	bar.end()
	if err != nil {
		return fellShort("run `waymark test` and mend what it finds", "%s: %w", f.title(), err)
	}
	report := newMutateReport(results, f, tests)
	if err := c.print(p, report); err != nil {
		return err
	}
	if c.Write != "" {
		if err := report.writeTests(p, c.Write); err != nil {
			return err
		}
	}
	p.say("the tests find %.1f %% of the mistakes: %d of %d; %s more can't be told from the quiz by anybody",
		report.Score, report.Killed, report.Killed+report.Survived, count(report.Equivalent, "mistake"))
	if report.Score < c.Least {
		return fellShort("add tests for the places above; --write makes a beginning", "the tests find %.1f %% of the mistakes, and %v %% is the least", report.Score, c.Least)
	}
	return nil
}

func newMutateReport(results []scoring.MutantResult, f folder, tests []*quiz.Test) mutateReport {
	report := mutateReport{Score: scoring.MutationScore(results), Mutants: []mutantOutcome{}}
	taken := map[string]bool{}
	for _, t := range tests {
		taken[t.Name] = true
	}
	for _, r := range results {
		switch r.Fate {
		case scoring.Killed:
			report.Killed++
		case scoring.Equivalent:
			report.Equivalent++
		default:
			report.Survived++
		}
		outcome := mutantOutcome{MutantResult: r}
		outcome.Pos.File = f.path(r.Pos.File)
		if r.Test != nil {
			r.Test.Name = free(taken, r.Of)
			outcome.Kill = written(r.Test)
		}
		report.Mutants = append(report.Mutants, outcome)
	}
	return report
}

// free returns a name for a test that no other has.
func free(taken map[string]bool, of string) string {
	const longest = 30 // an id has at most 40 characters
	of = of[:min(len(of), longest)]
	for n := 1; ; n++ {
		if name := fmt.Sprintf("found-%s-%d", of, n); !taken[name] {
			taken[name] = true
			return name
		}
	}
}

// written is a file with one or more tests.
func written(tests ...*quiz.Test) string {
	var text bytes.Buffer
	// A buffer takes everything, and a test that was made of a quiz can be written.
	_ = questions.WriteTests(&text, tests)
	return text.String()
}

func (c mutateCommand) print(p program, report mutateReport) error {
	if c.JSON {
		return printJSON(p.stdout, report)
	}
	for _, m := range report.Mutants {
		if m.Fate != scoring.Survived {
			continue
		}
		if err := m.write(p.stdout); err != nil {
			return couldNotRun(fmt.Errorf("write the mistakes: %w", err), "see that the output can be written to")
		}
	}
	return nil
}

// write prints a mistake that no test found.
func (m mutantOutcome) write(w io.Writer) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s: %s\n", m.Pos, m.Of, m.Change)
	for _, one := range m.Mismatches {
		fmt.Fprintf(&text, "  %s is %s, and with the mistake %s\n", one.What, orNothing(one.Want), orNothing(one.Got))
	}
	_, lines, _ := strings.Cut(m.Kill, "\n") // behind the key tests:
	for line := range strings.Lines(lines) {
		fmt.Fprintf(&text, "    %s", line)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// writeTests writes the tests that would find what was not found into a file that is not there yet.
func (r mutateReport) writeTests(p program, name string) error {
	var tests []*quiz.Test
	for _, m := range r.Mutants {
		if m.Test != nil {
			tests = append(tests, m.Test)
		}
	}
	if len(tests) == 0 {
		p.say("there is no test to write")
		return nil
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return couldNotRun(fmt.Errorf("write the tests: %w", err), "give a new file in a folder that is there with --write")
	}
	_, err = file.WriteString(written(tests...))
	if err := errors.Join(err, file.Close()); err != nil {
		return couldNotRun(fmt.Errorf("write the tests: %w", err), "see that there is room, and try again")
	}
	p.say("%s written to %s; keep each only when what it expects is right", count(len(tests), "test"), name)
	return nil
}
