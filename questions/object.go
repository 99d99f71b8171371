package questions

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"waymark/quiz/source"
)

// object is a group of keys in a file, read strictly: what it holds that nobody asks for is a problem.
type object struct {
	shape  shape // of a fixed group
	f      *file
	what   string // "a question": for messages
	node   *yaml.Node
	fields []field
	index  map[string]int // of fields, by key
}

// field is a key and what stands behind it.
type field struct {
	key   source.Text
	value *yaml.Node
}

// called describes what a node holds, in an author's words.
func called(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a group of keys"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!bool":
		return n.Value
	case "!!int", "!!float":
		return "a number"
	default:
		return "a text"
	}
}

// text returns the text that a scalar holds, with its places.
func (f *file) text(n *yaml.Node) source.Text { return textOf(f.name, f.lines, n) }

// at reports a problem that concerns a whole node.
func (f *file) at(n *yaml.Node, code, message, hint string) {
	if n.Kind == yaml.ScalarNode {
		f.r.at(f.text(n), code, message, hint)
		return
	}
	f.report(n.Line, n.Column, 1, code, message, hint)
}

// at reports a problem that concerns a whole text.
func (r *reader) at(t source.Text, code, message, hint string) {
	first, _, _ := strings.Cut(t.Value, "\n")
	r.report(source.Problem{
		Code: code, Severity: source.Error, Pos: t.Start, Length: utf8.RuneCountInString(first), Message: message, Hint: hint,
	})
}

// expected reports that a node is not of the kind that is wanted.
func (f *file) expected(n *yaml.Node, want, hint string) {
	f.at(n, "file/wrong-type", fmt.Sprintf("expected %s, found %s", want, called(n)), hint)
}

// object reads a group of keys; false when it is none. Every key may stand once.
func (f *file) object(n *yaml.Node, what string) (*object, bool) {
	o := &object{f: f, what: what, node: n, index: map[string]int{}}
	if n.Kind != yaml.MappingNode {
		f.expected(n, "a group of keys for "+what, "write each key on a line of its own, with a colon behind it")
		return o, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Kind != yaml.ScalarNode {
			f.expected(n.Content[i], "a key", "a key is one word, with a colon behind it")
			continue
		}
		key := f.text(n.Content[i])
		if _, twice := o.index[key.Value]; twice {
			f.r.at(key, "file/duplicate-key", fmt.Sprintf("the key %q stands twice in %s", key.Value, what), "keep one of them")
			continue
		}
		o.index[key.Value] = len(o.fields)
		o.fields = append(o.fields, field{key, n.Content[i+1]})
	}
	return o, true
}

// fixed reads a group of keys that may hold only those of the shape.
func (f *file) fixed(n *yaml.Node, what string, s shape) (*object, bool) {
	o, ok := f.object(n, what)
	o.shape = s
	keys := s.names()
	for _, fd := range o.fields {
		if slices.Contains(keys, fd.key.Value) {
			continue
		}
		hint := cmp.Or(f.r.suggest(fd.key.Value, keys), "it can have: "+strings.Join(keys, ", "))
		f.r.at(fd.key, "file/unknown-key", fmt.Sprintf("%s has no key %q", what, fd.key.Value), hint)
	}
	return o, ok
}

// get returns what stands behind the key, nil when the key is not there.
func (o *object) get(key string) *yaml.Node {
	if i, ok := o.index[key]; ok {
		return o.fields[i].value
	}
	return nil
}

// key returns the key itself, with its place.
func (o *object) key(key string) source.Text { return o.fields[o.index[key]].key }

// complete reports those keys that the shape of the group needs and that are not there.
func (o *object) complete() { o.need(o.shape.needed()...) }

// need reports which of the keys are missing.
func (o *object) need(keys ...string) {
	for _, key := range keys {
		if o.get(key) == nil {
			o.f.report(o.node.Line, o.node.Column, 1, "file/missing-key", fmt.Sprintf("%s needs the key %q", o.what, key), "add "+key+": and what belongs there")
		}
	}
}

// scalar returns the text behind a key that holds one, with its places; false when it is not there or no text.
func (o *object) scalar(key string) (source.Text, bool) {
	n := o.get(key)
	if n == nil {
		return source.Text{}, false
	}
	return o.f.filled(n, key)
}

// filled returns the text of a node that has to be a text and not empty; what names it in messages.
func (f *file) filled(n *yaml.Node, what string) (source.Text, bool) {
	if n.Kind != yaml.ScalarNode {
		f.expected(n, "a text for "+strconv.Quote(what), "write the text behind the colon")
		return source.Text{}, false
	}
	if n.ShortTag() == "!!null" || strings.TrimSpace(n.Value) == "" {
		hint := "write the text behind the colon, or take the key away"
		if n.Value != "" && strings.TrimSpace(n.Value) != "" {
			hint = "if " + n.Value + " is meant as a text, put it in quotes"
		}
		f.at(n, "file/empty", strconv.Quote(what)+" says nothing", hint)
		return source.Text{}, false
	}
	return f.text(n), true
}

// rule returns a rule or another text that no person reads.
func (o *object) rule(key string) source.Text {
	t, _ := o.scalar(key)
	return t
}

// shown returns a text that people read.
func (o *object) shown(key string) source.Text {
	t, ok := o.scalar(key)
	if ok {
		o.f.r.shown(t, false)
	}
	return t
}

// markdown returns a text that people read, without line ends behind it.
func (o *object) markdown(key string) string { return strings.TrimSpace(o.shown(key).Value) }

// id returns a key's text after a check that it can be an id.
func (o *object) id(key string) source.Text {
	t, ok := o.scalar(key)
	if ok {
		o.f.r.checkID(t, false)
	}
	return t
}

// number returns a number that is no infinity; false when it is not there or none.
func (o *object) number(key string) (float64, bool) {
	n := o.get(key)
	if n == nil {
		return 0, false
	}
	return o.f.number(n)
}

func (f *file) number(n *yaml.Node) (float64, bool) {
	tag := n.ShortTag()
	x, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || tag != "!!int" && tag != "!!float" || err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		f.expected(n, "a number", "write it like 3 or 2.5, without quotes or a unit")
		return 0, false
	}
	return x, true
}

// whole returns a whole number between low and high; low when it is not there or not such a number.
func (o *object) whole(key string, low, high int) int {
	n := o.get(key)
	if n == nil {
		return low
	}
	x, ok := o.f.number(n)
	if !ok {
		return low
	}
	if x != math.Trunc(x) || x < float64(low) || x > float64(high) {
		o.f.at(n, "file/number", fmt.Sprintf("%q has to be a whole number from %d to %d", key, low, high), "write such a number")
		return low
	}
	return int(x)
}

// flag returns true or false; was when it is not there or neither.
func (o *object) flag(key string, was bool) bool {
	n := o.get(key)
	if n == nil {
		return was
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		o.f.expected(n, "true or false", "write "+key+": true")
		return was
	}
	return n.Value[0] == 't' || n.Value[0] == 'T'
}

// list returns the entries of a list, none when it is not there or no list.
func (o *object) list(key string) []*yaml.Node {
	n := o.get(key)
	if n == nil {
		return nil
	}
	return o.f.list(n)
}

func (f *file) list(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		f.expected(n, "a list", "write [a, b], or each entry on a line of its own behind a dash")
		return nil
	}
	return n.Content
}

// ids returns the texts of a list of ids, each at most once.
func (o *object) ids(key string) []source.Text { return o.f.ids(o.list(key), key) }

func (f *file) ids(list []*yaml.Node, what string) []source.Text {
	var ids []source.Text
	seen := map[string]bool{}
	for _, n := range list {
		t, ok := f.filled(n, what)
		if !ok {
			continue
		}
		if seen[t.Value] {
			f.r.at(t, "file/twice", fmt.Sprintf("%q stands twice in this list", t.Value), "keep one of them")
			continue
		}
		seen[t.Value] = true
		ids = append(ids, t)
	}
	return ids
}

// pairs returns the keys and values of a group that the author names as they like, none when it is not there.
func (o *object) pairs(key, what string) []field {
	n := o.get(key)
	if n == nil {
		return nil
	}
	group, _ := o.f.object(n, what)
	return group.fields
}

// values returns the plain values of texts.
func values(texts []source.Text) []string {
	var plain []string
	for _, t := range texts {
		plain = append(plain, t.Value)
	}
	return plain
}
