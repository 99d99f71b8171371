package findings

import (
	"fmt"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// saidOf is what is said of a subject that nobody reaches; its two words are those of the Subject: Of and Is.
type saidOf struct{ code, message, hint string }

// deadRules are the rules by their part of the author's file: what is said when it is never true, and when it is never false.
var deadRules = map[string]struct{ never, always saidOf }{
	"when": {
		never:  saidOf{"guard/never-fires", "the guard %q can never fire: no answers make its rule true", "compare the rule with the answers that its questions can have"},
		always: saidOf{"guard/always-fires", "the guard %q fires for everybody", "see what its rule is meant to ask; a step that nobody may open can be deleted"},
	},
	"value": {
		never:  saidOf{"value/never-true", "the value %q is never true", "compare the rule with the answers that its questions can have"},
		always: saidOf{"value/always-true", "the value %q is always true", "see what the rule is meant to ask, or take the value away"},
	},
	"first": {
		never:  saidOf{"plan/first-never", "the set %q never comes first: no answers make its rule true", "see what the rule is meant to ask, or take it away"},
		always: saidOf{"plan/first-always", "the set %q always comes first, so nobody gets to a step", "let the rule end, as in: not taken('SET')"},
	},
	"wait_for": {
		never:  saidOf{"step/waits-forever", "this prerequisite of %q never holds, so the step never opens", "compare the rule with the answers that its questions can have"},
		always: saidOf{"step/waits-for-nothing", "this prerequisite of %q holds for everybody", "see what the rule is meant to ask, or take it away"},
	},
	"say": {
		never:  saidOf{"saying/never-said", "this sentence of %q is never said: its rule is never true", "see what the rule is meant to ask, or take the sentence away"},
		always: saidOf{"saying/always-said", "the rule of this sentence of %q is always true", "leave `when` out; then it is said to everybody"},
	},
	"task": {
		never:  saidOf{"task/never-shown", "the task %q is never shown: its rule is never true", "see what the rule is meant to ask, or take the task away"},
		always: saidOf{"task/always-shown", "the rule of the task %q is always true", "leave `when` out; then everybody sees it"},
	},
	"show_if": {
		never:  saidOf{"question/never-asked", "nobody is asked %q: its condition is never true", "compare the condition with the answers that come before it"},
		always: saidOf{"question/always-asked", "everybody is asked %q: its condition is always true", "leave `show_if` out"},
	},
	"must": {
		never:  saidOf{"question/must-never", "no answer to %q fulfils this rule, so nobody gets past it", "see what the rule is meant to refuse"},
		always: saidOf{"question/must-always", "this rule refuses no answer to %q", "see what the rule is meant to refuse, or take it away"},
	},
}

// deadStates are the states of a step, what is next and conflicts.
var deadStates = map[string]saidOf{
	string(quiz.Open): {"step/never-open", "the step %q never opens", "see its guards and prerequisites: what they ask for together nobody has"},
	string(quiz.Done): {"step/never-done", "the step %q is never done", "compare the rule under done: with the answers that its questions can have"},
	"next":            {"step/never-next", "the step %q is never next", "see its need and its place in the order: others always come before it"},
	"conflict":        {"step/conflict", "while this prerequisite of %q holds, the guard %q closes the step", "take one of the two away, or say more exactly when they hold"},
	"band":            {"band/not-reached", "no answers give %q the band %q", "see the score and the range of the band"},
}

// deadAnswer is an option that its question's own rules always refuse.
var deadAnswer = saidOf{"option/refused", "nobody can answer %q with %q: the rules of the question always refuse it", ""}

// acceptHint says how a rule accepts the option.
func (c *checker) acceptHint(s scoring.Subject) string {
	accepts := fmt.Sprintf("%s == '%s'", s.Of, s.Is)
	c.questions(func(_ *quiz.Set, q *quiz.Question) {
		if q.ID == s.Of && q.Kind == quiz.ChooseMany {
			accepts = fmt.Sprintf("has(%s, '%s')", s.Of, s.Is)
		}
	})
	if s.Is == quiz.SkipValue {
		accepts = fmt.Sprintf("not known(%s)", s.Of)
	}
	return fmt.Sprintf("begin the rule with `%s or`, or take the answer away", accepts)
}

// dead says what nobody reaches. That a step is never next is not said of one that never opens, and that a
// prerequisite is in conflict with a guard not of one that never holds.
func (c *checker) dead(findings []scoring.Finding) {
	closed, never := map[string]bool{}, map[source.Pos]bool{}
	for _, f := range findings {
		switch {
		case f.Verdict != scoring.Proved:
		case f.Kind == scoring.StateSubject && f.Is == string(quiz.Open):
			closed[f.Of] = true
		case f.Kind == scoring.RuleSubject && f.Want:
			never[f.Pos] = true
		}
	}
	for _, f := range findings {
		said, known := saidAbout(f.Subject)
		if f.Kind == scoring.AnswerSubject {
			said.hint = c.acceptHint(f.Subject)
		}
		switch {
		case !known || f.Verdict == scoring.Witness || f.Kind == scoring.NextSubject && closed[f.Of],
			f.Kind == scoring.ConflictSubject && never[f.Pos]:
		case f.Verdict == scoring.Proved:
			c.warn(f.Pos, said.code, said.hint, "%s", said.about(f.Subject))
		default:
			c.note(f.Pos, "proof/not-decided", "split the rule into values, or let fewer pages hang on one another", "it was not decided whether %s", said.about(f.Subject))
		}
	}
}

// about fills the names of the subject in.
func (s saidOf) about(subject scoring.Subject) string {
	switch subject.Kind {
	case scoring.ConflictSubject, scoring.BandSubject, scoring.AnswerSubject:
		return fmt.Sprintf(s.message, subject.Of, subject.Is)
	}
	return fmt.Sprintf(s.message, subject.Of)
}

// saidAbout returns what is said of a subject that nobody reaches; known is false when that is no reason to look.
func saidAbout(s scoring.Subject) (said saidOf, known bool) {
	switch s.Kind {
	case scoring.RuleSubject:
		both, known := deadRules[s.Is]
		if s.Want {
			return both.never, known
		}
		return both.always, known
	case scoring.AnswerSubject:
		return deadAnswer, true
	case scoring.StateSubject:
		said, known = deadStates[s.Is]
	default:
		said, known = deadStates[string(s.Kind)]
	}
	return said, known
}

// ruleTitles say what it is when a rule is true, and when it is false.
var ruleTitles = map[string][2]string{
	"when":     {"the guard %s fires", "the guard %s does not fire"},
	"value":    {"%s is true", "%s is false"},
	"first":    {"the set %s comes first", "the set %s does not come first"},
	"wait_for": {"a prerequisite of %s holds", "a prerequisite of %s does not hold"},
	"say":      {"a sentence of %s is said", "a sentence of %s is left out"},
	"task":     {"the task %s is shown", "the task %s is left out"},
	"show_if":  {"%s is asked", "%s is not asked"},
	"must":     {"a rule of %s accepts an answer", "a rule of %s refuses an answer"},
}

// Title says what it is to reach a subject, for a list of proofs.
func Title(s scoring.Subject) string {
	switch s.Kind {
	case scoring.RuleSubject:
		if s.Want {
			return fmt.Sprintf(ruleTitles[s.Is][0], s.Of)
		}
		return fmt.Sprintf(ruleTitles[s.Is][1], s.Of)
	case scoring.AnswerSubject:
		return fmt.Sprintf("%s is answered with %s", s.Of, s.Is)
	case scoring.BandSubject:
		return fmt.Sprintf("%s reaches the band %s", s.Of, s.Is)
	case scoring.StateSubject:
		return fmt.Sprintf("%s is %s", s.Of, s.Is)
	case scoring.NextSubject:
		return s.Of + " is next"
	default:
		return fmt.Sprintf("a prerequisite of %s holds while the guard %s is silent", s.Of, s.Is)
	}
}
