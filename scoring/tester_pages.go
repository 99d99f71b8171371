package scoring

import (
	"maps"
	"slices"
	"strings"

	"waymark/quiz"
)

// How the pages that a test compares are named, before the id.
const (
	saysOf  = "sentences of "
	tasksOf = "tasks of "
	asksOf  = "questions of "
	movesOf = "moves to "
)

// pages compares what the pages of steps and sets show.
func (m *mismatches) pages(s *Scorer, t *quiz.Test) {
	for _, id := range slices.Sorted(maps.Keys(t.Expect.Says)) {
		want, said := t.Expect.Says[id], s.saidOn(&t.Case, id)
		if !slices.EqualFunc(said, want, strings.Contains) {
			m.compare(saysOf+id, strings.Join(want, " … "), strings.Join(said, " "))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.Expect.Tasks)) {
		want := t.Expect.Tasks[id]
		m.compareLists(tasksOf+id, &want, s.tasksOn(&t.Case, id))
	}
	for _, id := range slices.Sorted(maps.Keys(t.Expect.Asks)) {
		want := t.Expect.Asks[id]
		m.compareLists(asksOf+id, &want, s.askedBy(&t.Case, id))
	}
	for _, id := range slices.Sorted(maps.Keys(t.Expect.Moves)) {
		want := t.Expect.Moves[id]
		m.compareLists(movesOf+id, &want, s.movedTo(&t.Case, id))
	}
}

// movedTo returns the ids of the questions whose other answers would open a step.
func (s *Scorer) movedTo(c *quiz.Case, step string) []string {
	var ids []string
	for _, move := range s.Moves(c.History, c.At) {
		for _, change := range move.Changes {
			if move.Step == step {
				ids = append(ids, change.Question)
			}
		}
	}
	return ids
}

// saidOn returns what the page of a step says of the answers.
func (s *Scorer) saidOn(c *quiz.Case, step string) []string {
	return s.Step(c.History, c.At, step).Says
}

// tasksOn returns the ids of the tasks that the page of a step shows.
func (s *Scorer) tasksOn(c *quiz.Case, step string) []string {
	var ids []string
	for _, task := range s.Step(c.History, c.At, step).Tasks {
		ids = append(ids, task.ID)
	}
	return ids
}

// askedBy returns the ids of the questions that a set asks, while the answers are those of its latest result.
func (s *Scorer) askedBy(c *quiz.Case, set string) []string {
	var answers quiz.Answers
	for _, r := range c.History.Results {
		if r.Set == set {
			answers = r.Answers
		}
	}
	var ids []string
	for _, q := range s.Ask(set, answers, c.History, c.At).Questions {
		ids = append(ids, q.ID)
	}
	return ids
}
