package questions

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// Parsed is what the files of a quiz say.
type Parsed struct {
	Quiz     *quiz.Quiz // as far as it could be read; nil only when quiz.yaml can't be read at all
	Problems []source.Problem
	Mentions []source.Mention // every place where a file names something, outside its rules
	Broken   []string         // files that can't be read at all, sorted
}

// ParseIndexed does what Parse does, and notes what the files name. A file that can't be read names nothing.
func ParseIndexed(files map[string][]byte) Parsed {
	r, parsed := newReader(files), Parsed{}
	parsed.Quiz, parsed.Problems = r.parse()
	m := &mentions{}
	for _, f := range r.opened {
		m.file(f)
	}
	parsed.Broken = slices.Sorted(maps.Keys(r.broken))
	parsed.Mentions = append(m.resolved(), r.tokenMentions()...)
	for _, f := range r.opened {
		if kindOf(f.name) == "lang" {
			parsed.Mentions = append(parsed.Mentions, translationMentions(f)...)
		}
	}
	return parsed
}

// kindOf returns the kind of a file, one of Kinds, by its name; "" for a file that is not read.
func kindOf(name string) string {
	switch {
	case !belongs(name):
		return ""
	case name == quizFile:
		return "quiz"
	case name == rulesFile:
		return "rules"
	default:
		return map[string]string{setsDir: "set", stepsDir: "step", cardsDir: "card", langDir: "lang", testsDir: "tests"}[path.Dir(name)]
	}
}

// mentions walks through files by their shapes and notes what they name.
type mentions struct {
	f     *file
	found []mention
}

// mention is a mention that may mean things of several kinds.
type mention struct {
	source.Mention
	kinds []source.ThingKind
	scope scope
}

// scope is where a walk is: what the keys around it have named.
type scope struct {
	set, step, name string // the ids of the set and the step around; the name is the question, scale or value
}

// owner returns what a thing of the kind belongs to.
func (s scope) owner(kind source.ThingKind) string {
	switch kind {
	case source.ThingOption, source.ThingBand:
		return s.name
	case source.ThingAnswers:
		return s.set
	case source.ThingTask:
		return s.step
	default:
		return ""
	}
}

// entered returns the scope behind a key or within a group that names a thing.
func (s scope) entered(thing source.ThingKind, id string) scope {
	switch thing {
	case source.ThingSet:
		s.set = id
	case source.ThingStep:
		s.step = id
	case source.ThingName:
		s.name = id
	}
	return s
}

func (m *mentions) file(f *file) {
	m.f = f
	if s, ok := shapes()[kindOf(f.name)]; ok {
		m.group(f.root, s, scope{})
	}
}

// group walks through a group of fixed keys.
func (m *mentions) group(n *yaml.Node, s shape, in scope) {
	if n.Kind != yaml.MappingNode {
		return
	}
	// What the group is called or is about comes first, wherever it stands: other keys belong to it.
	for _, k := range s.keys {
		kind, ok := k.value[schemaDefines].(source.ThingKind)
		if means, _ := k.value[schemaMeans].([]source.ThingKind); !ok && len(means) == 1 && slices.Contains([]string{"set", "step", "by"}, k.name) {
			kind, ok = means[0], true
		}
		if value := behind(n, k.name); ok && value != nil && value.Kind == yaml.ScalarNode {
			in = in.entered(kind, value.Value)
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		j := slices.IndexFunc(s.keys, func(k shapeKey) bool { return k.name == n.Content[i].Value })
		if j < 0 {
			continue
		}
		if id := wordOption(n.Content[i].Value); id != "" && kindOf(m.f.name) == "set" {
			m.note(n.Content[i], in, false, source.ThingOption)
			m.found[len(m.found)-1].ID = id
		}
		m.walk(n.Content[i+1], s.keys[j].value, in)
	}
}

// wordOption is the value of the option that a key of a question stands for; "" for none.
func wordOption(key string) string {
	switch key {
	case "none", "skip":
		return key
	default:
		return ""
	}
}

// behind returns what stands behind a key of a group, nil when the key is not there.
func behind(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// walk walks through what stands behind a key.
func (m *mentions) walk(n *yaml.Node, s schema, in scope) {
	if name, ok := shapeOf(s); ok {
		m.group(n, shapes()[name], in)
		return
	}
	for _, part := range alternatives(s) {
		if fits(n, part) {
			m.walk(n, part, in)
			return
		}
	}
	switch n.Kind {
	case yaml.ScalarNode:
		m.scalar(n, s, in)
	case yaml.SequenceNode:
		items, _ := s["items"].(schema)
		for _, item := range n.Content {
			m.walk(item, items, in)
		}
	case yaml.MappingNode:
		m.named(n, s, in)
	}
}

// named walks through a group whose keys the author names.
func (m *mentions) named(n *yaml.Node, s schema, in scope) {
	fixed, _ := s["properties"].(schema)
	keys, _ := s[schemaKeys].(schema)
	values, _ := s["additionalProperties"].(schema)
	for key, value := range fixed {
		if at := behind(n, key); at != nil {
			m.walk(at, value.(schema), in)
			in.name = at.Value // only `words` has a fixed key: the question that its words follow
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if _, ok := fixed[key.Value]; ok {
			continue
		}
		m.scalar(key, keys, in)
		inner := in
		switch {
		case len(fixed) > 0: // the words of a token follow the question
		case keys[schemaDefines] != nil:
			inner = in.entered(keys[schemaDefines].(source.ThingKind), key.Value)
		case keys[schemaMeans] != nil:
			inner = in.entered(keys[schemaMeans].([]source.ThingKind)[0], key.Value)
		}
		m.walk(n.Content[i+1], values, inner)
	}
}

// scalar notes what a text names.
func (m *mentions) scalar(n *yaml.Node, s schema, in scope) {
	if kind, ok := s[schemaDefines].(source.ThingKind); ok {
		m.note(n, in, true, kind)
	}
	if kinds, ok := s[schemaMeans].([]source.ThingKind); ok {
		m.note(n, in, false, kinds...)
	}
}

func (m *mentions) note(n *yaml.Node, in scope, defines bool, kinds ...source.ThingKind) {
	if n.Kind != yaml.ScalarNode || n.Value == "" || strings.Contains(n.Value, "\n") || n.ShortTag() == "!!null" {
		return
	}
	if _, err := strconv.ParseFloat(n.Value, 64); err == nil {
		return // a rating, no id
	}
	found := mention{kinds: kinds, scope: in}
	found.Thing, found.Defines = source.Thing{Kind: kinds[0], ID: n.Value}, defines
	t := m.f.text(n)
	found.Pos, found.Length = t.Pos(0), utf8.RuneCountInString(n.Value)
	m.found = append(m.found, found)
}

// resolved returns the mentions, each of the first of its kinds of which there is such a thing.
func (m *mentions) resolved() []source.Mention {
	defined := map[source.Thing]bool{}
	of := func(found mention, kind source.ThingKind) source.Thing {
		return source.Thing{Kind: kind, Of: found.scope.owner(kind), ID: found.ID}
	}
	for _, found := range m.found {
		if found.Defines {
			defined[of(found, found.Kind)] = true
		}
	}
	all := make([]source.Mention, len(m.found))
	for i, found := range m.found {
		found.Thing = of(found, found.Kind)
		for _, kind := range found.kinds {
			if thing := of(found, kind); defined[thing] {
				found.Thing = thing
				break
			}
		}
		all[i] = found.Mention
	}
	return all
}

// shapeOf returns the name of the shape that a schema is.
func shapeOf(s schema) (string, bool) {
	to, ok := s["$ref"].(string)
	return strings.TrimPrefix(to, "#/$defs/"), ok
}

func alternatives(s schema) []schema {
	parts, _ := s["anyOf"].([]schema)
	return parts
}

// fits reports whether a node is of the form that the schema asks for.
func fits(n *yaml.Node, s schema) bool {
	if name, ok := shapeOf(s); ok {
		return n.Kind == yaml.MappingNode && slices.ContainsFunc(shapes()[name].keys, func(k shapeKey) bool { return k.need && behind(n, k.name) != nil })
	}
	switch s["type"] {
	case "object":
		return n.Kind == yaml.MappingNode
	case "array":
		return n.Kind == yaml.SequenceNode
	default:
		return n.Kind == yaml.ScalarNode
	}
}

// tokenMentions are the words in the braces of texts.
func (r *reader) tokenMentions() []source.Mention {
	if r.quiz.Words == nil {
		return nil
	}
	var found []source.Mention
	for _, shown := range r.texts {
		found = append(found, r.tokensOf(shown.text)...)
	}
	for _, translation := range r.quiz.Translations {
		for _, text := range translation.Texts {
			found = append(found, slices.Concat(r.tokensOf(text.Of), r.tokensOf(text.Say))...)
		}
	}
	return found
}

func (r *reader) tokensOf(text source.Text) []source.Mention {
	var found []source.Mention
	for _, at := range braces.FindAllStringSubmatchIndex(text.Value, -1) {
		token := text.Value[at[2]:at[3]]
		if r.quiz.Words.Tokens[token] != nil {
			before := utf8.RuneCountInString(text.Value[:at[2]])
			found = append(found, source.Mention{
				Thing: source.Thing{Kind: source.ThingName, ID: token}, Pos: text.Pos(before), Length: utf8.RuneCountInString(token),
			})
		}
	}
	return found
}
