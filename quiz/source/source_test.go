package source_test

import (
	"testing"

	"waymark/quiz/source"
)

func TestTextPos(t *testing.T) {
	t.Parallel()
	start := source.Pos{File: "f.yaml", Line: 3, Column: 9}
	plain := source.Text{Value: "häuser", Start: start}
	folded := source.Text{Value: "one two", Start: start, Runs: []source.Run{{Rune: 0, Line: 4, Column: 3}, {Rune: 4, Line: 5, Column: 3}}}
	tests := []struct {
		text         source.Text
		rune         int
		line, column int
	}{
		{plain, 0, 3, 9}, {plain, 2, 3, 11}, {plain, 6, 3, 15}, {plain, 99, 3, 15}, {plain, -1, 3, 9},
		{folded, 0, 4, 3}, {folded, 3, 4, 6}, {folded, 4, 5, 3}, {folded, 7, 5, 6},
		{source.Text{Value: "x"}, 1, 0, 0},
	}
	for _, test := range tests {
		if got := test.text.Pos(test.rune); got.Line != test.line || got.Column != test.column {
			t.Errorf("rune %d of %q stands at %d:%d, want %d:%d", test.rune, test.text.Value, got.Line, got.Column, test.line, test.column)
		}
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	candidates := []string{"fear", "harm", "stuck", "days_apart"}
	for word, want := range map[string]string{
		"feer": `did you mean "fear"?`, "faer": `did you mean "fear"?`, "stukc": `did you mean "stuck"?`, "day_apart": `did you mean "days_apart"?`,
		"zzzz": "", "": "",
	} {
		if got := source.Suggest(word, candidates); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	at := func(file string, line, column int) source.Problem {
		return source.Problem{Severity: source.Warning, Pos: source.Pos{File: file, Line: line, Column: column}}
	}
	problems := []source.Problem{at("b", 1, 1), at("a", 2, 1), at("a", 1, 9), at("a", 1, 2)}
	source.Sort(problems)
	for i, want := range []source.Problem{at("a", 1, 2), at("a", 1, 9), at("a", 2, 1), at("b", 1, 1)} {
		if problems[i] != want {
			t.Errorf("problem %d is %+v", i, problems[i])
		}
	}
	if source.HasErrors(problems) {
		t.Error("warnings count as errors")
	}
}
