package web

import (
	"strconv"

	"waymark/quiz"
)

// moves says, for each step that one or two other answers would open, which ones: as arithmetic, since nobody else knows what is true of
// a person.
func (s *Server) moves(vc voice, o quiz.Overview) []string {
	var said []string
	for _, move := range o.Version.Scorer.Moves(o.History, s.service.Now()) {
		text := "If "
		for i, change := range move.Changes {
			if i > 0 {
				text += " and "
			}
			text += changed(vc, o.Version.Quiz, change)
		}
		step := o.Version.Quiz.Step(move.Step)
		said = append(said, text+", and nothing else changed, step "+strconv.Itoa(step.Number)+", “"+vc.say(step.Title)+"”, would be open.")
	}
	return said
}

func changed(vc voice, q *quiz.Quiz, change quiz.Change) string {
	asked := partOf(q.Set(change.Set), change.Question)
	if asked == nil {
		return ""
	}
	return "your answer to “" + vc.say(asked.Ask) + "” were “" + inWords(vc, asked, change.To) + "” instead of “" + inWords(vc, asked, change.From) + "”"
}

// partOf returns the question of a set, also when it is a row of a grid; nil for none.
func partOf(set *quiz.Set, id string) *quiz.Question {
	page := pageOf(set, id)
	if page == nil {
		return nil
	}
	for _, one := range page.Answerable() {
		if one.ID == id {
			return one
		}
	}
	return nil
}
