package quiz_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waymark/quiz"
)

func TestRecoveryWordsAreDrawnFromAllBits(t *testing.T) {
	t.Parallel()
	bits := bytes.Repeat([]byte{0, 0, 0x03, 0xff}, quiz.RecoveryWords)
	first, err := quiz.NewRecoveryWords(bytes.NewReader(bits))
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(first.Reveal())
	if len(words) != quiz.RecoveryWords || words[0] != "account" || words[1] != "zodiac" {
		t.Errorf("%v", words)
	}
	if _, err := quiz.NewRecoveryWords(bytes.NewReader(bits[:5])); err == nil {
		t.Error("words were made without enough random bits")
	}
}

func TestReadSecret(t *testing.T) {
	t.Parallel()
	code, err := quiz.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const words = "account zodiac lemon maple orbit hazel tulip wagon kiosk bread cedar fjord nutmeg"
	tests := []struct {
		name, typed string
		want        quiz.Secret
		problem     *quiz.WordsError // nil: ErrNotFound when nothing is wanted
	}{
		{name: "a code", typed: " " + code.Reveal() + "\n", want: code},
		{name: "a link", typed: "https://example.com/return#" + code.Reveal(), want: code},
		{name: "words", typed: words, want: words},
		{name: "words as written on paper", typed: "1. Account\n2. ZODIAC\n3. " + strings.ReplaceAll(words[15:], " ", ",  ") + ".", want: words},
		{name: "one letter too many", typed: strings.Replace(words, "maple", "mapple", 1),
			problem: &quiz.WordsError{Typed: 13, Unknown: []quiz.UnknownWord{{Place: 4, Typed: "mapple", Meant: []string{"maple", "apple"}}}}},
		{name: "one word too few", typed: words[8:], problem: &quiz.WordsError{Typed: 12}},
		{name: "a word that nothing is near to", typed: strings.Replace(words, "maple", strings.Repeat("straßenbahn", 9), 1),
			problem: &quiz.WordsError{Typed: 13, Unknown: []quiz.UnknownWord{{Place: 4, Typed: strings.Repeat("straßenbahn", 9)}}}},
		{name: "more strange words than are looked for", typed: "account zodiac lemmon mapple orrbit hazzel tulipp wagon kiosk bread cedar fjord nutmeg",
			problem: &quiz.WordsError{Typed: 13, Unknown: []quiz.UnknownWord{
				{Place: 3, Typed: "lemmon", Meant: []string{"lemon"}}, {Place: 4, Typed: "mapple", Meant: []string{"maple", "apple"}},
				{Place: 5, Typed: "orrbit", Meant: []string{"orbit"}}, {Place: 6, Typed: "hazzel"}, {Place: 7, Typed: "tulipp"}}}},
		{name: "nothing", typed: " \n"},
		{name: "one word", typed: "account"},
		{name: "other words", typed: "please let me in"},
		{name: "a long text", typed: strings.Repeat(words+" ", 3)},
		{name: "half a code", typed: code.Reveal()[:20]},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := quiz.ReadSecret(test.typed)
			var problem *quiz.WordsError
			switch {
			case test.want != "":
				if got != test.want || err != nil {
					t.Errorf("got another secret, %v", err)
				}
			case test.problem == nil:
				if !errors.Is(err, quiz.ErrNotFound) {
					t.Errorf("got %v", err)
				}
			case !errors.As(err, &problem):
				t.Errorf("got %v", err)
			default:
				if diff := cmp.Diff(test.problem, problem); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestSecretOfWordsIsExact(t *testing.T) {
	t.Parallel()
	secret, err := quiz.NewRecoveryWords(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !secret.Valid() || quiz.Secret(strings.ToUpper(secret.Reveal())).Valid() || quiz.Secret(secret.Reveal()+" maple").Valid() {
		t.Error("a secret of words is what NewRecoveryWords made, letter by letter")
	}
}
