package findings

import (
	"math"
	"regexp"
	"strings"
	"unicode"

	"waymark/quiz"
	"waymark/quiz/source"
)

// What is hard to read. A grade is a year of school in the United States; public texts for everybody aim at 8 or 9.
const (
	hardQuestion = 10
	hardText     = 10
	fewWords     = 8 // of fewer words a grade says nothing
)

// wording looks at how texts read.
func (c *checker) wording() {
	english := strings.HasPrefix(c.quiz.Language, "en")
	c.questions(func(_ *quiz.Set, q *quiz.Question) {
		c.item(q)
		if english {
			c.grade(q.Pos, "the question "+q.ID, q.Ask, hardQuestion)
			c.grade(q.Pos, "the help of "+q.ID, q.Help, hardText)
		}
	})
	if !english {
		return
	}
	for _, set := range c.quiz.Sets {
		c.grade(source.Pos{File: "sets/" + set.ID + ".yaml"}, "the intro of "+set.ID, set.Intro, hardText)
	}
	for _, step := range c.quiz.Steps {
		c.grade(step.Pos, "the text of "+step.ID, step.Body, hardText)
	}
	for _, card := range c.quiz.Cards {
		c.grade(card.Pos, "the text of "+card.ID, card.Body, hardText)
	}
}

var (
	andOr    = regexp.MustCompile(`(?i)\band/or\b`)
	negative = regexp.MustCompile(`(?i)\b(?:not|never|no|nobody|nothing|none|without|cannot|\w+n['’]t)\b`)
)

// item looks at one question as a person has to answer it.
func (c *checker) item(q *quiz.Question) {
	if andOr.MatchString(q.Ask) {
		c.warn(q.Pos, "wording/and-or", "ask two questions, or keep the one that matters", "%q asks two things at once with “and/or”", q.ID)
	}
	for _, sentence := range sentences(q.Ask) {
		if len(negative.FindAllString(sentence, -1)) > 1 {
			c.warn(q.Pos, "wording/double-negative", "say it without one of the two: a tired person reads past a “not”",
				"%q says “not” twice: “%s”", q.ID, strings.TrimSpace(sentence))
		}
	}
}

// grade says when a text is hard to read.
func (c *checker) grade(at source.Pos, what, text string, hard float64) {
	words, grade := readingGrade(text)
	if words >= fewWords && grade > hard {
		c.note(at, "wording/hard", "shorten the sentences, and take everyday words", "%s reads like school year %.0f; aim at %.0f or less", what, math.Round(grade), hard)
	}
}

// readingGrade returns the number of words and the Flesch-Kincaid grade level of an English text:
// 0.39 * words/sentences + 11.8 * syllables/words - 15.59 (J. P. Kincaid et al., Research Branch Report 8-75, 1975).
func readingGrade(text string) (words int, grade float64) {
	syllables, parts := 0, 0
	for _, sentence := range sentences(text) {
		inSentence := 0
		for _, word := range strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
			inSentence++
			syllables += syllablesOf(word)
		}
		if inSentence > 0 {
			parts++
			words += inSentence
		}
	}
	if words == 0 {
		return 0, 0
	}
	return words, 0.39*float64(words)/float64(parts) + 11.8*float64(syllables)/float64(words) - 15.59
}

// sentences splits a text where a sentence ends. Items of a list, headings and paragraphs are sentences too.
func sentences(text string) []string {
	return regexp.MustCompile(`[.!?:;]+(?:\s|$)|\n\s*(?:[-*#>]|\d+\.|\n)`).Split(text, -1)
}

// syllablesOf estimates the syllables of an English word: groups of vowels, without a silent e at the end.
func syllablesOf(word string) int {
	n, inVowels := 0, false
	lower := strings.ToLower(word)
	for _, r := range lower {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !inVowels {
			n++
		}
		inVowels = vowel
	}
	if strings.HasSuffix(lower, "e") && !strings.HasSuffix(lower, "le") && n > 1 {
		n--
	}
	return max(n, 1)
}
