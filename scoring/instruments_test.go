package scoring_test

import (
	"os"
	"path/filepath"
	"testing"

	"waymark/questions"
	"waymark/scoring"
)

// TestPublishedInstruments scores the published vectors of standard questionnaires, each written as a small quiz: sums, means,
// doubled sums, reverse-keyed items, bands at both edges, missing answers, a skip rule.
func TestPublishedInstruments(t *testing.T) {
	t.Parallel()
	quizzes, err := filepath.Glob("testdata/instruments/*/quiz.yaml")
	if err != nil || len(quizzes) < 8 {
		t.Fatalf("instruments: %v, %v", quizzes, err)
	}
	for _, file := range quizzes {
		folder := filepath.Dir(file)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			q, _, problems := questions.Load(os.DirFS(folder))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			s, problems := scoring.Compile(q)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if len(q.Tests) < 14 {
				t.Errorf("only %d vectors", len(q.Tests))
			}
			for _, test := range q.Tests {
				for _, m := range s.Test(test) {
					t.Errorf("%s: %s: want %s, got %s", test.Name, m.What, m.Want, m.Got)
				}
			}
		})
	}
}
