package quiz

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// recoveryList is 1024 plain words in the order of the alphabet. No two begin with the same four letters, and no two are one slip apart.
//
//go:embed recovery.txt
var recoveryList string

// RecoveryWords is how many words open what is stored. Each is one of 1024, so together they hold 130 random bits.
const RecoveryWords = 13

// The bounds on what is looked at of what was typed: nobody who means recovery words types more or longer ones.
const (
	typedWordsMost = 2 * RecoveryWords
	typedWordMost  = 16
	nearMost       = 3 // for how many strange words those that may be meant are looked for: looking costs
)

// NewRecoveryWords makes a secret of words, joined by spaces. The error is that of the random source.
func NewRecoveryWords(random io.Reader) (Secret, error) {
	list := strings.Fields(recoveryList)
	chosen := make([]string, RecoveryWords)
	for i := range chosen {
		var b [2]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fmt.Errorf("make recovery words: %w", err)
		}
		chosen[i] = list[int(binary.BigEndian.Uint16(b[:]))%len(list)] // 1024 divides 65536, so every word is as likely
	}
	return Secret(strings.Join(chosen, " ")), nil
}

// WordsError says which of the typed recovery words are none of ours, or that there are too many or too few of them.
type WordsError struct {
	Typed   int // how many words there were
	Unknown []UnknownWord
}

// UnknownWord is a typed word that is none of ours.
type UnknownWord struct {
	Place int // from 1
	Typed string
	Meant []string // what it may be, the likeliest first; three at most. Only the first three strange words have it
}

func (e *WordsError) Error() string {
	return fmt.Sprintf("%d recovery words, %d of them unknown", e.Typed, len(e.Unknown))
}

// ReadSecret reads what a person typed or pasted to come back: a return link, its code, or recovery words with any spaces, commas,
// numbers and capitals between and in them. *WordsError when some words are recovery words and others are not, or their number is
// another; ErrNotFound for anything else.
func ReadSecret(typed string) (Secret, error) {
	code := typed
	if _, fragment, found := strings.Cut(typed, "#"); found {
		code = fragment // the whole link was pasted
	}
	if secret := Secret(strings.TrimSpace(code)); secret.Valid() {
		return secret, nil
	}
	words := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) < 2 || len(words) > typedWordsMost {
		return "", ErrNotFound
	}
	list := strings.Fields(recoveryList)
	problem := &WordsError{Typed: len(words)}
	for i, word := range words {
		if !isRecoveryWord(list, word) {
			problem.Unknown = append(problem.Unknown, UnknownWord{Place: i + 1, Typed: word})
		}
	}
	switch {
	case len(problem.Unknown) == len(words):
		return "", ErrNotFound
	case len(problem.Unknown) > 0 || len(words) != RecoveryWords:
		problem.suggest(list)
		return "", problem
	}
	return Secret(strings.Join(words, " ")), nil
}

// suggest says of the first strange words what may be meant.
func (e *WordsError) suggest(list []string) {
	for i := range min(nearMost, len(e.Unknown)) {
		e.Unknown[i].Meant = meant(list, e.Unknown[i].Typed)
	}
}

func isRecoveryWord(list []string, word string) bool {
	_, found := slices.BinarySearch(list, word)
	return found
}

// meant returns the words of the list with the fewest slips to what was typed, two slips at most, those with its first letter first.
func meant(list []string, typed string) []string {
	if len(typed) > typedWordMost {
		return nil
	}
	fewest := 2
	var near []string
	for _, word := range list {
		if max(len(word)-len(typed), len(typed)-len(word)) > fewest {
			continue // so many letters alone are too many slips
		}
		switch n := slips(word, typed, fewest); {
		case n > fewest:
			continue
		case n < fewest:
			fewest, near = n, nil
		}
		near = append(near, word)
	}
	slices.SortStableFunc(near, func(a, b string) int { return strings.Compare(begin(b, typed), begin(a, typed)) })
	return near[:min(3, len(near))]
}

// begin returns the first letter of the word when the typed one begins with it.
func begin(word, typed string) string {
	if word[0] != typed[0] {
		return ""
	}
	return word[:1]
}

// slips is how many letters have to be put in, taken out or changed to make one word of the other, or more than most.
func slips(a, b string, most int) int {
	var cells [typedWordMost + 1]int
	row := cells[:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		fewest := row[0]
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
			fewest = min(fewest, row[j+1])
		}
		if fewest > most {
			return fewest // no further letter makes it less
		}
	}
	return row[len(b)]
}
