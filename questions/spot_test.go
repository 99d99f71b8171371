package questions

import (
	"slices"
	"strings"
	"testing"

	"waymark/quiz/source"
)

// TestSpotAt looks at places that are marked by ¦ in files that are half written.
func TestSpotAt(t *testing.T) {
	t.Parallel()
	const step = "---\nstep: walk\n"
	for _, c := range []struct {
		name, file, text string
		keys             string // some of them
		not              string // keys that can't stand there
		means            source.ThingKind
		of, begun        string
		rule, saying     bool
		word             string
	}{
		{name: "top", file: "quiz.yaml", text: "quiz: x\n¦", keys: "title sets", not: "quiz id"},
		{name: "begun key", file: "quiz.yaml", text: "quiz: x\nti¦", keys: "title", begun: "ti"},
		{name: "question", file: "sets/a.yaml", text: "set: a\nquestions:\n  - id: q\n    ¦", keys: "ask choose", not: "id questions"},
		{name: "question behind a dash", file: "sets/a.yaml", text: "questions:\n  - ¦", keys: "id ask"},
		{name: "dash without indentation", file: "sets/a.yaml", text: "questions:\n- id: q\n  ¦", keys: "ask", not: "id"},
		{name: "second question", file: "sets/a.yaml", text: "questions:\n  - id: q\n    choose: {a: A}\n  - id: r\n    c¦", keys: "choose", begun: "c"},
		{name: "above is longer", file: "sets/a.yaml", text: "questions:\n  - id: q\n    must:\n      - that: x\n        or_say: no\n    ¦", keys: "ask", not: "that"},
		{name: "answers", file: "sets/a.yaml", text: "questions:\n  - id: q\n    rate: of¦", means: source.ThingAnswers, begun: "of"},
		{name: "rule", file: "sets/a.yaml", text: "questions:\n  - id: q\n    show_if: a == ¦", rule: true, begun: "a == "},
		{name: "folded rule", file: "rules.yaml", text: "guards:\n  harm:\n    when: >-\n      fear == 'yes'\n      or h¦", rule: true, begun: "fear == 'yes' or h"},
		{name: "block of text", file: "rules.yaml", text: "plan:\n  wait: |\n    Not yet: ¦", saying: true, begun: "Not yet: "},
		{name: "long plain rule", file: "rules.yaml", text: "values:\n  v:\n    is: a\n      and ¦", rule: true, begun: "a and "},
		{name: "value alone", file: "rules.yaml", text: "values:\n  v: a + ¦", rule: true, begun: "a + "},
		{name: "group in brackets", file: "rules.yaml", text: "guards:\n  harm: {when: a == 'x', close: [walk, ¦", means: source.ThingStep},
		{name: "key in brackets", file: "rules.yaml", text: "guards:\n  harm: {when: a, ¦", keys: "close pause", not: "when"},
		{name: "rule in brackets", file: "rules.yaml", text: "guards:\n  harm: {when: \"has(a, 'b¦", rule: true, begun: "has(a, 'b"},
		{name: "list on lines", file: "rules.yaml", text: "scales:\n  s:\n    items:\n      - a\n      - ¦", means: source.ThingName, of: "s"},
		{name: "list in brackets", file: "rules.yaml", text: "scales:\n  s:\n    items: [a,\n      ¦", means: source.ThingName},
		{name: "flag", file: "rules.yaml", text: "guards:\n  g:\n    at_once: ¦", word: "true"},
		{name: "remark above", file: "rules.yaml", text: "guards:\n  g:\n# close: a remark\n    ¦", keys: "when close"},
		{name: "saying", file: "steps/walk.md", text: step + "because:\n  - when: x\n    say: You {¦", saying: true, begun: "You {"},
		{name: "front matter", file: "steps/walk.md", text: step + "¦", keys: "title need", not: "step"},
		{name: "first line", file: "steps/walk.md", text: "-¦--\nstep: walk\n"},
		{name: "below the front matter", file: "steps/walk.md", text: step + "---\n¦"},
		{name: "answers of a test", file: "tests/t.yaml", text: "tests:\n  - name: a\n    results:\n      - set: s\n        answers: {fear: ¦", means: source.ThingOption, of: "fear"},
		{name: "questions of a test", file: "tests/t.yaml", text: "tests:\n  - name: a\n    results:\n      - set: s\n        answers:\n          ¦", means: source.ThingName},
		{name: "band of a test", file: "tests/t.yaml", text: "tests:\n  - name: a\n    expect:\n      bands: {stuck: ¦", means: source.ThingBand, of: "stuck"},
		{name: "state of a test", file: "tests/t.yaml", text: "tests:\n  - name: a\n    expect:\n      states: {walk: ¦", word: "waiting"},
		{name: "another file", file: "notes.txt", text: "qu¦"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before, after, _ := strings.Cut(c.text, "¦")
			line := strings.Count(before, "\n") + 1
			column := len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
			spot := SpotAt(c.file, []byte(before+after), line, column)
			for _, key := range strings.Fields(c.keys) {
				if !slices.ContainsFunc(spot.Keys, func(k Key) bool { return k.Name == key && k.About != "" }) {
					t.Errorf("the key %q is not offered: %+v", key, spot)
				}
			}
			if c.keys == "" && len(spot.Keys) > 0 {
				t.Errorf("keys are offered: %+v", spot)
			}
			for _, key := range strings.Fields(c.not) {
				if slices.ContainsFunc(spot.Keys, func(k Key) bool { return k.Name == key }) {
					t.Errorf("the key %q is offered", key)
				}
			}
			if c.means != "" && !slices.Contains(spot.Means, c.means) || c.means == "" && len(spot.Means) > 0 {
				t.Errorf("means %v", spot.Means)
			}
			if c.of != "" && spot.Of != c.of {
				t.Errorf("of %q", spot.Of)
			}
			if spot.Rule != c.rule || spot.Saying != c.saying {
				t.Errorf("rule %v, saying %v", spot.Rule, spot.Saying)
			}
			if c.word != "" && !slices.Contains(spot.Words, c.word) {
				t.Errorf("words %v", spot.Words)
			}
			if c.keys == "" && strings.TrimSpace(spot.Begun) != strings.TrimSpace(c.begun) {
				t.Errorf("begun %q", spot.Begun)
			}
		})
	}
}

func TestKeyAt(t *testing.T) {
	t.Parallel()
	const text = "guards:\n  harm:\n    when: fear == 'yes'\n    close: [walk]\n"
	for _, c := range []struct {
		line, column int
		want         string
	}{{3, 5, "when"}, {3, 9, "when"}, {4, 6, "close"}, {1, 3, "guards"}, {2, 4, ""}, {3, 12, ""}, {9, 1, ""}} {
		key, ok := KeyAt("rules.yaml", []byte(text), c.line, c.column)
		if key.Name != c.want || ok != (c.want != "") {
			t.Errorf("at %d:%d stands %q, %v", c.line, c.column, key.Name, ok)
		}
	}
}

// FuzzSpotAt holds that no text and no place makes it fail.
func FuzzSpotAt(f *testing.F) {
	f.Add("rules.yaml", "guards:\n  harm: {when: a, ¦", 2, 18)
	f.Add("steps/a.md", "---\nstep: a\n  - x\n", 3, 4)
	f.Add("sets/a.yaml", "- - [{a: [", 1, 11)
	f.Add("sets/a.yaml", "'': {]}", 1, 8)
	f.Fuzz(func(_ *testing.T, name, text string, line, column int) {
		SpotAt(name, []byte(text), line, column)
		KeyAt(name, []byte(text), line, column)
	})
}
