package questions

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"waymark/quiz/source"
)

// forbidden are the words that may stand in no text, in whatever case.
type forbidden struct {
	folded []string
	exact  *regexp.Regexp
}

// newForbidden makes the check for words; nil, which finds nothing, for none.
func newForbidden(words []source.Text) (*forbidden, error) {
	if len(words) == 0 {
		return nil, nil
	}
	f := &forbidden{}
	var alternatives []string
	for _, w := range words {
		f.folded = append(f.folded, fold(w.Value))
		alternatives = append(alternatives, regexp.QuoteMeta(w.Value))
	}
	var err error
	f.exact, err = regexp.Compile(`(?i)` + strings.Join(alternatives, "|"))
	return f, err
}

// in returns where the text holds one of the words, as byte offsets.
func (f *forbidden) in(text string) [][]int {
	if f == nil {
		return nil
	}
	// The expression is slow: it is asked where the words are only when some are there.
	folded := fold(text)
	if !slices.ContainsFunc(f.folded, func(word string) bool { return strings.Contains(folded, word) }) {
		return nil
	}
	return f.exact.FindAllStringIndex(text, -1)
}

// fold makes texts that differ only in the case of letters the same text.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && r != 'k' && r != 'K' && r != 's' && r != 'S' {
			return unicode.ToLower(r)
		}
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, s)
}
