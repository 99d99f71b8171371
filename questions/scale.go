package questions

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"waymark/quiz"
	"waymark/quiz/source"
)

// readScale reads one scale; its items are checked when all questions are known.
func (f *file) readScale(fd field) {
	r := f.r
	r.declare(fd.key, "a scale")
	o, ok := f.fixed(fd.value, "a scale", shapes()["scale"])
	if !ok {
		return
	}
	o.complete()
	items, reverse := o.ids("items"), o.ids("reverse")
	s := &quiz.Scale{
		ID: fd.key.Value, Title: o.markdown("title"), Items: values(items), Reverse: values(reverse),
		Score: o.rule("score"), Needs: len(items), Pos: fd.key.Start,
	}
	r.quiz.Scales = append(r.quiz.Scales, s)
	if len(items) == 0 {
		if n := o.get("items"); n != nil && n.Kind == yaml.SequenceNode {
			f.at(n, "scale/no-items", fmt.Sprintf("the scale %q has no items", s.ID), "name the questions that it is computed from")
		}
		return
	}
	if o.get("needs") != nil {
		s.Needs = o.whole("needs", 1, max(1, len(items)))
	}
	for _, id := range reverse {
		if !slices.Contains(s.Items, id.Value) {
			r.at(id, "scale/reverse", fmt.Sprintf("%q is reverse-keyed, but it is not among the items", id.Value), r.oneOf(id.Value, s.Items))
		}
	}
	b := f.readBands(o)
	s.Bands = b.bands
	s.Change = f.readChange(o)
	r.later = append(r.later, func() {
		if r.checkItems(s, items, reverse) {
			can := r.reachOf(s)
			s.Reach = quiz.Range{Low: can.low, HasLow: can.bounded, High: can.high, HasHigh: can.bounded}
			b.check(f, can)
		}
	})
}

// readChange reads when two scores of a scale differ by more than chance; nil when that is not said.
func (f *file) readChange(scale *object) *quiz.ReliableChange {
	n := scale.get("change")
	if n == nil {
		return nil
	}
	o, ok := f.fixed(n, "change", shapes()["change"])
	if !ok {
		return nil
	}
	o.complete()
	maybe, given := o.number("maybe")
	clear, too := o.number("clear")
	if !given || !too {
		return nil
	}
	if maybe <= 0 || clear <= maybe {
		f.at(n, "scale/change", fmt.Sprintf("a change of %v points can't be clear where %v are perhaps one", clear, maybe),
			"make maybe greater than 0, and clear greater than maybe")
		return nil
	}
	return &quiz.ReliableChange{Maybe: maybe, Clear: clear, Days: o.whole("days", 0, 366)}
}

// checkItems reports items that give no number or no range where one is needed; true when there are none.
func (r *reader) checkItems(s *quiz.Scale, items, reverse []source.Text) bool {
	fine := true
	for _, id := range items {
		q, ok := r.questions[id.Value]
		switch {
		case !ok:
			r.unknownQuestion(id)
		case !q.HasNumbers():
			r.at(id, "scale/not-a-number", fmt.Sprintf("%q is a %s question, so it gives no number", id.Value, q.Kind), "a scale is computed from rate and number questions")
		case q.Kind == quiz.Rate && len(q.Options) == 0: // its answer scale has a problem of its own
		default:
			continue
		}
		fine = false
	}
	if !fine {
		return false
	}
	for _, id := range reverse {
		if q, ok := r.questions[id.Value]; ok && slices.Contains(s.Items, id.Value) && !hasRange(q) {
			r.at(id, "scale/no-range", fmt.Sprintf("%q can't be reverse-keyed, since it has no lowest and highest number", id.Value), "give the question both min and max")
			fine = false
		}
	}
	if usesName(s.Score.Value, "percent") {
		fine = r.checkPercent(items) && fine
	}
	return fine
}

// checkPercent reports items for which a percentage of the range means nothing.
func (r *reader) checkPercent(items []source.Text) bool {
	first := r.questions[items[0].Value]
	for _, id := range items {
		q := r.questions[id.Value]
		if !hasRange(q) {
			r.at(id, "scale/no-range", fmt.Sprintf("%q has no lowest and highest number, so there is no percentage of them", id.Value), "give the question both min and max, or score the scale by sum or mean")
			return false
		}
		low, high, _ := q.Range()
		if l, h, _ := first.Range(); l != low || h != high {
			r.at(id, "scale/ranges-differ", fmt.Sprintf("%q goes from %v to %v, but %q from %v to %v", id.Value, low, high, items[0].Value, l, h),
				"a percentage needs items of one range; make two scales of them, or score the scale by sum or mean")
			return false
		}
	}
	return true
}

func hasRange(q asked) bool {
	low, high, ok := q.Range()
	return ok && low < high
}

// usesName reports whether a rule uses a name outside its texts in quotes.
func usesName(rule, name string) bool {
	var quote rune
	var word strings.Builder
	for _, c := range rule + " " {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case isWord(c):
			word.WriteRune(c)
		default:
			if word.String() == name {
				return true
			}
			word.Reset()
			if c == '\'' || c == '"' {
				quote = c
			}
		}
	}
	return false
}

func isWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' }

// reachOf works out which numbers the score of a scale can be.
func (r *reader) reachOf(s *quiz.Scale) reach {
	rule := strings.TrimSpace(s.Score.Value)
	if rule == "percent" {
		return reach{bounded: true, high: 100, mode: anyNumber}
	}
	if rule != "sum" && rule != "mean" {
		return reach{mode: perhapsWhole}
	}
	mode := anyNumber
	if rule == "sum" {
		mode = whole
	}
	var lows, highs []float64
	for _, id := range s.Items {
		q := r.questions[id]
		low, high, ok := q.Range()
		if !ok {
			return reach{mode: mode.onlyIf(wholeNumbered(q))}
		}
		lows, highs = append(lows, low), append(highs, -high)
		mode = mode.onlyIf(wholeNumbered(q))
	}
	return reach{bounded: true, low: least(rule, lows, s.Needs), high: -least(rule, highs, s.Needs), mode: mode}
}

// least is the least sum or mean of at least needs of the numbers.
func least(rule string, numbers []float64, needs int) float64 {
	slices.Sort(numbers)
	needs = min(max(needs, 1), len(numbers))
	sum := 0.0
	for i, x := range numbers {
		if i < needs || rule == "sum" && x < 0 {
			sum += x
		}
	}
	if rule == "mean" {
		return sum / float64(needs)
	}
	return sum
}

func wholeNumbered(q asked) bool {
	if q.Kind == quiz.Number {
		return q.Whole && (q.Min == nil || isWhole(*q.Min)) && (q.Max == nil || isWhole(*q.Max))
	}
	return !slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Numbered && !isWhole(o.Number) })
}

func isWhole(x float64) bool { return x == math.Trunc(x) }
