package questions

import (
	"strings"
	"unicode/utf8"

	"waymark/quiz/source"
)

// namedByKey returns what the key of a translated text names, each with where it begins in the key, in bytes. See quiz.Quiz.Texts for keys.
func namedByKey(key string) (things []source.Thing, at []int) {
	parts := strings.Split(key, ".")
	begins := make([]int, len(parts))
	for i := 1; i < len(parts); i++ {
		begins[i] = begins[i-1] + len(parts[i-1]) + 1
	}
	add := func(i int, kind source.ThingKind, of string) {
		if i < len(parts) {
			things, at = append(things, source.Thing{Kind: kind, Of: of, ID: parts[i]}), append(at, begins[i])
		}
	}
	part := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	switch part(0) {
	case "quiz":
		if part(1) == "words" {
			add(2, source.ThingName, "")
		}
	case "sets":
		add(1, source.ThingSet, "")
		switch part(2) {
		case "questions":
			add(3, source.ThingName, "")
			if part(4) == "options" {
				add(5, source.ThingOption, part(3))
			}
		case "answers":
			add(3, source.ThingAnswers, part(1))
		}
	case "scales", "values":
		add(1, source.ThingName, "")
		if part(2) == "bands" {
			add(3, source.ThingBand, part(1))
		}
	case "guards":
		add(1, source.ThingGuard, "")
	case "plan":
		if part(1) == "first" {
			add(2, source.ThingSet, "")
		}
	case "steps":
		add(1, source.ThingStep, "")
		if part(2) == "tasks" {
			add(3, source.ThingTask, part(1))
		}
	case "cards":
		add(1, source.ThingCard, "")
	}
	return things, at
}

// translationMentions are the things that the keys of a translation name.
func translationMentions(f *file) []source.Mention {
	var found []source.Mention
	for _, e := range orderOf(f.root) {
		key := f.text(e.key)
		things, at := namedByKey(key.Value)
		for i, thing := range things {
			before := utf8.RuneCountInString(key.Value[:at[i]])
			found = append(found, source.Mention{Thing: thing, Pos: key.Pos(before), Length: utf8.RuneCountInString(thing.ID)})
		}
	}
	return found
}
