package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"waymark/quiz"
	langdate "waymark/quiz/language"
)

// The words of the pages, by their English text: one file a language. A text with a number has a form for one and one for others.
//
//go:embed lang/*.json
var phraseFiles embed.FS

// phrases are what the pages themselves say, in one language.
type phrases struct {
	tag     string
	printer *message.Printer
	pseudo  bool // nobody speaks it: the English text is written otherwise
}

// t says a text in the language, with values in the place of its verbs. A text that is not translated is said in English.
func (p phrases) t(text string, values ...any) string {
	if p.pseudo {
		text = "[" + langdate.Pseudo(p.tag, text) + "]"
	}
	return p.printer.Sprintf(text, values...)
}

// date writes a date like 13 December 2026.
func (p phrases) date(d quiz.Day) string {
	return langdate.Pseudo(p.tag, langdate.LongDate(p.tag, d.Time()))
}

// quoted joins titles in quotes.
func (p phrases) quoted(titles []string) string {
	quotes := make([]string, len(titles))
	for i, title := range titles {
		quotes[i] = p.t("“%s”", title)
	}
	return strings.Join(quotes, ", ")
}

// phrasebook holds the phrases of every language that the pages speak; the first is English, in which the texts are written.
type phrasebook []phrases

// readPhrases reads the words of every language.
func readPhrases() (phrasebook, error) {
	files, err := phraseFiles.ReadDir("lang")
	if err != nil {
		return nil, err
	}
	book := catalog.NewBuilder(catalog.Fallback(language.English))
	tags := []string{"en"}
	for _, file := range files {
		tag := strings.TrimSuffix(file.Name(), ".json")
		text, err := phraseFiles.ReadFile(path.Join("lang", file.Name()))
		if err != nil {
			return nil, err
		}
		if err := addPhrases(book, language.Make(tag), text); err != nil {
			return nil, fmt.Errorf("lang/%s: %w", file.Name(), err)
		}
		if tag != "en" {
			tags = append(tags, tag)
		}
	}
	all := make(phrasebook, len(tags))
	for i, tag := range tags {
		all[i] = phrases{tag: tag, printer: message.NewPrinter(language.Make(tag), message.Catalog(book))}
	}
	for _, tag := range []string{langdate.Accented, langdate.RightToLeft} { // only a quiz that is written in one shows it
		all = append(all, phrases{tag: tag, printer: all[0].printer, pseudo: true})
	}
	return all, nil
}

// forms are a text that depends on its first value, a number.
type forms struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

func addPhrases(book *catalog.Builder, tag language.Tag, file []byte) error {
	var texts map[string]json.RawMessage
	if err := json.Unmarshal(file, &texts); err != nil {
		return err
	}
	for key, raw := range texts {
		var text string
		var counted forms
		if json.Unmarshal(raw, &text) == nil {
			if err := book.SetString(tag, key, text); err != nil {
				return fmt.Errorf("%q: %w", key, err)
			}
			continue
		}
		if err := json.Unmarshal(raw, &counted); err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
		if err := book.Set(tag, key, plural.Selectf(1, "%d", plural.One, counted.One, plural.Other, counted.Other)); err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
	}
	return nil
}

// in returns the phrases of the language of a tag, or of the same language elsewhere, or in English.
func (b phrasebook) in(tag string) phrases {
	base, _, _ := strings.Cut(tag, "-")
	for _, wanted := range []string{tag, base} {
		if i := slices.IndexFunc(b, func(p phrases) bool { return p.tag == wanted }); i >= 0 {
			return b[i]
		}
	}
	return b[0]
}
