package scoring

import (
	"fmt"
	"maps"
	"slices"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// Mutant is a quiz with one small mistake: what an author could have written wrong. A test that fails with it shows that the tests
// would have found the mistake.
type Mutant struct {
	Kind   MutantKind `json:"kind"`
	Of     string     `json:"of"`     // id of the value, guard, set, step, scale or setting
	Change string     `json:"change"` // what was changed, in words
	Pos    source.Pos `json:"pos"`
	Length int        `json:"length,omitempty"` // of what was changed, in runes
	Guard  bool       `json:"guard"`            // a guard is changed, or what a guard rests on

	page  ruleTextKind     // of what the page of a step or set shows: which part of it, and Of is its id
	apply func(*quiz.Quiz) // makes the mistake in a copy of the quiz
	// differs returns the rules of a quiz that has the same people, with an expression that is true for everybody to whom the mistake can
	// make a difference; nil when that is not known.
	differs func() (*Scorer, *expression.Node)
}

// MutantKind is the kind of a mistake.
type MutantKind string

// The kinds of mistakes.
const (
	CompareMutant MutantKind = "comparison" // an operator that compares is another
	JoinMutant    MutantKind = "join"       // and is or, or is and
	NotMutant     MutantKind = "not"        // a not is missing
	OptionMutant  MutantKind = "option"     // one of several options is missing
	NumberMutant  MutantKind = "number"     // a number is a step too high or too low: in a rule, a setting, the needs of a scale, the plan
	BandMutant    MutantKind = "band"       // a band ends a step too high or too low
	DropMutant    MutantKind = "drop"       // a guard, what it does, a prerequisite, a date or a set that comes first is missing
	ItemMutant    MutantKind = "item"       // an item of a scale is missing, or keyed the other way
)

// mutants collects the mutants of a quiz.
type mutants struct {
	s       *Scorer
	guarded map[string]bool // ids of the values and scales that guards rest on
	list    []*Mutant
}

// Mutants returns all mutants of the quiz, in the order of its parts. They touch all that plans, values and pages
// are made of; not which answers are refused, nor when a set is offered again.
func (s *Scorer) Mutants() []*Mutant {
	m := &mutants{s: s, guarded: s.guarded()}
	m.settings()
	for i, scale := range s.quiz.Scales {
		m.scale(i, scale)
	}
	for i, value := range s.quiz.Values {
		m.bands(value.ID, value.Bands, func(q *quiz.Quiz) []quiz.Band { return q.Values[i].Bands })
	}
	for i, g := range s.quiz.Guards {
		m.guard(i, g)
	}
	m.planning()
	for i, step := range s.quiz.Steps {
		m.step(i, step)
	}
	for i, t := range ruleTexts(s.quiz) {
		m.rule(i, t)
	}
	return m.list
}

// guarded returns the ids of the values and scales that the guards rest on.
func (s *Scorer) guarded() map[string]bool {
	var rules []*rule
	for _, g := range s.guards {
		rules = append(rules, g.when)
	}
	ids := map[string]bool{}
	slots := s.slotsOf(rules)
	for _, d := range s.derives {
		ids[d.key] = slots[d.slot]
	}
	return ids
}

func (m *mutants) add(one Mutant) { m.list = append(m.list, &one) }

// drop adds a mutant in which something is missing; it matters only to those for whom the node is true, nil is anybody.
func (m *mutants) drop(of, what string, pos source.Pos, guard bool, node *expression.Node, apply func(*quiz.Quiz)) {
	one := Mutant{Kind: DropMutant, Of: of, Change: what + " is missing", Pos: pos, Guard: guard, apply: apply}
	if node != nil {
		one.differs = func() (*Scorer, *expression.Node) { return m.s, node }
	}
	m.add(one)
}

func (m *mutants) guard(i int, g *quiz.Guard) {
	when := m.s.guards[i].when.root
	m.drop(g.ID, "the guard", g.Pos, true, when, func(q *quiz.Quiz) { q.Guards = slices.Delete(q.Guards, i, i+1) })
	for n, step := range g.Close {
		m.drop(g.ID, "what closes "+step, g.Pos, true, when, func(q *quiz.Quiz) { q.Guards[i].Close = slices.Delete(q.Guards[i].Close, n, n+1) })
	}
	for n, card := range g.Show {
		m.drop(g.ID, "the card "+card, g.Pos, true, when, func(q *quiz.Quiz) { q.Guards[i].Show = slices.Delete(q.Guards[i].Show, n, n+1) })
	}
	if g.Path != "" {
		m.drop(g.ID, "the path "+g.Path, g.Pos, true, when, func(q *quiz.Quiz) { q.Guards[i].Path = "" })
	}
}

func (m *mutants) planning() {
	p := m.s.quiz.Planning
	for i, f := range p.First {
		m.drop(f.Set, "that "+f.Set+" comes first", f.When.Start, false, m.s.firsts[i].when.root, func(q *quiz.Quiz) { q.Planning.First = slices.Delete(q.Planning.First, i, i+1) })
	}
	// The file says no place of these.
	m.shift("plan", "tie", p.Tie, source.Pos{File: m.planFile()}, 0, false, func(q *quiz.Quiz, x float64) { q.Planning.Tie = x })
	m.shift("plan", "unmeasured", p.Unmeasured, source.Pos{File: m.planFile()}, 0, false, func(q *quiz.Quiz, x float64) { q.Planning.Unmeasured = x })
}

// planFile returns the file in which the plan stands.
func (m *mutants) planFile() string { return m.s.quiz.Planning.Wait.Start.File }

func (m *mutants) step(i int, step *quiz.Step) {
	for n, w := range step.WaitFor {
		m.drop(step.ID, "the prerequisite "+inTicks(w.That.Value), w.That.Start, false, expression.Not(m.s.steps[i].waits[n].that.root),
			func(q *quiz.Quiz) { q.Steps[i].WaitFor = slices.Delete(q.Steps[i].WaitFor, n, n+1) })
	}
	if step.Opens != nil {
		m.drop(step.ID, "the date on which it opens", step.Opens.On.Start, false, nil, func(q *quiz.Quiz) { q.Steps[i].Opens = nil })
	}
}

func (m *mutants) scale(i int, scale *quiz.Scale) {
	guard := m.guarded[scale.ID]
	for n, item := range scale.Items {
		key := Mutant{Kind: ItemMutant, Of: scale.ID, Change: item + " is keyed the other way", Pos: scale.Pos, Guard: guard}
		key.apply = func(q *quiz.Quiz) { turnKey(q.Scales[i], item) }
		m.add(key)
		gone := key
		gone.Change = item + " is missing"
		gone.apply = func(q *quiz.Quiz) {
			q.Scales[i].Items = slices.Delete(q.Scales[i].Items, n, n+1)
			q.Scales[i].Reverse = slices.DeleteFunc(q.Scales[i].Reverse, func(id string) bool { return id == item })
		}
		m.add(gone)
	}
	m.shift(scale.ID, "needs", float64(scale.Needs), scale.Pos, 0, guard, func(q *quiz.Quiz, x float64) { q.Scales[i].Needs = int(x) })
	m.bands(scale.ID, scale.Bands, func(q *quiz.Quiz) []quiz.Band { return q.Scales[i].Bands })
}

func turnKey(s *quiz.Scale, item string) {
	if at := slices.Index(s.Reverse, item); at >= 0 {
		s.Reverse = slices.Delete(s.Reverse, at, at+1)
		return
	}
	s.Reverse = append(s.Reverse, item)
}

// shift adds the mutants in which a number is a step higher, and a step lower.
func (m *mutants) shift(of, name string, is float64, pos source.Pos, length int, guard bool, set func(q *quiz.Quiz, x float64)) {
	for _, x := range steps(is) {
		m.add(Mutant{Kind: NumberMutant, Of: of, Change: fmt.Sprintf("%s is %v in place of %v", name, x, is), Pos: pos, Length: length, Guard: guard,
			apply: func(q *quiz.Quiz) { set(q, x) }})
	}
}

// bands adds the mutants in which the edge between two bands lies a step lower or higher: at the next number that the score can be or,
// when those are too many, a point away.
func (m *mutants) bands(id string, bands []quiz.Band, of func(*quiz.Quiz) []quiz.Band) {
	i := slices.IndexFunc(m.s.derives, func(d *derived) bool { return d.key == id })
	for n := 1; n < len(bands) && i >= 0; n++ {
		edge := bands[n].Range
		for _, moved := range m.edges(m.s.derives[i].slot, edge) {
			one := Mutant{Kind: BandMutant, Of: id, Pos: bands[n].Pos, Guard: m.guarded[id],
				Change: fmt.Sprintf("%s begins %s in place of %s", bands[n].ID, began(moved.Range), began(edge))}
			one.apply = func(q *quiz.Quiz) {
				b := of(q)
				b[n-1].Range.High, b[n-1].Range.HighOpen = moved.Low, !moved.LowOpen
				b[n].Range.Low, b[n].Range.LowOpen = moved.Low, moved.LowOpen
			}
			one.differs = func() (*Scorer, *expression.Node) {
				score := expression.Read(expression.Number, m.s.derives[i].slot)
				return m.s, expression.And(expression.Comparison(">=", score, expression.Constant(moved.from)), expression.Comparison("<=", score, expression.Constant(moved.to)))
			}
			m.add(one)
		}
	}
}

// movedEdge is the beginning of a band at another place; the scores from..to are in another band by it.
type movedEdge struct {
	quiz.Range
	from, to float64
}

// edges returns the two edges a step away from that where a band begins, of the score in the slot.
func (m *mutants) edges(slot int, edge quiz.Range) []movedEdge {
	below, above := edge.Low-1, edge.Low+1
	for _, x := range m.s.grounds().open[slot].Numbers() {
		switch in := x > edge.Low || x == edge.Low && !edge.LowOpen; {
		case !in:
			below = x // the numbers are sorted: the last that the band does not hold
		default:
			// The first that it holds leaves it.
			return []movedEdge{{quiz.Range{Low: below}, below, edge.Low}, {quiz.Range{Low: x, LowOpen: true}, edge.Low, x}}
		}
	}
	return []movedEdge{{quiz.Range{Low: below}, below, edge.Low}, {quiz.Range{Low: above}, edge.Low, above}}
}

func began(r quiz.Range) string {
	if r.LowOpen {
		return fmt.Sprintf("above %v", r.Low)
	}
	return fmt.Sprintf("at %v", r.Low)
}

// settings adds the mutants of the settings.
func (m *mutants) settings() {
	used := map[string]bool{}
	for _, t := range ruleTexts(m.s.quiz) {
		maps.Copy(used, namesIn(t.text.Value))
	}
	for i, setting := range m.s.quiz.Settings {
		if !used[setting.Name] {
			continue // nothing of a plan rests on it
		}
		for _, x := range steps(setting.Value) {
			m.add(Mutant{
				Kind: NumberMutant, Of: setting.Name, Change: fmt.Sprintf("it is %v in place of %v", x, setting.Value), Pos: setting.Pos,
				Guard: m.guardsName(setting.Name), apply: func(q *quiz.Quiz) { q.Settings[i].Value = x },
				differs: m.differsBySetting(setting.Name, x),
			})
		}
	}
}

// guardsName reports whether a guard rests on the name.
func (m *mutants) guardsName(name string) bool {
	return slices.ContainsFunc(ruleTexts(m.s.quiz), func(t ruleText) bool { return m.isGuard(t) && namesIn(t.text.Value)[name] })
}

// isGuard reports whether a rule is that of a guard, or of a value that guards rest on.
func (m *mutants) isGuard(t ruleText) bool {
	return t.kind == guardText || t.kind == valueText && m.guarded[t.of]
}
