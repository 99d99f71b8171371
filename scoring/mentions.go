package scoring

import (
	"slices"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"waymark/quiz"
	"waymark/quiz/source"
)

// CompileIndexed does what Compile does, and also returns every place where a rule that can be read names something.
func CompileIndexed(q *quiz.Quiz) (*Scorer, []source.Problem, []source.Mention) {
	c := newQuizCompiler(q)
	c.mentions = &ruleMentions{quiz: q, names: c.names, functions: c.functions}
	scorer, problems := c.compileAll()
	for _, translation := range q.Translations {
		for _, text := range translation.Texts {
			c.indexSaying(text.Of)
			c.indexSaying(text.Say)
		}
	}
	return scorer, problems, c.mentions.found
}

// indexSaying notes what the rules in the braces of a translated text name, as far as they can be read.
func (c *quizCompiler) indexSaying(t source.Text) {
	runes := []rune(t.Value)
	for at := 0; at < len(runes); {
		open := index(runes, at, '{')
		closing := index(runes, max(open, 0), '}')
		if open < 0 || closing < 0 {
			return
		}
		inner := slice(t, open+1, closing)
		if _, tooBig := gate(inner.Value); tooBig == "" && !c.isWord(inner.Value) {
			if tree, err := parser.ParseWithConfig(inner.Value, c.parser); err == nil {
				c.mentions.in(inner, tree.Node)
			}
		}
		at = closing + 1
	}
}

// ruleMentions notes what rules name. It goes by the form of a rule alone, so that a rule with a mistake is also understood.
type ruleMentions struct {
	quiz      *quiz.Quiz
	names     map[string]named
	functions map[string]function
	rule      source.Text
	found     []source.Mention
}

func (m *ruleMentions) note(at ast.Node, thing source.Thing) {
	from := at.Location().From
	if _, quoted := at.(*ast.StringNode); quoted && from < len([]rune(m.rule.Value)) && slices.Contains([]rune{'\'', '"'}, []rune(m.rule.Value)[from]) {
		from++
	}
	m.found = append(m.found, source.Mention{Thing: thing, Pos: m.rule.Pos(from), Length: utf8.RuneCountInString(thing.ID)})
}

// in notes what a rule names.
func (m *ruleMentions) in(rule source.Text, n ast.Node) {
	m.rule = rule
	ast.Walk(&n, m)
}

// Visit notes what a node names, apart from its kids.
func (m *ruleMentions) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		m.identifier(n)
	case *ast.MemberNode:
		if property, ok := n.Property.(*ast.StringNode); ok {
			m.note(property, source.Thing{Kind: source.ThingName, ID: property.Value})
		}
	case *ast.CallNode:
		m.call(n)
	case *ast.BinaryNode:
		m.binary(n)
	}
}

func (m *ruleMentions) identifier(n *ast.IdentifierNode) {
	thing := source.Thing{Kind: source.ThingName, ID: n.Value}
	if _, ok := m.names[n.Value]; !ok && m.spoken(n.Value) {
		thing.Kind = source.ThingFunction
	}
	m.note(n, thing)
}

// spoken reports whether the rule language has the word.
func (m *ruleMentions) spoken(word string) bool {
	_, function := m.functions[word]
	return function || slices.ContainsFunc(Words(), func(w Word) bool { return w.Name == word })
}

func (m *ruleMentions) call(n *ast.CallNode) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return
	}
	of := ""
	for i, argument := range n.Arguments {
		switch argument := argument.(type) {
		case *ast.IdentifierNode:
			if i == 0 {
				of = argument.Value
			}
		case *ast.StringNode:
			if kind := m.functions[callee.Value].texts; kind != "" {
				thing := source.Thing{Kind: kind, ID: argument.Value}
				if kind == source.ThingOption {
					thing.Of = of
				}
				m.note(argument, thing)
			}
		}
	}
}

// binary notes the options and bands that a comparison names.
func (m *ruleMentions) binary(n *ast.BinaryNode) {
	if list, ok := n.Right.(*ast.ArrayNode); ok && n.Operator == "in" {
		for _, item := range list.Nodes {
			m.compared(n.Left, item)
		}
		return
	}
	if n.Operator == "==" || n.Operator == "!=" {
		m.compared(n.Left, n.Right)
		m.compared(n.Right, n.Left)
	}
}

// compared notes what a literal that a side is compared with names.
func (m *ruleMentions) compared(side, literal ast.Node) {
	text, ok := literal.(*ast.StringNode)
	if !ok {
		return
	}
	switch side := side.(type) {
	case *ast.IdentifierNode:
		m.note(text, m.valueOf(side.Value, text.Value))
	case *ast.CallNode:
		if callee, ok := side.Callee.(*ast.IdentifierNode); ok && callee.Value == "band" && len(side.Arguments) == 1 {
			if of, ok := side.Arguments[0].(*ast.IdentifierNode); ok {
				m.note(text, source.Thing{Kind: source.ThingBand, Of: of.Value, ID: text.Value})
			}
		}
	}
}

// valueOf is what a text means that a name is compared with.
func (m *ruleMentions) valueOf(name, text string) source.Thing {
	if _, ok := m.names[name]; !ok {
		switch {
		case name == "path":
			return source.Thing{Kind: source.ThingPath, ID: text}
		case name == "next" && m.quiz.Step(text) != nil:
			return source.Thing{Kind: source.ThingStep, ID: text}
		case name == "next" && m.quiz.Set(text) != nil:
			return source.Thing{Kind: source.ThingSet, ID: text}
		case name == "next":
			return source.Thing{Kind: source.ThingPause, ID: text}
		}
	}
	return source.Thing{Kind: source.ThingOption, Of: name, ID: text}
}
