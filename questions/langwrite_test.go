package questions_test

import (
	"bytes"
	"maps"
	"os"
	"strings"
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

// FuzzWriteTranslation holds that no file of a translation crashes the writing of it, that no translation changes, and that what is written
// stays as it is when it is written again.
func FuzzWriteTranslation(f *testing.F) {
	files := questions.Files(os.DirFS("testdata/translated"))
	q, problems := questions.Parse(files)
	if q == nil {
		f.Fatal(problems)
	}
	for _, seed := range []string{
		string(files["lang/es.yaml"]), "", "language: es", "texts: {}", "texts:\n  quiz.title: {en: A quiz, es: Un cuestionario}\n",
		"texts:\n  quiz.title: {es: Un}\n  gone.title: {en: A quiz, es: Dos}\n", "texts: [1, 2]", "texts:\n  quiz.title:\n    en: &a A\n    es: *a\n", "- a\n- b", "{",
		"# first\ntexts: # second\n  # third\n  quiz.title: # fourth\n    en: >\n      A\n      quiz\n    es: |\n      Un\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, existing []byte) {
		text, count, err := questions.WriteTranslation(q, "es", existing, false)
		if err != nil {
			return
		}
		again, same, err := questions.WriteTranslation(q, "es", text, false)
		remarks := bytes.ContainsRune(existing, '#') // the YAML library moves some to another line
		if err != nil || same != count || !remarks && !bytes.Equal(again, text) {
			t.Errorf("%v, %+v and %+v:\n%s\nbecomes\n%s", err, count, same, text, again)
		}
		was, is := translations(files, existing), translations(files, text)
		for key, say := range was {
			if is[key] != say {
				t.Errorf("the translation of %s was %q and is %q:\n%s", key, say, is[key], text)
			}
		}
	})
}

// translations are what people read in Spanish with such a file, by the keys of the texts.
func translations(files map[string][]byte, spanish []byte) map[string]string {
	files = maps.Clone(files)
	maps.DeleteFunc(files, func(name string, _ []byte) bool { return strings.HasPrefix(name, "lang/") })
	files["lang/es.yaml"] = spanish
	q, _ := questions.Parse(files)
	if q == nil || len(q.Translations) == 0 {
		return nil
	}
	read := map[string]string{}
	for _, text := range q.Texts() {
		if one := q.Translations[0].Texts[text.Key]; one.Say.Value != "" && one.Fresh(text.Value) {
			read[text.Key] = one.Say.Value
		}
	}
	return read
}
