package questions

import (
	"slices"
	"strings"

	"waymark/quiz/source"
)

// Spot is what can stand at a place of a file, also while the file can't be read because it is being written.
type Spot struct {
	Keys   []Key              // the keys that can stand here; those that the group has already are left out
	Means  []source.ThingKind // the kinds of things that a text here means
	Of     string             // the name, or the step, that the keys around the place speak of; "" for none
	Words  []string           // words that can stand here
	Rule   bool               // a rule stands here
	Saying bool               // a text that may hold rules in braces
	Begun  string             // the text before the place
}

// Key is a key that can stand in a group.
type Key struct {
	Name  string
	About string
	Needs bool // the group can't be without it
}

// SpotAt returns what can stand in a file at a line and column, which count from 1; a column behind the end of a line is its end.
// It goes by the indentation of the lines above, so it also understands a file that is half written.
func SpotAt(name string, text []byte, line, column int) Spot {
	w, ok := whereabout(name, text, line, column)
	if !ok {
		return Spot{}
	}
	return w.spot(kindOf(name), true)
}

// KeyAt returns the key that stands in a file at a line and column; ok is false where none stands.
func KeyAt(name string, text []byte, line, column int) (key Key, ok bool) {
	all := lines(string(text))
	if line < 1 || line > len(all) {
		return Key{}, false
	}
	here := all[line-1]
	begin := min(max(column-1, 0), len(here))
	for begin > 0 && isWord(here[begin-1]) {
		begin--
	}
	end := begin
	for end < len(here) && isWord(here[end]) {
		end++
	}
	w, ok := whereabout(name, text, line, begin+1)
	if !ok || end == begin || end >= len(here) || here[end] != ':' {
		return Key{}, false
	}
	for _, k := range w.spot(kindOf(name), false).Keys {
		if k.Name == string(here[begin:end]) {
			return k, true
		}
	}
	return Key{}, false
}

// whereabout finds a place in the part of a file that holds keys.
func whereabout(name string, text []byte, line, column int) (w whereabouts, ok bool) {
	all := lines(string(text))
	if kindOf(name) == "" || line < 1 || line > len(all) || len(text) > maxFile {
		return w, false
	}
	top := 0
	if strings.HasSuffix(name, ".md") {
		isFence := func(l []rune) bool { return strings.TrimRight(string(l), " \t") == "---" }
		if end := slices.IndexFunc(all[1:], isFence) + 1; line == 1 || end > 0 && line-1 >= end {
			return w, false
		}
		top = 1
	}
	here := all[line-1]
	return whereIs(all[top:line-1], here[:min(max(column-1, 0), len(here))]), true
}

// spot returns what can stand at the place in a file of the kind; without lacking, also keys that the group has already.
func (w whereabouts) spot(kind string, lacking bool) Spot {
	spot := Spot{Begun: unquoted(w.begun)}
	found := []schema{ref(kind)}
	for _, step := range w.steps {
		var next []schema
		for _, s := range found {
			next = append(next, into(s, step)...)
		}
		for _, s := range found {
			if keys, _ := s[schemaKeys].(schema); keys != nil {
				spot.Of = step
			}
		}
		found = next
	}
	for _, s := range found {
		spot.add(s, w)
	}
	if lacking {
		spot.Keys = slices.DeleteFunc(spot.Keys, func(k Key) bool { return slices.Contains(w.has, k.Name) })
	}
	return spot
}

// unquoted is the text of a scalar that is not closed yet.
func unquoted(text string) string {
	if single, ok := strings.CutPrefix(text, "'"); ok {
		return strings.ReplaceAll(single, "''", "'")
	}
	return strings.TrimPrefix(text, `"`)
}

// into returns the schemas of what stands behind a key, or of an entry of a list.
func into(s schema, step string) []schema {
	var found []schema
	for _, part := range alternatives(s) {
		found = append(found, into(part, step)...)
	}
	name, ok := shapeOf(s)
	switch {
	case ok:
		for _, k := range shapes()[name].keys {
			if k.name == step {
				found = append(found, k.value)
			}
		}
	case step == "-":
		if items, ok := s["items"].(schema); ok {
			found = append(found, items)
		}
	default:
		if fixed, ok := s["properties"].(schema); ok && fixed[step] != nil {
			return append(found, fixed[step].(schema))
		}
		if values, ok := s["additionalProperties"].(schema); ok {
			found = append(found, values)
		}
	}
	return found
}

// add adds what a schema lets stand at the place.
func (spot *Spot) add(s schema, w whereabouts) {
	for _, part := range alternatives(s) {
		spot.add(part, w)
	}
	if name, ok := shapeOf(s); ok && !w.behind {
		for _, k := range shapes()[name].keys {
			spot.Keys = append(spot.Keys, Key{k.name, k.about, k.need})
		}
	}
	if keys, ok := s[schemaKeys].(schema); ok && !w.behind {
		kinds, _ := keys[schemaMeans].([]source.ThingKind)
		spot.Means = append(spot.Means, kinds...)
	}
	if kinds, ok := s[schemaMeans].([]source.ThingKind); ok {
		spot.Means = append(spot.Means, kinds...)
	}
	if words, ok := s["enum"].([]string); ok {
		spot.Words = append(spot.Words, words...)
	}
	if s["type"] == "boolean" {
		spot.Words = append(spot.Words, "true", "false")
	}
	spot.Rule = spot.Rule || s[schemaRule] == true
	spot.Saying = spot.Saying || s[schemaSaying] == true
}
