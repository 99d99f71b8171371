package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"waymark/quiz/source"
)

// The rules of output:
//
//   - Standard output carries what was asked for (problems of check, plans of score, failures of test) and nothing else;
//     everything that is only said to a person goes to standard error.
//   - With --json standard output is JSON alone, so that a machine may read it.
//   - The exit code tells how it went, by the codes below.
//   - An error is one line that begins with "waymark: ", says what went wrong, and is followed by a line that says what to do next.
//   - Colour and progress appear only on a terminal, and colour not when NO_COLOR is set.
//   - No name of a file, no text and no argument is written so that a terminal would obey it.
//   - What a person answered is never written, except where it was given on standard input in the same run.

// The exit codes.
const (
	exitGood   = 0
	exitFailed = 1  // could not run
	exitShort  = 2  // the author's files, tests or data fell short
	exitUsage  = 64 // wrong usage
)

// failure is an error that ends the program, with its exit code and what to do next.
type failure struct {
	code int
	err  error
	hint string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// couldNotRun ends the program with exitFailed.
func couldNotRun(err error, hint string) error {
	return &failure{code: exitFailed, err: err, hint: hint}
}

// fellShort ends the program with exitShort. The error may be empty when everything was said already.
func fellShort(hint, format string, args ...any) error {
	return &failure{code: exitShort, err: fmt.Errorf(format, args...), hint: hint}
}

// wrongUsage ends the program with exitUsage.
func wrongUsage(err error, hint string) error {
	return &failure{code: exitUsage, err: err, hint: hint}
}

// end says how the program ended and returns its exit code.
func (p program) end(err error) int {
	if err == nil {
		return exitGood
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{code: exitFailed, err: err, hint: "run the command again; when it fails again, report the line above"}
	}
	p.say("waymark: %s", f.err)
	if f.hint != "" {
		p.say("  next: %s", f.hint)
	}
	return f.code
}

// say writes a line for a person, with nothing in it that a terminal would obey. There is nobody left to tell when standard error fails.
func (p program) say(format string, args ...any) {
	fmt.Fprintln(p.stderr, source.Clean(fmt.Sprintf(format, args...)))
}

// colors reports whether a stream may be coloured.
func (p program) colors(stream io.Writer) bool {
	return p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb" && p.isTerminal(stream)
}

// printJSON writes v for a machine.
func printJSON(w io.Writer, v any) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	if err == nil {
		_, err = w.Write(source.EscapeJSON(text.Bytes()))
	}
	if err != nil {
		return couldNotRun(fmt.Errorf("write the output: %w", err), "see that the output can be written to")
	}
	return nil
}

// printProblems shows the problems of a folder with the lines of the files as they were read.
func (p program) printProblems(w io.Writer, f folder, problems []source.Problem, files map[string][]byte) error {
	placed := map[string][]byte{}
	for name, text := range files {
		placed[f.path(name)] = text
	}
	if err := source.Render(w, f.placed(problems), placed, p.colors(w)); err != nil {
		return couldNotRun(fmt.Errorf("write the problems: %w", err), "see that the output can be written to")
	}
	return nil
}

// count returns a number with its noun: 1 set, 2 sets.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// nearest is a hint with the name that is nearest to one that is not there, or with all names when they are few.
func nearest(name string, known []string) string {
	const few = 12
	if hint := source.Suggest(name, known); hint != "" {
		return hint
	}
	if len(known) > few {
		known = append(known[:few:few], "…")
	}
	return "there are " + strings.Join(known, ", ")
}
