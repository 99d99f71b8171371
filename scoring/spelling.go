package scoring

import (
	"strings"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"

	"waymark/quiz/source"
)

// misspelt finds what the parser takes and the rule language does not have: there is one way to write a thing, and it is in
// docs/format.md. ok is false when there is nothing.
func misspelt(t source.Text) (p source.Problem, ok bool) {
	tokens, err := lexer.Lex(file.NewSource(t.Value))
	if err != nil {
		return source.Problem{}, false // the parser says it better
	}
	runes, end := []rune(t.Value), 0
	for i, token := range tokens {
		at := func(message, hint string) (source.Problem, bool) {
			return source.Problem{Code: "rule/syntax", Severity: source.Error, Pos: t.Pos(token.From), Length: max(1, token.To-token.From),
				Message: message, Hint: hint}, true
		}
		from := token.From
		if token.Kind == lexer.EOF {
			from = len(runes)
		}
		if gap := string(runes[end:from]); strings.TrimSpace(gap) != "" {
			token.From, token.To = end+len([]rune(gap))-len([]rune(strings.TrimLeft(gap, " \t\n"))), from
			return at("a rule holds no remarks", "write it as a # remark of the file, above the rule")
		}
		end = max(from, token.To)
		var before lexer.Token
		if i > 0 {
			before = tokens[i-1]
		}
		switch {
		case token.Is(lexer.Operator, "|", ";", "if", "else"):
			return at("`"+token.Value+"` has no meaning in a rule", "write functions like max(a, b), and choices like this ? that : other")
		case token.Is(lexer.String) && runes[token.From] == '`':
			return at("backticks do not mark a text", "write straight quotes: 'yes'")
		case token.Is(lexer.Number) && strings.ContainsAny(token.Value, "_xXbBoO"):
			return at("this is not how a number is written in a rule", "write digits, like 1000 or 2.5")
		case token.Is(lexer.Bracket, "[") && (before.Is(lexer.Identifier) || before.Is(lexer.Bracket, ")", "]")):
			return at("a bracket has no meaning after a name", "write before.stuck, not before['stuck']")
		case token.Is(lexer.Bracket, ")", "]") && before.Is(lexer.Operator, ","):
			return at("something is missing after the comma", "take the comma away, or write what belongs there")
		}
	}
	return source.Problem{}, false
}

// spelt reports what is misspelt and returns whether nothing is.
func (c *quizCompiler) spelt(t source.Text) bool {
	p, wrong := misspelt(t)
	if wrong {
		c.report(p)
	}
	return !wrong
}
