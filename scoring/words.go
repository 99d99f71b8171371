package scoring

import "waymark/quiz/source"

// Word is a word of the rule language, as an author meets it.
type Word struct {
	Name  string
	Like  string           // an example
	About string           // what it stands for, in one sentence without a full stop
	Texts source.ThingKind // what its texts in quotes name; "" when it has none
}

// Words are all functions of the rule language, and the names that it has of its own.
func Words() []Word {
	words := []Word{
		{Name: "today", Like: "today - ended >= 30", About: "the date of today"},
		{Name: "unknown", Like: "known(stuck) ? stuck : unknown", About: "a number that is not known"},
		{Name: "before", Like: "before.stuck", About: "the scale, or the question's number, as it was in the result before the latest"},
		{Name: "change", Like: "change.stuck >= 20", About: "the latest score minus the one before"},
		{Name: "sum", Like: "sum", About: "in the score of a scale: the sum of its answered items"},
		{Name: "mean", Like: "mean", About: "in the score of a scale: the mean of its answered items"},
		{Name: "percent", Like: "percent", About: "in the score of a scale: the mean of its answered items as a part of their range, from 0 to 100"},
		{Name: "answered", Like: "answered", About: "in the score of a scale: how many of its items are answered"},
		{Name: "next", Like: "next == 'wait'", About: "in a promise: what the plan says is next"},
		{Name: "path", Like: "path == 'open'", About: "in a promise: the path of the plan"},
	}
	for _, f := range functions() {
		words = append(words, Word{f.name, f.like, f.about, f.texts})
	}
	return words
}
