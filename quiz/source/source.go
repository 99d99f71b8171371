// Package source says where a text stands in an author's file, and what is wrong there.
// It imports only the standard library, so that every layer can carry places and problems.
package source

import (
	"cmp"
	"slices"
)

// Pos is a place in a file of a quiz. Line and Column count from 1, Column in runes.
// The zero Pos means that the place is not known; a Pos with a File and no Line means the whole file.
type Pos struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Text is a decoded text of a file with the way back to the place of each of its runes.
type Text struct {
	Value string // the text as YAML or Markdown decodes it
	Start Pos    // where the value begins
	Runs  []Run  // sorted by Rune; empty when every rune follows Start on its line
}

// Run says that rune number Rune of a Text's value (from 0) stands at Line and Column,
// and that the runes after it stand right behind, up to the next Run.
type Run struct {
	Rune, Line, Column int
}

// Pos returns the place of rune number n of the value (from 0); n past the end is the place behind the last rune.
func (t Text) Pos(n int) Pos {
	at := t.Start
	if t.Start.Line == 0 {
		return at
	}
	n = max(0, min(n, len([]rune(t.Value))))
	i, found := slices.BinarySearchFunc(t.Runs, n, func(r Run, n int) int { return cmp.Compare(r.Rune, n) })
	if !found {
		i--
	}
	if i < 0 {
		at.Column += n
		return at
	}
	at.Line, at.Column = t.Runs[i].Line, t.Runs[i].Column+n-t.Runs[i].Rune
	return at
}

// Severity says whether a problem keeps a quiz from being served.
type Severity string

// The severities of a problem.
const (
	Error   Severity = "error"   // the quiz is not served
	Warning Severity = "warning" // worth a look
	Note    Severity = "note"    // good to know
)

// Problem is something wrong in an author's file, in words for a person who is no programmer.
type Problem struct {
	Code     string   `json:"code"` // stable, like "rule/unknown-name"
	Severity Severity `json:"severity"`
	Pos      Pos      `json:"pos"`
	Length   int      `json:"length"`         // how many runes on the line are meant; 0 counts as 1
	Message  string   `json:"message"`        // what is wrong, without a full stop
	Hint     string   `json:"hint,omitempty"` // what to do about it
}

// Sort orders problems by file, line, column and code.
func Sort(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Code, b.Code),
		)
	})
}

// HasErrors reports whether one of the problems is an Error.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}
