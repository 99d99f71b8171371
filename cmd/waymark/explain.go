package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"waymark/batch"
	"waymark/quiz"
	"waymark/scoring"
)

type explainCommand struct {
	Persona string `placeholder:"NAME" help:"A test of the quiz whose person is explained; else a history is read from standard input, as score takes it."`
	Of      string `placeholder:"ID" help:"Explain only this step, guard, scale or value, or next."`
	Show    string `enum:"notes,fails,full" default:"notes" help:"How much: notes (what decided), fails (only what is false or not known), or full (every part of every rule)."`
	JSON    bool   `name:"json" help:"Print the trees as JSON, always in full."`
	Folder  string `arg:"" help:"The folder of the quiz."`
}

// Help teaches the command.
func (explainCommand) Help() string {
	return `For one person each step, guard and score is printed with the rules that made it so: a tree of their parts, each with its value and its place, followed down through the names of values and scales to what the person answered.

Examples:

    waymark explain --persona five-days questions/library/nine-steps
    waymark explain --persona five-days --of spiral --show full questions/library/nine-steps
    waymark explain --json my-quiz < history.json
` + exitCodes
}

// Run explains one person.
func (c explainCommand) Run(p program) error {
	f, loaded, err := p.open(c.Folder)
	if err != nil {
		return err
	}
	person, err := c.person(p, loaded.Version)
	if err != nil {
		return err
	}
	trees := loaded.Scorer.Trees(person.History, person.At)
	if c.Of != "" {
		var ids []string
		for _, t := range trees {
			ids = append(ids, t.ID, t.Kind)
		}
		trees = slices.DeleteFunc(trees, func(t scoring.Tree) bool { return (t.ID != c.Of || t.Kind == "next") && t.Kind != c.Of })
		if len(trees) == 0 {
			return wrongUsage(fmt.Errorf("nothing is called %q", c.Of), nearest(c.Of, ids))
		}
	}
	if c.JSON {
		return printJSON(p.stdout, trees)
	}
	out := treeWriter{w: p.stdout, show: c.Show, file: f.path, words: loaded.Version.Quiz.Words.Replacer(person.History, nil), color: p.colors(p.stdout)}
	for _, t := range trees {
		out.tree(t)
	}
	if out.err != nil {
		return couldNotRun(fmt.Errorf("write the explanation: %w", out.err), "see that the output can be written to")
	}
	return nil
}

// person returns the person of a test, or of a line on standard input.
func (c explainCommand) person(p program, v *quiz.Version) (quiz.Case, error) {
	if c.Persona != "" {
		var names []string
		for _, t := range v.Quiz.Tests {
			if t.Name == c.Persona {
				return t.Case, nil
			}
			names = append(names, t.Name)
		}
		return quiz.Case{}, wrongUsage(fmt.Errorf("no test is called %q", c.Persona), nearest(c.Persona, names))
	}
	if p.isTerminal(p.stdin) {
		return quiz.Case{}, wrongUsage(errors.New("who is to be explained?"), "name a test with --persona, or give a history on standard input")
	}
	text, err := io.ReadAll(io.LimitReader(p.stdin, batch.MaxLine+1))
	switch {
	case err != nil:
		return quiz.Case{}, couldNotRun(fmt.Errorf("read the history: %w", err), "see that the input can be read")
	case len(text) > batch.MaxLine:
		return quiz.Case{}, fellShort("leave out what is not needed", "the history is longer than 1 MiB")
	}
	person, err := batch.Read(v, bytes.TrimSpace(text))
	if err != nil {
		return quiz.Case{}, fellShort("see `waymark score --help` for what a history looks like", "the history can't be read: %s", err)
	}
	return person, nil
}

// treeWriter writes trees for people.
type treeWriter struct {
	w     io.Writer
	show  string
	file  func(string) string
	words *strings.Replacer
	color bool
	named map[string]bool // what was written of the tree in hand, which is not written again
	err   error
}

func (t *treeWriter) line(depth int, format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, "%s%s\n", strings.Repeat("  ", depth), strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
}

// paint marks what fails.
func (t *treeWriter) paint(is string) string {
	if !t.color || !fails(is) {
		return is
	}
	return "\x1b[33m" + is + "\x1b[0m"
}

func fails(is string) bool { return is == "false" || is == "not known" || is == "failed" }

func (t *treeWriter) tree(tree scoring.Tree) {
	t.named = map[string]bool{}
	if tree.Kind == "next" {
		t.line(0, "next is %s (%s)", tree.ID, tree.Is)
	} else {
		t.line(0, "%s %s: %s", tree.Kind, tree.ID, t.paint(tree.Is))
	}
	if tree.Because != "" {
		t.line(1, "%s", t.words.Replace(tree.Because))
	}
	for _, b := range tree.Rules {
		t.branch(1, b)
	}
	t.line(0, "")
}

func (t *treeWriter) branch(depth int, b scoring.Branch) {
	told := b.Is == ""
	if !b.Decides && t.show != "full" || t.show == "fails" && !told && !fails(b.Is) {
		return
	}
	at := ""
	if b.Pos.Line > 0 {
		pos := b.Pos
		pos.File = t.file(pos.File)
		at = fmt.Sprintf("  [%s]", pos)
	}
	text := strings.Join(strings.Fields(t.words.Replace(b.Text)), " ")
	switch {
	case told:
		t.line(depth, "%s", text)
	case b.Name != "" && text != "" && b.Name != text:
		t.line(depth, "%s: %s  %s%s", b.Name, t.paint(b.Is), text, at)
	case b.Name != "":
		t.line(depth, "%s: %s%s", b.Name, t.paint(b.Is), at)
	default:
		t.line(depth, "%s  %s%s", t.paint(b.Is), text, at)
	}
	if b.Name != "" && t.named[b.Name] && len(b.Parts) > 0 {
		t.line(depth+1, "(see above)")
		return
	}
	t.named[b.Name] = true
	for _, part := range b.Parts {
		t.branch(depth+1, part)
	}
}
