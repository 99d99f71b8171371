package scoring

import (
	"strconv"

	"waymark/quiz"
	"waymark/quiz/language"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// saying is a compiled sentence with its condition.
type saying struct {
	when  *rule // nil is always
	parts []part
}

// part is literal text, or a rule whose value is said.
type part struct {
	literal string
	rule    *rule
}

// compileSayings compiles sentences in their order.
func (c *quizCompiler) compileSayings(list []quiz.Saying) []saying {
	compiled := make([]saying, 0, len(list))
	for _, s := range list {
		compiled = append(compiled, saying{when: c.optional(s.When), parts: c.compileParts(s.Say)})
	}
	return compiled
}

// optional compiles a condition that may be left out.
func (c *quizCompiler) optional(t source.Text) *rule {
	if t.Value == "" {
		return nil
	}
	return c.compile(t, nil, truth)
}

// compileParts splits a sentence at its braces. Words that follow an answer stay as they are: the pages fill them in.
func (c *quizCompiler) compileParts(t source.Text) []part {
	var parts []part
	runes := []rune(t.Value)
	for at := 0; at < len(runes); {
		open := index(runes, at, '{')
		if open < 0 {
			return append(parts, part{literal: string(runes[at:])})
		}
		closing := index(runes, open, '}')
		if closing < 0 {
			c.report(source.Problem{Code: "saying/brace", Severity: source.Error, Pos: t.Pos(open),
				Message: "this brace is not closed", Hint: "write } behind the rule"})
			return parts
		}
		if open > at {
			parts = append(parts, part{literal: string(runes[at:open])})
		}
		inner := string(runes[open+1 : closing])
		if c.isWord(inner) {
			parts = append(parts, part{literal: string(runes[open : closing+1])})
		} else {
			r := c.compile(slice(t, open+1, closing), nil, number, day, text)
			parts = append(parts, part{rule: r})
		}
		at = closing + 1
	}
	return parts
}

func (c *quizCompiler) isWord(token string) bool {
	if c.quiz.Words == nil {
		return false
	}
	_, ok := c.quiz.Words.Tokens[token]
	return ok
}

func index(runes []rune, from int, r rune) int {
	for i := from; i < len(runes); i++ {
		if runes[i] == r {
			return i
		}
	}
	return -1
}

// slice returns the runes from..to of a text as a text of its own, with their places.
func slice(t source.Text, from, to int) source.Text {
	part := source.Text{Value: string([]rune(t.Value)[from:to]), Start: t.Pos(from)}
	for n := from; n < to && len(t.Runs) > 0; n++ {
		at := t.Pos(n)
		part.Runs = append(part.Runs, source.Run{Rune: n - from, Line: at.Line, Column: at.Column})
	}
	return part
}

// first returns the first sentence that holds, "" when none does.
func (e *evaluation) first(list []saying) string {
	for _, s := range list {
		if e.holds(s.when) {
			return e.say(s.parts)
		}
	}
	return ""
}

// every returns all sentences that hold.
func (e *evaluation) every(list []saying) []string {
	var said []string
	for _, s := range list {
		if e.holds(s.when) {
			said = append(said, e.say(s.parts))
		}
	}
	return said
}

// holds reports whether a condition is true; one that is left out is, one that failed is not.
func (e *evaluation) holds(r *rule) bool { return r == nil || e.truth(r, false) }

// say writes a sentence. All sentences of a plan share one buffer, which is handed out with the plan.
func (e *evaluation) say(parts []part) string {
	if len(parts) == 1 && parts[0].rule == nil {
		return parts[0].literal
	}
	if e.prose.Cap() == 0 {
		e.prose.Grow(proseSize)
	}
	from := e.prose.Len()
	for _, p := range parts {
		if p.rule == nil {
			e.prose.WriteString(p.literal)
		} else {
			e.prose.Write(e.spell(e.spelt[:0], p.rule))
		}
	}
	return e.prose.String()[from:]
}

// join writes two sentences behind one another.
func (e *evaluation) join(a, b string) string {
	return e.say([]part{{literal: a}, {literal: " "}, {literal: b}})
}

// proseSize is how many bytes the sentences of a plan with rules in braces usually need.
const proseSize = 1024

// spell appends the value of a rule in words: a number whole, a date as a date.
func (e *evaluation) spell(b []byte, r *rule) []byte {
	x, ok := e.value(r)
	switch {
	case !ok:
		return append(b, e.s.phrases.texts[isUnknown]...)
	case r.typ.kind == text:
		return append(b, e.s.word(x)...)
	case x != x:
		return append(b, e.s.phrases.texts[isUnscored]...)
	case r.typ.kind == day:
		return language.AppendLongDate(b, e.s.phrases.language, quiz.Day(x).Time())
	default:
		return strconv.AppendFloat(b, expression.HalfUp(x), 'f', 0, 64)
	}
}

// word returns the text of a code as a sentence says it: a band by its name.
func (s *Scorer) word(code float64) string {
	text := s.text(code)
	if name, ok := s.bandNames[text]; ok {
		return name
	}
	return text
}

// bandNames returns the names of bands that are not their ids.
func bandNames(q *quiz.Quiz) map[string]string {
	names := map[string]string{}
	add := func(bands []quiz.Band) {
		for _, b := range bands {
			if b.Name != "" && b.Name != b.ID {
				names[b.ID] = b.Name
			}
		}
	}
	for _, s := range q.Scales {
		add(s.Bands)
	}
	for _, v := range q.Values {
		add(v.Bands)
	}
	return names
}
