package scoring_test

import (
	"testing"

	"waymark/scoring"
)

// TestShippedTestsFindEveryMistakeInGuards makes every small mistake in the guards of the shipped quiz, and in what they rest on.
func TestShippedTestsFindEveryMistakeInGuards(t *testing.T) {
	t.Parallel()
	_, s := shipped(t)
	results, err := s.Mutate(scoring.MutateOptions{Guards: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(results) < 150 {
		t.Fatalf("only %d mistakes were made", len(results))
	}
	for _, r := range results {
		if r.Fate != scoring.Killed {
			t.Errorf("%s:%d:%d: %s: %s, and every test passes", r.Pos.File, r.Pos.Line, r.Pos.Column, r.Of, r.Change)
		}
	}
}

// BenchmarkMutateGuards is what the gate pays for it.
func BenchmarkMutateGuards(b *testing.B) {
	_, s := shipped(b)
	for b.Loop() {
		if _, err := s.Mutate(scoring.MutateOptions{Guards: true}); err != nil {
			b.Fatal(err)
		}
	}
}
