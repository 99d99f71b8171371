package language

import (
	"regexp"
	"strings"
	"unicode"
)

// The languages that nobody speaks: English with accents and longer words, and English from right to left. They show what a page does
// with a text that is not as its makers wrote it.
const (
	Accented    = "en-XA"
	RightToLeft = "ar-XB"
)

// kept is what a text holds besides words: rules and words in braces, verbs, addresses of links, tags and code.
var kept = regexp.MustCompile("\\{[^}]*\\}|%[-+#0-9.\\[\\]]*[a-z%]|\\]\\([^)]*\\)|https?://\\S+|<[^>]*>|`[^`]*`")

// Pseudo writes an English text in Accented or RightToLeft; in any other language it is left as it is.
func Pseudo(tag, text string) string {
	write := accented
	switch tag {
	case Accented:
	case RightToLeft:
		write = reversed
	default:
		return text
	}
	var b strings.Builder
	end := 0
	for _, at := range kept.FindAllStringIndex(text, -1) {
		b.WriteString(write(text[end:at[0]]))
		b.WriteString(text[at[0]:at[1]])
		end = at[1]
	}
	b.WriteString(write(text[end:]))
	return b.String()
}

// accented gives each letter an accent and doubles the vowels, which makes a text longer by a third.
func accented(text string) string {
	return strings.NewReplacer(
		"a", "áá", "e", "éé", "i", "îî", "o", "öö", "u", "ûû", "y", "ýý", "A", "ÁÁ", "E", "ÉÉ", "I", "ÎÎ", "O", "ÖÖ", "U", "ÛÛ", "Y", "ÝÝ",
		"b", "ƀ", "c", "ç", "d", "ð", "f", "ƒ", "g", "ĝ", "h", "ĥ", "j", "ĵ", "k", "ķ", "l", "ļ", "m", "ḿ", "n", "ñ", "p", "þ", "q", "ɋ",
		"r", "ŕ", "s", "š", "t", "ţ", "v", "ṽ", "w", "ŵ", "x", "ẋ", "z", "ž", "B", "Ɓ", "C", "Ç", "D", "Ð", "F", "Ƒ", "G", "Ĝ", "H", "Ĥ",
		"J", "Ĵ", "K", "Ķ", "L", "Ļ", "M", "Ḿ", "N", "Ñ", "P", "Þ", "Q", "Ɋ", "R", "Ŕ", "S", "Š", "T", "Ţ", "V", "Ṽ", "W", "Ŵ", "X", "Ẋ", "Z", "Ž",
	).Replace(text)
}

// The marks around a word that turn its letters from right to left, as those of Arabic are.
const (
	turn     = "\u200f\u202e"
	turnBack = "\u202c\u200f"
)

// reversed turns each word.
func reversed(text string) string {
	var b strings.Builder
	inside := false
	for _, r := range text {
		if letter := unicode.IsLetter(r); letter != inside {
			b.WriteString(map[bool]string{true: turn, false: turnBack}[letter])
			inside = letter
		}
		b.WriteRune(r)
	}
	if inside {
		b.WriteString(turnBack)
	}
	return b.String()
}
