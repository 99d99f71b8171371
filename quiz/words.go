package quiz

import (
	"slices"
	"strings"
)

// Option returns the option that chooses the words: the latest answer to By, of which one of the open attempt (now) counts before those
// of the history. It is empty while By is unanswered.
func (w *Words) Option(h History, now Answers) string {
	option := now[w.By]
	for _, r := range slices.Backward(h.Results) {
		if option.Known() {
			break
		}
		option = r.Answers[w.By]
	}
	if !option.Known() {
		return ""
	}
	return option.Text
}

// Chosen returns the word for each token of the texts, by the Option; that of Else when the option has no word, or there is none.
func (w *Words) Chosen(h History, now Answers) map[string]string {
	option := w.Option(h, now)
	chosen := make(map[string]string, len(w.Tokens))
	for token, words := range w.Tokens {
		word, ok := words[option]
		if !ok {
			word = w.Else[token]
		}
		chosen[token] = word
	}
	return chosen
}

// Replacer puts the chosen words in the place of their tokens; a nil Words leaves texts as they are.
func (w *Words) Replacer(h History, now Answers) *strings.Replacer {
	if w == nil {
		return strings.NewReplacer()
	}
	var pairs []string
	for token, word := range w.Chosen(h, now) {
		pairs = append(pairs, "{"+token+"}", word)
	}
	return strings.NewReplacer(pairs...)
}
