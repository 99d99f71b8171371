package scoring_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"waymark/questions"
	"waymark/quiz"
	"waymark/scoring"
)

// TestEveryRuleAgreesWithTheMachine judges every rule of the shipped quiz and of the quizzes for tests, for many random people: against the machine,
// and against what its text says.
func TestEveryRuleAgreesWithTheMachine(t *testing.T) {
	t.Parallel()
	quizzes := explainable(t)
	work, _, problems := questions.Load(os.DirFS("../questions/testdata/workload"))
	if work == nil {
		t.Fatal(problems)
	}
	quizzes["workload"] = work
	least := map[string]int{"nine-steps": 100, "all-kinds": 20, "small": 3, "workload": 20}
	for name, q := range quizzes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			judgePeople(t, q, least[name])
		})
	}
}

func judgePeople(t *testing.T, q *quiz.Quiz, least int) {
	t.Helper()
	s, problems := scoring.Compile(q)
	if s == nil {
		t.Fatal(problems)
	}
	rules, differ, err := scoring.Judge(s)
	if err != nil {
		t.Fatal(err)
	}
	if rules < least {
		t.Errorf("only %d rules were found", rules)
	}
	means, err := scoring.Means(s)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		c := randomCase(r, q, clock)
		if err := errors.Join(differ(c.History, c.At), means(c.History)); err != nil {
			t.Fatalf("%v\nhistory: %+v", err, c.History)
		}
	}
}
