package scoring_test

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"

	"waymark/questions"
	"waymark/quiz/source"
	"waymark/scoring"
)

// TestCompileTakesWhatCouldBeRead takes every line away from every file of a quiz, one at a time: whatever is left of the quiz,
// compiling it ends with a scorer or with problems.
func TestCompileTakesWhatCouldBeRead(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	folder := os.DirFS("../questions/testdata/all-kinds")
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(folder, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	withErrors := 0
	for name, content := range files {
		if strings.HasPrefix(name, "tests/") {
			continue // they do not reach the rules
		}
		lines := bytes.SplitAfter(content, []byte("\n"))
		for i := range lines {
			files[name] = bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil)
			q, _ := questions.Parse(files)
			if q == nil {
				continue
			}
			scorer, problems := scoring.Compile(q)
			if (scorer == nil) != source.HasErrors(problems) {
				t.Errorf("%s without line %d: scorer %v, problems %v", name, i+1, scorer, problems)
			}
			if scorer == nil {
				withErrors++
			}
		}
		files[name] = content
	}
	if withErrors == 0 {
		t.Error("no line that was missing was missed by a rule")
	}
}
