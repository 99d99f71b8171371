package scoring

import (
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// NewCoverage makes a Coverage that has seen nobody.
func (s *Scorer) NewCoverage() *Coverage {
	c := &Coverage{s: s, options: map[string]coveredQuestion{}}
	open := s.grounds().open
	for _, d := range s.derives {
		id := d.key
		if d.isDone {
			id = s.stepOf(d)
		}
		c.plans = c.rule(c.plans, open, id, d.rule)
		if d.scale != nil && d.scale.bare == none {
			c.plans = c.rule(c.plans, nil, id, d.scale.score)
		}
		c.addBands(d)
	}
	for _, g := range s.guards {
		c.plans = c.rule(c.plans, open, g.guard.ID, g.when)
		c.plans = c.sayings(c.plans, open, g.guard.ID, g.because, g.lead)
	}
	for _, f := range s.firsts {
		c.plans = c.rule(c.plans, open, f.set, f.when)
	}
	for i := range s.steps {
		c.step(open, &s.steps[i])
	}
	for _, ask := range s.asks {
		c.sets = append(c.sets, c.asks(open, ask))
	}
	return c
}

// stepOf returns the id of the step whose being done is derived.
func (s *Scorer) stepOf(d *derived) string {
	for _, r := range s.steps {
		if r.done == d.slot {
			return r.step.ID
		}
	}
	return d.key
}

// rule adds a rule with the points of its parts that can be seen by somebody whose values are in the space; nil is anybody.
func (c *Coverage) rule(rules []coveredRule, open expression.Space, of string, r *rule) []coveredRule {
	if r == nil {
		return rules
	}
	covered := coveredRule{rule: r}
	var add func(n *expression.Node, kind PointKind)
	add = func(n *expression.Node, kind PointKind) {
		below := PartPoint
		if n.Kind == expression.Truth || kind == RulePoint {
			part := coveredPart{node: n, yes: none, no: none}
			can := expression.Truths(true, true)
			if open != nil {
				can = n.Possible(open)
			}
			switch {
			case n.Kind != expression.Truth && can.Some:
				part.yes = c.part(kind, of, "known", r, n)
			case n.Kind == expression.Truth && can.CanBe(1) && can.CanBe(0):
				part.yes, part.no = c.part(kind, of, "true", r, n), c.part(kind, of, "false", r, n)
			}
			if part.yes != none {
				covered.parts = append(covered.parts, part)
			}
		}
		for _, kid := range n.Kids {
			if n.Turns() { // what is seen of a `not` is seen of what it turns
				for _, inner := range kid.Kids {
					add(inner, below)
				}
				continue
			}
			add(kid, below)
		}
	}
	add(r.root, RulePoint)
	return append(rules, covered)
}

// part adds the point of a part of a rule and returns its number.
func (c *Coverage) part(kind PointKind, of, is string, r *rule, n *expression.Node) int {
	from, to := closed(r.text.Value, n.From, n.To)
	text := slice(r.text, from, to)
	if kind == RulePoint {
		text = r.text
	}
	c.points = append(c.points, Point{Kind: kind, Of: of, Is: is, Text: text.Value, Pos: text.Start, Length: len([]rune(text.Value))})
	return len(c.points) - 1
}

// closed returns the place of a part of a rule, in runes, with the brackets that belong to it: a call ends behind its arguments, and
// what is opened within is closed within.
func closed(rule string, from, to int) (int, int) {
	runes := []rune(rule)
	if to < len(runes) && runes[to] == '(' {
		to++
	}
	if rest := strings.TrimLeft(string(runes[to:]), " \n"); strings.HasSuffix(string(runes[from:to]), "in") && strings.HasPrefix(rest, "[") {
		to = len(runes) - len([]rune(rest)) + 1 // the list of an `in`
	}
	for open := opened(runes[from:to]); open > 0 && to < len(runes); open = opened(runes[from:to]) {
		to++
	}
	for open := opened(runes[from:to]); open < 0 && from > 0; open = opened(runes[from:to]) {
		from--
	}
	return from, to
}

// opened returns how many brackets are opened and not closed; those in a text in quotes do not count.
func opened(runes []rune) int {
	open, quote := 0, rune(0)
	for _, r := range runes {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '(' || r == '[':
			open++
		case r == ')' || r == ']':
			open--
		}
	}
	return open
}

func (c *Coverage) point(kind PointKind, of, is string, pos source.Pos) int {
	c.points = append(c.points, Point{Kind: kind, Of: of, Is: is, Pos: pos})
	return len(c.points) - 1
}

func (c *Coverage) addBands(d *derived) {
	if d.bandSlot == none {
		return
	}
	b := coveredBand{slot: d.bandSlot, points: map[float64]int{}}
	for _, band := range d.bands {
		id := c.s.text(band.code)
		b.points[band.code] = c.point(BandPoint, d.key, id, c.s.bandPos(d.key, id))
	}
	c.bands = append(c.bands, b)
}

func (c *Coverage) sayings(rules []coveredRule, open expression.Space, of string, lists ...[]saying) []coveredRule {
	for _, said := range slices.Concat(lists...) {
		rules = c.rule(rules, open, of, said.when)
	}
	return rules
}

// step adds the rules and the states of a step.
func (c *Coverage) step(open expression.Space, r *stepRule) {
	id := r.step.ID
	c.plans = c.rule(c.plans, open, id, r.need)
	for _, w := range r.waits {
		c.plans = c.rule(c.plans, open, id, w.that)
		c.plans = c.sayings(c.plans, open, id, w.because)
	}
	c.plans = c.rule(c.plans, open, id, r.opens)
	c.plans = c.sayings(c.plans, open, id, r.gate, r.because, r.says)
	c.plans = c.rule(c.plans, open, id, r.recheck)
	for _, task := range r.tasks {
		c.plans = c.rule(c.plans, open, id, task)
	}
	points := map[quiz.State]int{}
	for _, state := range c.s.statesOf(r) {
		points[state] = c.point(StatePoint, id, string(state), r.step.Pos)
	}
	c.states = append(c.states, points)
}

// statesOf returns the states that a step can be in.
func (s *Scorer) statesOf(r *stepRule) []quiz.State {
	states := []quiz.State{quiz.Open}
	if r.step.Done.Value != "" {
		states = append(states, quiz.Done)
	}
	if len(r.waits) > 0 || r.opens != nil {
		states = append(states, quiz.Waiting)
	}
	if slices.ContainsFunc(s.guards, func(g guardRule) bool { return g.guard.Pause != "" || slices.Contains(g.guard.Close, r.step.ID) }) {
		states = append(states, quiz.Closed)
	}
	return states
}

// asks adds the options of a set and returns the conditions of its questions.
func (c *Coverage) asks(open expression.Space, ask *setRule) []coveredRule {
	var rules []coveredRule
	for _, page := range ask.pages {
		rules = c.rule(rules, open, page.question.ID, page.showIf)
		for _, part := range page.parts {
			for _, must := range part.must {
				rules = c.rule(rules, open, part.question.ID, must)
			}
			if len(part.question.Options) == 0 {
				continue
			}
			c.options[part.question.ID] = coveredQuestion{question: part.question, first: len(c.points)}
			for _, o := range part.question.Options {
				c.point(OptionPoint, part.question.ID, o.Value, part.question.Pos)
			}
		}
	}
	return rules
}
