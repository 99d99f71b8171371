package source

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// hostile is a name that turns a terminal red, moves its cursor, ends its line and turns the direction of writing.
const hostile = "sets/a\x1b[31m\u009b2J\x7f\n::error::\u202eb.yaml"

// TestNamesNeverActInAnyFormat writes a problem of a file with a hostile name in every format.
func TestNamesNeverActInAnyFormat(t *testing.T) {
	t.Parallel()
	problems := []Problem{{Code: "file/x", Severity: Error, Pos: Pos{File: hostile, Line: 1, Column: 2}, Message: "wrong: " + hostile, Hint: "see " + hostile}}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text": func(b *bytes.Buffer) error {
			return Render(b, problems, map[string][]byte{hostile: []byte("a: " + hostile)}, false)
		},
		"github": func(b *bytes.Buffer) error { return RenderGitHub(b, problems) },
		"sarif":  func(b *bytes.Buffer) error { return RenderSARIF(b, "waymark", problems) },
	} {
		t.Run(name, func(t *testing.T) {
			var text bytes.Buffer
			if err := write(&text); err != nil {
				t.Fatal(err)
			}
			if at := strings.IndexFunc(text.String(), func(r rune) bool { return r != '\n' && Unprintable(r) }); at >= 0 {
				t.Errorf("%q is written raw in %q", text.String()[at], text.String())
			}
			if name == "github" && strings.Count(text.String(), "\n") != 1 {
				t.Errorf("one problem is more than one line: %q", text.String())
			}
		})
	}
}

func TestEscapeJSONKeepsTheMeaning(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal([]string{hostile, "plain", "é🙂"})
	if err != nil {
		t.Fatal(err)
	}
	escaped := EscapeJSON(b)
	var back []string
	if err := json.Unmarshal(escaped, &back); err != nil || back[0] != hostile || back[2] != "é🙂" {
		t.Errorf("%s is read as %q, %v", escaped, back, err)
	}
	if bytes.ContainsFunc(escaped, Unprintable) {
		t.Errorf("%q", escaped)
	}
}

func TestPosString(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pos  Pos
		want string
	}{
		{Pos{}, "quiz"}, {Pos{File: "a.yaml"}, "a.yaml"}, {Pos{File: "é ü/a.yaml", Line: 3, Column: 4}, "é ü/a.yaml:3:4"},
		{Pos{File: "a\x1b.yaml", Line: 3, Column: 4}, `"a\x1b.yaml":3:4`},
	} {
		if got := c.pos.String(); got != c.want {
			t.Errorf("%#v is %s, not %s", c.pos, got, c.want)
		}
	}
}
