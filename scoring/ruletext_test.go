package scoring

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"waymark/quiz"
)

// everyKind is the sample with a question of every kind, answers in words, and scales and values of every type.
func everyKind() *quiz.Quiz {
	q := sample()
	about, mood := q.Sets[0], q.Sets[1]
	about.Questions = append(about.Questions,
		&quiz.Question{ID: "sure", Kind: quiz.YesNo, Options: options("yes", "no", "skip")},
		&quiz.Question{ID: "met", Kind: quiz.Date},
		&quiz.Question{ID: "rounds", Kind: quiz.Number, Options: options("never", "skip")},
		&quiz.Question{ID: "name", Kind: quiz.ShortText},
	)
	worded := rating("d")
	worded.Options = append(worded.Options, options("rather", "skip")...)
	mood.Questions = append(mood.Questions, worded, &quiz.Question{ID: "sleep", Kind: quiz.Grid, Rows: []*quiz.Question{rating("e"), rating("f")}})
	q.Sets = append(q.Sets, &quiz.Set{ID: "later", Questions: []*quiz.Question{rating("g")}})
	q.Scales = append(q.Scales,
		&quiz.Scale{ID: "rest", Items: []string{"e", "f"}, Reverse: []string{"f"}, Score: txt("answered > 1 ? mean : unknown")},
		&quiz.Scale{ID: "whole", Items: []string{"a", "d", "g"}, Score: txt("mean + sum / 10"), Needs: 2},
	)
	q.Values = append(q.Values,
		&quiz.Value{ID: "due", Is: txt("ended + week")},
		&quiz.Value{ID: "half", Is: txt("stuck / 2 - doubled")},
	)
	return q
}

// clause is a part of a rule, with how tightly its outermost operator binds.
type clause struct {
	text  string
	binds int
}

// How tightly operators bind; behind not and the minus sign stands what binds as tightly as they do.
const (
	byChoice = iota
	byOr
	byAnd
	byComparison
	bySum
	byNot
	byProduct
	byMinus
	byNothing
)

// worded is a text of a rule, with the options that it can be.
type worded struct {
	clause
	options []string
}

// ruleWriter writes rules by chance that are well typed, over the names of everyKind.
type ruleWriter struct {
	r                     *rand.Rand
	numbers, days, truths []string
	texts                 []worded
	used                  map[string]int // operators, functions and names with a meaning of their own
}

func newRuleWriter(r *rand.Rand) *ruleWriter {
	return &ruleWriter{
		r: r, used: map[string]int{},
		numbers: []string{"a", "b", "d", "e", "g", "rounds", "stuck", "doubled", "rest", "whole", "need", "half", "week"},
		days:    []string{"ended", "met", "due"},
		truths:  []string{"safe"},
		texts: []worded{
			{clause{"fear", byNothing}, []string{"no", "yes", "skip"}},
			{clause{"sure", byNothing}, []string{"yes", "no", "skip"}},
			{clause{"verdict", byNothing}, []string{"good", "bad"}},
		},
	}
}

// rule writes a rule for the value with the id, which later rules can read.
func (w *ruleWriter) rule(id string) string {
	const depth = 4
	switch w.r.IntN(8) {
	case 0:
		var options []string
		text := w.within(func(depth int) clause {
			t := w.text(depth)
			options = t.options
			return t.clause
		}, depth)
		w.texts = append(w.texts, worded{clause{id, byNothing}, options})
		return text
	case 1:
		text := w.within(w.day, depth)
		w.days = append(w.days, id)
		return text
	case 2, 3:
		text := w.within(w.number, depth)
		w.numbers = append(w.numbers, id)
		return text
	default:
		text := w.within(w.truth, depth)
		w.truths = append(w.truths, id)
		return text
	}
}

// within writes until the rule is within the limits of rules.
func (w *ruleWriter) within(write func(int) clause, depth int) string {
	for {
		text := write(depth).text
		if _, refused := gate(text); refused == "" && len(text) < 600 {
			return text
		}
	}
}

// use notes that an operator or function was written.
func (w *ruleWriter) use(name string) string {
	w.used[name]++
	return name
}

// inside writes a clause where what it holds must bind at least so tightly; now and then it is in brackets for nothing.
func (w *ruleWriter) inside(p clause, least int) string {
	if p.binds < least || w.r.IntN(12) == 0 {
		return "(" + p.text + ")"
	}
	return p.text
}

// join writes two phrases with an operator that binds so tightly, and more to its left.
func (w *ruleWriter) join(left clause, operator string, right clause, binds int) clause {
	return clause{w.inside(left, binds) + " " + w.use(operator) + " " + w.inside(right, binds+1), binds}
}

func (w *ruleWriter) call(function string, arguments ...string) clause {
	return clause{w.use(function) + "(" + strings.Join(arguments, ", ") + ")", byNothing}
}

func (w *ruleWriter) choose(depth int, yes, no clause) clause {
	w.use("?")
	return clause{w.inside(w.truth(depth), byChoice+1) + " ? " + w.inside(yes, byChoice) + " : " + w.inside(no, byChoice), byChoice}
}

func (w *ruleWriter) literal() string {
	return pick(w.r, "0", "1", "2", "3", "4", "5", "7", "10", "50", "0.5", "2.5", "37.5", "62.5", "1e2", "0.1", "33.333333333333336")
}

func (w *ruleWriter) aNumber() string {
	switch w.r.IntN(12) {
	case 0, 1, 2:
		return w.literal()
	case 3:
		return w.use("unknown")
	case 4:
		return w.use("before") + "." + pick(w.r, "a", "d", "rounds", "stuck", "doubled", "rest")
	case 5:
		return w.use("change") + "." + pick(w.r, "b", "e", "rounds", "stuck", "doubled", "rest")
	case 6:
		return w.call(pick(w.r, "times", "days_since"), w.set()).text
	case 7:
		return w.call(pick(w.r, "started", "tasks"), w.step()).text
	case 8:
		question, options := w.saidQuestion()
		return w.call("days_since_said", append([]string{question}, w.some(options)...)...).text
	default:
		return pick(w.r, w.numbers...)
	}
}

func (w *ruleWriter) set() string  { return pick(w.r, "'about'", "'mood'", "'later'") }
func (w *ruleWriter) step() string { return pick(w.r, "'first'", "'second'") }

func (w *ruleWriter) saidQuestion() (question string, options []string) {
	switch w.r.IntN(5) {
	case 0:
		return "fear", []string{"no", "yes", "skip"}
	case 1:
		return "sure", []string{"yes", "no", "skip"}
	case 2:
		return "harm", []string{"hit", "threat", "none", "skip"}
	case 3:
		return "ended", []string{"never"}
	default:
		return "rounds", []string{"never", "skip"}
	}
}

// some returns one or more of the options, in quotes.
func (w *ruleWriter) some(options []string) []string {
	quoted := make([]string, 0, len(options))
	for _, i := range w.r.Perm(len(options))[:1+w.r.IntN(len(options))] {
		quoted = append(quoted, w.quoted(options[i]))
	}
	return quoted
}

func (w *ruleWriter) quoted(option string) string {
	return fmt.Sprintf(pick(w.r, "'%s'", "%q"), option)
}

func (w *ruleWriter) number(depth int) clause {
	if depth == 0 || w.r.IntN(5) == 0 {
		return clause{w.aNumber(), byNothing}
	}
	depth--
	switch w.r.IntN(8) {
	case 0, 1:
		return w.join(w.number(depth), pick(w.r, "+", "-"), w.number(depth), bySum)
	case 2, 3:
		return w.join(w.number(depth), pick(w.r, "*", "/"), w.number(depth), byProduct)
	case 4:
		w.use("minus")
		return clause{"-" + w.inside(w.number(depth), byMinus), byMinus}
	case 5:
		return w.choose(depth, w.number(depth), w.number(depth))
	case 6:
		return w.join(w.day(depth), "-", w.day(depth), bySum)
	default:
		return w.computed(w.number, depth)
	}
}

// computed writes a function over numbers, or over dates.
func (w *ruleWriter) computed(argument func(int) clause, depth int) clause {
	function := pick(w.r, "first_known", "mean_known", "min", "max", "abs", "round")
	count := 2 + w.r.IntN(3)
	if function == "abs" || function == "round" {
		count = 1
	}
	arguments := make([]string, count)
	for i := range arguments {
		arguments[i] = argument(min(depth, 1+w.r.IntN(2))).text
	}
	return w.call(function, arguments...)
}

func (w *ruleWriter) day(depth int) clause {
	if depth == 0 || w.r.IntN(4) == 0 {
		if w.r.IntN(4) == 0 {
			return clause{w.use("today"), byNothing}
		}
		return clause{pick(w.r, w.days...), byNothing}
	}
	depth--
	switch w.r.IntN(6) {
	case 0, 1:
		return w.join(w.day(depth), pick(w.r, "+", "-"), w.number(depth), bySum)
	case 2:
		return w.join(w.number(depth), "+", w.day(depth), bySum)
	case 3:
		return w.choose(depth, w.day(depth), pick(w.r, w.day(depth), clause{w.use("unknown"), byNothing}))
	default:
		return w.computed(w.day, depth)
	}
}

func (w *ruleWriter) text(depth int) worded {
	if depth == 0 || w.r.IntN(3) > 0 {
		if w.r.IntN(3) == 0 {
			return worded{w.call("band", pick(w.r, "stuck", "need")), []string{"low", "middle", "high"}}
		}
		return w.texts[w.r.IntN(len(w.texts))]
	}
	yes, no := w.text(depth-1), w.text(depth-1)
	if w.r.IntN(3) == 0 {
		word := pick(w.r, "odd", "odd one", "no", "ünïcode \"quoted\"")
		no = worded{clause{fmt.Sprintf("%q", word), byNothing}, []string{word}}
	}
	return worded{w.choose(depth-1, yes.clause, no.clause), append(append([]string{}, yes.options...), no.options...)}
}
