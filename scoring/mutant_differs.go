package scoring

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// namesIn returns the names in a rule.
func namesIn(rule string) map[string]bool {
	names := namer{}
	if tree, err := parser.ParseWithConfig(rule, parserConfig()); err == nil {
		ast.Walk(&tree.Node, names)
	}
	return names
}

type namer map[string]bool

// Visit notes a name.
func (n namer) Visit(node *ast.Node) {
	if name, is := (*node).(*ast.IdentifierNode); is {
		n[name.Value] = true
	}
}

// differsBySetting is for the people to whom another number of a setting can make a difference.
func (m *mutants) differsBySetting(name string, x float64) func() (*Scorer, *expression.Node) {
	changed := map[int]string{}
	for i, t := range ruleTexts(m.s.quiz) {
		if namesIn(t.text.Value)[name] {
			changed[i] = replaceName(t.text.Value, name, strconv.FormatFloat(x, 'f', -1, 64))
		}
	}
	if m.said(name) {
		return nil
	}
	return m.differsByTexts(changed)
}

// said reports whether a sentence of a plan says the name.
func (m *mutants) said(name string) bool {
	q := m.s.quiz
	list := []quiz.Saying{{Say: q.Planning.Wait}, {Say: q.Planning.Recheck.Because}}
	for _, g := range q.Guards {
		list = append(append(list, g.Because...), g.Lead...)
	}
	for _, f := range q.Planning.First {
		list = append(list, quiz.Saying{Say: f.Because})
	}
	for _, s := range q.Steps {
		list = append(list, s.Because...)
		for _, w := range s.WaitFor {
			list = append(list, w.Because...)
		}
		if s.Opens != nil {
			list = append(list, s.Opens.Because...)
		}
	}
	return slices.ContainsFunc(list, func(s quiz.Saying) bool {
		return strings.Contains(s.Say.Value, "{") && strings.Contains(s.Say.Value, name)
	})
}

// replaceName replaces a name in a rule.
func replaceName(rule, name, by string) string {
	tree, err := parser.ParseWithConfig(rule, parserConfig())
	if err != nil {
		return rule
	}
	places := placesOfName{name: name}
	ast.Walk(&tree.Node, &places)
	slices.SortFunc(places.edits, func(a, b edit) int { return b.from - a.from })
	for _, e := range places.edits {
		e.by = by
		rule = e.in(rule)
	}
	return rule
}

type placesOfName struct {
	name  string
	edits []edit
}

// Visit notes where the name stands.
func (p *placesOfName) Visit(node *ast.Node) {
	if name, is := (*node).(*ast.IdentifierNode); is && name.Value == p.name {
		p.edits = append(p.edits, edit{from: name.Location().From, to: name.Location().To})
	}
}

// differsByTexts is for the people for whom one of the rules, by their numbers, is another with its changed text. It compiles both beside
// one another in one quiz. The score of a scale, and whether a question is asked, rest on what other rules can't read, so of them nothing is known.
func (m *mutants) differsByTexts(changed map[int]string) func() (*Scorer, *expression.Node) {
	texts := ruleTexts(m.s.quiz)
	for i := range changed {
		if texts[i].kind == scaleText || texts[i].kind == askText {
			return nil
		}
	}
	return func() (*Scorer, *expression.Node) {
		q := copyRules(m.s.quiz)
		id := func(what string, i int) string { return fmt.Sprintf("%s_mutant_%d", what, i) }
		rules := slices.Sorted(maps.Keys(changed))
		for _, i := range rules {
			q.Values = append(q.Values, &quiz.Value{ID: id("was", i), Is: *texts[i].text}, &quiz.Value{ID: id("is", i), Is: source.Text{Value: changed[i]}})
		}
		s, _ := Compile(q)
		if s == nil {
			return nil, nil
		}
		roots := map[string]*expression.Node{}
		for _, d := range s.derives {
			if d.rule != nil {
				roots[d.key] = d.rule.root
			}
		}
		node := expression.Always(false)
		for _, i := range rules {
			node = expression.Or(node, unlike(roots[id("was", i)], roots[id("is", i)]))
		}
		return s, node
	}
}

// unlike is true when two nodes of one kind have different values.
func unlike(a, b *expression.Node) *expression.Node {
	if a.Kind == expression.Truth && b.Kind == expression.Truth {
		return expression.Or(expression.And(a, expression.Not(b)), expression.And(expression.Not(a), b))
	}
	return expression.And(expression.Comparison("!=", a, b), expression.Or(expression.Known(a), expression.Known(b)))
}
