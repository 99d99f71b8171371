package questions

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// testFile is one author's test with what is needed to join it with the test it extends.
type testFile struct {
	test    *quiz.Test
	extends source.Text
	joining bool // being joined: met again, it is a circle
	joined  bool
}

// readTests reads a file of tests/. What a test names is checked when the whole quiz is known.
func (r *reader) readTests(f *file) {
	o, ok := f.fixed(f.root, "a file of tests", shapes()["tests"])
	if !ok {
		r.broken[f.name] = true
		return
	}
	o.complete()
	for _, n := range o.list("tests") {
		t, ok := f.fixed(n, "a test", shapes()["test"])
		if !ok {
			continue
		}
		t.complete()
		name := t.id("name")
		if name.Value == "" {
			continue
		}
		if other, twice := r.tests[name.Value]; twice {
			r.at(name, "test/twice", fmt.Sprintf("the name %q is taken by another test (%s, line %d)", name.Value, other.test.Pos.File, other.test.Pos.Line), "give one of them another name")
			continue
		}
		test := &testFile{test: &quiz.Test{Name: name.Value, About: t.rule("about").Value, Pos: name.Start}, extends: t.rule("extends")}
		test.test.Case.ID = name.Value
		r.tests[name.Value] = test
		r.quiz.Tests = append(r.quiz.Tests, test.test)
		r.later = append(r.later, func() { f.fillTest(t, test) })
	}
}

// fillTest reads the history of a test and what is expected.
func (f *file) fillTest(o *object, t *testFile) {
	c := &t.test.Case
	if o.get("at") != nil {
		c.At = o.time("at")
	} else if t.extends.Value == "" {
		o.need("at")
	}
	for _, n := range o.list("results") {
		f.readResult(c, n)
	}
	for _, n := range o.list("events") {
		f.readEvent(c, n)
	}
	if n := o.get("expect"); n != nil {
		f.readExpectation(&t.test.Expect, n)
	}
}

// joinTests joins every test with the one that it extends, in whatever file that stands.
func (r *reader) joinTests() {
	for _, name := range slices.Sorted(maps.Keys(r.tests)) {
		r.join(r.tests[name])
	}
}

// join puts the results and events of the test that t extends before those of t, those of a set that t has left out.
func (r *reader) join(t *testFile) {
	if t.joined {
		return
	}
	t.joining = true
	defer func() { t.joining, t.joined = false, true }()
	c := &t.test.Case
	if base := r.base(t); base != nil {
		r.join(base)
		results := slices.DeleteFunc(slices.Clone(base.test.Case.History.Results), func(old quiz.Result) bool {
			return slices.ContainsFunc(c.History.Results, func(own quiz.Result) bool { return own.Set == old.Set })
		})
		c.History.Results = append(results, c.History.Results...)
		c.History.Events = append(slices.Clone(base.test.Case.History.Events), c.History.Events...)
		if c.At.IsZero() {
			c.At = base.test.Case.At
		}
	}
	c.History.Sort()
}

// base returns the test that t extends, nil when there is none to be joined.
func (r *reader) base(t *testFile) *testFile {
	if t.extends.Value == "" {
		return nil
	}
	base, ok := r.tests[t.extends.Value]
	if !ok {
		if !r.anyBroken(testsDir) {
			r.at(t.extends, "test/extends", fmt.Sprintf("there is no test %q", t.extends.Value), r.oneOf(t.extends.Value, slices.Collect(maps.Keys(r.tests))))
		}
		return nil
	}
	if base.joining {
		r.at(t.extends, "test/circle", fmt.Sprintf("%q extends %q, which extends it in turn", t.test.Name, t.extends.Value), "let one of them begin on its own")
		return nil
	}
	return base
}

func (f *file) readResult(c *quiz.Case, n *yaml.Node) {
	o, ok := f.fixed(n, "a result", shapes()["result"])
	if !ok {
		return
	}
	o.complete()
	set := o.rule("set")
	_, there := f.r.sets[set.Value]
	if set.Value == "" || !f.r.named(set, "set", there, setsDir, slices.Collect(maps.Keys(f.r.sets))) {
		return
	}
	result := quiz.Result{Quiz: f.r.quiz.ID, Set: set.Value, At: o.time("at"), Answers: quiz.Answers{}, Engine: quiz.Engine}
	if s := f.r.quiz.Set(set.Value); s != nil {
		result.Ruler = s.Ruler
	}
	for _, fd := range o.pairs("answers", "the answers") {
		f.readAnswer(&result, fd)
	}
	c.History.Results = append(c.History.Results, result)
}

// named reports, unless it is there, that a test names something unknown.
func (r *reader) named(id source.Text, what string, there bool, from string, candidates []string) bool {
	if there || r.anyBroken(from) {
		return there
	}
	r.at(id, "test/unknown", fmt.Sprintf("there is no %s %q", what, id.Value), r.oneOf(id.Value, candidates))
	return false
}

// readAnswer reads the answer to one question of the result's set, and refuses what its page would refuse.
func (f *file) readAnswer(result *quiz.Result, fd field) {
	r := f.r
	q, ok := r.questions[fd.key.Value]
	if r.faulty[r.sets[result.Set].Start.File] {
		return // what the page accepts is not known
	}
	if !ok || q.set != result.Set {
		var ids []string
		for id, other := range r.questions {
			if other.set == result.Set {
				ids = append(ids, id)
			}
		}
		r.named(fd.key, "question", false, setsDir, ids)
		return
	}
	raw, ok := f.answer(fd.value, q)
	if !ok {
		return
	}
	answer, err := q.Accept(raw)
	if err != nil {
		hint := "a test may answer only what the page accepts"
		var refused *quiz.AnswerError
		if errors.As(err, &refused) {
			hint = "the page would say: " + refused.Message
		}
		f.at(fd.value, "test/answer", fmt.Sprintf("%q does not accept this answer", q.ID), hint)
		return
	}
	if answer.Form != quiz.Unanswered {
		result.Answers[q.ID] = answer
	}
}

// answer reads an answer as docs/format.md says that it is stored.
func (f *file) answer(n *yaml.Node, q asked) (quiz.Answer, bool) {
	switch {
	case n.Kind == yaml.SequenceNode:
		a := quiz.Answer{Form: quiz.Codes}
		for _, item := range n.Content {
			code, ok := f.filled(item, q.ID)
			if !ok {
				return a, false
			}
			a.Codes = append(a.Codes, code.Value)
		}
		return a, true
	case n.Kind != yaml.ScalarNode:
		f.expected(n, "an answer", "write a text, a number, a date, or a list of options")
		return quiz.Answer{}, false
	case n.ShortTag() == "!!null":
		return quiz.Answer{}, true
	case q.HasNumbers() && (n.ShortTag() == "!!int" || n.ShortTag() == "!!float"):
		x, ok := f.number(n)
		return quiz.Answer{Form: quiz.Numeric, Number: x}, ok
	default:
		return quiz.Answer{Form: quiz.Written, Text: n.Value}, true
	}
}

func (f *file) readEvent(c *quiz.Case, n *yaml.Node) {
	o, ok := f.fixed(n, "an event", shapes()["event"])
	if !ok {
		return
	}
	o.complete()
	r := f.r
	step, kind, task := o.rule("step"), o.rule("kind"), o.rule("task")
	kinds := []string{string(quiz.StepStarted), string(quiz.StepClosed), string(quiz.StepReopened), string(quiz.TaskTicked), string(quiz.TaskUnticked)}
	if kind.Value != "" && !slices.Contains(kinds, kind.Value) {
		r.named(kind, "kind of event", false, "", kinds)
		return
	}
	if step.Value == "" || !r.named(step, "step", r.quiz.Step(step.Value) != nil, stepsDir, slices.Collect(maps.Keys(r.steps))) {
		return
	}
	ticks := kind.Value == string(quiz.TaskTicked) || kind.Value == string(quiz.TaskUnticked)
	if ticks {
		o.need("task")
	} else if o.get("task") != nil {
		r.at(o.key("task"), "test/task", fmt.Sprintf("an event of the kind %q has no task", kind.Value), "take task: away, or write kind: task")
	}
	if task.Value != "" {
		var ids []string
		for _, t := range r.quiz.Step(step.Value).Tasks {
			ids = append(ids, t.ID)
		}
		r.named(task, "task", slices.Contains(ids, task.Value), stepsDir, ids)
	}
	c.History.Events = append(c.History.Events, quiz.Event{
		ID: fmt.Sprintf("%s-%d", c.ID, n.Line), Quiz: r.quiz.ID, Step: step.Value, Kind: quiz.EventKind(kind.Value), Task: task.Value, At: o.time("at"),
	})
}

// time returns a moment like 2026-11-22T12:00:00Z; the zero time when it is not there or no such moment.
func (o *object) time(key string) time.Time {
	t, ok := o.scalar(key)
	if !ok {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, t.Value)
	if err != nil {
		o.f.r.at(t, "file/time", fmt.Sprintf("%q is not a date with a time", t.Value), "write it like 2026-11-22T12:00:00Z")
	}
	return at
}
