package lsp

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// candidate is something that can be written at a place.
type candidate struct {
	word, insert  string // insert is what is written; the word when it is ""
	detail, about string
	kind          int
	order         string // sorts before the word
}

func (s *server) completion(_ context.Context, p *placeParams) (items []completionItem, _ error) {
	items = []completionItem{}
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		text := f.text(name)
		at := inFile(name, text, p.Position)
		spot := questions.SpotAt(name, text, at.Line, at.Column)
		found, begun := f.candidates(name, spot)
		from := at
		from.Column -= utf8.RuneCountInString(begun)
		for _, c := range found {
			insert := c.insert
			if insert == "" {
				insert = c.word
			}
			items = append(items, completionItem{
				Label: c.word, Kind: c.kind, Detail: c.detail, Documentation: c.about, SortText: c.order + c.word,
				TextEdit: textEdit{span{inEditor(text, from), p.Position}, insert},
			})
		}
	})
	return items, nil
}

// candidates returns what can be written at a place, and the word that was begun there.
func (f *folder) candidates(name string, spot questions.Spot) (found []candidate, begun string) {
	q := f.known()
	if q == nil {
		q = &quiz.Quiz{}
	}
	t := teller{q}
	if spot.Rule {
		return f.inRule(t, spot.Begun)
	}
	if spot.Saying {
		if open := strings.LastIndexByte(spot.Begun, '{'); open >= 0 && !strings.Contains(spot.Begun[open:], "}") {
			return f.inRule(t, spot.Begun[open+1:])
		}
		return nil, ""
	}
	for _, k := range spot.Keys {
		c := candidate{word: k.Name, insert: k.Name + ": ", about: k.About, kind: itemProperty, order: "1"}
		if k.Needs {
			c.detail, c.order = "needed", "0"
		}
		found = append(found, c)
	}
	for _, kind := range spot.Means {
		of := spot.Of
		if kind == source.ThingAnswers {
			of = strings.TrimSuffix(path.Base(name), ".yaml")
		}
		found = append(found, f.things(t, kind, of)...)
	}
	for _, word := range spot.Words {
		found = append(found, candidate{word: word, kind: itemValue})
	}
	return found, wordBefore(spot.Begun)
}

// wordBefore is the part of an id, or of a key, at the end of a text.
func wordBefore(text string) string {
	return text[strings.LastIndexFunc(text, func(r rune) bool { return !isIDRune(r) })+1:]
}

func isIDRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
}

// things are the things of a kind that there are, of those that belong to what is given when things of the kind belong to something.
func (f *folder) things(t teller, kind source.ThingKind, of string) []candidate {
	switch kind {
	case source.ThingOption:
		return options(t.q, of)
	case source.ThingBand:
		var found []candidate
		for _, b := range t.bands(of) {
			found = append(found, candidate{word: b.ID, detail: rangeOf(b.Range), about: b.Means, kind: itemEnum})
		}
		return found
	}
	var found []candidate
	seen := map[string]bool{}
	for _, m := range f.mentions() {
		if m.Kind != kind || !m.Defines || seen[m.ID] || m.Of != "" && of != "" && m.Of != of {
			continue
		}
		seen[m.ID] = true
		found = append(found, candidate{word: m.ID, detail: firstLine(t.tell(m.Thing)), kind: itemVariable})
	}
	return found
}

// options are the answers to a question.
func options(q *quiz.Quiz, id string) (found []candidate) {
	asked := question(q, id)
	if asked == nil {
		return nil
	}
	for _, o := range asked.Options {
		found = append(found, candidate{word: o.Value, detail: o.Label, kind: itemEnum})
	}
	return found
}

// firstLine is the first line of what is told, without its marks.
func firstLine(told string) string {
	line, _, _ := strings.Cut(told, "\n")
	return strings.NewReplacer("**", "", "`", "").Replace(line)
}

// What stands before a text in quotes that tells what it means.
var (
	comparedWith = regexp.MustCompile(`(\w+)\s*(?:==|!=)\s*$|(\w+)\s+in\s*\[[^\]]*$`)
	bandOf       = regexp.MustCompile(`band\(\s*(\w+)\s*\)\s*(?:(?:==|!=)\s*$|in\s*\[[^\]]*$)`)
	stateOf      = regexp.MustCompile(`state\([^()]*\)\s*(?:(?:==|!=)\s*$|in\s*\[[^\]]*$)`)
	calledWith   = regexp.MustCompile(`(\w+)\(\s*(\w*)[^()]*$`)
)

// inRule returns what can be written at the end of a rule, and the word that was begun there.
func (f *folder) inRule(t teller, rule string) ([]candidate, string) {
	if open, quoted := unclosedQuote(rule); quoted {
		return f.inQuotes(t, rule[:open]), rule[open+1:]
	}
	begun := rule[strings.LastIndexFunc(rule, func(r rune) bool { return !isIDRune(r) || r == '-' })+1:]
	before := rule[:len(rule)-len(begun)]
	found := f.things(t, source.ThingName, "")
	if strings.HasSuffix(before, "before.") || strings.HasSuffix(before, "change.") {
		return slices.DeleteFunc(found, func(c candidate) bool {
			asked := question(t.q, c.word)
			return !slices.ContainsFunc(t.q.Scales, func(s *quiz.Scale) bool { return s.ID == c.word }) && (asked == nil || !asked.HasNumbers())
		}), begun
	}
	for _, w := range scoring.Words() {
		c := candidate{word: w.Name, detail: w.Like, about: w.About, kind: itemFunction, order: "~"}
		if strings.HasPrefix(w.Like, w.Name+"(") {
			c.insert = w.Name + "("
		}
		found = append(found, c)
	}
	return found, begun
}

// unclosedQuote returns where the quote stands that is open at the end of a rule.
func unclosedQuote(rule string) (at int, open bool) {
	var quote rune
	for i, r := range rule {
		switch {
		case quote == 0 && (r == '\'' || r == '"'):
			at, quote = i, r
		case r == quote:
			quote = 0
		}
	}
	return at, quote != 0
}

// inQuotes returns what a text in quotes can be, behind the rule so far.
func (f *folder) inQuotes(t teller, rule string) []candidate {
	if m := bandOf.FindStringSubmatch(rule); m != nil {
		return f.things(t, source.ThingBand, m[1])
	}
	if stateOf.MatchString(rule) {
		var found []candidate
		for _, state := range []quiz.State{quiz.Open, quiz.Waiting, quiz.Closed, quiz.Done} {
			found = append(found, candidate{word: string(state), kind: itemEnum})
		}
		return found
	}
	if m := comparedWith.FindStringSubmatch(rule); m != nil {
		switch name := m[1] + m[2]; name {
		case "next":
			return slices.Concat(f.things(t, source.ThingStep, ""), f.things(t, source.ThingSet, ""), f.things(t, source.ThingPause, ""),
				[]candidate{{word: quiz.NextWait, kind: itemEnum}, {word: quiz.NextRecheck, kind: itemEnum}})
		case "path":
			return f.things(t, source.ThingPath, "")
		default:
			return options(t.q, name)
		}
	}
	if m := calledWith.FindStringSubmatch(rule); m != nil {
		for _, w := range scoring.Words() {
			if w.Name == m[1] && w.Texts != "" {
				return f.things(t, w.Texts, m[2])
			}
		}
	}
	return nil
}

// symbols returns what a file makes, for the outline of an editor.
func (s *server) symbols(_ context.Context, p *documentParams) (found []documentSymbol, _ error) {
	found = []documentSymbol{}
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		q := f.known()
		for _, m := range f.mentions() {
			if m.Pos.File != name || !m.Defines || m.Kind == source.ThingOption || m.Kind == source.ThingBand {
				continue
			}
			at := spanOf(f.text(name), m.Pos, m.Length)
			symbol := documentSymbol{Name: m.ID, Kind: symbolMethod, Range: at, SelectionRange: at}
			if q != nil {
				symbol.Detail = firstLine(teller{q}.tell(m.Thing))
			}
			found = append(found, symbol)
		}
	})
	slices.SortFunc(found, func(a, b documentSymbol) int {
		return (a.Range.Start.Line-b.Range.Start.Line)*1000 + a.Range.Start.Character - b.Range.Start.Character
	})
	return found, nil
}

// actions offers the mend of a problem that has one safe mend.
func (s *server) actions(_ context.Context, p *actionParams) (found []codeAction, _ error) {
	found = []codeAction{}
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		text := f.text(name)
		for _, problem := range f.problems[name] {
			at := f.diagnostic(problem)
			if at.Range.End.Line < p.Range.Start.Line || at.Range.Start.Line > p.Range.End.Line {
				continue
			}
			_, mended := source.Mend(map[string][]byte{name: text}, []source.Problem{problem})
			for _, m := range mended {
				edit := workspaceEdit{DocumentChanges: []any{f.edited(name, []textEdit{{at.Range, m.New}})}}
				found = append(found, codeAction{fmt.Sprintf("Write %q in place of %q", m.New, m.Old), "quickfix", []diagnostic{at}, edit})
			}
		}
	})
	return found, nil
}
