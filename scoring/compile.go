package scoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/conf"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// named is what a name in a rule stands for; exactly one of its pointers is set.
type named struct {
	set      int // number of the question's set
	question *quiz.Question
	scale    *quiz.Scale
	value    *quiz.Value
	setting  *quiz.Setting
}

// derived is something that rules read and rules compute: a scale, a value, or whether a step is done.
type derived struct {
	key      string
	slot     int // of its value
	rule     *rule
	scale    *scaleRule // of a scale
	bands    []bandRule
	bandSlot int  // of its band, when it has bands
	shown    bool // a value with a title
	isDone   bool // whether a step is done
	typ      typ
}

// quizCompiler compiles all rules of a quiz.
type quizCompiler struct {
	quiz      *quiz.Quiz
	names     map[string]named
	functions map[string]function
	sets      map[string]int // numbers of the sets, by id
	steps     map[string]int // numbers of the steps, by id
	problems  []source.Problem
	promising bool // a promise is being compiled
	planReads []planRead

	frame     int                // slots of the frame so far
	slots     map[string]int     // by the keys of inputs and derived values
	inputs    []slotted          // in the order of their slots
	asked     map[string]*asked  // by the id of the question
	order     []*asked           // in the order of their numbers
	codes     map[string]float64 // of texts
	texts     []string           // by their codes
	constants []float64          // numbers that the rules name
	parser    *conf.Config
	mentions  *ruleMentions // nil notes none

	done    map[string]*derived // by key; nil while it is being compiled
	path    []string            // keys being compiled, for naming a circle
	derives []*derived          // each after those that it reads
}

// slotted is an input with its slot of the frame.
type slotted struct {
	input
	slot int
}

func (c *quizCompiler) report(p source.Problem) { c.problems = append(c.problems, p) }

// Compile gives the rules of a quiz their meaning. The problems are sorted by place; with an error among them the scorer is nil.
// The quiz must have passed the checks of its files: what they refuse is not checked again here.
func Compile(q *quiz.Quiz) (*Scorer, []source.Problem) {
	return newQuizCompiler(q).compileAll()
}

func newQuizCompiler(q *quiz.Quiz) *quizCompiler {
	c := &quizCompiler{
		quiz: q, names: names(q), functions: map[string]function{}, sets: map[string]int{}, steps: map[string]int{},
		frame: len(tallyNames()), slots: map[string]int{}, asked: map[string]*asked{}, codes: map[string]float64{}, parser: parserConfig(), done: map[string]*derived{},
	}
	for i, set := range q.Sets {
		c.sets[set.ID] = i
	}
	for i, step := range q.Steps {
		c.steps[step.ID] = i
	}
	for _, f := range functions() {
		c.functions[f.name] = f
	}
	return c
}

func (c *quizCompiler) compileAll() (*Scorer, []source.Problem) {
	q := c.quiz
	for _, s := range q.Scales {
		c.derive(s.ID, func() {})
	}
	for _, v := range q.Values {
		c.derive(v.ID, func() {})
	}
	for _, s := range q.Steps {
		c.derive(doneKey(s.ID), func() {})
	}
	scorer := c.scorer()
	c.checkPrerequisites()
	source.Sort(c.problems)
	c.problems = slices.CompactFunc(c.problems, func(a, b source.Problem) bool { return a == b })
	if source.HasErrors(c.problems) {
		return nil, c.problems
	}
	return scorer, c.problems
}

// reserve makes n slots of the frame and returns the first.
func (c *quizCompiler) reserve(n int) int {
	c.frame += n
	return c.frame - n
}

// keyed returns the slot that belongs to the key, and whether it was there before.
func (c *quizCompiler) keyed(key string) (slot int, known bool) {
	slot, known = c.slots[key]
	if !known {
		slot = c.reserve(1)
		c.slots[key] = slot
	}
	return slot, known
}

// input returns the slot of an input.
func (c *quizCompiler) input(in input) int {
	slot, known := c.keyed(in.key())
	if !known {
		c.inputs = append(c.inputs, slotted{in, slot})
	}
	return slot
}

// derivedSlot returns the slot of a scale, a value or of whether a step is done.
func (c *quizCompiler) derivedSlot(key string) int {
	slot, _ := c.keyed("derived " + key)
	return slot
}

func (c *quizCompiler) bandSlot(key string) int {
	slot, _ := c.keyed("band " + key)
	return slot
}

// code returns the number that stands for a text in a frame.
func (c *quizCompiler) code(text string) float64 {
	code, known := c.codes[text]
	if !known {
		code = float64(len(c.texts))
		c.codes[text] = code
		c.texts = append(c.texts, text)
	}
	return code
}

// constant makes the node of a number that a rule names.
func (c *quizCompiler) constant(x float64) *expression.Node {
	c.constants = append(c.constants, x)
	return expression.Constant(x)
}

// ask notes that rules read the question.
func (c *quizCompiler) ask(n named) *asked {
	if a := c.asked[n.question.ID]; a != nil {
		return a
	}
	a := &asked{number: len(c.order), set: n.set, q: n.question}
	for _, o := range n.question.Options {
		a.codes = append(a.codes, c.code(o.Value))
	}
	if len(a.codes) > maxOptions {
		c.report(source.Problem{Code: "rule/too-many-options", Severity: source.Error, Pos: n.question.Pos,
			Message: fmt.Sprintf("%q has %d options; a question that rules read has at most %d", n.question.ID, len(a.codes), maxOptions),
			Hint:    "split it into two questions"})
	}
	a.skip, a.calm = a.bit(quiz.SkipValue), a.bit(quiz.NoValue)|a.bit(quiz.NoneValue)
	c.asked[n.question.ID] = a
	c.order = append(c.order, a)
	return a
}

func names(q *quiz.Quiz) map[string]named {
	names := map[string]named{}
	for i, set := range q.Sets {
		for _, page := range set.Questions {
			for _, question := range page.Answerable() {
				names[question.ID] = named{set: i, question: question}
			}
		}
	}
	for _, s := range q.Scales {
		names[s.ID] = named{scale: s}
	}
	for _, v := range q.Values {
		names[v.ID] = named{value: v}
	}
	for _, s := range q.Settings {
		names[s.Name] = named{setting: s}
	}
	return names
}

// derive compiles what the key stands for, unless it was done before, and returns its type. When it is on the way already,
// the rules go in a circle: onCircle is called and the type is broken.
func (c *quizCompiler) derive(key string, onCircle func()) typ {
	if d, seen := c.done[key]; seen {
		if d == nil {
			onCircle()
			return typ{}
		}
		return d.typ
	}
	c.done[key] = nil
	c.path = append(c.path, key)
	d := &derived{key: key, slot: c.derivedSlot(key), bandSlot: none}
	switch named := c.names[key]; {
	case named.scale != nil:
		d.scale, d.typ = c.compileScale(named.scale), typ{kind: number}
	case named.value != nil:
		d.rule = c.compile(named.value.Is, nil, number, day, text, truth)
		d.shown = named.value.Title != ""
		d.typ = c.valueType(named.value, d.rule)
	default:
		d.typ, d.isDone = typ{kind: truth}, true
		for _, s := range c.quiz.Steps {
			if doneKey(s.ID) == key {
				d.rule = c.compileDone(s)
			}
		}
	}
	if bands := c.bandsOf(key); bands != nil {
		d.bands, d.bandSlot = c.bandRules(bands), c.bandSlot(key)
	}
	c.path = c.path[:len(c.path)-1]
	c.done[key] = d
	c.derives = append(c.derives, d)
	return d.typ
}

func (c *quizCompiler) valueType(v *quiz.Value, r *rule) typ {
	if r == nil {
		return typ{}
	}
	if len(v.Bands) > 0 && !r.typ.fits(number) {
		c.report(source.Problem{Code: "rule/bands", Severity: source.Error, Pos: v.Pos,
			Message: fmt.Sprintf("%q has bands, so it has to be a number, but it is %s", v.ID, r.typ.kind)})
	}
	t := r.typ
	t.unknown = false
	t.literal = false
	return t
}

// circleMessage names the way back to key.
func (c *quizCompiler) circleMessage(key string) string {
	start := max(0, slices.Index(c.path, key))
	return "the rules go in a circle: " + strings.Join(append(slices.Clone(c.path[start:]), key), " → ")
}

// bandsOf returns the bands of a scale or value, nil when it has none.
func (c *quizCompiler) bandsOf(name string) []quiz.Band {
	switch named := c.names[name]; {
	case named.scale != nil && len(named.scale.Bands) > 0:
		return named.scale.Bands
	case named.value != nil && len(named.value.Bands) > 0:
		return named.value.Bands
	default:
		return nil
	}
}

func (c *quizCompiler) suggestBanded(name string) string {
	var banded []string
	for n := range c.names {
		if c.bandsOf(n) != nil {
			banded = append(banded, n)
		}
	}
	return source.Suggest(name, banded)
}

// checkPrerequisites finds steps that wait for one another: none of them could ever open.
func (c *quizCompiler) checkPrerequisites() {
	waits := map[string][]string{}
	for _, s := range c.quiz.Steps {
		for _, w := range s.WaitFor {
			waits[s.ID] = append(waits[s.ID], c.awaited(w)...)
		}
	}
	state := map[string]int{}
	var path []string
	var visit func(step string) bool
	visit = func(step string) bool {
		switch state[step] {
		case 1:
			circle := append(slices.Clone(path[slices.Index(path, step):]), step)
			c.report(source.Problem{Code: "rule/prerequisite-circle", Severity: source.Error, Pos: c.quiz.Step(step).WaitFor[0].Pos,
				Message: "these steps wait for one another, so none can open: " + strings.Join(circle, " → "),
				Hint:    "take one of these prerequisites away"})
			return false
		case 2:
			return true
		}
		state[step] = 1
		path = append(path, step)
		for _, next := range waits[step] {
			if !visit(next) {
				return false
			}
		}
		path = path[:len(path)-1]
		state[step] = 2
		return true
	}
	for _, s := range c.quiz.Steps {
		if !visit(s.ID) {
			return
		}
	}
}

// compileDone compiles when a step is done; a step without the rule never is.
func (c *quizCompiler) compileDone(s *quiz.Step) *rule {
	if s.Done.Value == "" {
		return nil
	}
	return c.compile(s.Done, nil, truth)
}
