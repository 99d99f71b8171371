package scoring

import (
	"strings"
	"testing"

	"waymark/quiz"
)

// TestOneWayToWriteARule holds that what the parser would take beyond the rule language is a problem, at its place.
func TestOneWayToWriteARule(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		column  int
		message string
	}{
		"stuck | max(3)":               {7, "`|` has no meaning"},
		"if safe {1} else {2}":         {1, "`if` has no meaning"},
		"before['stuck']":              {7, "a bracket has no meaning after a name"},
		"stuck // as it was":           {7, "no remarks"},
		"stuck /* as */ + 1":           {7, "no remarks"},
		"fear == `no`":                 {9, "backticks"},
		"stuck > 0x10":                 {9, "not how a number is written"},
		"stuck > 1_000":                {9, "not how a number is written"},
		"max(stuck, 3,)":               {14, "after the comma"},
		"fear in ['no', 'yes',]":       {22, "after the comma"},
		"stuck;":                       {6, "`;` has no meaning"},
		"stuck > 1e400":                {13, "this number is too big"},
		"fear == 'a|b;c' ? 1 : 2":      {0, ""},
		"fear in ['no'] and stuck > 2": {0, ""},
		"-stuck + -(1.5)":              {0, ""},
	}
	for rule, test := range tests {
		q := sample()
		q.Values = append(q.Values, &quiz.Value{ID: "it", Is: txt(rule)})
		_, problems := Compile(q)
		var got []string
		for _, p := range problems {
			if p.Code == "rule/syntax" {
				got = append(got, p.Message)
				if p.Pos.Column != test.column {
					t.Errorf("%s: at column %d, not %d", rule, p.Pos.Column, test.column)
				}
			}
		}
		if (test.message == "") != (got == nil) || !strings.Contains(strings.Join(got, "; "), test.message) {
			t.Errorf("%s: got %q, want %q", rule, got, test.message)
		}
	}
}
