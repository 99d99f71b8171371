package scoring

import (
	"slices"
	"sync"

	"waymark/quiz"
)

// Scorer is the compiled rules of a quiz.
type Scorer struct {
	quiz    *quiz.Quiz
	numbers map[string]int // of the sets, by id
	unknown string         // the name of `unknown` in the environment
	inputs  []input
	order   []*derived
	guards  []guardRule
	firsts  []firstRule
	steps   []stepRule // in the order of the quiz's steps
	ranks   []int      // indexes of steps in the order of the plan
	sets    map[string]*setRule
	wait    []part
	again   []part

	pool sync.Pool // of *evaluation
}

var _ quiz.Scorer = (*Scorer)(nil)

type guardRule struct {
	guard   *quiz.Guard
	when    *rule
	because []saying
	lead    []saying
	sets    []string // of a guard that pauses: those whose answers it rests on
}

type firstRule struct {
	set     string
	when    *rule
	because []part
}

type stepRule struct {
	step    *quiz.Step
	done    string // key of whether it is done
	slot    string // its name in the environment
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
	s := &Scorer{quiz: c.quiz, numbers: c.sets, unknown: c.slot("unknown"), sets: map[string]*setRule{}}
	for _, g := range c.quiz.Guards {
		s.guards = append(s.guards, guardRule{
			guard: g, when: c.compile(g.When, nil, truth), because: c.compileSayings(g.Because), lead: c.compileSayings(g.Lead),
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
		s.sets[set.ID] = c.setRule(set)
	}
	s.order = c.order
	for _, in := range c.inputs {
		s.inputs = append(s.inputs, in)
	}
	for _, set := range c.quiz.Sets {
		s.sets[set.ID].prepare(s)
	}
	s.pool.New = func() any { return newEvaluation(s) }
	return s
}

func (c *quizCompiler) stepRule(step *quiz.Step) stepRule {
	r := stepRule{step: step, done: doneKey(step.ID), slot: c.slot(doneKey(step.ID)), because: c.compileSayings(step.Because), says: c.compileSayings(step.Says)}
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
