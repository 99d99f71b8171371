package scoring

import (
	"maps"
	"slices"
	"time"

	"waymark/quiz"
)

// Decisive returns the ids of the pages of a set, in its order, that come first when the set is taken again: those that alone could change
// what is next while all else is answered as the last time, what they make the set ask besides, and the pages on which their conditions
// rest. There are none of a set that was not taken yet, comes first, or keeps only the outcome of its answers.
func (s *Scorer) Decisive(set string, h quiz.History, at time.Time) []string {
	number, known := s.sets[set]
	last, taken := h.Latest(set)
	if !known || !taken || s.quiz.Sets[number].Outcome || slices.ContainsFunc(s.firsts, func(f firstRule) bool { return f.set == set }) {
		return nil
	}
	a := again{sitting: sitting{s: s, ask: s.asks[number], h: h, at: at}, asked: map[string]bool{}}
	for _, page := range s.Ask(set, last.Answers, h, at).Questions {
		a.asked[page.ID] = true
	}
	a.answers = a.counted(last.Answers)
	a.now = a.next(a.answers)
	e := a.asking(a.answers)
	defer e.end()
	for _, reply := range e.facts.replies {
		a.given = append(a.given, fixedReply(reply))
	}
	var ids []string
	for i, first := range a.first() {
		if first {
			ids = append(ids, a.ask.pages[i].question.ID)
		}
	}
	return ids
}

// again is a sitting of a set that was finished before, with the answers of the last time.
type again struct {
	sitting
	asked map[string]bool // the pages that were asked the last time
	given []openReply     // the replies of the last time, by the numbers of the questions
	now   string          // what is next after the same answers
}

// first tells, by the place of the page, which pages come first.
func (a again) first() []bool {
	pages := a.ask.pages
	first := make([]bool, len(pages))
	for i, page := range pages {
		first[i] = a.asked[page.question.ID] && len(page.parts) > 0 && a.turns(page)
	}
	for i, page := range pages {
		follows := !a.asked[page.question.ID] && slices.ContainsFunc(page.rests, func(earlier int) bool { return first[earlier] })
		first[i] = first[i] || follows
	}
	for i, page := range slices.Backward(pages) {
		for _, earlier := range page.rests {
			first[earlier] = first[earlier] || first[i]
		}
	}
	return first
}

// mostTurns is how many parts of the other answers to a page are looked at before it is taken for decisive.
const mostTurns = 64

// turns reports whether something else can be next when the page alone is answered otherwise, or left open, with what the set asks only
// then. It cuts those answers into parts until in each the same is next, or one answer is left.
func (a again) turns(page pageRule) bool {
	open := a.otherwise(page)
	o := a.outlook(open)
	parts := [][]openReply{open}
	for range mostTurns {
		if len(parts) == 0 {
			return false
		}
		replies := parts[len(parts)-1]
		parts = parts[:len(parts)-1]
		for i, q := range a.s.asked {
			if q.set == a.ask.number {
				o.facts.replies[i] = replies[i].alone(q.q)
			}
		}
		o.read(a.ask.finished)
		o.derive(a.ask.affected)
		if a.never(o, page) {
			continue
		}
		if next := o.prospect().next; len(next) == 1 && next[0] == a.now {
			continue
		}
		first, second, cut := a.halves(o, replies, page)
		if !cut {
			return true
		}
		parts = append(parts, second, first)
	}
	return true
}

// otherwise returns the replies while the page is open, and all that was not asked the last time. What was asked and left open stays so.
func (a again) otherwise(page pageRule) []openReply {
	but := a.sitting
	but.answers = maps.Clone(a.answers)
	for _, part := range page.parts {
		delete(but.answers, part.question.ID)
	}
	open := but.replies()
	for _, other := range a.ask.pages {
		if other.question == page.question || !a.asked[other.question.ID] {
			continue
		}
		for _, part := range other.parts {
			_, given := a.answers[part.question.ID]
			if i := a.s.askedNumber(part.question.ID); i >= 0 && !given {
				open[i] = openReply{unanswered: true}
			}
		}
	}
	return open
}

// halves cuts the first of the set's replies that can be cut. A reply of the last time is left as it is, or not asked any more.
func (a again) halves(o *outlook, replies []openReply, open pageRule) (first, second []openReply, ok bool) {
	for i, q := range a.s.asked {
		if q.set != a.ask.number {
			continue
		}
		if one, other, can := o.facts.replies[i].halves(q.q, o.marks()); can {
			first, second = slices.Clone(replies), slices.Clone(replies)
			first[i], second[i] = one, other
			if a.kept(q.q.ID, open) {
				first[i] = a.given[i]
			}
			return first, second, true
		}
	}
	return nil, nil, false
}

// never reports whether there are no such answers: one is given to a question that the others don't let be asked, or one of the last time is
// missing though its page is asked.
func (a again) never(o *outlook, open pageRule) bool {
	return slices.ContainsFunc(a.ask.pages, func(page pageRule) bool {
		if !page.byOwn {
			return false
		}
		shown, hidden := o.can(page.showIf, true)
		return slices.ContainsFunc(page.parts, func(p partRule) bool {
			i := a.s.askedNumber(p.question.ID)
			if i < 0 {
				return false
			}
			return !shown && !o.facts.replies[i].unanswered || !hidden && a.kept(p.question.ID, open) && o.facts.replies[i].never()
		})
	})
}

// kept reports whether the question has the answer of the last time while the page is open.
func (a again) kept(question string, open pageRule) bool {
	_, given := a.answers[question]
	return given && !slices.ContainsFunc(open.parts, func(p partRule) bool { return p.question.ID == question })
}

// prepareRests finds for each page the earlier ones that its condition and the rules of its answers read.
func (r *setRule) prepareRests(s *Scorer) {
	for i := range r.pages {
		page := &r.pages[i]
		var rules []*rule
		if page.showIf != nil {
			rules = append(rules, page.showIf)
		}
		for _, part := range page.parts {
			rules = append(rules, part.must...)
		}
		rules = slices.DeleteFunc(rules, func(r *rule) bool { return r == nil })
		if len(rules) == 0 {
			continue
		}
		read := s.questionsIn(s.slotsOf(rules))
		for earlier, other := range r.pages[:i] {
			if slices.ContainsFunc(other.parts, func(p partRule) bool { return read[p.question.ID] }) {
				page.rests = append(page.rests, earlier)
			}
		}
	}
}

// questionsIn returns the questions whose latest answers the slots hold.
func (s *Scorer) questionsIn(slots map[int]bool) map[string]bool {
	questions := map[string]bool{}
	for _, in := range s.inputs {
		if asked := in.source().asked; asked != nil && slots[in.slot] {
			questions[asked.q.ID] = true
		}
	}
	return questions
}
