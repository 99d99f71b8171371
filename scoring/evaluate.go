package scoring

import (
	"slices"
	"strings"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// evaluation is the working memory of one plan: the frame of all rules, and the rules that failed.
type evaluation struct {
	s      *Scorer
	facts  *facts
	frame  expression.Frame
	failed []bool // by slot: what rests on a rule that failed
	broken bool   // there is a true one in failed
	faults []source.Problem
	prose  strings.Builder
	days   []quiz.Day
	spelt  []byte

	decision decision
}

func newEvaluation(s *Scorer) *evaluation {
	f := newFacts(s)
	d := decision{steps: make([]standing, len(s.steps)), needs: make([]float64, len(s.steps))}
	return &evaluation{s: s, facts: f, frame: f.frame, failed: make([]bool, s.frame), spelt: make([]byte, 0, 32), decision: d}
}

// begin reads a history and computes everything that rules read.
func (s *Scorer) begin(h quiz.History, at time.Time) *evaluation {
	e := s.open(h, at)
	e.facts.hear(none)
	e.read(s.inputs)
	e.derive(s.derives)
	return e
}

func (s *Scorer) open(h quiz.History, at time.Time) *evaluation {
	e := s.pool.Get().(*evaluation)
	e.facts.fill(h, at)
	return e
}

// end gives the working memory back.
func (e *evaluation) end() {
	e.facts.forget()
	e.mend()
	e.prose.Reset() // its memory belongs to the plan now, as does that of the days
	e.days = nil
	e.s.pool.Put(e)
}

// mend forgets the rules that failed.
func (e *evaluation) mend() {
	e.faults = nil
	if e.broken {
		clear(e.failed)
		e.broken = false
	}
}

func (e *evaluation) read(inputs []slotted) {
	for i := range inputs {
		e.frame[inputs[i].slot] = inputs[i].read(e.facts)
	}
}

// derive computes scales, values and which steps are done, each after what it reads.
func (e *evaluation) derive(order []*derived) {
	f := e.frame
	for _, d := range order {
		switch {
		case d.scale != nil:
			score, err := d.scale.run(f)
			e.store(d, d.scale.score, score, err)
		case d.rule == nil:
			f[d.slot] = 0 // a step without a rule is never done
		case d.typ.kind == truth:
			e.store(d, d.rule, truthOf(d.rule.root.Truth(f)), nil)
		default:
			x, err := d.rule.number(f)
			e.store(d, d.rule, x, err)
		}
		if d.bandSlot != none {
			f[d.bandSlot] = bandOf(d.bands, f[d.slot])
		}
	}
}

// store keeps the value that the rule gave. One that failed, or rests on another that did, is not known, and whatever reads it fails.
func (e *evaluation) store(d *derived, r *rule, x float64, err error) {
	if err == nil && !e.broken {
		e.frame[d.slot] = x
		return
	}
	e.storeAmongFailed(d, r, x, err)
}

func (e *evaluation) storeAmongFailed(d *derived, r *rule, x float64, err error) {
	if err != nil || e.rests(r) {
		e.fail(r, err)
		e.failed[d.slot], e.broken = true, true
		x = unknown
		if d.typ.kind == truth {
			x = 0
		}
	}
	if d.bandSlot != none && e.broken {
		e.failed[d.bandSlot] = e.failed[d.slot]
	}
	e.frame[d.slot] = x
}

// rests reports whether the rule reads something that failed.
func (e *evaluation) rests(r *rule) bool {
	return e.broken && slices.ContainsFunc(r.reads, func(slot int) bool { return e.failed[slot] })
}

// fail notes a rule that failed; one that only rests on another that failed is not noted again.
func (e *evaluation) fail(r *rule, err error) {
	if err != nil && !e.rests(r) {
		e.faults = append(e.faults, problemOf(r.text, err))
	}
}

// value runs a rule; ok is false when it failed.
func (e *evaluation) value(r *rule) (x float64, ok bool) {
	if e.rests(r) {
		return unknown, false
	}
	x, err := r.number(e.frame)
	if err != nil {
		e.fail(r, err)
		return unknown, false
	}
	return x, true
}

// truth runs a rule that is true or false; one that fails gives otherwise.
func (e *evaluation) truth(r *rule, otherwise bool) bool {
	if e.rests(r) {
		return otherwise
	}
	return r.root.Truth(e.frame)
}

// measure runs a rule that is a number or date; one that fails is not known.
func (e *evaluation) measure(r *rule) float64 {
	x, _ := e.value(r)
	return x
}

// scores returns the scores of the scales whose sets were taken, and of the values that are shown.
func (e *evaluation) scores() (scales, values quiz.Scores) {
	all := make(quiz.Scores, 0, e.s.scored)
	for _, d := range e.s.derives {
		if d.scale != nil && d.scale.taken(e.facts) {
			all = append(all, e.score(d))
		}
	}
	scales = slices.Clip(all)
	for _, d := range e.s.derives {
		if x := e.frame[d.slot]; d.shown && d.typ.kind == number && x == x {
			all = append(all, e.score(d))
		}
	}
	return scales, all[len(scales):]
}

func (e *evaluation) score(d *derived) quiz.NamedScore {
	named, x := quiz.NamedScore{ID: d.key}, e.frame[d.slot]
	if x == x {
		named.Value, named.Scored = x, true
		if d.bandSlot != none {
			named.Band = e.s.text(e.frame[d.bandSlot])
		}
	}
	return named
}

// slotsOf returns every slot that the rules read, with those that these rest on in turn.
func (s *Scorer) slotsOf(rules []*rule) map[int]bool {
	slots := map[int]bool{}
	for _, r := range rules {
		for _, slot := range r.reads {
			slots[slot] = true
		}
	}
	for _, d := range slices.Backward(s.derives) {
		if !slots[d.slot] && !(d.bandSlot != none && slots[d.bandSlot]) {
			continue
		}
		slots[d.slot] = true
		for _, slot := range d.reads() {
			slots[slot] = true
		}
	}
	return slots
}

// reads returns the slots that the derived thing reads.
func (d *derived) reads() []int {
	var slots []int
	if d.rule != nil {
		slots = append(slots, d.rule.reads...)
	}
	if d.scale != nil {
		for _, it := range d.scale.items {
			slots = append(slots, it.slot)
		}
		if d.scale.score != nil {
			slots = append(slots, d.scale.score.reads...)
		}
	}
	return slots
}
