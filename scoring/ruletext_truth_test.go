package scoring

import "strings"

// truth writes what is true or false.
func (w *ruleWriter) truth(depth int) clause {
	if depth == 0 || w.r.IntN(6) == 0 {
		return w.aTruth()
	}
	depth--
	switch w.r.IntN(10) {
	case 0, 1:
		return w.join(w.truth(depth), "and", w.truth(depth), byAnd)
	case 2, 3:
		return w.join(w.truth(depth), "or", w.truth(depth), byOr)
	case 4:
		return clause{w.use("not") + " " + w.inside(w.truth(depth), byNot), byNot}
	case 5:
		return w.choose(depth, w.truth(depth), w.truth(depth))
	case 6:
		return w.listed(depth)
	default:
		return w.compared(depth)
	}
}

// aTruth writes what is true or false without operators.
func (w *ruleWriter) aTruth() clause {
	switch w.r.IntN(10) {
	case 0:
		return w.call("known", pick(w.r, "fear", "sure", "harm", "ended", "met", "note", "name", "rounds", "a", "d", "f", "stuck", "rest", "need"))
	case 1:
		return w.call("known", pick(w.r, w.number(1), w.day(1)).text)
	case 2, 3:
		return w.call("has", append([]string{"harm"}, w.some([]string{"hit", "threat", "none", "skip"})...)...)
	case 4:
		return w.call("taken", w.set())
	case 5:
		return w.call("newer", w.set(), w.set())
	case 6:
		return w.call("done", w.step())
	case 7:
		return w.call("person_closed", w.step())
	case 8:
		return clause{w.use(pick(w.r, "true", "false")), byNothing}
	default:
		return clause{pick(w.r, w.truths...), byNothing}
	}
}

func (w *ruleWriter) compared(depth int) clause {
	operator := pick(w.r, "==", "!=", "<", "<=", ">", ">=")
	equals := pick(w.r, "==", "!=")
	switch w.r.IntN(6) {
	case 0:
		w.use("chained")
		middle := w.join(w.number(1), pick(w.r, "<", "<=", ">", ">="), w.number(depth), byComparison)
		return clause{middle.text + " " + pick(w.r, "<", "<=", ">", ">=") + " " + w.inside(w.number(1), byComparison+1), byComparison}
	case 1:
		return w.join(w.day(depth), operator, w.day(depth), byComparison)
	case 2:
		t := w.text(depth)
		word := clause{w.quoted(pick(w.r, t.options...)), byNothing}
		if w.r.IntN(4) == 0 {
			return w.join(word, equals, t.clause, byComparison)
		}
		return w.join(t.clause, equals, word, byComparison)
	case 3:
		w.use("words")
		name, words := w.inWords()
		return w.join(clause{name, byNothing}, equals, clause{w.quoted(pick(w.r, words...)), byNothing}, byComparison)
	default:
		return w.join(w.number(depth), operator, w.number(depth), byComparison)
	}
}

// inWords returns a question with a number or date and with answers in words.
func (w *ruleWriter) inWords() (name string, words []string) {
	switch w.r.IntN(3) {
	case 0:
		return "ended", []string{"never"}
	case 1:
		return "rounds", []string{"never", "skip"}
	default:
		return "d", []string{"rather", "skip"}
	}
}

// listed writes a comparison with a list: of texts, of numbers, or of both.
func (w *ruleWriter) listed(depth int) clause {
	var left clause
	var list []string
	switch w.r.IntN(3) {
	case 0:
		t := w.text(depth)
		left, list = t.clause, w.some(t.options)
	case 1:
		left, list = w.number(depth), []string{w.literal(), w.literal(), w.literal()}[w.r.IntN(3):]
	default:
		name, words := w.inWords()
		left, list = clause{name, byNothing}, w.some(words)
		if name != "ended" && w.r.IntN(2) == 0 {
			w.use("mixed list")
			list = append(list, w.literal(), w.literal())
		}
	}
	operator := w.use(pick(w.r, "in", "not in"))
	return clause{w.inside(left, byComparison+1) + " " + operator + " [" + strings.Join(list, ", ") + "]", byComparison}
}
