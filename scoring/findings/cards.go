package findings

import "waymark/quiz"

// cardDays is how long a number or address of help is taken to be right after it was checked.
const cardDays = 180

// cards says which numbers and addresses of help were not checked for long.
func (c *checker) cards() {
	today := quiz.DayOf(c.at)
	for _, card := range c.quiz.Cards {
		for _, contact := range append(append([]quiz.Contact{}, card.Lines...), card.Links...) {
			if age := int(today - contact.CheckedOn); age > cardDays {
				c.warn(card.Pos, "card/old", "see whether it still answers, and write the day of today under checked_on",
					"%q on the card %q was checked %d days ago, more than %d", contact.Name, card.ID, age, cardDays)
			}
		}
	}
}
