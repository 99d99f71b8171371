package source

import (
	"fmt"
	"strings"
	"testing"
)

func TestSilence(t *testing.T) {
	t.Parallel()
	file := func(lines ...string) map[string][]byte {
		return map[string][]byte{"rules.yaml": []byte(strings.Join(lines, "\n"))}
	}
	problem := func(line int, severity Severity, code string) Problem {
		return Problem{Code: code, Severity: severity, Pos: Pos{File: "rules.yaml", Line: line, Column: 3}}
	}
	cases := []struct {
		name     string
		files    map[string][]byte
		problems []Problem
		want     string // "line code" of what is left
		silenced int
	}{
		{"on the line", file("a: b # allow x/y: on purpose"), []Problem{problem(1, Warning, "x/y")}, "", 1},
		{"above the line", file("# allow x/y: on purpose", "a: b"), []Problem{problem(2, Note, "x/y")}, "", 1},
		{"above, among remarks", file("# allow x/y: on purpose", "# more", "a: b"), []Problem{problem(3, Note, "x/y")}, "", 1},
		{"above a key that holds the line", file("# allow x/y: on purpose", "a:", "  b:", "    c: d"), []Problem{problem(4, Note, "x/y")}, "", 1},
		{"inside a long text", file("a:", "  # allow x/y: on purpose", "  b: >-", "    one", "    two"), []Problem{problem(5, Note, "x/y")}, "", 1},
		{"in Markdown", file("<!-- allow x/y: on purpose -->", "text"), []Problem{problem(2, Note, "x/y")}, "", 1},
		{"another code", file("a: b # allow x/z: on purpose"), []Problem{problem(1, Warning, "x/y")}, "1 x/y, 1 silence/unused", 0},
		{"no reason", file("a: b # allow x/y"), []Problem{problem(1, Warning, "x/y")}, "1 x/y, 1 silence/no-reason", 0},
		{"an error", file("a: b # allow x/y: on purpose"), []Problem{problem(1, Error, "x/y")}, "1 x/y, 1 silence/unused", 0},
		{"above a neighbour", file("a:", "  # allow x/y: on purpose", "  b: c", "  d: e"), []Problem{problem(4, Note, "x/y")}, "4 x/y, 2 silence/unused", 0},
		{"two of one line", file("# allow x/y: on purpose", "# allow x/z: as well", "a: b"), []Problem{problem(3, Note, "x/y"), problem(3, Note, "x/z")}, "", 2},
		{"beyond the file", file("a: b # allow x/y: on purpose"), []Problem{problem(9, Note, "x/y")}, "9 x/y, 1 silence/unused", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rest, silenced := Silence(c.problems, c.files)
			left := map[string]bool{}
			for _, p := range rest {
				left[fmt.Sprintf("%d %s", p.Pos.Line, p.Code)] = true
			}
			for _, want := range strings.Split(c.want, ", ") {
				if want != "" && !left[want] {
					t.Errorf("%s is not left: %v", want, rest)
				}
			}
			if n := len(strings.Split(c.want, ", ")); c.want != "" && n != len(rest) || c.want == "" && len(rest) > 0 || silenced != c.silenced {
				t.Errorf("%d silenced, left %v", silenced, rest)
			}
		})
	}
}
