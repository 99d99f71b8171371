package scoring

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"waymark/quiz"
)

// Mismatch is one thing in which a plan differs from what an author's test expects.
type Mismatch struct {
	What string `json:"what"` // like "next" or "state of spiral"
	Want string `json:"want"`
	Got  string `json:"got"`
}

// Test makes the plan of an author's test and returns in what it differs from what is expected.
func (s *Scorer) Test(t *quiz.Test) []Mismatch {
	plan := s.Plan(t.Case.History, t.Case.At)
	var m mismatches
	if t.Expect.Next != nil {
		m.compare("next", *t.Expect.Next, plan.Next)
	}
	if t.Expect.Path != nil {
		m.compare("path", *t.Expect.Path, plan.Path)
	}
	if t.Expect.Order != nil {
		m.compare("order", strings.Join(*t.Expect.Order, ", "), strings.Join(plan.Order, ", "))
	}
	if t.Expect.Cards != nil {
		m.compare("cards", strings.Join(*t.Expect.Cards, ", "), strings.Join(plan.Cards, ", "))
	}
	for _, id := range slices.Sorted(maps.Keys(t.Expect.Scores)) {
		m.compare("score of "+id, expectedScore(t.Expect.Scores[id]), spellScore(scoreIn(plan, id)))
	}
	for _, id := range slices.Sorted(maps.Keys(t.Expect.Bands)) {
		m.compare("band of "+id, t.Expect.Bands[id], scoreIn(plan, id).Band)
	}
	for _, id := range slices.Sorted(maps.Keys(t.Expect.States)) {
		state, _ := plan.Step(id)
		m.compare("state of "+id, string(t.Expect.States[id]), string(state.State))
	}
	for _, f := range plan.Faults {
		m.compare(fmt.Sprintf("the rule in %s, line %d", f.Pos.File, f.Pos.Line), "a value", f.Message)
	}
	return m
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

// notScored is how a score that is not known is written.
const notScored = "not scored"

func expectedScore(want *float64) string {
	if want == nil {
		return notScored
	}
	return fmt.Sprint(*want)
}

// spellScore writes a score with all its digits, so that tests compare it to the bit.
func spellScore(s quiz.Score) string {
	if !s.Scored {
		return notScored
	}
	return fmt.Sprint(s.Value)
}
