package questions

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
)

// The lengths of texts, in characters, when the author says none.
const (
	shortText = 200
	longText  = 4000
	maxAnswer = quiz.MaxText
)

// readKind reads what stands behind the key of the question's kind.
func (s *setReader) readKind(q *quiz.Question, o *object) {
	key := string(q.Kind)
	switch q.Kind {
	case quiz.Choose, quiz.ChooseMany:
		for _, fd := range o.pairs(key, "the options") {
			s.addOption(q, fd, q.Kind == quiz.ChooseMany)
		}
	case quiz.YesNo:
		if !o.flag(key, true) {
			s.f.at(o.get(key), "file/wrong-type", "expected true, found false", "write yes_no: true, or choose another kind")
		}
		q.Options = []quiz.Option{{Value: quiz.YesValue, Label: "Yes"}, {Value: quiz.NoValue, Label: "No"}}
	case quiz.Rate, quiz.Grid:
		s.useAnswers(q, o, key)
	case quiz.Number:
		s.readNumber(q, o)
	case quiz.Date:
		if group, ok := s.group(o, key, "date"); ok {
			q.About = group.flag("about", false)
		}
	case quiz.ShortText:
		s.readText(q, o)
	case quiz.LongText:
		q.MaxLength = longText
		if group, ok := s.group(o, key, "long"); ok && group.get("max") != nil {
			q.MaxLength = group.whole("max", 1, maxAnswer)
		}
	}
}

// group reads the group of keys behind the key of a kind.
func (s *setReader) group(o *object, key, name string) (*object, bool) {
	n := o.get(key)
	if n.Kind == 0 || called(n) == "nothing" || called(n) == "true" {
		s.f.expected(n, "a group of keys", "write "+key+": {}, or put keys between the braces: "+strings.Join(shapes()[name].names(), ", "))
		return nil, false
	}
	return s.f.fixed(n, key, shapes()[name])
}

func (s *setReader) readNumber(q *quiz.Question, o *object) {
	group, ok := s.group(o, "number", "number")
	if !ok {
		return
	}
	if low, ok := group.number("min"); ok {
		q.Min = &low
	}
	if high, ok := group.number("max"); ok {
		q.Max = &high
	}
	if q.Min != nil && q.Max != nil && *q.Min >= *q.Max {
		s.f.at(group.get("max"), "question/range", "the greatest number is not above the least", "make max greater than min")
	}
	q.Whole, q.Unit = group.flag("whole", false), group.markdown("unit")
}

func (s *setReader) readText(q *quiz.Question, o *object) {
	q.MaxLength = shortText
	group, ok := s.group(o, "text", "short")
	if !ok {
		return
	}
	if group.get("max") != nil {
		q.MaxLength = group.whole("max", 1, maxAnswer)
	}
	q.PatternSay = group.markdown("or_say")
	pattern, ok := group.scalar("pattern")
	if !ok {
		if group.get("or_say") != nil {
			s.f.r.at(group.key("or_say"), "question/or-say", "or_say is never said, since there is no pattern", "add a pattern, or take or_say away")
		}
		return
	}
	group.need("or_say")
	if _, err := regexp.Compile(pattern.Value); err != nil {
		s.badPattern(pattern, err)
		return
	}
	re, err := regexp.Compile("^(?:" + pattern.Value + ")$")
	if err != nil {
		s.badPattern(pattern, err)
		return
	}
	q.Pattern = re
}

// badPattern reports a pattern that can't be read, at the part that is wrong.
func (s *setReader) badPattern(pattern source.Text, err error) {
	const hint = `write it like [0-9]{4} for four digits or [A-Z]+ for capital letters`
	var wrong *syntax.Error
	if !errors.As(err, &wrong) {
		s.f.r.at(pattern, "question/pattern", "this pattern can't be read", hint)
		return
	}
	message := "this part of the pattern can't be read"
	switch wrong.Code {
	case syntax.ErrMissingParen:
		message = "a ( in this pattern is never closed"
	case syntax.ErrUnexpectedParen:
		message = "a ) in this pattern closes nothing"
	case syntax.ErrMissingBracket:
		message = "a [ in this pattern is never closed"
	case syntax.ErrInvalidCharRange:
		message = "this range of characters runs backwards"
	case syntax.ErrMissingRepeatArgument:
		message = "there is nothing here that could be repeated"
	case syntax.ErrInvalidRepeatSize, syntax.ErrLarge, syntax.ErrNestingDepth:
		message = "this pattern is too large"
	}
	at := max(0, strings.Index(pattern.Value, wrong.Expr))
	s.f.r.inside(pattern, at, wrong.Expr, "question/pattern", message, hint)
}
