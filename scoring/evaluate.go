package scoring

import (
	"maps"
	"slices"
	"time"

	"github.com/expr-lang/expr/vm"

	"waymark/quiz"
	"waymark/quiz/source"
)

// evaluation is the working memory of one plan: the environment of all rules, and the rules that failed.
type evaluation struct {
	s       *Scorer
	facts   *facts
	machine vm.VM
	env     map[string]any
	failed  map[string]bool // keys of the environment that rest on a rule that failed
	faults  []source.Problem
}

func newEvaluation(s *Scorer) *evaluation {
	e := &evaluation{s: s, facts: newFacts(len(s.quiz.Sets)), env: make(map[string]any, len(s.inputs)+2*len(s.order)+8), failed: map[string]bool{}}
	e.env[s.unknown] = unknown
	return e
}

// begin reads a history and computes everything that rules read.
func (s *Scorer) begin(h quiz.History, at time.Time) *evaluation {
	e := s.open(h, at)
	e.read(s.inputs)
	e.derive(s.order)
	return e
}

func (s *Scorer) open(h quiz.History, at time.Time) *evaluation {
	e := s.pool.Get().(*evaluation)
	e.facts.fill(h, at, s.numbers)
	return e
}

// end gives the working memory back.
func (e *evaluation) end() {
	e.facts.forget()
	e.faults = nil
	clear(e.failed)
	e.s.pool.Put(e)
}

func (e *evaluation) read(inputs []input) {
	for i := range inputs {
		e.env[inputs[i].slot] = inputs[i].read(e.facts)
	}
}

// derive computes scales, values and which steps are done, each after what it reads.
func (e *evaluation) derive(order []*derived) {
	for _, d := range order {
		switch {
		case d.scale != nil:
			score, err := d.scale.run(&e.machine, e.env, e.facts.answer)
			if err != nil || e.rests(d.scale.score) {
				e.fail(d.scale.score, err)
				e.failed[d.key] = true
				score = unknown
			}
			e.env[d.slot] = score
		case d.rule == nil:
			e.env[d.slot] = false // a step without a rule is never done
		default:
			e.env[d.slot] = e.value(d.rule)
			if e.env[d.slot] == nil {
				e.env[d.slot] = zero(d.typ.kind)
				e.failed[d.key] = true
			}
		}
		if len(d.bands) > 0 {
			e.env[d.band] = quiz.BandOf(d.bands, e.number(d.slot))
			if e.failed[d.key] {
				e.failed[d.bandKey] = true
			}
		}
	}
}

func (e *evaluation) number(slot string) float64 {
	if n, ok := e.env[slot].(float64); ok {
		return n
	}
	return unknown
}

// zero is what the environment holds for a rule that failed; whatever reads it fails too.
func zero(k kind) any {
	switch k {
	case text:
		return ""
	case truth:
		return false
	default:
		return unknown
	}
}

// rests reports whether the rule reads something that failed.
func (e *evaluation) rests(r *rule) bool {
	if len(e.failed) == 0 {
		return false
	}
	return slices.ContainsFunc(r.reads, func(key string) bool { return e.failed[key] })
}

// fail notes a rule that failed; one that only rests on another that failed is not noted again.
func (e *evaluation) fail(r *rule, err error) {
	if err != nil {
		e.faults = append(e.faults, problemOf(r.text, err))
	}
}

// value runs a rule; nil says that it failed.
func (e *evaluation) value(r *rule) any {
	if e.rests(r) {
		return nil
	}
	v, err := r.run(&e.machine, e.env)
	if err != nil {
		e.fail(r, err)
		return nil
	}
	return v
}

// truth runs a rule that is true or false; one that fails gives otherwise.
func (e *evaluation) truth(r *rule, otherwise bool) bool {
	if v, ok := e.value(r).(bool); ok {
		return v
	}
	return otherwise
}

// measure runs a rule that is a number or date; one that fails is not known.
func (e *evaluation) measure(r *rule) float64 {
	if v, ok := e.value(r).(float64); ok {
		return v
	}
	return unknown
}

// scores returns the scores of the scales whose sets were taken, and of the values that are shown.
func (e *evaluation) scores() (scales, values quiz.Scores) {
	for _, d := range e.s.order {
		switch {
		case d.scale != nil && d.scale.taken(e.facts):
			scales = append(scales, quiz.NamedScore{ID: d.key, Score: scoreOf(d.bands, e.number(d.slot))})
		case d.shown && d.typ.kind == number:
			if x := e.number(d.slot); x == x {
				values = append(values, quiz.NamedScore{ID: d.key, Score: scoreOf(d.bands, x)})
			}
		}
	}
	return scales, values
}

func scoreOf(bands []quiz.Band, x float64) quiz.Score {
	if x != x {
		return quiz.Score{}
	}
	return quiz.Score{Value: x, Scored: true, Band: quiz.BandOf(bands, x)}
}

// keysOf returns every key that the rules read, with what those rest on in turn.
func (s *Scorer) keysOf(rules []*rule) map[string]bool {
	keys := map[string]bool{}
	for _, r := range rules {
		for _, key := range r.reads {
			keys[key] = true
		}
	}
	for _, d := range slices.Backward(s.order) {
		if !keys[d.key] {
			continue
		}
		for _, key := range d.readsOf() {
			keys[key] = true
		}
	}
	return keys
}

// readsOf returns what the derived thing reads; the items of a scale count as inputs.
func (d *derived) readsOf() []string {
	reads := map[string]bool{}
	for _, r := range []*rule{d.rule, d.scoreRule()} {
		if r == nil {
			continue
		}
		for _, key := range r.reads {
			reads[key] = true
		}
	}
	if d.scale != nil {
		for _, it := range d.scale.items {
			reads[it.question] = true
		}
	}
	return slices.Collect(maps.Keys(reads))
}

func (d *derived) scoreRule() *rule {
	if d.scale == nil {
		return nil
	}
	return d.scale.score
}
