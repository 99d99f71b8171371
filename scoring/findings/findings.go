// Package findings looks a quiz over that compiles: what nobody reaches, what nothing uses, what may not be meant, what reads badly.
// Each file finds one kind of thing; docs/problems.md explains every code.
package findings

import (
	"fmt"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// Find returns what is worth a look in a quiz, sorted by place. s is the compiled quiz, reached what its Reach found out, and at the clock
// by which cards grow old.
func Find(q *quiz.Quiz, s *scoring.Scorer, reached []scoring.Finding, at time.Time) []source.Problem {
	c := &checker{quiz: q, scorer: s, at: at}
	c.dead(reached)
	c.unused()
	c.scales()
	c.doubts()
	c.wording()
	c.cards()
	c.privacy()
	source.Sort(c.problems)
	return c.problems
}

// checker looks one quiz over.
type checker struct {
	quiz     *quiz.Quiz
	scorer   *scoring.Scorer
	at       time.Time
	problems []source.Problem
}

func (c *checker) warn(at source.Pos, code, hint, format string, args ...any) {
	c.add(source.Warning, at, code, hint, format, args...)
}

func (c *checker) note(at source.Pos, code, hint, format string, args ...any) {
	c.add(source.Note, at, code, hint, format, args...)
}

func (c *checker) add(severity source.Severity, at source.Pos, code, hint, format string, args ...any) {
	c.problems = append(c.problems, source.Problem{Code: code, Severity: severity, Pos: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// questions calls visit for every question that holds an answer, with its set.
func (c *checker) questions(visit func(set *quiz.Set, q *quiz.Question)) {
	for _, set := range c.quiz.Sets {
		for _, page := range set.Questions {
			for _, part := range page.Answerable() {
				visit(set, part)
			}
		}
	}
}
