package findings

import "waymark/quiz"

// privacy warns of words that a person writes freely in a set that is scored: names and places end up there, and no rule reads them.
func (c *checker) privacy() {
	for _, set := range c.quiz.Sets {
		if len(c.quiz.ScalesOf(set)) == 0 {
			continue
		}
		for _, q := range set.Questions {
			if q.Kind == quiz.ShortText || q.Kind == quiz.LongText {
				c.warn(q.Pos, "privacy/free-text", "offer answers to choose from, or ask it in a set of its own and say who reads it",
					"%q lets a person write freely in a set that is scored: names may be kept that nobody needs", q.ID)
			}
		}
	}
}
