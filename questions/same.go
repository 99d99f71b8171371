package questions

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// SaysTheSame reports whether two texts of a file are read as the same; false when one of them can't be read.
func SaysTheSame(name string, a, b []byte) bool {
	first, ok := newReader(map[string][]byte{name: a}).open(name)
	second, okToo := newReader(map[string][]byte{name: b}).open(name)
	return ok && okToo && first.body.Value == second.body.Value && sameNodes(first.root, second.root)
}

func sameNodes(a, b *yaml.Node) bool {
	return a.Kind == b.Kind && a.Value == b.Value && a.ShortTag() == b.ShortTag() && slices.EqualFunc(a.Content, b.Content, sameNodes)
}
