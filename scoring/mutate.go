package scoring

import (
	"errors"
	"runtime"
	"sync"
	"time"

	"waymark/quiz"
)

// Fate is what became of a mutant.
type Fate string

// The fates of mutants.
const (
	Killed     Fate = "killed"     // a test failed with it
	Equivalent Fate = "equivalent" // it is proved that nobody can tell it from the quiz
	Survived   Fate = "survived"   // every test passed with it
)

// MutantResult is a mutant with what became of it.
type MutantResult struct {
	Mutant
	Fate Fate   `json:"fate"`
	By   string `json:"by,omitempty"` // of a Killed one: the first test that failed
	// Test would kill a Survived one: it expects what the quiz gives. nil when nobody was found who tells the two apart.
	Test       *quiz.Test `json:"-"`
	Mismatches []Mismatch `json:"mismatches,omitempty"` // of that Test: what the quiz gives, and what the mutant gives
}

// MutateOptions say which mutants are made and how hard is looked for people who would kill those that survive.
type MutateOptions struct {
	Guards   bool                  // only those of guards and what they rest on
	Hunt     bool                  // look for proofs, and for people who would kill
	At       time.Time             // the day for people who are made by chance
	Effort   Effort                // of the Hunt, for each mutant
	Progress func(done, total int) // called from one goroutine at a time; nil is nobody
}

// HuntEffort is the effort of the tools for authors.
func HuntEffort() Effort { return Effort{People: 20_000, Boxes: 6_000} }

var errTestsFail = errors.New("tests of the quiz fail before anything is changed")

// Mutate makes all mutants and runs the tests of the quiz on each, in parallel. Mutants that the checks of the quiz refuse are left out.
// The results are in the order of Mutants, and the same for the same quiz and options. The error is that a test fails without any mutant.
func (s *Scorer) Mutate(o MutateOptions) ([]MutantResult, error) {
	for _, t := range s.quiz.Tests {
		if len(s.Test(t)) > 0 {
			return nil, errTestsFail
		}
	}
	var todo []*Mutant
	for _, m := range s.Mutants() {
		if m.Guard || !o.Guards {
			todo = append(todo, m)
		}
	}
	results := make([]MutantResult, len(todo))
	run := mutation{s: s, o: o, people: sync.OnceValue(func() []Sheet { return s.crowd(o) })}
	var workers sync.WaitGroup
	var lock sync.Mutex
	next, done := 0, 0
	take := func(finished int) int {
		lock.Lock()
		defer lock.Unlock()
		if done += finished; finished > 0 && o.Progress != nil {
			o.Progress(done, len(todo))
		}
		next++
		return next - 1
	}
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := take(0); i < len(todo); i = take(1) {
				results[i] = run.fate(todo[i], uint64(i)+1)
			}
		})
	}
	workers.Wait()
	kept := results[:0]
	for _, r := range results {
		if r.Fate != "" {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// MutationScore returns how many of the mutants that somebody can tell from the quiz were killed, from 0 to 100; 100 when there are none.
func MutationScore(results []MutantResult) float64 {
	killed, all := 0, 0
	for _, r := range results {
		if r.Fate == Equivalent {
			continue
		}
		all++
		if r.Fate == Killed {
			killed++
		}
	}
	if all == 0 {
		return 100
	}
	return 100 * float64(killed) / float64(all)
}

// mutation is one run over all mutants.
type mutation struct {
	s      *Scorer
	o      MutateOptions
	people func() []Sheet // made by chance, for the hunt
}

// fate runs the tests on a mutant; it has no Fate when the checks refuse it.
func (r *mutation) fate(m *Mutant, seed uint64) MutantResult {
	result := MutantResult{Mutant: *m}
	q := copyRules(r.s.quiz)
	m.apply(q)
	mutant, _ := Compile(q)
	if mutant == nil {
		return result
	}
	for _, t := range r.s.quiz.Tests {
		if len(mutant.Test(t)) > 0 {
			result.Fate, result.By = Killed, t.Name
			return result
		}
	}
	result.Fate = Survived
	if !r.o.Hunt {
		return result
	}
	h := newHunt(r, m, mutant, seed)
	verdict, sheet := h.hunt()
	switch verdict {
	case Proved:
		result.Fate = Equivalent
	case Witness:
		result.Test = h.test(sheet)
		result.Mismatches = mutant.Test(result.Test)
	}
	return result
}
