package scoring

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"waymark/quiz"
	"waymark/quiz/source"
)

// ruleText is a rule in a quiz on which its plans, or the pages of its steps and sets, rest.
type ruleText struct {
	kind ruleTextKind
	of   string // id of the value, guard, set, step or scale
	text *source.Text
}

type ruleTextKind uint8

const (
	otherText ruleTextKind = iota
	valueText
	guardText
	scaleText // the score of a scale, which reads its sum
	sayText   // of a sentence on the page of a step
	taskText  // of a task on it
	askText   // of a question; it reads the answers of an attempt
)

// ruleTexts returns those rules, always in the same order.
func ruleTexts(q *quiz.Quiz) []ruleText {
	var list []ruleText
	add := func(kind ruleTextKind, of string, t *source.Text) {
		if t.Value != "" {
			list = append(list, ruleText{kind, of, t})
		}
	}
	sayings := func(of string, said []quiz.Saying) {
		for i := range said {
			add(otherText, of, &said[i].When)
		}
	}
	for _, s := range q.Scales {
		add(scaleText, s.ID, &s.Score)
	}
	for _, v := range q.Values {
		add(valueText, v.ID, &v.Is)
	}
	for _, g := range q.Guards {
		add(guardText, g.ID, &g.When)
		sayings(g.ID, g.Because)
		sayings(g.ID, g.Lead)
	}
	for i := range q.Planning.First {
		add(otherText, q.Planning.First[i].Set, &q.Planning.First[i].When)
	}
	for _, s := range q.Steps {
		add(otherText, s.ID, &s.Need)
		for i := range s.WaitFor {
			add(otherText, s.ID, &s.WaitFor[i].That)
			sayings(s.ID, s.WaitFor[i].Because)
		}
		if s.Opens != nil {
			add(otherText, s.ID, &s.Opens.On)
			sayings(s.ID, s.Opens.Because)
		}
		add(otherText, s.ID, &s.Done)
		sayings(s.ID, s.Because)
		for i := range s.Says {
			add(sayText, s.ID, &s.Says[i].When)
		}
		for i := range s.Tasks {
			add(taskText, s.ID, &s.Tasks[i].When)
		}
	}
	for _, set := range q.Sets {
		for _, question := range set.Questions {
			add(askText, set.ID, &question.ShowIf)
		}
	}
	return list
}

// copyRules copies a quiz as deep as mutants change it.
func copyRules(q *quiz.Quiz) *quiz.Quiz {
	c := *q
	c.Settings, c.Scales, c.Values, c.Guards, c.Steps = each(q.Settings), each(q.Scales), each(q.Values), each(q.Guards), each(q.Steps)
	c.Planning.First = slices.Clone(q.Planning.First)
	c.Sets = each(q.Sets)
	for _, s := range c.Sets {
		s.Questions = each(s.Questions)
	}
	for _, s := range c.Scales {
		s.Items, s.Reverse, s.Bands = slices.Clone(s.Items), slices.Clone(s.Reverse), slices.Clone(s.Bands)
	}
	for _, v := range c.Values {
		v.Bands = slices.Clone(v.Bands)
	}
	for _, g := range c.Guards {
		g.Close, g.Show, g.Because, g.Lead = slices.Clone(g.Close), slices.Clone(g.Show), slices.Clone(g.Because), slices.Clone(g.Lead)
	}
	for _, s := range c.Steps {
		s.WaitFor, s.Because, s.Says, s.Tasks = slices.Clone(s.WaitFor), slices.Clone(s.Because), slices.Clone(s.Says), slices.Clone(s.Tasks)
		for i := range s.WaitFor {
			s.WaitFor[i].Because = slices.Clone(s.WaitFor[i].Because)
		}
		if s.Opens != nil {
			s.Opens = &quiz.Gate{On: s.Opens.On, Because: slices.Clone(s.Opens.Because)}
		}
	}
	return &c
}

// each copies what a list points to.
func each[T any](list []*T) []*T {
	copied := make([]*T, len(list))
	for i, one := range list {
		c := *one
		copied[i] = &c
	}
	return copied
}

// rule adds the mutants of rule number i.
func (m *mutants) rule(i int, t ruleText) {
	for _, e := range editsOf(t.text.Value) {
		changed := e.in(t.text.Value)
		m.add(Mutant{
			page: t.kind, Kind: e.kind, Of: t.of, Change: e.change(t.text.Value), Pos: t.text.Pos(e.from), Length: e.to - e.from, Guard: m.isGuard(t),
			apply:   func(q *quiz.Quiz) { ruleTexts(q)[i].text.Value = changed },
			differs: m.differsByTexts(map[int]string{i: changed}),
		})
	}
}

// edit replaces the runes from..to of a rule.
type edit struct {
	kind     MutantKind
	from, to int
	by       string
}

func (e edit) in(rule string) string {
	runes := []rune(rule)
	return string(runes[:e.from]) + e.by + string(runes[e.to:])
}

// change says what is changed.
func (e edit) change(rule string) string {
	was := inTicks(strings.Trim(string([]rune(rule)[e.from:e.to]), " ,"))
	if e.by == "" {
		return was + " is missing"
	}
	return was + " became " + inTicks(e.by)
}

func inTicks(s string) string { return "`" + strings.Join(strings.Fields(s), " ") + "`" }

// editor collects the edits of one rule.
type editor struct {
	runes []rune
	edits []edit
}

// editsOf returns all small mistakes in a rule that can be read.
func editsOf(rule string) []edit {
	tree, err := parser.ParseWithConfig(rule, parserConfig())
	if err != nil {
		return nil
	}
	e := &editor{runes: []rune(rule)}
	ast.Walk(&tree.Node, e)
	slices.SortStableFunc(e.edits, func(a, b edit) int { return a.from - b.from })
	return e.edits
}

// Visit collects the edits of one part.
func (e *editor) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		e.binary(n)
	case *ast.UnaryNode:
		if from, to := n.Location().From, n.Location().To; n.Operator == "not" && e.reads(from, to, "not") {
			for to < len(e.runes) && e.runes[to] == ' ' {
				to++
			}
			e.add(NotMutant, from, to, "")
		}
	case *ast.ArrayNode:
		e.options(n.Nodes)
	case *ast.CallNode:
		e.options(n.Arguments)
	case *ast.IntegerNode:
		e.number(n, float64(n.Value))
	case *ast.FloatNode:
		e.number(n, n.Value)
	}
}

func (e *editor) add(kind MutantKind, from, to int, by string) {
	e.edits = append(e.edits, edit{kind, from, to, by})
}

// reads reports whether the runes from..to are the text.
func (e *editor) reads(from, to int, text string) bool {
	return from >= 0 && to <= len(e.runes) && from <= to && string(e.runes[from:to]) == text
}

// others are the operators that each can be mistaken for.
func others(operator string) []string {
	switch operator {
	case "==":
		return []string{"!="}
	case "!=":
		return []string{"=="}
	case "<":
		return []string{"<=", ">="}
	case "<=":
		return []string{"<", ">"}
	case ">":
		return []string{">=", "<="}
	case ">=":
		return []string{">", "<"}
	case "and":
		return []string{"or"}
	case "or":
		return []string{"and"}
	case "in":
		return []string{"not in"}
	default:
		return nil
	}
}

func (e *editor) binary(n *ast.BinaryNode) {
	from, to := n.Location().From, n.Location().To
	if !e.reads(from, to, n.Operator) {
		return
	}
	before := strings.TrimRight(string(e.runes[:from]), " ")
	if n.Operator == "in" && strings.HasSuffix(before, " not") {
		e.add(CompareMutant, len([]rune(before))-len("not"), to, "in")
		return
	}
	kind := CompareMutant
	if n.Operator == "and" || n.Operator == "or" {
		kind = JoinMutant
	}
	for _, other := range others(n.Operator) {
		e.add(kind, from, to, other)
	}
}

// options adds that each of several texts in a list is missing.
func (e *editor) options(list []ast.Node) {
	var texts []ast.Node
	for _, n := range list {
		if _, is := n.(*ast.StringNode); is {
			texts = append(texts, n)
		}
	}
	for i, n := range texts {
		from, to := n.Location().From, n.Location().To
		switch {
		case len(texts) < 2:
		case i > 0:
			e.add(OptionMutant, texts[i-1].Location().To, to, "")
		default:
			e.add(OptionMutant, from, texts[1].Location().From, "")
		}
	}
}

func (e *editor) number(n ast.Node, is float64) {
	from, to := n.Location().From, n.Location().To
	if x, err := strconv.ParseFloat(string(e.runes[from:to]), 64); err != nil || x != is {
		return
	}
	for _, x := range steps(is) {
		e.add(NumberMutant, from, to, strconv.FormatFloat(x, 'f', -1, 64))
	}
}

// steps returns the numbers a step below and above: 1 away, of a number that is not whole one of its last digit. None is below 0.
func steps(x float64) []float64 {
	step := 1.0
	if _, decimals, has := strings.Cut(strconv.FormatFloat(x, 'f', -1, 64), "."); has {
		step = math.Pow10(-len(decimals))
	}
	round := func(y float64) float64 { return math.Round(y/step) * step }
	if x < step {
		return []float64{round(x + step)}
	}
	return []float64{round(x - step), round(x + step)}
}
