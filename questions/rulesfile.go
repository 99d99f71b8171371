package questions

import (
	"cmp"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// readRules reads rules.yaml.
func (r *reader) readRules(f *file) {
	o, ok := f.fixed(f.root, "rules.yaml", shapes()["rules"])
	if !ok {
		r.broken[rulesFile] = true
		return
	}
	o.complete()
	for _, fd := range o.pairs("settings", "settings") {
		r.declare(fd.key, "a setting")
		if x, ok := f.number(fd.value); ok {
			r.quiz.Settings = append(r.quiz.Settings, &quiz.Setting{Name: fd.key.Value, Value: x, Pos: fd.key.Start})
		}
	}
	for _, fd := range o.pairs("scales", "scales") {
		f.readScale(fd)
	}
	for _, fd := range o.pairs("values", "values") {
		f.readValue(fd)
	}
	guards := o.pairs("guards", "guards")
	var paths []string
	if n := o.get("plan"); n != nil {
		paths = f.readPlan(n)
	}
	for _, fd := range guards {
		f.readGuard(fd, paths)
	}
	for _, n := range o.list("promises") {
		f.readPromise(n)
	}
	r.later = append(r.later, r.checkCardsUsed)
}

// readPromise reads one promise.
func (f *file) readPromise(n *yaml.Node) {
	o, ok := f.fixed(n, "a promise", shapes()["promise"])
	if !ok {
		return
	}
	o.complete()
	p := &quiz.Promise{
		Never: o.rule("never"), Always: o.rule("always"), Because: o.rule("because").Value,
		Pos: source.Pos{File: f.name, Line: n.Line, Column: n.Column},
	}
	if (p.Never.Value == "") == (p.Always.Value == "") {
		f.at(n, "promise/either", "a promise is about what never is, or about what always is", "write never: or always: with a rule")
		return
	}
	f.r.quiz.Promises = append(f.r.quiz.Promises, p)
}

// readValue reads a named rule: the rule alone, or a group with is, title and bands.
func (f *file) readValue(fd field) {
	f.r.declare(fd.key, "a value")
	v := &quiz.Value{ID: fd.key.Value, Pos: fd.key.Start}
	f.r.quiz.Values = append(f.r.quiz.Values, v)
	if fd.value.Kind != yaml.MappingNode {
		v.Is, _ = f.filled(fd.value, fd.key.Value)
		return
	}
	o, _ := f.fixed(fd.value, "a value", shapes()["value"])
	o.complete()
	v.Is, v.Title = o.rule("is"), o.markdown("title")
	v.Days = f.daysUnit(o)
	b := f.readBands(o)
	v.Bands = b.bands
	b.check(f, reach{mode: perhapsWhole})
}

// A value can say what it counts.
const (
	unitKey  = "unit"
	daysUnit = "days"
)

// daysUnit reports whether a value counts days.
func (f *file) daysUnit(o *object) bool {
	unit, given := o.scalar(unitKey)
	if given && unit.Value != daysUnit {
		f.r.at(unit, "value/unit", fmt.Sprintf("%q is nothing that a value counts", unit.Value), "write unit: days, or take it away")
	}
	if n := o.get(unitKey); n != nil && o.get("title") == nil {
		f.at(n, "value/unit", "this value is not shown, since it has no title", "add title: with what a person reads")
	}
	return given && unit.Value == daysUnit
}

// sayings reads a sentence, or a list of sentences with the rule of each. With first, only the first that holds is said,
// so that nothing may follow one without a rule.
func (o *object) sayings(key string, first bool) []quiz.Saying {
	n := o.get(key)
	if n == nil {
		return nil
	}
	f := o.f
	if n.Kind == yaml.ScalarNode {
		t, ok := f.filled(n, key)
		if !ok {
			return nil
		}
		f.r.shown(t, true)
		return []quiz.Saying{{Say: t}}
	}
	if n.Kind == yaml.MappingNode {
		f.expected(n, "a sentence or a list of sentences", "write a sentence, or entries like - {when: RULE, say: Sentence}")
		return nil
	}
	var sayings []quiz.Saying
	for i, entry := range n.Content {
		s, ok := f.fixed(entry, "an entry of "+key, shapes()["saying"])
		if !ok {
			continue
		}
		s.complete()
		saying := quiz.Saying{When: s.rule("when"), Say: s.saying("say")}
		if first && s.get("when") == nil && i < len(n.Content)-1 {
			f.at(entry, "saying/never", "this sentence has no rule, so those behind it are never said", "put it last, or give it a rule with when:")
		}
		sayings = append(sayings, saying)
	}
	return sayings
}

// saying returns a text that people read and that may hold rules in braces.
func (o *object) saying(key string) source.Text {
	t, ok := o.scalar(key)
	if ok {
		o.f.r.shown(t, true)
	}
	return t
}

// readGuard reads one guard.
func (f *file) readGuard(fd field, paths []string) {
	r := f.r
	r.checkID(fd.key, false)
	o, ok := f.fixed(fd.value, "a guard", shapes()["guard"])
	if !ok {
		return
	}
	o.complete()
	g := &quiz.Guard{
		ID: fd.key.Value, When: o.rule("when"), AtOnce: o.flag("at_once", false), Everywhere: o.flag("everywhere", false),
		Because: o.sayings("because", true), Lead: o.sayings("lead", true), Pos: fd.key.Start,
	}
	r.quiz.Guards = append(r.quiz.Guards, g)
	f.closes(g, o)
	show := o.ids("show")
	r.referAll(show, "card")
	g.Show = values(show)
	path, ok := o.scalar("path")
	if g.Path = path.Value; ok && !slices.Contains(paths, path.Value) {
		r.at(path, "guard/path", fmt.Sprintf("the plan has no path %q", path.Value), cmp.Or(r.suggest(path.Value, paths), "name it under paths: of the plan"))
	}
}

// closes reads which steps a guard closes: some, all, or all with a pause.
func (f *file) closes(g *quiz.Guard, o *object) {
	r := f.r
	closing, pausing := o.get("close"), o.get("pause")
	switch {
	case closing != nil && pausing != nil:
		r.at(o.key("pause"), "guard/close-and-pause", "a guard either closes steps or pauses the plan", "a pause closes every step; take close: away")
	case closing == nil && pausing == nil:
		r.at(source.Text{Value: g.ID, Start: g.Pos}, "guard/closes-nothing", fmt.Sprintf("the guard %q closes nothing", g.ID), "add close: with a list of steps, close: all, or pause:")
	}
	if pausing != nil {
		id := o.id("pause")
		g.Pause = id.Value
		r.later = append(r.later, func() { r.checkPause(id) })
		return
	}
	if closing == nil {
		return
	}
	if closing.Kind == yaml.ScalarNode && closing.Value == "all" {
		r.later = append(r.later, func() {
			for _, step := range r.quiz.Steps {
				g.Close = append(g.Close, step.ID)
			}
		})
		return
	}
	if closing.Kind != yaml.SequenceNode {
		f.expected(closing, "a list of steps, or all", "write close: [step-one, step-two], or close: all")
		return
	}
	steps := o.ids("close")
	r.referAll(steps, "step")
	g.Close = values(steps)
}

// checkPause refuses a pause that a plan could not tell from something else that is next.
func (r *reader) checkPause(id source.Text) {
	_, step := r.steps[id.Value]
	_, set := r.sets[id.Value]
	if step || set || id.Value == quiz.NextWait || id.Value == quiz.NextRecheck {
		r.at(id, "guard/pause", fmt.Sprintf("%q names something else that can be next", id.Value), "give the pause a name that no step and no set has, and that is not wait or recheck")
	}
}

// checkCardsUsed warns of cards that no guard shows.
func (r *reader) checkCardsUsed() {
	used := map[string]bool{}
	for _, g := range r.quiz.Guards {
		for _, card := range g.Show {
			used[card] = true
		}
	}
	for _, card := range r.quiz.Cards {
		if !used[card.ID] && !r.broken[rulesFile] {
			r.report(source.Problem{
				Code: "card/unused", Severity: source.Warning, Pos: card.Pos, Length: len(card.ID),
				Message: fmt.Sprintf("no guard shows the card %q", card.ID), Hint: "name it under show: of a guard, or delete the file",
			})
		}
	}
}

// readPlan reads how the plan is made, and returns its paths.
func (f *file) readPlan(n *yaml.Node) []string {
	r := f.r
	o, ok := f.fixed(n, "the plan", shapes()["plan"])
	if !ok {
		return nil
	}
	o.complete()
	p := &r.quiz.Planning
	order := o.ids("order")
	r.referAll(order, "step")
	p.Order = values(order)
	if at := o.get("order"); at != nil {
		r.later = append(r.later, func() { r.checkOrder(f, at) })
	}
	p.Tie, _ = o.number("tie")
	if p.Tie < 0 {
		f.at(o.get("tie"), "file/number", `"tie" can't be less than 0`, "write how many points apart two needs still count as equal")
	}
	p.Unmeasured, _ = o.number("unmeasured")
	for _, path := range o.ids("paths") {
		r.checkID(path, false)
		p.Paths = append(p.Paths, path.Value)
	}
	for _, n := range o.list("first") {
		f.readFirst(n)
	}
	p.Wait = o.saying("wait")
	if n := o.get("recheck"); n != nil {
		recheck, ok := f.fixed(n, "recheck", shapes()["recheck"])
		if ok {
			recheck.complete()
			p.Recheck = quiz.Recheck{Days: recheck.whole("days", 1, 3660), Because: recheck.saying("because")}
		}
	}
	return p.Paths
}

func (f *file) readFirst(n *yaml.Node) {
	o, ok := f.fixed(n, "an entry of first", shapes()["first"])
	if !ok {
		return
	}
	o.complete()
	set := o.rule("set")
	f.r.refer(set, "set")
	f.r.quiz.Planning.First = append(f.r.quiz.Planning.First, quiz.First{
		Set: set.Value, When: o.rule("when"), Because: o.saying("because"), Pos: source.Pos{File: f.name, Line: n.Line, Column: n.Column},
	})
}

// checkOrder reports the steps that the order leaves out.
func (r *reader) checkOrder(f *file, order *yaml.Node) {
	for _, step := range r.quiz.Steps {
		if step.ID != "" && !slices.Contains(r.quiz.Planning.Order, step.ID) {
			f.at(order, "plan/order", fmt.Sprintf("the step %q is not in the order of the plan", step.ID), "add it where it belongs; ties go to the earlier")
		}
	}
}
