package questions

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
)

// readTranslation reads a file of lang/. Its texts are compared with those of the quiz when all is read.
func (r *reader) readTranslation(f *file) {
	o, ok := f.fixed(f.root, "a translation", shapes()["lang"])
	if !ok {
		r.broken[f.name] = true
		return
	}
	o.complete()
	language := r.language(o)
	t := &quiz.Translation{Language: language.Value, Texts: map[string]quiz.Translated{}, Pos: language.Start}
	if t.Language == "" {
		return
	}
	if stem := stemOf(f.name); stem != t.Language {
		r.at(language, "lang/file-name", fmt.Sprintf("the file is named %q, but the language in it is %q", stem, t.Language),
			fmt.Sprintf("name the file %s.yaml, or write language: %s", t.Language, stem))
	}
	if t.Language == r.quiz.Language {
		r.at(language, "lang/own", fmt.Sprintf("%q is the language of the quiz itself", t.Language), "write its texts into the files of the quiz, and delete this file")
		return
	}
	r.quiz.Translations = append(r.quiz.Translations, t)
	keys := map[string]source.Text{}
	for _, fd := range o.pairs("texts", "texts") {
		keys[fd.key.Value] = fd.key
		t.Texts[fd.key.Value] = f.readTranslated(fd, t.Language)
	}
	forbidden := r.forbid(o.ids("forbidden"))
	r.later = append(r.later, func() { r.compareTranslation(t, keys, forbidden) })
}

// readTranslated reads the original and the translation of one text.
func (f *file) readTranslated(fd field, language string) quiz.Translated {
	translated := quiz.Translated{Pos: fd.key.Start}
	group, ok := f.object(fd.value, fmt.Sprintf("the text %q", fd.key.Value))
	if !ok {
		return translated
	}
	own := f.r.quiz.Language
	for _, entry := range group.fields {
		switch entry.key.Value {
		case own:
			translated.Of = f.text(entry.value)
		case language:
			translated.Say = f.text(entry.value)
			translated.Say.Value = strings.TrimRight(translated.Say.Value, "\n")
		default:
			f.r.at(entry.key, "lang/other", fmt.Sprintf("%s is no language of this file", quoted(entry.key.Value)),
				fmt.Sprintf("write the original behind %s: and the translation behind %s:", own, language))
		}
	}
	return translated
}

// compareTranslation reports where a translation differs from the quiz as it is.
func (r *reader) compareTranslation(t *quiz.Translation, keys map[string]source.Text, forbidden *forbidden) {
	if len(r.broken) > 0 {
		return // what is missing may be in there
	}
	var missing []string
	known := map[string]bool{}
	for _, text := range r.quiz.Texts() {
		known[text.Key] = true
		translated := t.Texts[text.Key]
		switch {
		case strings.TrimSpace(translated.Say.Value) == "":
			missing = append(missing, text.Key)
		case !translated.Fresh(text.Value):
			r.warn(keys[text.Key], "lang/stale", fmt.Sprintf("the original of this text has changed: it is now %s", quoted(text.Value)),
				fmt.Sprintf("see that the translation still fits, and copy the original behind %s:; until then people read the original", r.quiz.Language))
		default:
			r.checkBraces(text, translated.Say)
			r.checkLinks(text, translated.Say)
			r.checkForbidden(forbidden, translated.Say, t.Pos.File)
		}
	}
	for key, at := range keys {
		if !known[key] {
			r.warn(at, "lang/orphan", fmt.Sprintf("the quiz has no text %q", key), "take it away, or give it the key that the text has now")
		}
	}
	if len(missing) > 0 {
		first := missing[:min(3, len(missing))]
		r.report(source.Problem{
			Code: "lang/missing", Severity: source.Warning, Pos: t.Pos, Length: len(t.Language),
			Message: fmt.Sprintf("%d of %d texts are not translated, the first of them: %s", len(missing), len(known), strings.Join(first, ", ")),
			Hint:    fmt.Sprintf("waymark translate FOLDER %s writes them into this file; people read the original until they are translated", t.Language),
		})
	}
}

// warn reports a warning that concerns a whole text.
func (r *reader) warn(t source.Text, code, message, hint string) {
	r.report(source.Problem{Code: code, Severity: source.Warning, Pos: t.Start, Length: len([]rune(t.Value)), Message: message, Hint: hint})
}

// quoted is the beginning of a text on one line, in quotes.
func quoted(text string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > 80 {
		return "“" + string(line[:80]) + "…”"
	}
	return "“" + string(line) + "”"
}

var anyBraces = regexp.MustCompile(`\{([^{}]*)\}`)

// checkBraces reports rules in braces that only the original or only the translation has. Words that follow an answer may differ: one
// language needs another word of them where the other needs none.
func (r *reader) checkBraces(original quiz.ShownText, translated source.Text) {
	rules := func(text string) []string {
		var all []string
		for _, m := range anyBraces.FindAllStringSubmatch(text, -1) {
			if r.quiz.Words == nil || r.quiz.Words.Tokens[m[1]] == nil {
				all = append(all, m[1])
			}
		}
		slices.Sort(all)
		return all
	}
	want, got := rules(original.Value), rules(translated.Value)
	if slices.Equal(want, got) {
		return
	}
	message := "the translation has other rules in braces than the original"
	if lost, added := firstMissing(want, got), firstMissing(got, want); added != "" {
		message = fmt.Sprintf("the original does not say {%s}", added)
	} else if lost != "" {
		message = fmt.Sprintf("the translation does not say {%s}", lost)
	}
	r.at(translated, "lang/braces", message, "write what stands in braces as the original has it")
}

// firstMissing returns the first of some texts that others do not have, "" when they have all.
func firstMissing(some, others []string) string {
	for _, one := range some {
		if !slices.Contains(others, one) {
			return one
		}
	}
	return ""
}

var anyLink = regexp.MustCompile(`\]\(([^()\s]*)\)`)

// checkLinks warns of links that only the original or only the translation has. A link to another site may lead to that site's page in the
// language; one to a page of the quiz's own, or a number to call, has to be the same.
func (r *reader) checkLinks(original quiz.ShownText, translated source.Text) {
	links := func(text string) (own []string, count int) {
		for _, m := range anyLink.FindAllStringSubmatch(text, -1) {
			count++
			if !strings.HasPrefix(m[1], "https://") {
				own = append(own, m[1])
			}
		}
		slices.Sort(own)
		return own, count
	}
	want, wantCount := links(original.Value)
	got, gotCount := links(translated.Value)
	if slices.Equal(want, got) && wantCount == gotCount {
		return
	}
	message := fmt.Sprintf("the original has %d links, the translation %d", wantCount, gotCount)
	if lost, added := firstMissing(want, got), firstMissing(got, want); added != "" {
		message = fmt.Sprintf("the original has no link to %s", added)
	} else if lost != "" {
		message = fmt.Sprintf("the translation has no link to %s", lost)
	}
	r.warn(translated, "lang/links", message, "write the link as the original has it: the words in brackets, the address in parentheses")
}
