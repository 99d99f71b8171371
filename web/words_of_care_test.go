package web_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestNoPageSaysAForbiddenWord holds the words that the shipped quiz forbids against what the pages say themselves, in each language.
func TestNoPageSaysAForbiddenWord(t *testing.T) {
	t.Parallel()
	english, spanish := interfaceTexts(t)
	for file, texts := range map[string][]string{"quiz.yaml": english, "lang/es.yaml": spanish} {
		words := forbiddenIn(t, path.Join(shippedFolder, file))
		if len(words) < 15 || len(texts) < 100 {
			t.Fatalf("%s: only %d words are looked for in %d texts", file, len(words), len(texts))
		}
		said := regexp.MustCompile(`(?i)(^|[^\pL])(` + strings.Join(words, "|") + `)($|[^\pL])`)
		for _, text := range texts {
			if found := said.FindString(text); found != "" {
				t.Errorf("%s forbids %q, which stands in %q", file, found, text)
			}
		}
		if !said.MatchString("So, " + words[0] + ".") {
			t.Errorf("%s: %q is not found", file, words[0])
		}
	}
}

// interfaceTexts are the texts that the pages say themselves; another test holds that each has its Spanish.
func interfaceTexts(t *testing.T) (english, spanish []string) {
	t.Helper()
	text, err := os.ReadFile("lang/es.json")
	if err != nil {
		t.Fatal(err)
	}
	var phrases map[string]json.RawMessage
	if err := json.Unmarshal(text, &phrases); err != nil {
		t.Fatal(err)
	}
	for original, translation := range phrases {
		english, spanish = append(english, original), append(spanish, string(translation))
	}
	return english, spanish
}

// forbiddenIn reads the list of forbidden words in a file of a quiz.
func forbiddenIn(t *testing.T, file string) (words []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "\nforbidden:\n")
	for line := range strings.Lines(list) {
		word, found := strings.CutPrefix(line, "  - ")
		if !found {
			break
		}
		words = append(words, regexp.QuoteMeta(strings.TrimSpace(word)))
	}
	return words
}

// TestDisclaimerStandsWhereItMatters holds that the start, the results and the export say what these questions are not, in each language.
func TestDisclaimerStandsWhereItMatters(t *testing.T) {
	t.Parallel()
	s := shipped(t)
	v, err := s.service.Quiz("nine-steps")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range v.Quiz.Languages() {
		disclaimer := v.Quiz.In(language).Disclaimer
		if language != v.Quiz.Language && disclaimer == v.Quiz.Disclaimer {
			t.Errorf("%s: the disclaimer is not translated", language)
		}
		b := s.agreed(t)
		b.post("/language", url.Values{"language": {language}, "back": {"/"}})
		b.take("about-you", safe()).take("safety", safe()).take("spiral", safe())
		for _, address := range []string{shippedPath, shippedPath + "/plan", "/me/answers.html"} {
			b.get(address).reads(disclaimer)
		}
		stranger := s.browser(t)
		stranger.languages = language
		stranger.get(shippedPath).reads(disclaimer)
	}
}

// TestPlanIsPromisedOnlyWhenItComes holds that the first set, after which another comes, does not end with the button to the plan.
func TestPlanIsPromisedOnlyWhenItComes(t *testing.T) {
	t.Parallel()
	b := shipped(t).agreed(t)
	for _, set := range []string{"about-you", "safety"} {
		for b.get(shippedPath + "/sets/" + set).submit(); !strings.HasSuffix(b.address, "/check"); {
			b.fill(safe())
		}
		if promised := strings.Contains(b.text(), "See my plan"); promised != (set == "safety") {
			t.Errorf("%s promises the plan: %v", set, promised)
		}
		b.submit()
	}
}
