package scoring

import (
	"slices"
	"strings"

	"waymark/scoring/expression"
)

// kind is the kind of a rule's value.
type kind string

const (
	number  kind = "a number"
	day     kind = "a date"
	text    kind = "a text"
	truth   kind = "true or false"
	choices kind = "a list of choices"
	broken  kind = "" // a problem was reported already; it fits everything
)

// typ is the type of a part of a rule.
type typ struct {
	kind    kind
	options []string // of a text: what it can be; nil is anything
	literal bool     // of a text: written in the rule itself
	unknown bool     // of a number: the name `unknown`, which also fits a date
}

// fits reports whether the type is one of the kinds, or broken.
func (t typ) fits(kinds ...kind) bool {
	return t.kind == broken || slices.Contains(kinds, t.kind) || t.unknown && slices.Contains(kinds, day)
}

// held returns how an expression holds a value of the type.
func (t typ) held() expression.Kind {
	switch t.kind {
	case truth:
		return expression.Truth
	case text:
		return expression.Text
	default:
		return expression.Number
	}
}

// counts reports whether the type is a number or a date.
func (t typ) counts() bool { return t.fits(number, day) }

// join returns the type of a value that is of one of both types; ok is false when they do not go together.
func join(a, b typ) (t typ, ok bool) {
	switch {
	case a.kind == broken || b.kind == broken:
		return typ{}, true
	case a.unknown:
		return b, b.counts()
	case b.unknown:
		return a, a.counts()
	case a.kind != b.kind:
		return typ{}, false
	case a.kind == text:
		return typ{kind: text, options: union(a.options, b.options)}, true
	default:
		return typ{kind: a.kind}, true
	}
}

// union of two lists of options; nil, which is anything, stays nil.
func union(a, b []string) []string {
	if a == nil || b == nil {
		return nil
	}
	all := slices.Concat(a, b)
	slices.SortFunc(all, strings.Compare)
	return slices.Compact(all)
}
