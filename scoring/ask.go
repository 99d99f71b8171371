package scoring

import (
	"fmt"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
)

// setRule is the compiled conditions of a set.
type setRule struct {
	set    *quiz.Set
	pages  []pageRule
	guards []*guardRule // those that act at once and rest on a question of the set

	own    []input    // inputs that read a question of the set
	others []input    // the other inputs that its rules read
	needed []*derived // what its rules read of scales, values and steps
}

type pageRule struct {
	question *quiz.Question
	showIf   *rule // nil is always
	parts    []partRule
}

type partRule struct {
	question *quiz.Question
	must     []*rule
}

// setRule compiles the conditions of a set.
func (c *quizCompiler) setRule(set *quiz.Set) *setRule {
	r := &setRule{set: set}
	for i, q := range set.Questions {
		page := pageRule{question: q, showIf: c.optional(q.ShowIf)}
		c.checkAskedBefore(set, i, page.showIf)
		for _, part := range q.Answerable() {
			p := partRule{question: part}
			for _, m := range part.Must {
				p.must = append(p.must, c.compile(m.That, nil, truth))
			}
			page.parts = append(page.parts, p)
		}
		r.pages = append(r.pages, page)
	}
	return r
}

// checkAskedBefore refuses a condition that reads its own question or a later one of the set: it could never be decided in time.
func (c *quizCompiler) checkAskedBefore(set *quiz.Set, i int, showIf *rule) {
	if showIf == nil {
		return
	}
	read := c.questionsOf(showIf.reads)
	for _, later := range set.Questions[i:] {
		for _, q := range later.Answerable() {
			if read[q.ID] {
				c.report(source.Problem{Code: "rule/asked-later", Severity: source.Error, Pos: showIf.text.Start,
					Message: fmt.Sprintf("this condition reads %q, which is not asked before it", q.ID),
					Hint:    "move the question up, or use an earlier one"})
				return
			}
		}
	}
}

// questionsOf returns the questions of an attempt that the keys read, also by way of values, scales and steps.
func (c *quizCompiler) questionsOf(keys []string) map[string]bool {
	questions, seen := map[string]bool{}, map[string]bool{}
	for open := keys; len(open) > 0; {
		key := open[0]
		open = open[1:]
		if seen[key] {
			continue
		}
		seen[key] = true
		if question := c.inputs[key].question; question != "" {
			questions[question] = true
		}
		d := c.done[key]
		if d == nil {
			continue
		}
		if d.scale != nil {
			for _, it := range d.scale.items {
				questions[it.question] = true
			}
		}
		open = append(slices.Clip(open), d.readsOf()...)
	}
	return questions
}

// prepare finds what the rules of the set read.
func (r *setRule) prepare(s *Scorer) {
	var rules []*rule
	for _, page := range r.pages {
		if page.showIf != nil {
			rules = append(rules, page.showIf)
		}
		for _, part := range page.parts {
			rules = append(rules, part.must...)
		}
	}
	rules = slices.DeleteFunc(rules, func(r *rule) bool { return r == nil })
	for i := range s.guards {
		g := &s.guards[i]
		if g.when == nil || !r.readsOwn(s, s.keysOf([]*rule{g.when})) {
			continue
		}
		if g.guard.Pause != "" {
			g.sets = append(g.sets, r.set.ID)
		}
		if g.guard.AtOnce {
			r.guards = append(r.guards, g)
			rules = append(rules, g.when)
		}
	}
	keys := s.keysOf(rules)
	for _, in := range s.inputs {
		switch {
		case !keys[in.key]:
		case r.asks(in.question):
			r.own = append(r.own, in)
		default:
			r.others = append(r.others, in)
		}
	}
	for _, d := range s.order {
		if keys[d.key] {
			r.needed = append(r.needed, d)
		}
	}
}

// asks reports whether the question belongs to the set.
func (r *setRule) asks(question string) bool {
	return slices.ContainsFunc(r.pages, func(p pageRule) bool {
		return slices.ContainsFunc(p.parts, func(part partRule) bool { return part.question.ID == question })
	})
}

func (r *setRule) readsOwn(s *Scorer, keys map[string]bool) bool {
	return slices.ContainsFunc(s.inputs, func(in input) bool { return keys[in.key] && r.asks(in.question) }) ||
		slices.ContainsFunc(s.order, func(d *derived) bool {
			return keys[d.key] && d.scale != nil && slices.ContainsFunc(d.scale.items, func(it item) bool { return it.set == s.numbers[r.set.ID] })
		})
}

// Ask decides what a set asks. The pages are decided in order; the answers of a page that is not asked count as not given.
func (s *Scorer) Ask(set string, answers quiz.Answers, h quiz.History, at time.Time) quiz.Asked {
	r := s.sets[set]
	if r == nil {
		return quiz.Asked{}
	}
	e := s.open(h, at)
	defer e.end()
	f := e.facts
	f.asking, f.answers = s.numbers[set], make(quiz.Answers, len(answers))
	for _, page := range r.pages {
		for _, part := range page.parts {
			if a, ok := answers[part.question.ID]; ok {
				f.answers[part.question.ID] = a
			}
		}
	}
	e.read(r.others)
	e.refresh(r)
	asked := quiz.Asked{Refusals: map[string]string{}}
	for _, page := range r.pages {
		// A condition that fails asks: an answer too many harms nobody, a guard's question that is not asked may.
		if page.showIf == nil || e.truth(page.showIf, true) {
			asked.Questions = append(asked.Questions, page.question)
		} else if e.drop(page) {
			e.refresh(r)
		}
	}
	e.refuse(r, &asked)
	for _, g := range r.guards {
		if asked.Pause == "" && e.truth(g.when, true) {
			asked.Pause = g.guard.ID
		}
	}
	return asked
}

// refresh reads the answers of the set anew and computes what rests on them.
func (e *evaluation) refresh(r *setRule) {
	clear(e.failed)
	e.faults = nil
	e.read(r.own)
	e.derive(r.needed)
}

// drop takes the answers of a page away and reports whether there were any.
func (e *evaluation) drop(page pageRule) (any bool) {
	for _, part := range page.parts {
		if _, answered := e.facts.answers[part.question.ID]; answered {
			delete(e.facts.answers, part.question.ID)
			any = true
		}
	}
	return any
}

// refuse finds the answers that break a rule of their question. A rule that fails refuses nothing: the person could not mend it.
func (e *evaluation) refuse(r *setRule, asked *quiz.Asked) {
	for _, page := range r.pages {
		for _, part := range page.parts {
			if _, answered := e.facts.answers[part.question.ID]; !answered {
				continue
			}
			for i, must := range part.must {
				if !e.truth(must, true) {
					asked.Refusals[part.question.ID] = part.question.Must[i].OrSay
					break
				}
			}
		}
	}
}
