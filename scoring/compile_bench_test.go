package scoring_test

import (
	"testing"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/questions/questionstest"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// BenchmarkCompile makes files into a scorer that is ready to plan.
func BenchmarkCompile(b *testing.B) {
	_, shipped, _ := questions.Load(library.NineSteps())
	sizes := map[string]map[string][]byte{"nine-steps(limit:30ms)": shipped, "500-questions(limit:300ms)": questionstest.Large()}
	for name, files := range sizes {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if s, problems := compileFiles(files); s == nil {
					b.Fatal(problems)
				}
			}
		})
	}
}

func compileFiles(files map[string][]byte) (*scoring.Scorer, []source.Problem) {
	q, problems := questions.Parse(files)
	if source.HasErrors(problems) {
		return nil, problems
	}
	s, found := scoring.Compile(q)
	return s, append(problems, found...)
}

// TestLargeQuizIsWhatItSays holds how much the large quiz is, so that its measurements mean something.
func TestLargeQuizIsWhatItSays(t *testing.T) {
	t.Parallel()
	q, problems := questions.Parse(questionstest.Large())
	s, found := scoring.Compile(q)
	if problems = append(problems, found...); len(problems) > 0 {
		t.Fatalf("%d problems, first %+v", len(problems), problems[0])
	}
	asked, conditions := 0, 0
	for _, set := range q.Sets {
		asked += len(set.Questions)
		for _, page := range set.Questions {
			if page.ShowIf.Value != "" {
				conditions++
			}
		}
	}
	rules := len(q.Scales) + len(q.Values) + len(q.Guards) + 4*len(q.Steps)
	if asked != 500 || rules < 200 || conditions != 50 {
		t.Errorf("%d questions, %d rules, %d conditions", asked, rules, conditions)
	}
	if p := s.Plan(quiz.History{}, clock); p.Next == "" {
		t.Error("nothing is next")
	}
}
