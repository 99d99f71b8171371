package scoring

import (
	"fmt"
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
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
	key     string
	slot    string // the name of the key in the environment
	rule    *rule
	scale   *scaleRule // of a scale
	bands   []quiz.Band
	bandKey string
	band    string // the name of bandKey in the environment
	shown   bool   // a value with a title
	typ     typ
}

// quizCompiler compiles all rules of a quiz.
type quizCompiler struct {
	quiz      *quiz.Quiz
	names     map[string]named
	functions map[string]function
	inputs    map[string]input
	sets      map[string]int    // numbers of the sets, by id
	slots     map[string]string // names in the environment, by key
	problems  []source.Problem

	done  map[string]*derived // by key; nil while it is being compiled
	path  []string            // keys being compiled, for naming a circle
	order []*derived          // each after those that it reads
}

func (c *quizCompiler) report(p source.Problem) { c.problems = append(c.problems, p) }

// Compile gives the rules of a quiz their meaning. The problems are sorted by place; with an error among them the scorer is nil.
// The quiz must have passed the checks of its files: what they refuse is not checked again here.
func Compile(q *quiz.Quiz) (*Scorer, []source.Problem) {
	c := &quizCompiler{
		quiz: q, names: names(q), functions: map[string]function{}, inputs: map[string]input{}, done: map[string]*derived{},
		sets: map[string]int{}, slots: map[string]string{},
	}
	for i, set := range q.Sets {
		c.sets[set.ID] = i
	}
	for _, f := range functions() {
		c.functions[f.name] = f
	}
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

// slot returns the name of a key in the environment. It is short, because each use of it is hashed.
func (c *quizCompiler) slot(key string) string {
	slot, known := c.slots[key]
	if !known {
		slot = fmt.Sprintf("v%d", len(c.slots))
		c.slots[key] = slot
	}
	return slot
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
	d := &derived{key: key, slot: c.slot(key), bandKey: bandKey(key), band: c.slot(bandKey(key))}
	switch named := c.names[key]; {
	case named.scale != nil:
		d.scale, d.bands, d.typ = c.compileScale(named.scale), named.scale.Bands, typ{kind: number}
	case named.value != nil:
		d.rule, d.bands = c.compile(named.value.Is, nil, number, day, text, truth), named.value.Bands
		d.shown = named.value.Title != ""
		d.typ = c.valueType(named.value, d.rule)
	default:
		d.typ = typ{kind: truth}
		for _, s := range c.quiz.Steps {
			if doneKey(s.ID) == key {
				d.rule = c.compileDone(s)
			}
		}
	}
	c.path = c.path[:len(c.path)-1]
	c.done[key] = d
	c.order = append(c.order, d)
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

// kindOf returns the kind of what stands under a key of the environment.
func (c *quizCompiler) kindOf(key string) kind {
	if d := c.done[key]; d != nil {
		return d.typ.kind
	}
	if in, ok := c.inputs[key]; ok {
		switch in.read(newFacts(len(c.quiz.Sets))).(type) {
		case string:
			return text
		case bool:
			return truth
		}
		return number
	}
	if strings.HasPrefix(key, "band(") {
		return text
	}
	return number
}

// checkPrerequisites finds steps that wait for one another: none of them could ever open.
func (c *quizCompiler) checkPrerequisites() {
	waits := map[string][]string{}
	for _, s := range c.quiz.Steps {
		for _, w := range s.WaitFor {
			waits[s.ID] = append(waits[s.ID], c.awaited(w.That)...)
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
