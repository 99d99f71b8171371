package scoring

import (
	"fmt"
	"math"
	"strings"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// Branch is something that rules compute of a person, a part of such a rule, or something that the person told, with what it rests on.
type Branch struct {
	Name    string     `json:"name,omitempty"` // of a rule: what it is for, like "done", or the id of what it computes
	Text    string     `json:"text,omitempty"` // as the author wrote it; of what the person told, in words
	Pos     source.Pos `json:"pos"`
	Is      string     `json:"is"`      // true, false, a number, a date, an option, a band; not known
	Decides bool       `json:"decides"` // what it is a part of rests on it
	Parts   []Branch   `json:"parts,omitempty"`
}

// Tree is all rules about one thing of a plan.
type Tree struct {
	Kind    string   `json:"kind"` // next, guard, step, scale or value
	ID      string   `json:"id"`
	Is      string   `json:"is"` // of a step its state, of a guard whether it fires, of next its kind, of a score its number
	Because string   `json:"because,omitempty"`
	Rules   []Branch `json:"rules"`
}

// Trees returns every rule that makes the plan of a person, with the values of all its parts and of everything that these name, down to
// what the person told: of what is next, the guards, the steps, the scales and the values, in the order of the quiz.
func (s *Scorer) Trees(h quiz.History, at time.Time) []Tree {
	e := s.begin(h, at)
	defer e.end()
	t := &treeMaker{e: e, w: e.explain()}
	defer t.w.end()
	plan := e.plan()
	trees := []Tree{t.next(&plan)}
	for i := range s.guards {
		g := &s.guards[i]
		trees = append(trees, Tree{Kind: "guard", ID: g.guard.ID, Is: map[bool]string{true: "fires", false: "silent"}[e.truth(g.when, true)],
			Rules: []Branch{t.rule("when", g.when)}})
	}
	for i := range s.steps {
		trees = append(trees, t.step(&s.steps[i], &plan.Steps[i]))
	}
	for _, d := range s.derives {
		if d.isDone {
			continue
		}
		kind := "value"
		if d.scale != nil {
			kind = "scale"
		}
		trees = append(trees, Tree{Kind: kind, ID: d.key, Is: t.derivedIs(d), Rules: []Branch{t.derived(d)}})
	}
	return trees
}

// treeMaker makes the trees of one person.
type treeMaker struct {
	e *evaluation
	w *explanation
}

func (t *treeMaker) next(p *quiz.Plan) Tree {
	tree := Tree{Kind: "next", ID: p.Next, Is: string(p.NextKind), Because: p.Because}
	for _, f := range t.e.s.firsts {
		tree.Rules = append(tree.Rules, t.rule("first "+f.set, f.when))
	}
	for _, id := range p.Order {
		if r := &t.e.s.steps[t.e.s.numbers[id]]; r.need != nil {
			tree.Rules = append(tree.Rules, t.rule("need of "+id, r.need))
		}
	}
	return tree
}

func (t *treeMaker) step(r *stepRule, state *quiz.StepState) Tree {
	tree := Tree{Kind: "step", ID: r.step.ID, Is: string(state.State), Because: state.Because}
	for i := range t.e.s.guards {
		if g := &t.e.s.guards[i]; g.guard.ID == state.Guard {
			tree.Rules = append(tree.Rules, t.rule("guard "+g.guard.ID, g.when))
		}
	}
	for _, d := range t.e.s.derives {
		if d.slot == r.done && d.rule != nil {
			tree.Rules = append(tree.Rules, t.rule("done", d.rule))
		}
	}
	for _, w := range r.waits {
		tree.Rules = append(tree.Rules, t.rule("wait_for", w.that))
	}
	if r.opens != nil {
		tree.Rules = append(tree.Rules, t.rule("opens", r.opens))
	}
	if r.need != nil {
		tree.Rules = append(tree.Rules, t.rule("need", r.need))
	}
	return tree
}

// rule is the branch of a whole rule.
func (t *treeMaker) rule(name string, r *rule) Branch {
	b := t.part(r, r.root, true, r.typ.kind == day)
	b.Name, b.Text, b.Pos = name, r.text.Value, r.text.Start
	if t.e.rests(r) {
		b.Is = "failed"
	}
	return b
}

// part is the branch of a part of a rule. dated says that its number is a date.
func (t *treeMaker) part(r *rule, n *expression.Node, decides, dated bool) Branch {
	from, to := closed(r.text.Value, n.From, n.To)
	runes := []rune(r.text.Value)
	b := Branch{Text: strings.TrimSpace(string(runes[from:to])), Pos: r.text.Pos(from), Decides: decides, Is: t.is(n, dated)}
	if slot, reads := n.Slot(); reads {
		if d := t.derivedAt(slot); d != nil {
			named := t.derived(d)
			named.Decides = decides
			return named
		}
		if n.From == n.To {
			b.Text = t.key(slot) // it stands in no rule as it is
		}
		b.Parts = t.told(slot)
		return b
	}
	causes := map[*expression.Node]bool{}
	for _, cause := range n.Causes(t.e.frame) {
		causes[cause] = true
	}
	for _, kid := range n.Kids {
		// What an author wrote as it stands says its value itself.
		if _, reads := kid.Slot(); len(kid.Kids) > 0 || reads {
			b.Parts = append(b.Parts, t.part(r, kid, decides && causes[kid], t.dated(kid)))
		}
	}
	return b
}

// derivedAt is the scale, value or step whose value or band is in the slot, nil when there is none.
func (t *treeMaker) derivedAt(slot int) *derived {
	for _, d := range t.e.s.derives {
		if d.slot == slot || d.bandSlot != none && d.bandSlot == slot {
			return d
		}
	}
	return nil
}

// key is how rules name what is in the slot.
func (t *treeMaker) key(slot int) string {
	for _, in := range t.e.s.inputs {
		if in.slot == slot {
			return in.key()
		}
	}
	return ""
}

// told is what the person told that a slot stands for.
func (t *treeMaker) told(slot int) []Branch {
	for _, in := range t.e.s.inputs {
		if in.slot != slot {
			continue
		}
		if fact := in.fact(t.w); fact != nil {
			return []Branch{{Text: fact.Text, Decides: true}}
		}
	}
	return nil
}

// derived is the branch of a scale, value or step.
func (t *treeMaker) derived(d *derived) Branch {
	name := d.key
	if d.isDone {
		name = "done of " + t.e.s.stepOf(d)
	}
	r := d.rule
	if d.scale != nil {
		r = d.scale.score
	}
	if r == nil {
		return Branch{Name: name, Is: t.derivedIs(d), Decides: true}
	}
	b := t.part(r, r.root, true, d.typ.kind == day)
	if slot, reads := r.root.Slot(); reads && t.derivedAt(slot) != nil {
		b = Branch{Parts: []Branch{b}} // a value that is only another name
	}
	b.Name, b.Is, b.Text, b.Pos, b.Decides = name, t.derivedIs(d), r.text.Value, r.text.Start, true
	if d.scale != nil {
		b.Parts = append(b.Parts, t.items(d.scale)...)
	}
	return b
}

// items are the answers to the items of a scale, and what each counts.
func (t *treeMaker) items(r *scaleRule) []Branch {
	var all []Branch
	for i := range r.items {
		it := &r.items[i]
		b := Branch{Name: it.asked.q.ID, Is: "not known", Decides: true, Pos: it.asked.q.Pos}
		if x := t.e.frame[it.slot]; x == x {
			if b.Is = spelled(x); it.sign < 0 {
				b.Is += fmt.Sprintf(", reversed %s", spelled(it.counts(x)))
			}
		}
		all = append(all, b)
	}
	return all
}

// derivedIs says what a scale, value or step is.
func (t *treeMaker) derivedIs(d *derived) string {
	x, is := t.e.frame[d.slot], ""
	switch {
	case t.e.failed[d.slot]:
		return "failed"
	case d.isDone || d.typ.kind == truth:
		return fmt.Sprint(x == 1)
	case x != x:
		return "not known"
	case d.typ.kind == day:
		return quiz.Day(x).String()
	case d.rule != nil && d.rule.root.Kind == expression.Text:
		return t.e.s.text(x)
	default:
		is = spelled(x)
	}
	if d.bandSlot != none {
		is += " (" + t.e.s.text(t.e.frame[d.bandSlot]) + ")"
	}
	return is
}

// is says what a part of a rule is.
func (t *treeMaker) is(n *expression.Node, dated bool) string {
	x := n.Number(t.e.frame)
	switch {
	case n.Kind == expression.Truth:
		return fmt.Sprint(x == 1)
	case x != x:
		return "not known"
	case n.Kind == expression.Text:
		return t.e.s.text(x)
	case dated && math.Abs(x) < 1e6:
		return quiz.Day(x).String()
	default:
		return spelled(x)
	}
}

// dated reports whether a part reads a date.
func (t *treeMaker) dated(n *expression.Node) bool {
	slot, reads := n.Slot()
	if !reads {
		return false
	}
	for _, d := range t.e.s.derives {
		if d.slot == slot {
			return d.typ.kind == day
		}
	}
	for _, in := range t.e.s.inputs {
		if in.slot == slot {
			_, today := in.input.(todayInput)
			asked := in.source().asked
			return today || asked != nil && asked.q.Kind == quiz.Date && in.kind() == expression.Number
		}
	}
	return false
}

// spelled writes a number with at most four digits behind the point.
func spelled(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", x), "0"), ".")
}
