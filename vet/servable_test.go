package vet_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"waymark/questions"
	"waymark/questions/starter"
	"waymark/quiz/source"
	"waymark/vet"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestServable changes a quiz that may be served.
func TestServable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, add, want string }{
		{"as it is", "rules.yaml", "", ""},
		{"a remark that allows nothing", "rules.yaml", "\n# allow guard/never-fires: it will\n", ""},
		{"an error", "rules.yaml", "\nnonsense: 1\n", "1 error, the first error at rules.yaml:"},
		{"a test that fails", "tests/people.yaml", "\n  - {name: wrong, at: 2026-11-22T12:00:00Z, expect: {next: longer}}\n",
			`the test "wrong" fails: next: expected longer, came about-you`},
		{"a promise that nobody breaks", "rules.yaml", "\npromises:\n  - {never: next == 'first-walk' and pain == 'yes', because: Who hurts does not walk.}\n", ""},
		{"a promise that somebody breaks", "rules.yaml", "\npromises:\n  - {never: next == 'first-walk', because: Nobody walks.}\n",
			"somebody breaks the promise “Nobody walks.”"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			files := maps.Clone(starter.Files("walks", "Walks"))
			if _, ok := files[c.file]; !ok {
				t.Fatalf("the quiz has no %s", c.file)
			}
			files[c.file] = append(append([]byte{}, files[c.file]...), c.add...)
			q, problems := questions.Parse(files)
			compiled, problems := vet.Compile(q, files, problems)
			err := vet.Servable(compiled, problems, noon)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("it is refused: %s", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("the error is %v, not %q", err, c.want)
			}
		})
	}
}

// TestQuickIsCalmAboutRemarks: what only a closer look finds may be allowed by a remark that a quick look can't know to be needed.
func TestQuickIsCalmAboutRemarks(t *testing.T) {
	t.Parallel()
	files := maps.Clone(starter.Files("walks", "Walks"))
	files["rules.yaml"] = append([]byte("# allow guard/never-fires: it will\n"), files["rules.yaml"]...)
	q, problems := questions.Parse(files)
	c, problems := vet.Compile(q, files, problems)
	for _, p := range vet.LookOver(c, problems, noon).Problems {
		if p.Code == "silence/unused" {
			if rest, _ := vet.Quick(problems, files); source.Count(rest) != "no problems" {
				t.Errorf("a quick look finds %v", rest)
			}
			return
		}
	}
	t.Error("a closer look does not say that the remark allows nothing")
}
