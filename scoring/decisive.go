package scoring

import (
	"slices"
	"time"

	"waymark/quiz"
)

// Decisive returns the ids of the pages of a set, in its order, that alone could change what is next when the set is taken again and all
// else is answered as the last time, and of the pages before them on which it rests whether they are asked or accepted. There are none of
// a set that was not taken yet, comes first, or keeps only the outcome of its answers.
func (s *Scorer) Decisive(set string, h quiz.History, at time.Time) []string {
	number, known := s.sets[set]
	last, taken := h.Latest(set)
	if !known || !taken || s.quiz.Sets[number].Outcome || slices.ContainsFunc(s.firsts, func(f firstRule) bool { return f.set == set }) {
		return nil
	}
	r := s.asks[number]
	decisive := make([]bool, len(r.pages))
	for i := range slices.Backward(r.pages) {
		decisive[i] = decisive[i] || s.decides(r, i, last.Answers, h, at)
		if decisive[i] {
			s.markBefore(r, i, decisive)
		}
	}
	var ids []string
	for i, page := range r.pages {
		if decisive[i] {
			ids = append(ids, page.question.ID)
		}
	}
	return ids
}

// decides reports whether other answers to a page may lead to another step.
func (s *Scorer) decides(r *setRule, page int, answers quiz.Answers, h quiz.History, at time.Time) bool {
	for _, part := range r.pages[page].parts {
		answers = without(answers, part.question.ID)
	}
	a := sitting{s: s, ask: r, answers: answers, h: h, at: at}
	return len(r.pages[page].parts) > 0 && len(a.outlook(a.replies()).prospect().next) > 1
}

// markBefore marks the pages before one that its rules read.
func (s *Scorer) markBefore(r *setRule, page int, marks []bool) {
	var rules []*rule
	if condition := r.pages[page].showIf; condition != nil {
		rules = append(rules, condition)
	}
	for _, part := range r.pages[page].parts {
		rules = append(rules, part.must...)
	}
	if len(rules) == 0 {
		return
	}
	slots := s.slotsOf(rules)
	reads := func(part partRule) bool {
		return slices.ContainsFunc(s.inputs, func(in slotted) bool {
			asked := in.source().asked
			return slots[in.slot] && asked != nil && asked.q.ID == part.question.ID
		})
	}
	for i, earlier := range r.pages[:page] {
		marks[i] = marks[i] || slices.ContainsFunc(earlier.parts, reads)
	}
}
