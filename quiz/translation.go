package quiz

import (
	"maps"
	"slices"
	"strings"

	"waymark/quiz/source"
)

// Translation holds texts of a quiz in another language.
type Translation struct {
	Language string // BCP 47
	Texts    map[string]Translated
	Pos      source.Pos
}

// Translated is one text in another language.
type Translated struct {
	Of  source.Text // the original when it was translated
	Say source.Text // an empty Value is not translated yet
	Pos source.Pos  // of the key
}

// Fresh reports whether the text was translated, and from the original as it is now. How lines are broken does not count.
func (t Translated) Fresh(original string) bool {
	return strings.TrimSpace(t.Say.Value) != "" && slices.Equal(strings.Fields(t.Of.Value), strings.Fields(original))
}

// Languages are the languages in which the quiz can be read; its own is the first.
func (q *Quiz) Languages() []string {
	languages := []string{q.Language}
	for _, t := range q.Translations {
		languages = append(languages, t.Language)
	}
	return languages
}

// In returns the quiz with its texts in another language; what has no fresh translation is left as it is. The quiz itself when it has
// no translation into the language.
func (q *Quiz) In(language string) *Quiz {
	i := slices.IndexFunc(q.Translations, func(t *Translation) bool { return t.Language == language })
	if i < 0 {
		return q
	}
	translated := q.clone()
	translated.Language = language
	for _, text := range translated.Texts() {
		if t, ok := q.Translations[i].Texts[text.Key]; ok && t.Fresh(text.Value) {
			text.set(t.Say)
		}
	}
	return translated
}

// Languages are the languages in which the version can be read; the quiz's own is the first.
func (v *Version) Languages() []string { return v.Quiz.Languages() }

// In returns the version in another language: the same rules with other texts. It is the version itself for its own language, and
// the original for one into which it is not translated.
func (v *Version) In(language string) *Version {
	original := v
	if v.original != nil {
		original = v.original
	}
	if t, ok := original.translated[language]; ok {
		return t
	}
	return original
}

// Translate adds the version in another language, made of In of its quiz and the scorer of that.
func (v *Version) Translate(q *Quiz, scorer Scorer) {
	if v.translated == nil {
		v.translated = map[string]*Version{}
	}
	v.translated[q.Language] = &Version{Quiz: q, Hash: v.Hash, Files: v.Files, Scorer: scorer, original: v}
}

// clone returns a copy of the quiz whose texts can be changed.
func (q *Quiz) clone() *Quiz {
	c := *q
	if q.Words != nil {
		c.Words = &Words{By: q.Words.By, Tokens: map[string]map[string]string{}, Else: maps.Clone(q.Words.Else)}
		for token, words := range q.Words.Tokens {
			c.Words.Tokens[token] = maps.Clone(words)
		}
	}
	c.Sets = cloned(q.Sets, func(s *Set) { s.Questions = cloned(s.Questions, (*Question).cloneParts) })
	c.Scales = cloned(q.Scales, func(s *Scale) { s.Bands = slices.Clone(s.Bands) })
	c.Values = cloned(q.Values, func(v *Value) { v.Bands = slices.Clone(v.Bands) })
	c.Guards = cloned(q.Guards, func(g *Guard) { g.Because, g.Lead = slices.Clone(g.Because), slices.Clone(g.Lead) })
	c.Planning.First = slices.Clone(q.Planning.First)
	c.Steps = cloned(q.Steps, (*Step).cloneParts)
	c.Cards = cloned(q.Cards, func(card *Card) { card.Lines, card.Links = slices.Clone(card.Lines), slices.Clone(card.Links) })
	return &c
}

// cloned copies what a list points to, and then the parts of each.
func cloned[T any](list []*T, parts func(*T)) []*T {
	copies := make([]*T, len(list))
	for i, one := range list {
		c := *one
		parts(&c)
		copies[i] = &c
	}
	return copies
}

func (q *Question) cloneParts() {
	q.Options, q.Must, q.Rows = slices.Clone(q.Options), slices.Clone(q.Must), cloned(q.Rows, (*Question).cloneParts)
}

func (s *Step) cloneParts() {
	s.Because, s.Says, s.Tasks, s.WaitFor = slices.Clone(s.Because), slices.Clone(s.Says), slices.Clone(s.Tasks), slices.Clone(s.WaitFor)
	for i := range s.WaitFor {
		s.WaitFor[i].Because = slices.Clone(s.WaitFor[i].Because)
	}
	if s.Opens != nil {
		s.Opens = &Gate{On: s.Opens.On, Because: slices.Clone(s.Opens.Because)}
	}
}
