package scoring_test

import (
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// TestKeep holds which answers count: those to questions that their set asks by its own answers.
func TestKeep(t *testing.T) {
	t.Parallel()
	q, _, problems := questions.Load(os.DirFS("../questions/testdata/all-kinds"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	code := func(value string) quiz.Answer { return quiz.Answer{Form: quiz.Code, Text: value} }
	tests := map[string]struct {
		condition string // of shift_end
		answers   quiz.Answers
		want      []string
	}{
		"its condition holds":               {"shifts == 'yes'", quiz.Answers{"shifts": code("yes"), "shift_end": code("06:30")}, []string{"shift_end", "shifts"}},
		"its condition fails":               {"shifts == 'yes'", quiz.Answers{"shifts": code("no"), "shift_end": code("06:30")}, []string{"shifts"}},
		"what it rests on is open":          {"shifts == 'yes'", quiz.Answers{"shift_end": code("06:30")}, nil},
		"it rests on the plan":              {"shifts == 'yes' and days_since('nights') < 3", quiz.Answers{"shift_end": code("06:30")}, []string{"shift_end"}},
		"it rests on another set":           {"coffee > 1", quiz.Answers{"shift_end": code("06:30")}, []string{"shift_end"}},
		"several names, one of another set": {"known(shifts) or coffee > 1", quiz.Answers{"shift_end": code("06:30")}, []string{"shift_end"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, problems := scoring.Compile(withCondition(q, "shift_end", test.condition))
			if source.HasErrors(problems) {
				t.Fatal(problems)
			}
			r := quiz.Result{Set: "about-you", Answers: test.answers, At: clock}
			s.Keep(&r)
			if diff := cmp.Diff(test.want, slices.Sorted(maps.Keys(r.Answers))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// withCondition is the quiz with another condition of a question of its first set.
func withCondition(q *quiz.Quiz, question, condition string) *quiz.Quiz {
	changed := *q
	set := *q.Sets[0]
	set.Questions = nil
	for _, page := range q.Sets[0].Questions {
		if page.ID == question {
			page = &quiz.Question{}
			*page = *q.Sets[0].Question(question)
			page.ShowIf = source.Text{Value: condition}
		}
		set.Questions = append(set.Questions, page)
	}
	changed.Sets = append([]*quiz.Set{&set}, q.Sets[1:]...)
	return &changed
}
