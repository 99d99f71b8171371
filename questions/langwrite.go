package questions

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
)

// TranslationCount is how far a translation is.
type TranslationCount struct {
	Texts   int `json:"texts"`   // that the quiz has
	Missing int `json:"missing"` // not translated
	Stale   int `json:"stale"`   // whose original has changed since
	Orphans int `json:"orphans"` // for texts that the quiz has not
}

// WriteTranslation returns the file of a quiz's translation into a language, with every text of the quiz in the order of its files: what the
// file has already (existing, which may be empty) is kept, with its remarks, also where a text has only moved; what is missing is there to
// be translated; what is for no text stands at the end. With accept, texts whose original has changed are taken to fit it still. The error
// is that of a file that can't be read.
func WriteTranslation(q *quiz.Quiz, language string, existing []byte, accept bool) ([]byte, TranslationCount, error) {
	was, root, err := existingTexts(existing, language)
	if err != nil {
		return nil, TranslationCount{}, err
	}
	all := q.Texts()
	seen, current := map[string]bool{}, map[string]bool{}
	for _, text := range all {
		seen[text.Key], current[oneLine(text.Value)] = true, true
	}
	moved := translatedBy(root, q.Language, language)
	texts := &yaml.Node{Kind: yaml.MappingNode}
	count := TranslationCount{Texts: len(all)}
	for _, text := range all {
		entry, ok := was[text.Key]
		if !ok || entry.value.Kind != yaml.MappingNode || current[entry.of(q.Language)] && entry.of(q.Language) != oneLine(text.Value) {
			entry = entryOf(text.Key, q.Language, text.Value, language) // what stood here, if anything, has moved
		}
		of, say := room(entry.value, q.Language), room(entry.value, language)
		translated := quiz.Translated{}
		translated.Of.Value, translated.Say.Value = of.Value, say.Value
		if known := moved[oneLine(text.Value)]; known != "" && !translated.Fresh(text.Value) {
			setText(of, text.Value)
			setText(say, known)
			translated.Of.Value, translated.Say.Value = text.Value, known
		}
		switch {
		case strings.TrimSpace(translated.Say.Value) == "":
			count.Missing++
			setText(of, text.Value)
		case !translated.Fresh(text.Value) && accept:
			setText(of, text.Value)
		case !translated.Fresh(text.Value):
			count.Stale++
		}
		texts.Content = append(texts.Content, entry.key, entry.value)
	}
	for _, entry := range orderOf(root) {
		if !seen[entry.key.Value] && !current[entry.of(q.Language)] {
			count.Orphans++
			texts.Content = append(texts.Content, entry.key, entry.value)
		}
	}
	putTexts(root, texts)
	unfold(root)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, count, err
	}
	return b.Bytes(), count, e.Close()
}

// entry is a key with what stands behind it.
type entry struct{ key, value *yaml.Node }

// existingTexts reads the texts of a file by their keys.
func existingTexts(existing []byte, language string) (map[string]entry, *yaml.Node, error) {
	if len(bytes.TrimSpace(existing)) == 0 {
		existing = fmt.Appendf(nil, "language: %s\ntexts: {}\n", language)
	}
	root, err := parseYAML(string(existing))
	if err != nil {
		return nil, nil, fmt.Errorf("the translation can't be read: %w", err)
	}
	if root == nil || root.Kind != yaml.MappingNode {
		return nil, nil, fmt.Errorf("the translation can't be read: it is no group of keys")
	}
	was := map[string]entry{}
	for _, e := range orderOf(root) {
		was[e.key.Value] = e
	}
	return was, root, nil
}

// translatedBy returns the translations by their originals, so that a text that has only moved keeps its own.
func translatedBy(root *yaml.Node, own, language string) map[string]string {
	translations := map[string]string{}
	for _, e := range orderOf(root) {
		if of, say := behind(e.value, own), behind(e.value, language); of != nil && say != nil && strings.TrimSpace(say.Value) != "" {
			translations[oneLine(of.Value)] = say.Value
		}
	}
	return translations
}

// of is the original of an entry on one line, "" when it has none.
func (e entry) of(own string) string {
	if value := behind(e.value, own); value != nil {
		return oneLine(value.Value)
	}
	return ""
}

// room returns what stands behind a key of a group, an empty text when nothing did.
func room(group *yaml.Node, key string) *yaml.Node {
	value := behind(group, key)
	if value == nil {
		value = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle}
		group.Content = append(group.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
	}
	return value
}

// oneLine is a text without its line breaks, which do not count.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// orderOf returns the entries of texts in their order.
func orderOf(root *yaml.Node) []entry {
	texts := behind(root, "texts")
	if texts == nil || texts.Kind != yaml.MappingNode {
		return nil
	}
	var all []entry
	for i := 0; i+1 < len(texts.Content); i += 2 {
		all = append(all, entry{texts.Content[i], texts.Content[i+1]})
	}
	return all
}

func putTexts(root, texts *yaml.Node) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "texts" {
			root.Content[i+1] = texts
			return
		}
	}
	root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "texts"}, texts)
}

// entryOf is a text that is to be translated.
func entryOf(key, own, original, language string) entry {
	made := entry{&yaml.Node{Kind: yaml.ScalarNode, Value: key}, &yaml.Node{Kind: yaml.MappingNode}}
	setText(room(made.value, own), original)
	room(made.value, language)
	return made
}

// unfold writes folded texts line by line: where one is folded anew, spaces at the beginning of its lines would change it.
func unfold(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Style == yaml.FoldedStyle {
		setText(n, n.Value)
	}
	for _, part := range n.Content {
		unfold(part)
	}
}

// setText puts a text into a node so that it reads well.
func setText(n *yaml.Node, text string) {
	n.Kind, n.Tag, n.Value, n.Style, n.Content, n.Alias = yaml.ScalarNode, "!!str", text, 0, nil, nil
	if strings.Contains(text, "\n") {
		n.Style = yaml.LiteralStyle
	}
}
