package findings

import (
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/scoring"
)

// unused says which questions nothing uses, and which options no rule tells apart.
func (c *checker) unused() {
	uses := c.scorer.Uses()
	c.questions(func(_ *quiz.Set, q *quiz.Question) {
		use, read := uses[q.ID]
		switch {
		case !read && !c.speaks(q) && q.Kind != quiz.ShortText && q.Kind != quiz.LongText:
			c.warn(q.Pos, "question/unused", "use it in a rule or a scale, or do not ask it: every question costs a person something",
				"nothing uses the answer to %q", q.ID)
		case read && !use.Numbers:
			c.alike(q, use)
		}
	})
}

// speaks reports whether words of the quiz follow the question.
func (c *checker) speaks(q *quiz.Question) bool {
	return c.quiz.Words != nil && c.quiz.Words.By == q.ID
}

// alike says which options of a question no rule tells apart.
func (c *checker) alike(q *quiz.Question, use scoring.Use) {
	if c.speaks(q) || len(use.Named) == 0 {
		return
	}
	var alike []string
	for _, o := range q.Options {
		if !slices.Contains(use.Named, o.Value) && o.Value != quiz.SkipValue && o.Value != quiz.NoneValue && !o.Numbered {
			alike = append(alike, o.Value)
		}
	}
	if len(alike) > 1 {
		c.note(q.Pos, "option/changes-nothing", "join them, use them in a rule, or leave them when a person would miss one",
			"no rule tells these answers to %q apart: %s", q.ID, strings.Join(alike, ", "))
	}
}
