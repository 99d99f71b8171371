package quiz

import (
	"slices"
	"strings"
)

// Chosen returns the word for each token of the texts, by the latest answer to By: one of the open attempt (now) counts
// before those of the history. While By is unanswered, or by an option without a word, it is that of Else.
func (w *Words) Chosen(h History, now Answers) map[string]string {
	option := now[w.By]
	for _, r := range slices.Backward(h.Results) {
		if option.Known() {
			break
		}
		option = r.Answers[w.By]
	}
	chosen := make(map[string]string, len(w.Tokens))
	for token, words := range w.Tokens {
		word, ok := words[option.Text]
		if !ok || !option.Known() {
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
