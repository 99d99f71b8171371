package questions

import (
	"bytes"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"waymark/quiz"
	"waymark/quiz/source"
)

// TestWrittenTestsReadBack writes the tests of a quiz with all kinds of answers and reads them again.
func TestWrittenTestsReadBack(t *testing.T) {
	t.Parallel()
	files := folder(t, "all-kinds")
	files["tests/more.yaml"] = []byte(`tests:
  - name: more
    extends: evenings-open
    expect: {fired: [], values: {need_evening: 3.5}, because: {next: "no: not, this"}, scores: {habits: 12.5}, says: {wind-down: ["a: b", c]}, tasks: {wind-down: []}, asks: {nights: [coffee]}, moves: {wind-down: [n_wake]}}
  - name: unknown-need
    extends: danger
    expect: {values: {need_evening: null}, cards: [], order: []}
`)
	q, problems := Parse(files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var written bytes.Buffer
	if err := WriteTests(&written, q.Tests); err != nil {
		t.Fatal(err)
	}
	again := maps.Clone(files)
	maps.DeleteFunc(again, func(name string, _ []byte) bool { return name == "tests/more.yaml" || name == "tests/nights.yaml" })
	again["tests/written.yaml"] = written.Bytes()
	back, problems := Parse(again)
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, written.Bytes())
	}
	places := cmp.Options{cmpopts.IgnoreTypes(source.Pos{}), cmpopts.IgnoreFields(quiz.Event{}, "ID"), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(q.Tests, back.Tests, places); diff != "" {
		t.Errorf("want -, got +\n%s\n%s", diff, written.Bytes())
	}
}
