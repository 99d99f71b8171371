package scoring

import (
	"math/rand/v2"
	"testing"
	"time"

	"waymark/quiz"
)

// TestFiguresOfRandomQuizzes holds what becomes of the people of a simulation to the plans of their histories, for quizzes made by chance.
func TestFiguresOfRandomQuizzes(t *testing.T) {
	t.Parallel()
	smallQuizzes(t, 60, func(t *testing.T, _ *rand.Rand, s *Scorer) {
		if _, err := JudgeFigures(s, 1, noon); err != nil {
			t.Error(err)
		}
	})
}

// TestFiguresOfEveryInput does so for a quiz with every kind of thing that a rule can read, at midnight and far from it, east and west.
func TestFiguresOfEveryInput(t *testing.T) {
	t.Parallel()
	q := sample()
	for id, rule := range map[string]string{
		"said": "days_since_said(fear, 'yes') - days_since_said(fear, 'yes', 'no')", "harmed": "days_since_said(harm, 'hit')",
		"was": "before.a + change.stuck", "later": "newer('mood', 'about')", "old": "days_since('mood') > 7 and times('about') > 2",
		"begun": "started('first') + tasks('first')", "wrote": "known(note) and not taken('mood')",
	} {
		q.Values = append(q.Values, &quiz.Value{ID: id, Is: txt(rule)})
	}
	s := mustCompile(t, q)
	for _, at := range []time.Time{
		noon, noon.Add(12 * time.Hour), noon.Add(-12*time.Hour + time.Second), time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 29, 1, 30, 0, 0, time.FixedZone("east", 13*60*60)), time.Date(2026, 3, 29, 1, 30, 0, 0, time.FixedZone("west", -10*60*60)),
	} {
		if _, err := JudgeFigures(s, 2, at); err != nil {
			t.Errorf("%v: %v", at, err)
		}
	}
}
