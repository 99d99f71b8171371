// Package findings looks a quiz over that compiles: what nobody reaches, what nothing uses, what may not be meant, what reads badly.
// Each file finds one kind of thing; pages.md explains every code.
package findings

import (
	"fmt"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// Options say how thoroughly a quiz is looked over.
type Options struct {
	At     time.Time      // the clock: how old cards are, and the day of the people that are made
	Effort scoring.Effort // of the proofs
}

// Find returns what is worth a look in a quiz, sorted by place. s is the compiled quiz.
func Find(q *quiz.Quiz, s *scoring.Scorer, o Options) []source.Problem {
	c := &checker{quiz: q, scorer: s, at: o.At}
	c.dead(s.Reach(o.At, o.Effort))
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
