package scoring

import (
	"slices"
	"sync"

	"waymark/quiz"
)

// Scorer is the compiled rules of a quiz.
type Scorer struct {
	quiz      *quiz.Quiz
	sets      map[string]int // numbers of the sets, by id
	numbers   map[string]int // of the steps, by id
	frame     int            // slots of a frame
	shown     int            // cards of all guards, for each place: the most that a plan shows
	scored    int            // scales and shown values: the most scores that a plan has
	texts     []string       // by their codes
	codes     map[string]float64
	asked     []*asked // the questions that rules read, by number
	past      []*asked // those of which rules read the answer in the result before
	inputs    []slotted
	constants []float64  // numbers that the rules name
	derives   []*derived // each after those that it reads
	guards    []guardRule
	firsts    []firstRule
	steps     []stepRule // in the order of the quiz's steps
	ranks     []int      // indexes of steps in the order of the plan
	asks      []*setRule // by the number of the set
	wait      []part
	again     []part

	grounds   func() *grounds // made when the first reason is asked for
	pool      sync.Pool       // of *evaluation
	promises  []promiseRule
	planReads []planRead // what promises read of a plan

	phrases   phrases           // of the language of the quiz
	bandNames map[string]string // by id, those that are not the id
}

// text returns the text that the code stands for, "" for none.
func (s *Scorer) text(code float64) string {
	if code != code {
		return ""
	}
	return s.texts[int(code)]
}

var _ quiz.Scorer = (*Scorer)(nil)

// code returns the number that stands for a text in a frame, NaN for one that no rule names.
func (s *Scorer) code(text string) float64 {
	if code, named := s.codes[text]; named {
		return code
	}
	return unknown
}

type guardRule struct {
	number  int
	guard   *quiz.Guard
	when    *rule
	because []saying
	lead    []saying
	sets    []string // of a guard that pauses: those whose answers it rests on
	closes  []bool   // by the number of the step
	path    int      // the number of its path; without one that of the last
}

type firstRule struct {
	set     string
	when    *rule
	because []part
}

type stepRule struct {
	step    *quiz.Step
	done    int // slot of whether it is done
	need    *rule
	waits   []waitRule
	opens   *rule
	gate    []saying
	recheck *rule
	because []saying
	says    []saying
	tasks   []*rule
}

type waitRule struct {
	that    *rule
	because []saying
	take    string
}

// scorer compiles what is not derived. With problems its rules can be nil; Compile does not hand it out then.
func (c *quizCompiler) scorer() *Scorer {
	s := &Scorer{quiz: c.quiz, sets: c.sets, numbers: c.steps, phrases: phrasesIn(c.quiz.Language), bandNames: bandNames(c.quiz)}
	for i, g := range c.quiz.Guards {
		s.guards = append(s.guards, guardRule{
			number: i, path: c.pathOf(g), guard: g, when: c.compile(g.When, nil, truth), because: c.compileSayings(g.Because), lead: c.compileSayings(g.Lead), closes: c.closed(g),
		})
	}
	for _, f := range c.quiz.Planning.First {
		s.firsts = append(s.firsts, firstRule{set: f.Set, when: c.compile(f.When, nil, truth), because: c.compileParts(f.Because)})
	}
	for _, step := range c.quiz.Steps {
		s.steps = append(s.steps, c.stepRule(step))
	}
	for _, id := range c.quiz.Planning.Order {
		s.ranks = append(s.ranks, slices.IndexFunc(c.quiz.Steps, func(step *quiz.Step) bool { return step.ID == id }))
	}
	s.wait, s.again = c.compileParts(c.quiz.Planning.Wait), c.compileParts(c.quiz.Planning.Recheck.Because)
	for _, set := range c.quiz.Sets {
		s.asks = append(s.asks, c.setRule(set))
	}
	for _, p := range c.quiz.Promises {
		s.promises = append(s.promises, c.promise(p))
	}
	s.planReads = c.planReads
	s.derives, s.inputs, s.asked, s.frame, s.texts, s.codes = c.derives, c.inputs, c.order, c.frame, c.texts, c.codes
	s.past = pastOf(s.inputs)
	s.constants = append(c.constants, 0, 1)
	for _, d := range s.derives {
		if d.scale != nil || d.shown && d.typ.kind == number {
			s.scored++
		}
	}
	for _, g := range s.guards {
		s.shown += 2 * len(g.guard.Show)
	}
	for _, ask := range s.asks {
		ask.prepare(s)
	}
	s.grounds = sync.OnceValue(func() *grounds { return newGrounds(s) })
	s.pool.New = func() any { return newEvaluation(s) }
	return s
}

// pastOf returns the questions of which the inputs read the answer in the result before.
func pastOf(inputs []slotted) []*asked {
	var past []*asked
	add := func(q *asked) {
		if !slices.Contains(past, q) {
			past = append(past, q)
		}
	}
	for _, in := range inputs {
		switch in := in.input.(type) {
		case beforeInput:
			add(in.q)
		case beforeScaleInput:
			for _, it := range in.r.items {
				add(it.asked)
			}
		}
	}
	return past
}

// pathOf returns the number of the guard's path; without one that of the last.
func (c *quizCompiler) pathOf(g *quiz.Guard) int {
	if i := slices.Index(c.quiz.Planning.Paths, g.Path); i >= 0 {
		return i
	}
	return len(c.quiz.Planning.Paths) - 1
}

// closed returns which steps the guard closes, by their numbers.
func (c *quizCompiler) closed(g *quiz.Guard) []bool {
	closes := make([]bool, len(c.quiz.Steps))
	for i, step := range c.quiz.Steps {
		closes[i] = slices.Contains(g.Close, step.ID)
	}
	return closes
}

func (c *quizCompiler) stepRule(step *quiz.Step) stepRule {
	r := stepRule{step: step, done: c.derivedSlot(doneKey(step.ID)), because: c.compileSayings(step.Because), says: c.compileSayings(step.Says)}
	if step.Need.Value != "" {
		r.need = c.compile(step.Need, nil, number)
	}
	for _, w := range step.WaitFor {
		r.waits = append(r.waits, waitRule{that: c.compile(w.That, nil, truth), because: c.compileSayings(w.Because), take: w.Take})
	}
	if step.Opens != nil {
		r.opens, r.gate = c.compile(step.Opens.On, nil, day), c.compileSayings(step.Opens.Because)
	}
	if step.Recheck.Value != "" {
		r.recheck = c.compile(step.Recheck, nil, number)
	}
	for _, t := range step.Tasks {
		r.tasks = append(r.tasks, c.optional(t.When))
	}
	return r
}
