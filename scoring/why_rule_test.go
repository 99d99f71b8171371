package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waymark/quiz"
)

// TestReasonOfRule gives single rules to one person and compares what they rest on. Who it is: afraid, hit and threatened, the end
// 10 days ago, ratings 5, 4 and 1 today (the score is 100 * (14/3 - 1) / 4 = 91.7) and 3, 3, 3 a week ago.
func TestReasonOfRule(t *testing.T) {
	t.Parallel()
	h := quiz.History{Results: []quiz.Result{
		result("mood", 7, ratings("333")),
		result("about", 1, quiz.Answers{"fear": code("yes"), "harm": many("hit", "threat"), "ended": dated("2026-11-12")}),
		result("mood", 0, ratings("541")),
	}}
	const (
		fear  = "you answered “yes” to “fear?”"
		harm  = "you answered “hit” and “threat” to “harm?”"
		ended = "you answered “12 November 2026” to “ended?”"
		note  = "you have not answered “note?”"
		a     = "you answered “5” to “a?”"
		b     = "you answered “4” to “b?”"
		stuck = "your score for “Stuck” is 92 of 100 (high)"
		today = "today is 22 November 2026"
	)
	for rule, want := range map[string][2][]string{
		"fear == 'yes'":                                       {{fear}, nil},
		"true or fear == 'yes'":                               {{}, nil},
		"a >= 1 and true":                                     {{a}, nil},
		"a <= 5 or not known(a) or a > 5":                     {{a}, nil},
		"a * 0 + 3 > 2 and b > 0":                             {{a, b}, nil},
		"fear == 'yes' or has(harm, 'hit') or known(note)":    {{fear, harm}, {fear}},
		"fear == 'no' and not has(harm, 'hit') and a == 5":    {{fear, harm}, {fear}},
		"fear == 'yes' and (known(note) or has(harm, 'hit'))": {{fear, harm}, nil},
		"not (fear == 'yes' and a == 4 and b == 5)":           {{a, b}, {a}},
		"safe":                               {{fear}, nil},
		"not safe and today - ended >= week": {{fear, today, ended}, nil},
		"band(stuck) == 'high'":              {{stuck}, nil},
		"need > 50":                          {{stuck}, nil},
		"first_known(a, b) > 3":              {{a}, nil},
		"max(a, b) > 3":                      {{a, b}, nil},
		"(fear == 'yes' ? a : b) > 4":        {{a, fear}, nil},
		"(fear == 'yes' ? a : b) > 3":        {{a, fear}, nil},
		"(fear == 'yes' ? max(first_known(a, 0), 3) : b) > 2.5": {{a, fear, b}, nil},
		"(fear == 'yes' ? max(a, 3) : a) > 4":                   {{a}, nil},
		"verdict == 'bad'":                                      {{fear}, nil},
		"known(note)":                                           {{note}, nil},
		"change.a > 1":                                          {{a, "the time before, you answered “3” to “a?”"}, nil},
		"change.stuck > 20":                                     {{stuck, "the time before, your score for “Stuck” is 50 of 100 (middle)"}, nil},
		"taken('mood') and times('mood') == 2":                  {{"you went through the questions of “Mood” today", "you have been through the questions of “Mood” 2 times"}, nil},
		"days_since('about') <= 1":                              {{"you went through the questions of “About” yesterday"}, nil},
		"newer('mood', 'about')":                                {{"you went through the questions of “Mood” after those of “About”"}, nil},
		"days_since_said(fear, 'yes') < 30":                     {{"yesterday you answered “yes” to “fear?”"}, nil},
		"known(days_since_said(fear, 'no'))":                    {{"you answered “yes” to “fear?”"}, nil},
		"done('first')":                                         {{stuck}, nil},
		"tasks('first') > 1":                                    {{"you have ticked no task of the step “First”"}, nil},
		"started('first') > 1":                                  {{"you have not begun the step “First”"}, nil},
		"person_closed('first')":                                {{"you have not closed the step “First”"}, nil},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			q := sample()
			for _, set := range q.Sets {
				set.Title = map[string]string{"about": "About", "mood": "Mood"}[set.ID]
				for _, question := range set.Questions {
					question.Ask = question.ID + "?"
				}
			}
			q.Scales[0].Title, q.Steps[0].Title = "Stuck", "First"
			q.Guards[0].When = txt(rule)
			s := mustCompile(t, q)
			e := s.begin(h, noon)
			defer e.end()
			w := e.explain()
			defer w.end()
			reason := w.truth(s.guards[0].when, true)
			if diff := cmp.Diff(want[0], append([]string{}, texts(reason.Facts)...)); diff != "" {
				t.Errorf("facts:\n%s", diff)
			}
			first := want[1]
			if first == nil {
				first = want[0]
			}
			if diff := cmp.Diff(first, append([]string{}, texts(reason.First)...)); diff != "" {
				t.Errorf("what decided first:\n%s", diff)
			}
			if reason.Holds != s.guards[0].when.root.Truth(e.frame) {
				t.Errorf("it holds: %v", reason.Holds)
			}
		})
	}
}

// TestWhyAScoreIsWhatItIs: of the ratings 5, 4 and 1, the last reverse-keyed, the first and the last raise the score alike.
func TestWhyAScoreIsWhatItIs(t *testing.T) {
	t.Parallel()
	q := sample()
	for _, question := range q.Sets[1].Questions {
		question.Ask = question.ID + "?"
	}
	s := mustCompile(t, q)
	for answers, want := range map[string][2]string{
		"541": {"These two answers raise it most: “5” to “a?”, and “1” to “c?”.", ""},
		"533": {"This answer raises it most: “5” to “a?”.", ""},
		"551": {"These three answers raise it most: “5” to “a?”, “5” to “b?”, and “1” to “c?”.", ""},
		"333": {"", ""},
		"413": {"This answer raises it most: “4” to “a?”.", "This answer lowers it most: “1” to “b?”."},
		"5-5": {"This answer raises it most: “5” to “a?”.", "This answer lowers it most: “5” to “c?”."},
	} {
		why := s.Why(quiz.History{Results: []quiz.Result{result("mood", 0, ratings(answers))}}, noon)
		if got := [2]string{why.Scores[0].Raises, why.Scores[0].Lowers}; got != want {
			t.Errorf("%s: %q", answers, got)
		}
	}
}

// TestWhyOfARuleThatFails: a guard whose rule fails closes its steps, and says so.
func TestWhyOfARuleThatFails(t *testing.T) {
	t.Parallel()
	q := sample()
	q.Values = append(q.Values, &quiz.Value{ID: "huge", Is: txt("a * 1e308 * 1e308")})
	q.Guards[0].When = txt("huge > 3")
	s := mustCompile(t, q)
	why := s.Why(quiz.History{Results: []quiz.Result{result("mood", 0, ratings("541"))}}, noon)
	if len(why.Guards) != 1 || !why.Guards[0].Failed || !why.Guards[0].Holds || why.Steps[1].State != quiz.Closed || !why.Steps[1].Reasons[0].Failed {
		t.Errorf("%+v", why)
	}
}
