package scoring

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"waymark/quiz"
)

// Mismatch is one thing in which a plan differs from what an author's test expects.
type Mismatch struct {
	What string  `json:"what"` // like "next" or "state of spiral"
	Want string  `json:"want"`
	Got  string  `json:"got"`
	Diff string  `json:"diff,omitempty"` // of lists: in words, in what they differ
	Why  []Trace `json:"why,omitempty"`  // why it came so
}

// Test makes the plan of an author's test and returns in what it differs from what is expected, without why.
func (s *Scorer) Test(t *quiz.Test) []Mismatch {
	e := s.begin(t.Case.History, t.Case.At)
	defer e.end()
	return e.test(t)
}

// TestWhy is Test with why everything that differs came so. It takes longer.
func (s *Scorer) TestWhy(t *quiz.Test) []Mismatch {
	found := s.Test(t)
	if len(found) == 0 {
		return nil
	}
	e := s.begin(t.Case.History, t.Case.At)
	defer e.end()
	tracer := newTracer(e)
	defer tracer.w.end()
	for i := range found {
		for _, trace := range tracer.trace(&found[i], t) {
			if !slices.ContainsFunc(found[i].Why, func(known Trace) bool { return known.Pos == trace.Pos }) {
				found[i].Why = append(found[i].Why, trace)
			}
		}
	}
	return found
}

func (e *evaluation) test(t *quiz.Test) []Mismatch {
	var m mismatches
	plan, want := e.plan(), &t.Expect
	if want.Next != nil {
		m.compare("next", *want.Next, plan.Next)
	}
	if want.Path != nil {
		m.compare("path", *want.Path, plan.Path)
	}
	m.compareLists("order", want.Order, plan.Order)
	m.compareLists("cards", want.Cards, plan.Cards)
	m.compareLists("fired", want.Fired, plan.Fired)
	for _, id := range slices.Sorted(maps.Keys(want.Scores)) {
		m.compareScores(id, want.Scores[id], scoreIn(plan, id))
	}
	for _, id := range slices.Sorted(maps.Keys(want.Bands)) {
		m.compare(bandNamed+id, want.Bands[id], scoreIn(plan, id).Band)
	}
	for _, id := range slices.Sorted(maps.Keys(want.Values)) {
		m.compare(valueOf+id, want.Values[id], e.spellNamed(id))
	}
	for _, id := range slices.Sorted(maps.Keys(want.States)) {
		state, _ := plan.Step(id)
		m.compare(stateOf+id, string(want.States[id]), string(state.State))
	}
	for _, id := range slices.Sorted(maps.Keys(want.Because)) {
		if said := becauseIn(plan, id); !strings.Contains(said, want.Because[id]) {
			m.compare(becauseOf+id, want.Because[id], said)
		}
	}
	if len(want.Why) > 0 {
		m.reasons(want.Why, e)
	}
	m.pages(e.s, t)
	for _, f := range plan.Faults {
		m.compare(fmt.Sprintf("the rule in %s, line %d", f.Pos.File, f.Pos.Line), "a value", f.Message)
	}
	return m
}

// How the things that a test compares are named, before the id.
const (
	scoreOf   = "score of "
	bandNamed = "band of "
	valueOf   = "value of "
	stateOf   = "state of "
	becauseOf = "because of "
	whyOf     = "why of "
)

// spellNamed writes a value as quiz.Expectation has it.
func (e *evaluation) spellNamed(id string) string {
	i := slices.IndexFunc(e.s.derives, func(d *derived) bool { return d.key == id && d.rule != nil })
	if i < 0 {
		return ""
	}
	switch d, x := e.s.derives[i], e.frame[e.s.derives[i].slot]; {
	case x != x:
		return ""
	case d.typ.kind == truth:
		return fmt.Sprint(x == 1)
	case d.typ.kind == text:
		return e.s.text(x)
	case d.typ.kind == day:
		return quiz.Day(x).String()
	default:
		return fmt.Sprint(x)
	}
}

// becauseIn returns why a step is in its state or, for quiz.ExpectNext, why what is next is next.
func becauseIn(p quiz.Plan, id string) string {
	if id == quiz.ExpectNext {
		return p.Because
	}
	state, _ := p.Step(id)
	return state.Because
}

// scoreIn returns the score of a scale or value in a plan.
func scoreIn(p quiz.Plan, id string) quiz.Score {
	if score, ok := p.Scores.Of(id); ok {
		return score
	}
	score, _ := p.Values.Of(id)
	return score
}

type mismatches []Mismatch

func (m *mismatches) compare(what, want, got string) {
	if want != got {
		*m = append(*m, Mismatch{What: what, Want: want, Got: got})
	}
}

// compareScores compares a score to the digits that the author wrote.
func (m *mismatches) compareScores(id string, want *float64, got quiz.Score) {
	if want != nil && got.Scored && rounds(got.Value, *want) {
		return
	}
	m.compare(scoreOf+id, expectedScore(want), spellScore(got))
}

// rounds reports whether a number, rounded to as many digits behind the point as the other has, is the other. What lies just between two
// rounds to both.
func rounds(x, to float64) bool {
	_, behind, _ := strings.Cut(strconv.FormatFloat(to, 'f', -1, 64), ".")
	const half, noise = 0.5, 1e-9
	return math.Abs(x-to) <= half*math.Pow10(-len(behind))*(1+noise)
}

func (m *mismatches) compareLists(what string, want *[]string, got []string) {
	if want != nil && !slices.Equal(*want, got) {
		*m = append(*m, Mismatch{What: what, Want: strings.Join(*want, ", "), Got: strings.Join(got, ", "), Diff: differ(*want, got)})
	}
}

// differ says in words in what two lists differ.
func differ(want, got []string) string {
	missing, more := lacking(want, got), lacking(got, want)
	var parts []string
	if len(missing) > 0 {
		parts = append(parts, strings.Join(missing, ", ")+" missing")
	}
	if len(more) > 0 {
		parts = append(parts, strings.Join(more, ", ")+" too many")
	}
	if len(parts) == 0 {
		return "in another order"
	}
	return strings.Join(parts, "; ")
}

// lacking returns what stands in the first list and not in the second.
func lacking(in, from []string) []string {
	return slices.DeleteFunc(slices.Clone(in), func(s string) bool { return slices.Contains(from, s) })
}

// reasons compares on what states rest.
func (m *mismatches) reasons(want map[string][]string, e *evaluation) {
	w := e.explain()
	defer w.end()
	why := w.why()
	for _, id := range slices.Sorted(maps.Keys(want)) {
		expected, got := slices.Sorted(slices.Values(want[id])), citedBy(reasonsOf(&why, id))
		m.compareLists(whyOf+id, &expected, got)
	}
}

// reasonsOf returns the reasons of a step's state or, for quiz.ExpectNext, of what is next.
func reasonsOf(why *quiz.Why, id string) []quiz.Reason {
	if id == quiz.ExpectNext {
		return why.Next.Reasons
	}
	i := slices.IndexFunc(why.Steps, func(s quiz.StepWhy) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return why.Steps[i].Reasons
}

// citedBy returns the ids of what the reasons rest on, each once, sorted.
func citedBy(reasons []quiz.Reason) []string {
	var ids []string
	for _, r := range reasons {
		for _, f := range r.Facts {
			ids = append(ids, subjectOf(f))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// subjectOf returns the id of what a fact is about.
func subjectOf(f *quiz.Fact) string {
	switch f.Kind {
	case quiz.FactAnswer, quiz.FactBefore, quiz.FactSaid:
		return f.Question
	case quiz.FactToday:
		return quiz.ExpectToday
	case quiz.FactStarted, quiz.FactTasks, quiz.FactClosed:
		return f.Step
	case quiz.FactScore, quiz.FactScoreBefore:
		return f.Scale
	default:
		return f.Set
	}
}

// notScored is how a score that is not known is written.
const notScored = "not scored"

func expectedScore(want *float64) string {
	if want == nil {
		return notScored
	}
	return fmt.Sprint(*want)
}

// spellScore writes a score with all its digits.
func spellScore(s quiz.Score) string {
	if !s.Scored {
		return notScored
	}
	return fmt.Sprint(s.Value)
}
