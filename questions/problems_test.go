package questions

import (
	"bytes"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"waymark/quiz/source"
)

var update = flag.Bool("update", false, "write what the cases in testdata/problems give as what they should give")

// folder reads all files of a folder in testdata.
func folder(t testing.TB, name string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := os.DirFS(filepath.Join("testdata", name))
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name], err = fs.ReadFile(root, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestProblems runs every case of testdata/problems: its files replace or join those of testdata/small, a line
// "without NAME" in its comment takes one away, and what is found has to read like its file "want".
func TestProblems(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil || len(names) < 40 {
		t.Fatalf("%d cases, %v", len(names), err)
	}
	small := folder(t, "small")
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := maps.Clone(small)
			for line := range strings.Lines(string(archive.Comment)) {
				if gone, ok := strings.CutPrefix(strings.TrimSpace(line), "without "); ok {
					delete(files, gone)
				}
			}
			var want *txtar.File
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = &archive.Files[i]
					continue
				}
				files[f.Name] = f.Data
			}
			if want == nil {
				t.Fatal("the case has no file want")
			}
			_, problems := Parse(files)
			var got bytes.Buffer
			if err := source.Render(&got, problems, files, false); err != nil {
				t.Fatal(err)
			}
			if *update {
				want.Data = got.Bytes()
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want.Data), got.String()); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			checkWords(t, problems)
		})
	}
}

// checkWords fails on words of the trade, which the authors of a quiz need not know.
func checkWords(t *testing.T, problems []source.Problem) {
	t.Helper()
	for _, p := range problems {
		for _, word := range []string{"node", "scalar", "mapping", "sequence", "YAML", "parse", "syntax", "token", "regexp", "null"} {
			if strings.Contains(p.Message+" "+p.Hint, word) {
				t.Errorf("the message %q (hint %q) speaks of %q", p.Message, p.Hint, word)
			}
		}
	}
}

func TestTheSmallQuizHasNoProblem(t *testing.T) {
	t.Parallel()
	if _, problems := Parse(folder(t, "small")); len(problems) > 0 {
		t.Errorf("problems: %+v", problems)
	}
}
