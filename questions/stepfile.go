package questions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// readStep reads a file of steps/.
func (r *reader) readStep(f *file) {
	o, ok := f.fixed(f.root, "a step", shapes()["step"])
	if !ok {
		r.broken[f.name] = true
		return
	}
	o.complete()
	id, set, check := o.id("step"), o.rule("set"), o.rule("check")
	if id.Value != "" {
		r.own(f, id, r.steps, "step")
		r.notNext(id)
	}
	r.refer(set, "set")
	r.refer(check, "set")
	r.shown(f.body, false)
	r.quiz.Steps = append(r.quiz.Steps, &quiz.Step{
		ID: id.Value, Number: o.whole("number", 0, 999), Title: o.markdown("title"), Set: set.Value, Need: o.rule("need"),
		WaitFor: f.readWaitFor(o), Opens: f.readOpens(o), Done: o.rule("done"), DoneWhen: o.markdown("done_when"),
		Recheck: o.rule("recheck"), Because: o.sayings("because", true), Says: o.sayings("says", false), Tasks: f.readTasks(o),
		Closable: o.markdown("closable"), Check: check.Value, Body: f.body.Value, Pos: cmp.Or(id.Start, source.Pos{File: f.name, Line: 1, Column: 1}),
	})
	if n := o.get("number"); n != nil {
		r.later = append(r.later, func() { r.checkNumber(f, n, id.Value) })
	}
}

// notNext refuses an id that a plan uses for what is next when nothing is open.
func (r *reader) notNext(id source.Text) {
	if id.Value == quiz.NextWait || id.Value == quiz.NextRecheck {
		r.at(id, "id/reserved", fmt.Sprintf("%q is what a plan says when nothing is open", id.Value), "give it another id")
	}
}

func (f *file) readWaitFor(o *object) []quiz.Prerequisite {
	var all []quiz.Prerequisite
	for _, n := range o.list("wait_for") {
		p, ok := f.fixed(n, "an entry of wait_for", shapes()["wait"])
		if !ok {
			continue
		}
		p.complete()
		take := p.rule("take")
		f.r.refer(take, "set")
		all = append(all, quiz.Prerequisite{
			That: p.rule("that"), Because: p.sayings("because", true), Take: take.Value,
			Pos: source.Pos{File: f.name, Line: n.Line, Column: n.Column},
		})
	}
	return all
}

func (f *file) readOpens(o *object) *quiz.Gate {
	n := o.get("opens")
	if n == nil {
		return nil
	}
	g, ok := f.fixed(n, "opens", shapes()["opens"])
	if !ok {
		return nil
	}
	g.complete()
	return &quiz.Gate{On: g.rule("on"), Because: g.sayings("because", true)}
}

func (f *file) readTasks(o *object) []quiz.Task {
	var tasks []quiz.Task
	for _, fd := range o.pairs("tasks", "the tasks") {
		f.r.checkID(fd.key, false)
		task := quiz.Task{ID: fd.key.Value}
		if fd.value.Kind == yaml.MappingNode {
			t, _ := f.fixed(fd.value, "a task", shapes()["task"])
			t.complete()
			task.Do, task.When = t.markdown("do"), t.rule("when")
		} else if do, ok := f.filled(fd.value, fd.key.Value); ok {
			f.r.shown(do, false)
			task.Do = do.Value
		}
		tasks = append(tasks, task)
	}
	return tasks
}

// orderSteps sorts the steps by number.
func (r *reader) orderSteps() {
	slices.SortStableFunc(r.quiz.Steps, func(a, b *quiz.Step) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
}

// checkNumber reports a number that an earlier step has too.
func (r *reader) checkNumber(f *file, n *yaml.Node, id string) {
	var number int
	for _, s := range r.quiz.Steps {
		if s.ID == id {
			number = s.Number
		}
	}
	for _, s := range r.quiz.Steps {
		if s.Number == number && s.ID < id {
			f.at(n, "step/number", fmt.Sprintf("the step %q has the number %d too", s.ID, number), "give each step a number of its own")
			return
		}
	}
}

// readCard reads a file of cards/.
func (r *reader) readCard(f *file) {
	o, ok := f.fixed(f.root, "a card", shapes()["card"])
	if !ok {
		r.broken[f.name] = true
		return
	}
	o.complete()
	id := o.id("card")
	if id.Value != "" {
		r.own(f, id, r.cards, "card")
	}
	r.shown(f.body, false)
	r.quiz.Cards = append(r.quiz.Cards, &quiz.Card{
		ID: id.Value, Title: o.markdown("title"), Lines: f.readContacts(o, "lines", "call"), Links: f.readContacts(o, "links", "url"),
		Body: f.body.Value, Pos: cmp.Or(id.Start, source.Pos{File: f.name, Line: 1, Column: 1}),
	})
}

// readContacts reads the entries of lines or links, each of which needs a name, the key that reaches it, and where that was found.
func (f *file) readContacts(o *object, key, reaches string) []quiz.Contact {
	var contacts []quiz.Contact
	for _, n := range o.list(key) {
		c, ok := f.fixed(n, "an entry of "+key, shapes()["contact"])
		if !ok {
			continue
		}
		c.complete()
		c.need(reaches)
		contact := quiz.Contact{
			Name: c.markdown("name"), Country: c.markdown("country"), Call: c.markdown("call"), URL: c.address("url"),
			Hours: c.markdown("hours"), Source: c.markdown("source"), Regions: c.regions(),
		}
		if day, ok := c.scalar("checked_on"); ok {
			var err error
			if contact.CheckedOn, err = quiz.ParseDay(day.Value); err != nil {
				f.r.at(day, "file/date", fmt.Sprintf("%q is not a date", day.Value), "write it like 2026-11-01")
			}
		}
		contacts = append(contacts, contact)
	}
	return contacts
}

// regions returns the codes of the countries of a contact, in capitals.
func (o *object) regions() []string {
	var codes []string
	for _, code := range o.ids("region") {
		if len(code.Value) != 2 || strings.Trim(code.Value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || code.Value == "UK" || code.Value == "EU" {
			o.f.r.at(code, "card/region", fmt.Sprintf("%q is not the code of a country", code.Value),
				"write the two capital letters of ISO 3166, like GB for the United Kingdom or ES for Spain")
			continue
		}
		codes = append(codes, code.Value)
	}
	return codes
}
