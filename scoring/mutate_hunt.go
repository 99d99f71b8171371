package scoring

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// crowd makes people by chance, who are tried on every mutant.
func (s *Scorer) crowd(o MutateOptions) []Sheet {
	maker := newSearch(s, o.At, 0).maker
	maker.box, maker.asking = s.everybody(), none
	people := make([]Sheet, 0, len(s.quiz.Tests)+o.Effort.People)
	for _, t := range s.quiz.Tests {
		people = append(people, Sheet{Case: t.Case})
	}
	for range o.Effort.People {
		people = append(people, maker.make())
	}
	return people
}

// hunt looks for somebody who tells a mutant from the quiz.
type hunt struct {
	r      *mutation
	m      *Mutant
	mutant *Scorer
	seed   uint64
	s      *Scorer          // rules of a quiz with the same people
	node   *expression.Node // of these rules: true for all to whom the mistake can make a difference
	known  bool             // whether there is such a node
}

func newHunt(r *mutation, m *Mutant, mutant *Scorer, seed uint64) *hunt {
	h := &hunt{r: r, m: m, mutant: mutant, seed: seed, s: r.s, node: expression.Always(true)}
	if m.differs != nil {
		if s, node := m.differs(); s != nil {
			h.s, h.node, h.known = s, node, true
		}
	}
	return h
}

// hunt tries the people of the tests, people by chance and people near those of the tests; then it searches where the mistake can matter,
// which may prove that it matters to nobody.
func (h *hunt) hunt() (Verdict, Sheet) {
	g := &goal{node: h.node, asking: none, only: h.tells}
	g.rest(h.s)
	r := newSearch(h.s, h.r.o.At, h.seed)
	for _, sheet := range h.r.people() {
		if r.meets(g, sheet) {
			return Witness, r.shrink(g, sheet)
		}
	}
	near := h.neighbours()
	for range h.r.o.Effort.People {
		if sheet := near.make(r.maker.random); r.meets(g, sheet) {
			return Witness, r.shrink(g, sheet)
		}
	}
	if !h.known {
		return NotDecided, Sheet{}
	}
	return r.decide(g, h.r.o.Effort.Boxes)
}

// tells reports whether a test of the person, which expects what the quiz gives, would fail with the mutant.
func (h *hunt) tells(sheet Sheet) bool {
	return len(h.mutant.Test(h.test(sheet))) > 0
}

// test makes the test of a person: it expects what the quiz gives where the mutant gives something else.
func (h *hunt) test(sheet Sheet) *quiz.Test {
	t := &quiz.Test{Name: "mutant-" + strconv.FormatUint(h.seed, 10), About: h.m.Of + ": " + h.m.Change + ".", Case: sheet.Case}
	t.Case.ID = t.Name
	is, by := h.r.s.begin(sheet.Case.History, sheet.Case.At), h.mutant.begin(sheet.Case.History, sheet.Case.At)
	defer is.end()
	defer by.end()
	t.Expect = expectation(is.plan(), by.plan())
	h.pages(t)
	for _, v := range h.r.s.quiz.Values {
		if a := is.spellNamed(v.ID); a != by.spellNamed(v.ID) {
			t.Expect.Values[v.ID] = a
		}
	}
	return t
}

// pages expects what the page shows on which the mistake is.
func (h *hunt) pages(t *quiz.Test) {
	var shows func(s *Scorer, c *quiz.Case, id string) []string
	var to *map[string][]string
	switch h.m.page {
	case sayText:
		shows, to = (*Scorer).saidOn, &t.Expect.Says
	case taskText:
		shows, to = (*Scorer).tasksOn, &t.Expect.Tasks
	case askText:
		shows, to = (*Scorer).askedBy, &t.Expect.Asks
	default:
		return
	}
	if is := shows(h.r.s, &t.Case, h.m.Of); !slices.Equal(is, shows(h.mutant, &t.Case, h.m.Of)) {
		*to = map[string][]string{h.m.Of: append([]string{}, is...)}
	}
}

// expectation expects what the first plan is where the other differs.
func expectation(is, by quiz.Plan) quiz.Expectation {
	e := quiz.Expectation{
		Scores: map[string]*float64{}, Bands: map[string]string{}, Values: map[string]string{}, States: map[string]quiz.State{}, Because: map[string]string{},
	}
	if is.Next != by.Next {
		e.Next = &is.Next
	}
	if is.Path != by.Path {
		e.Path = &is.Path
	}
	lists := func(to **[]string, a, b []string) {
		if !slices.Equal(a, b) {
			list := append([]string{}, a...)
			*to = &list
		}
	}
	lists(&e.Order, is.Order, by.Order)
	lists(&e.Cards, is.Cards, by.Cards)
	lists(&e.Fired, is.Fired, by.Fired)
	for _, named := range slices.Concat(is.Scores, is.Values, by.Scores, by.Values) {
		a, b := scoreIn(is, named.ID), scoreIn(by, named.ID)
		if spellScore(a) != spellScore(b) {
			e.Scores[named.ID] = nil
			if a.Scored {
				e.Scores[named.ID] = &a.Value
			}
		}
		if a.Band != b.Band && a.Band != "" {
			e.Bands[named.ID] = a.Band
		}
	}
	for i, step := range is.Steps {
		if step.State != by.Steps[i].State {
			e.States[step.ID] = step.State
		} else if step.Because != by.Steps[i].Because {
			e.Because[step.ID] = step.Because
		}
	}
	if is.Next == by.Next && is.Because != by.Because {
		e.Because[quiz.ExpectNext] = is.Because
	}
	return e
}

// neighbours makes people near those of the tests: a few answers are others, most of them such that the mistake can rest on them.
type neighbours struct {
	s     *Scorer
	maker sheetMaker
	reads []*asked
	cases []quiz.Case
}

func (h *hunt) neighbours() *neighbours {
	n := &neighbours{s: h.r.s, maker: newSearch(h.r.s, h.r.o.At, h.seed).maker}
	for _, t := range h.r.s.quiz.Tests {
		n.cases = append(n.cases, t.Case)
	}
	slots := h.s.slotsOf([]*rule{{reads: readsOf(h.node)}})
	for _, in := range h.s.inputs {
		if asked := in.source().asked; asked != nil && slots[in.slot] {
			n.reads = append(n.reads, asked)
		}
	}
	return n
}

func (n *neighbours) make(random *rand.Rand) Sheet {
	if len(n.cases) == 0 {
		n.maker.box, n.maker.asking = n.s.everybody(), none
		return n.maker.make()
	}
	c := n.cases[random.IntN(len(n.cases))]
	c.History.Results = slices.Clone(c.History.Results)
	for range 1 + random.IntN(3) {
		from := n.s.asked
		if len(n.reads) > 0 && random.IntN(4) > 0 {
			from = n.reads
		}
		if len(from) > 0 {
			n.answer(&c, from[random.IntN(len(from))])
		}
	}
	if random.IntN(4) == 0 {
		c.At = c.At.AddDate(0, 0, int(n.maker.number(expression.Between(0, far))))
	}
	c.History.Sort()
	return Sheet{Case: c}
}

// answer changes the latest answer to a question, or gives one.
func (n *neighbours) answer(c *quiz.Case, q *asked) {
	set := n.s.quiz.Sets[q.set]
	at := -1
	for i, r := range c.History.Results {
		if r.Set == set.ID {
			at = i
		}
	}
	if at < 0 {
		c.History.Results = append(c.History.Results, quiz.Result{Set: set.ID, Ruler: set.Ruler, At: c.At.AddDate(0, 0, -1)})
		at = len(c.History.Results) - 1
	}
	r := &c.History.Results[at]
	answers := quiz.Answers{}
	for id, a := range r.Answers {
		answers[id] = a
	}
	delete(answers, q.q.ID)
	n.maker.at = c.At
	if a := n.maker.reply(q, openQuestion(q.q)); a.Form != quiz.Unanswered {
		answers[q.q.ID] = a
	}
	r.Answers = answers
	n.s.Keep(r)
}
