package questions_test

import (
	"bytes"
	"maps"
	"os"
	"testing"

	"waymark/questions"
)

// TestMovedTextsKeepTheirTranslations puts a sentence before another, whose key changes with its place.
func TestMovedTextsKeepTheirTranslations(t *testing.T) {
	t.Parallel()
	files := maps.Clone(questions.Files(os.DirFS("testdata/translated")))
	const was = "because: 'You are alone. Your mood is {round(good)}.'"
	if !bytes.Contains(files["rules.yaml"], []byte(was)) {
		t.Fatal("the sentence is another one")
	}
	files["rules.yaml"] = bytes.Replace(files["rules.yaml"], []byte(was),
		[]byte("because:\n      - {when: good > 50, say: A new sentence.}\n      - say: 'You are alone. Your mood is {round(good)}.'"), 1)
	q, problems := questions.Parse(files)
	if q == nil {
		t.Fatal(problems)
	}
	text, count, err := questions.WriteTranslation(q, "es", files["lang/es.yaml"], false)
	if err != nil || count.Missing != 1 || count.Stale != 0 || count.Orphans != 0 {
		t.Errorf("%+v, %v", count, err)
	}
	want := "  guards.alone.because.2:\n    en: You are alone. Your mood is {round(good)}.\n    es: 'No hay nadie contigo. Ánimo: {round(good)}.'\n"
	if !bytes.Contains(text, []byte(want)) {
		t.Errorf("the file does not hold\n%s\nbut\n%s", want, text)
	}
	files["lang/es.yaml"] = text
	again, _, _ := questions.WriteTranslation(q, "es", text, false)
	if !bytes.Equal(again, text) {
		t.Error("a second time the file becomes another one")
	}
}
