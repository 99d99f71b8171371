package web_test

import (
	"os"
	"strings"
	"testing"
)

// TestDirection holds which languages a page is laid out for from right to left.
func TestDirection(t *testing.T) {
	t.Parallel()
	for language, rtl := range map[string]bool{"en": false, "ar": true, "he": true, "fa-IR": true, "ur": true, "ar-XB": true, "az-Arab": true, "en-XA": false} {
		files := changed(t, translated, "quiz.yaml", "language: en", "language: "+language)
		for name := range files {
			if strings.HasPrefix(name, "lang/") {
				delete(files, name)
			}
		}
		b := newSite(t, serving(files)).browser(t).get("/quizzes/translated")
		if got := strings.Contains(b.page, `lang="`+language+`" dir="rtl"`); got != rtl {
			t.Errorf("%s is laid out from right to left: %v\n%.80s", language, got, b.page)
		}
	}
}

// TestPseudoLanguagesAreNotOffered where no quiz is written in them.
func TestPseudoLanguagesAreNotOffered(t *testing.T) {
	t.Parallel()
	b := newSite(t, serving(os.DirFS(translated))).browser(t)
	b.languages = "en-XA,ar-XB"
	b.cookies["language"] = "ar-XB"
	b.get("/").reads("A small quiz", "Leave this page").lacks("XA", "XB", `dir="`)
}
