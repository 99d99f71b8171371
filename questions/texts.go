package questions

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"waymark/quiz/source"
)

// shownText is a text that people read.
type shownText struct {
	text   source.Text
	saying bool // may hold rules in braces
}

// shown keeps a text that people read, to be checked when the whole quiz is known.
func (r *reader) shown(t source.Text, saying bool) { r.texts = append(r.texts, shownText{t, saying}) }

var braces = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

// forbid returns the check for the words that may stand in no text.
func (r *reader) forbid(words []source.Text) *forbidden {
	f, err := newForbidden(words)
	if err != nil {
		r.at(words[0], "text/forbidden-words", "these words are too many or too long to look for", "keep the list short")
		return nil
	}
	return f
}

// checkTexts looks through every text that people read, for forbidden words and for tokens.
func (r *reader) checkTexts() {
	for _, shown := range r.texts {
		r.checkForbidden(r.forbidden, shown.text, quizFile)
		r.checkTokens(shown)
	}
	if r.quiz.Words == nil || len(r.broken) > 0 {
		return
	}
	for token := range r.quiz.Words.Tokens {
		if !r.tokens[token] {
			r.report(source.Problem{
				Code: "words/unused", Severity: source.Warning, Pos: r.names[token].pos, Length: utf8.RuneCountInString(token),
				Message: fmt.Sprintf("no text holds {%s}", token), Hint: "use it in a text, or take it away",
			})
		}
	}
}

// checkForbidden reports words of the list that stands in the file.
func (r *reader) checkForbidden(f *forbidden, t source.Text, file string) {
	for _, at := range f.in(t.Value) {
		if !wordEnds(t.Value, at[0]) || !wordEnds(t.Value, at[1]) {
			continue
		}
		word := t.Value[at[0]:at[1]]
		r.inside(t, at[0], word, "text/forbidden", fmt.Sprintf("the word %q may stand in no text of this quiz", word),
			"say it in other words, or take the word out of forbidden: in "+file)
	}
}

// wordEnds reports whether a word begins or ends at byte i of s.
func wordEnds(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return !isWord(before) || !isWord(after)
}

func (r *reader) checkTokens(shown shownText) {
	for _, at := range braces.FindAllStringSubmatchIndex(shown.text.Value, -1) {
		token := shown.text.Value[at[2]:at[3]]
		if r.quiz.Words != nil && r.quiz.Words.Tokens[token] != nil {
			r.tokens[token] = true
			continue
		}
		if shown.saying || r.broken[quizFile] {
			continue // a rule: it is checked with the rules
		}
		var tokens []string
		if r.quiz.Words != nil {
			for t := range r.quiz.Words.Tokens {
				tokens = append(tokens, t)
			}
		}
		slices.Sort(tokens)
		hint := r.suggest(token, tokens)
		if hint == "" {
			hint = "name it under words: in quiz.yaml; rules in braces are for because, lead and say"
		}
		r.inside(shown.text, at[2], token, "words/unknown", fmt.Sprintf("{%s} stands for no word", token), hint)
	}
}

// inside reports a problem with the word that begins at byte offset of a text.
func (r *reader) inside(t source.Text, offset int, word, code, message, hint string) {
	r.report(source.Problem{
		Code: code, Severity: source.Error, Pos: t.Pos(utf8.RuneCountInString(t.Value[:offset])),
		Length: utf8.RuneCountInString(word), Message: message, Hint: hint,
	})
}
