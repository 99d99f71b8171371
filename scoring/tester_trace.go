package scoring

import (
	"fmt"
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// Trace is one rule that made something what it is, with what it rests on.
type Trace struct {
	Rule    string     `json:"rule"`    // as the author wrote it
	Pos     source.Pos `json:"pos"`     // where it stands
	At      source.Pos `json:"at"`      // the part that decided, also in a rule that this one names
	Is      string     `json:"is"`      // its value in words
	Because []string   `json:"because"` // the facts on which it rests, in words
}

// tracer says why a plan came as it did.
type tracer struct {
	w    *explanation
	plan quiz.Plan
	why  quiz.Why
}

// newTracer explains the plan of an evaluation. Its explanation is ended by the caller.
func newTracer(e *evaluation) *tracer {
	t := &tracer{w: e.explain(), plan: e.plan()}
	t.why = t.w.why()
	return t
}

// trace says why what differs came so, and why what was expected did not.
func (t *tracer) trace(m *Mismatch, test *quiz.Test) []Trace {
	kind, id, _ := strings.Cut(m.What, " of ")
	switch kind + " of " {
	case stateOf:
		return t.state(id, quiz.State(m.Want))
	case becauseOf, whyOf:
		return t.traces(reasonsOf(&t.why, id))
	case scoreOf, bandNamed, valueOf:
		return t.score(id)
	}
	switch m.What {
	case "next":
		return t.next(m.Want)
	case "path", "cards":
		return t.guards(t.plan.Fired)
	case "fired":
		return t.guards(append(lacking(*test.Expect.Fired, t.plan.Fired), lacking(t.plan.Fired, *test.Expect.Fired)...))
	case "order":
		return t.order(*test.Expect.Order)
	default:
		return nil
	}
}

func (t *tracer) traces(reasons []quiz.Reason) []Trace {
	var all []Trace
	for _, r := range reasons {
		trace := Trace{Rule: r.Rule.Value, Pos: r.Rule.Start, At: r.At, Is: "not known", Because: []string{}}
		switch root := t.w.root(r.Rule); {
		case r.Failed:
			trace.Is = "failed"
		case root != nil && root.Kind == expression.Truth:
			trace.Is = fmt.Sprint(r.Holds)
		case r.Known && root != nil && root.Kind == expression.Text:
			trace.Is = t.w.e.s.text(r.Value)
		case r.Known:
			trace.Is = fmt.Sprint(r.Value)
		}
		for _, f := range r.Facts {
			trace.Because = append(trace.Because, f.Text)
		}
		all = append(all, trace)
	}
	return all
}

// root returns the expression of a rule that a reason was given of.
func (w *explanation) root(t source.Text) *expression.Node {
	for r := range w.grounds.rules {
		if r.text.Start == t.Start && r.text.Value == t.Value {
			return r.root
		}
	}
	return nil
}

// state says why a step is in its state, and why not in the one that was expected.
func (t *tracer) state(id string, want quiz.State) []Trace {
	all := t.traces(reasonsOf(&t.why, id))
	i, known := t.w.e.s.numbers[id]
	if !known {
		return all
	}
	r := &t.w.e.s.steps[i]
	switch {
	case want == quiz.Done && t.w.done(r) != nil:
		all = append(all, t.traces([]quiz.Reason{t.w.truth(t.w.done(r), false)})...)
	case want == quiz.Closed:
		for _, g := range t.w.e.s.guards {
			if slices.Contains(g.guard.Close, id) && !slices.Contains(t.plan.Fired, g.guard.ID) {
				all = append(all, t.guards([]string{g.guard.ID})...)
			}
		}
	}
	return all
}

// guards says why guards fired or did not.
func (t *tracer) guards(ids []string) []Trace {
	var reasons []quiz.Reason
	for i := range t.w.e.s.guards {
		if g := &t.w.e.s.guards[i]; slices.Contains(ids, g.guard.ID) {
			reasons = append(reasons, t.w.truth(g.when, true))
		}
	}
	return t.traces(reasons)
}

// next says why what is next is next and, of a step that was expected, why it is in its state and what it needs.
func (t *tracer) next(want string) []Trace {
	return append(t.traces(t.why.Next.Reasons), t.order([]string{want})...)
}

// order says why steps that should be open are not, and what those need that are.
func (t *tracer) order(want []string) []Trace {
	var all []Trace
	for i, state := range t.plan.Steps {
		switch expected := slices.Contains(want, state.ID); {
		case expected && state.State != quiz.Open:
			all = append(all, t.state(state.ID, quiz.Open)...)
		case state.State == quiz.Open && t.why.Steps[i].Need != nil:
			all = append(all, t.traces([]quiz.Reason{*t.why.Steps[i].Need})...)
		}
	}
	return all
}

// score says what each answer of a scale does to its score, or what a value rests on.
func (t *tracer) score(id string) []Trace {
	for _, d := range t.w.e.s.derives {
		if d.key != id || d.rule == nil && d.scale == nil {
			continue
		}
		if d.scale == nil {
			reason := t.w.measure(d.rule)
			reason.Holds = d.typ.kind == truth && t.w.e.frame[d.slot] == 1
			return t.traces([]quiz.Reason{reason})
		}
		trace := Trace{Rule: d.scale.score.text.Value, Pos: d.scale.score.text.Start, At: d.scale.score.text.Start, Is: spellScore(scoreIn(t.plan, id)), Because: []string{}}
		for _, scale := range t.why.Scores {
			for _, effect := range scale.Items {
				if scale.ID == id {
					trace.Because = append(trace.Because, fmt.Sprintf("%s (%+.1f)", effect.Fact.Text, effect.Effect))
				}
			}
		}
		return []Trace{trace}
	}
	return nil
}
