package source

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unprintable reports whether a terminal, or whoever shows a text, would obey the character or can't show it: a control character, one that
// turns the direction of writing, or a byte that is no character.
func Unprintable(r rune) bool {
	return unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r)
}

// Quote returns a name, like that of a file, as it can be written anywhere: as it is or, with an Unprintable character, in quotes with escapes.
func Quote(name string) string {
	if !strings.ContainsFunc(name, Unprintable) {
		return name
	}
	return strconv.Quote(name)
}

// Clean puts a dot in the place of each Unprintable character, but for tabs and line ends.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && r != '\n' && Unprintable(r) {
			return '·'
		}
		return r
	}, s)
}

// EscapeJSON writes the Unprintable characters of a JSON text as escapes, which mean the same. All but line ends stand in its strings.
func EscapeJSON(text []byte) []byte {
	escaped := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r != '\n' && r != unicode.ReplacementChar && Unprintable(r) {
			escaped = fmt.Appendf(escaped, `\u%04x`, r)
		} else {
			escaped = append(escaped, text[:size]...)
		}
		text = text[size:]
	}
	return escaped
}

// String writes the place as an editor opens it, file:line:column, as far as it is known; see Quote.
func (p Pos) String() string {
	switch {
	case p.File == "":
		return "quiz"
	case p.Line == 0:
		return Quote(p.File)
	default:
		return fmt.Sprintf("%s:%d:%d", Quote(p.File), p.Line, p.Column)
	}
}
