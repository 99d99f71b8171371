package web_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

const translated = "../questions/testdata/translated"

// TestLanguages reads a quiz in the language of the browser, chooses another, and finds the same plan in both.
func TestLanguages(t *testing.T) {
	t.Parallel()
	s := newSite(t, serving(os.DirFS(translated)))
	b := s.browser(t)
	b.languages = "es-MX,es;q=0.9,en;q=0.5"
	b.get("/").reads("Un cuestionario pequeño")
	b.get("/quizzes/translated").reads("No se guarda nada.")
	if !strings.Contains(b.page, `<html lang="es"`) {
		t.Error("the page does not say that it is in Spanish")
	}
	b.submit("agree", "1").get("/quizzes/translated/sets/mood").submit().
		reads("Estuve en calma.", "Nunca").lacks("I was calm.")
	address := b.address
	b.post("/language", url.Values{"language": {"fr"}, "back": {address}}).wants(http.StatusOK, address).reads("J’étais calme.", "Jamais")
	b.submit("calm", "1").reads("J’étais triste.")
	b.post("/language", url.Values{"language": {"en"}, "back": {"/"}}).reads("A small quiz")
	b.get(address).reads("I was calm.")

	for _, wrong := range []url.Values{
		{"language": {"de"}, "back": {"/"}}, {"language": {"es"}, "back": {"//other.example"}}, {"language": {"es"}, "back": {"https://other.example"}}, {},
	} {
		b.post("/language", wrong).wants(http.StatusBadRequest, "/language")
	}
}

// TestLanguageOfTheBrowser holds which of the quiz's languages a browser gets.
func TestLanguageOfTheBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t, serving(os.DirFS(translated)))
	for languages, want := range map[string]string{
		"": "A small quiz", "de": "A small quiz", "fr-CA": "Un petit questionnaire", "pt": "Um pequeno questionário", "pt-PT": "Um pequeno questionário",
		"de,es;q=0.1": "Un cuestionario pequeño", "%%%": "A small quiz", "en-GB,fr": "A small quiz",
	} {
		b := s.browser(t)
		b.languages = languages
		b.get("/").reads(want)
	}
}
