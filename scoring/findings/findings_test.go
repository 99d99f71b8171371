package findings_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz/source"
	"waymark/scoring"
	"waymark/scoring/findings"
)

var update = flag.Bool("update", false, "write what the cases in testdata give as what they should give")

// find reads, compiles and looks over the files of a quiz.
func find(t *testing.T, folder fs.FS) []source.Problem {
	t.Helper()
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	q, _, problems := questions.Load(folder)
	s, found := scoring.Compile(q)
	if problems = append(problems, found...); source.HasErrors(problems) {
		t.Fatalf("the case has errors: %+v", problems)
	}
	return append(problems, findings.Find(q, s, s.Reach(at, scoring.EnoughEffort()), at)...)
}

// TestFindings runs every case of testdata: its files replace or join those of base.txtar, and what is found has to read like its file
// "want".
func TestFindings(t *testing.T) {
	t.Parallel()
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	names, _ := filepath.Glob("testdata/*.txtar")
	if len(names) < 6 {
		t.Fatalf("%d cases", len(names))
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			folder, files := fstest.MapFS{}, map[string][]byte{}
			for _, f := range slices.Concat(base.Files, archive.Files) {
				if f.Name != "want" {
					folder[f.Name], files[f.Name] = &fstest.MapFile{Data: f.Data}, f.Data
				}
			}
			want := &archive.Files[slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })]
			var got bytes.Buffer
			if err := source.Render(&got, find(t, folder), files, false); err != nil {
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
		})
	}
}

// TestShippedQuiz holds that whatever is found in the shipped quiz is silenced beside its place, with a reason.
func TestShippedQuiz(t *testing.T) {
	t.Parallel()
	_, files, _ := questions.Load(library.NineSteps())
	found := find(t, library.NineSteps())
	rest, silenced := source.Silence(found, files)
	if silenced != len(found) {
		t.Errorf("%d of %d findings are silenced", silenced, len(found))
	}
	for _, p := range rest {
		t.Errorf("%s:%d:%d: %s [%s]", p.Pos.File, p.Pos.Line, p.Pos.Column, p.Message, p.Code)
	}
}
