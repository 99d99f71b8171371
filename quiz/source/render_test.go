package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// errFull is the error of a writer that takes nothing.
var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestRender(t *testing.T) {
	t.Parallel()
	at := func(line, column, length int) Problem {
		return Problem{Code: "a/b", Severity: Error, Pos: Pos{"f.yaml", line, column}, Length: length, Message: "wrong"}
	}
	hinted := at(1, 6, 4)
	hinted.Severity, hinted.Hint = Warning, `did you mean "age"?`
	tests := []struct {
		name    string
		file    string
		problem Problem
		want    string
	}{
		{"a word", "that: agee > 1\n", hinted, "f.yaml:1:6: warning: wrong  [a/b]\n    that: agee > 1\n         ^^^^\nhint: did you mean \"age\"?\n"},
		{"length 0 is one rune", "abc", at(1, 2, 0), "f.yaml:1:2: error: wrong  [a/b]\n    abc\n     ^\n"},
		{"tabs stay tabs", "\tx:\ty", at(1, 5, 1), "f.yaml:1:5: error: wrong  [a/b]\n    \tx:\ty\n    \t  \t^\n"},
		{"wide runes", "a: 日本x", at(1, 5, 2), "f.yaml:1:5: error: wrong  [a/b]\n    a: 日本x\n         ^^^\n"},
		{"marks take no room", "e\u0301x", at(1, 3, 1), "f.yaml:1:3: error: wrong  [a/b]\n    e\u0301x\n     ^\n"},
		{"a mark alone", "e\u0301x", at(1, 2, 1), "f.yaml:1:2: error: wrong  [a/b]\n    e\u0301x\n     ^\n"},
		{"a picture", "🙂 x", at(1, 3, 1), "f.yaml:1:3: error: wrong  [a/b]\n    🙂 x\n       ^\n"},
		{"Windows line ends", "a\r\nbc\r\n", at(2, 2, 9), "f.yaml:2:2: error: wrong  [a/b]\n    bc\n     ^\n"},
		{"a byte order mark", "\ufeffab", at(1, 2, 1), "f.yaml:1:2: error: wrong  [a/b]\n    ab\n     ^\n"},
		{"behind the end of the line", "ab", at(1, 3, 1), "f.yaml:1:3: error: wrong  [a/b]\n    ab\n      ^\n"},
		{"far behind the end of the line", "ab", at(1, 90, 5), "f.yaml:1:90: error: wrong  [a/b]\n    ab\n      ^\n"},
		{"a line that is not there", "ab", at(7, 1, 1), "f.yaml:7:1: error: wrong  [a/b]\n"},
		{"an empty line", "\n\n", at(2, 1, 1), "f.yaml:2:1: error: wrong  [a/b]\n"},
		{"the whole file", "ab", at(0, 0, 0), "f.yaml: error: wrong  [a/b]\n"},
		{"no place", "ab", Problem{Code: "a/b", Severity: Error, Message: "wrong"}, "quiz: error: wrong  [a/b]\n"},
		{"what a terminal obeys", "a\x1b[31mb", at(1, 7, 1), "f.yaml:1:7: error: wrong  [a/b]\n    a·[31mb\n          ^\n"},
		{"bytes that are no UTF-8", "a\xffb", at(1, 3, 1), "f.yaml:1:3: error: wrong  [a/b]\n    a·b\n      ^\n"},
		{
			"a long line", strings.Repeat("a", 300) + "b" + strings.Repeat("c", 300), at(1, 301, 1),
			"f.yaml:1:301: error: wrong  [a/b]\n    …" + strings.Repeat("a", 80) + "b" + strings.Repeat("c", 78) + "…\n" + strings.Repeat(" ", 85) + "^\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := Render(&out, []Problem{test.problem}, map[string][]byte{"f.yaml": []byte(test.file)}, false); err != nil {
				t.Fatal(err)
			}
			if out.String() != test.want {
				t.Errorf("got\n%s\nwant\n%s", out.String(), test.want)
			}
		})
	}
}

func TestRenderSeveralInColor(t *testing.T) {
	t.Parallel()
	problems := []Problem{
		{Code: "a/b", Severity: Error, Pos: Pos{"f.yaml", 1, 2}, Length: 1, Message: "wrong", Hint: "mend it"},
		{Code: "c/d", Severity: Warning, Pos: Pos{File: "g.yaml"}, Message: "odd"},
	}
	var out bytes.Buffer
	if err := Render(&out, problems, map[string][]byte{"f.yaml": []byte("abc")}, true); err != nil {
		t.Fatal(err)
	}
	want := "\x1b[1mf.yaml:1:2:\x1b[0m \x1b[1;31merror:\x1b[0m wrong  \x1b[36m[a/b]\x1b[0m\n    abc\n     \x1b[1;31m^\x1b[0m\n\x1b[1mhint:\x1b[0m mend it\n" +
		"\n\x1b[1mg.yaml:\x1b[0m \x1b[1;33mwarning:\x1b[0m odd  \x1b[36m[c/d]\x1b[0m\n"
	if out.String() != want {
		t.Errorf("got\n%q\nwant\n%q", out.String(), want)
	}
}

func TestRenderReturnsTheErrorOfTheWriter(t *testing.T) {
	t.Parallel()
	if err := Render(full{}, []Problem{{}}, nil, false); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}

func TestProblemAsJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(Problem{Code: "a/b", Severity: Error, Pos: Pos{"f.yaml", 1, 2}, Length: 3, Message: "wrong", Hint: "mend it"})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"code":"a/b","severity":"error","pos":{"file":"f.yaml","line":1,"column":2},"length":3,"message":"wrong","hint":"mend it"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
