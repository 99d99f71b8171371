package findings

import "waymark/quiz"

// fewItems is how many items a scale should have at least: fewer say little about a person, and one slip changes the band.
const fewItems = 3

// scales says which scales rest on too little.
func (c *checker) scales() {
	for _, s := range c.quiz.Scales {
		if len(s.Items) < fewItems {
			c.warn(s.Pos, "scale/few-items", "ask at least three questions about the same thing, from several sides",
				"the scale %q has only %d items", s.ID, len(s.Items))
			continue
		}
		rated := 0
		for _, id := range s.Items {
			if q := c.question(id); q != nil && q.Kind == quiz.Rate {
				rated++
			}
		}
		if rated < len(s.Items) {
			continue
		}
		switch len(s.Reverse) {
		case 0:
			c.note(s.Pos, "scale/one-way", "turn an item around and name it under reverse: who says yes to everything shows then",
				"all items of the scale %q are keyed one way", s.ID)
		case len(s.Items):
			c.warn(s.Pos, "scale/one-way", "take reverse: away and say what a high score means, or turn some items around",
				"all items of the scale %q are reverse-keyed", s.ID)
		}
	}
}

func (c *checker) question(id string) *quiz.Question {
	var found *quiz.Question
	c.questions(func(_ *quiz.Set, q *quiz.Question) {
		if q.ID == id {
			found = q
		}
	})
	return found
}
