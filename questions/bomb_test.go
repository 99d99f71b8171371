package questions

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"waymark/quiz/source"
)

// soon is far more than any file within the limits needs, also on a slow machine.
const soon = 10 * time.Second

// bombs are files that cost a careless reader all time or memory.
func bombs() map[string]string {
	var aliases strings.Builder
	aliases.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&aliases, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	var keys, quoted strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&keys, "key%d: 1\n", i)
		fmt.Fprintf(&quoted, "k%d: \"a\n", i)
	}
	var deep strings.Builder
	for i := range 600 {
		deep.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return map[string]string{
		"aliases":          aliases.String(),
		"brackets":         strings.Repeat("[", 80<<10),
		"braces":           strings.Repeat("{a: ", 40<<10),
		"dashes":           strings.Repeat("- ", 100<<10),
		"question marks":   strings.Repeat("? ", 100<<10),
		"depth":            deep.String(),
		"many keys":        keys.String(),
		"quotes":           quoted.String(),
		"comments":         strings.Repeat("#\n", 100<<10),
		"empty lines":      "a: 'b" + strings.Repeat("\n", 200<<10) + "'",
		"colons":           strings.Repeat("a: ", 80<<10),
		"one long word":    strings.Repeat("a", 250<<10) + ": 1",
		"one long line":    "a: " + strings.Repeat("b ", 120<<10),
		"folded":           "a: >\n" + strings.Repeat("  b\n\n", 40<<10),
		"wrong at the end": strings.Repeat("- 'a\n  b'\n", 20<<10) + "x",
	}
}

func TestBombsEndQuickly(t *testing.T) {
	t.Parallel()
	for name, bomb := range bombs() {
		for _, file := range []string{"quiz.yaml", "rules.yaml", "sets/a.yaml", "tests/a.yaml"} {
			t.Run(name+" in "+file, func(t *testing.T) {
				t.Parallel()
				files := folder(t, "all-kinds")
				files[file] = []byte(bomb)
				began := time.Now()
				_, problems := Parse(files)
				if took := time.Since(began); took > soon {
					t.Errorf("took %v", took)
				}
				if !source.HasErrors(problems) {
					t.Error("no problem was found")
				}
				if len(problems) > maxProblems+1 {
					t.Errorf("%d problems", len(problems))
				}
			})
		}
	}
}

func TestManyReferencesEndQuickly(t *testing.T) {
	t.Parallel()
	files := folder(t, "all-kinds")
	ids := strings.Repeat("a", 30)
	var items []string
	for i := range 1800 {
		items = append(items, fmt.Sprintf("%s%d", ids, i))
	}
	files["rules.yaml"] = []byte("scales:\n  s:\n    title: T\n    score: sum\n    items: [" + strings.Join(items, ", ") + "]\n    reverse: [" + strings.Join(items, ", ") + "]\n" +
		"guards: {g: {when: x, because: y, close: [" + strings.Join(items, ", ") + "]}}\nplan: {order: [" + strings.Join(items[:900], ", ") + "], wait: w, recheck: {days: 3, because: b}}\n")
	began := time.Now()
	_, problems := Parse(files)
	if took := time.Since(began); took > soon || len(problems) < maxProblems {
		t.Errorf("%d problems after %v", len(problems), took)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		add  map[string]*fstest.MapFile
		code string
	}{
		{"a large file", map[string]*fstest.MapFile{"sets/big.yaml": {Data: make([]byte, maxFile+1)}}, "file/too-large"},
		{"large together", many(17, strings.Repeat("#", maxFile)), "file/too-large-together"},
		{"many files", many(maxFiles+1, "a: 1"), "file/too-many"},
		{"no plain file", map[string]*fstest.MapFile{"sets/dir.yaml": {Mode: fs.ModeDir | 0o755}}, "file/unreadable"},
		{"another name", map[string]*fstest.MapFile{"sets/spiral.yml": {Data: []byte("a")}}, "file/not-read"},
		{"nothing", map[string]*fstest.MapFile{}, "file/missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, _, problems := Load(fstest.MapFS(test.add))
			for _, p := range problems {
				if p.Code == test.code {
					return
				}
			}
			t.Errorf("no problem %s among %v", test.code, problems)
		})
	}
}

func many(n int, content string) map[string]*fstest.MapFile {
	files := map[string]*fstest.MapFile{}
	for i := range n {
		files[fmt.Sprintf("cards/c%d.md", i)] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

// FuzzParse holds that any file of a quiz is read or refused, soon and in words. The others are those of a small quiz, so that many are tried.
func FuzzParse(f *testing.F) {
	files := folder(f, "small")
	for name, content := range folder(f, "all-kinds") {
		f.Add(name, string(content))
	}
	for _, name := range []string{"quiz.yaml", "rules.yaml"} {
		f.Add(name, "a: [b, {c: *d}]\n")
		f.Add(name, "? [a]\n: !x &y z\n<<: 1\n")
		f.Add(name, "a: \"\\\n")
	}
	f.Add("steps/a.md", "---\n---\n")
	f.Add("sets/a.yaml", "set: a\ntitle: b\nquestions: [{id: c, ask: d, choose: {}}, {id: e, grid: f, ask: g, rows: }]\n")
	f.Fuzz(func(t *testing.T, name, content string) {
		changed := maps.Clone(files)
		changed[name] = []byte(content)
		began := time.Now()
		q, problems := Parse(changed)
		if took := time.Since(began); took > soon {
			t.Errorf("took %v", took)
		}
		if q == nil && !source.HasErrors(problems) {
			t.Error("no quiz and no error")
		}
		for _, p := range problems {
			if p.Code == "" || p.Message == "" || p.Pos.File == "" || p.Severity == "" {
				t.Errorf("a problem says too little: %+v", p)
			}
		}
		if err := source.Render(io.Discard, problems, changed, true); err != nil {
			t.Error(err)
		}
	})
}
