package web

import (
	"strconv"
	"strings"

	"waymark/quiz"
)

// moves says, for each step that one or two other answers would open, which ones: as arithmetic, since nobody else knows what is true of
// a person.
func (s *Server) moves(vc voice, o quiz.Overview) []string {
	q := o.Version.Quiz
	var said []string
	for _, move := range o.Version.Scorer.Moves(o.History, s.service.Now()) {
		step := q.Step(move.Step)
		values := make([]any, 0, 8)
		for _, change := range move.Changes {
			values = append(values, changed(vc, q, change)...)
		}
		values = append(values, strconv.Itoa(step.Number), vc.say(step.Title))
		if len(move.Changes) == 1 {
			said = append(said, vc.t("If your answer to “%s” were “%s” instead of “%s”, and nothing else changed, step %s, “%s”, would be open.", values...))
		} else {
			said = append(said, vc.t("If your answer to “%s” were “%s” instead of “%s”, and that to “%s” were “%s” instead of “%s”, and nothing else changed, step %s, “%s”, would be open.", values...))
		}
	}
	return said
}

// changed returns what is asked, what would be answered, and what was.
func changed(vc voice, q *quiz.Quiz, change quiz.Change) []any {
	asked := partOf(q.Set(change.Set), change.Question)
	return []any{strings.TrimSuffix(vc.say(asked.Ask), "."), inWords(vc, asked, change.To), inWords(vc, asked, change.From)}
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
