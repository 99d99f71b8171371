package scoring_test

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"waymark/questions"
	"waymark/quiz"
	"waymark/scoring"
)

// explainable are the quizzes whose reasons are tested.
func explainable(t *testing.T) map[string]*quiz.Quiz {
	t.Helper()
	nine, _ := shipped(t)
	quizzes := map[string]*quiz.Quiz{"nine-steps": nine}
	for _, name := range []string{"all-kinds", "small"} {
		q, _, problems := questions.Load(os.DirFS("../questions/testdata/" + name))
		if q == nil {
			t.Fatalf("%s: %v", name, problems)
		}
		quizzes[name] = q
	}
	return quizzes
}

// forRandomPeople runs a test for random people of each quiz.
func forRandomPeople(t *testing.T, people int, test func(t *testing.T, q *quiz.Quiz, s *scoring.Scorer, c quiz.Case)) {
	t.Helper()
	for name, q := range explainable(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, problems := scoring.Compile(q)
			if s == nil {
				t.Fatal(problems)
			}
			r := rand.New(rand.NewPCG(3, 4))
			for range people {
				c := randomCase(r, q, clock)
				test(t, q, s, c)
				if t.Failed() {
					t.Fatalf("history: %+v", c.History)
				}
			}
		})
	}
}

// TestReasonsAreEnoughAndNeeded: with its facts alone a rule has the value that it has, and without them it may have another.
func TestReasonsAreEnoughAndNeeded(t *testing.T) {
	t.Parallel()
	forRandomPeople(t, 300, func(t *testing.T, _ *quiz.Quiz, s *scoring.Scorer, c quiz.Case) {
		for _, wrong := range scoring.Unsupported(s, c.History, c.At) {
			t.Error(wrong)
		}
	})
}

// TestFactsAreTrue reads every fact of random people again from their histories.
func TestFactsAreTrue(t *testing.T) {
	t.Parallel()
	forRandomPeople(t, 500, func(t *testing.T, q *quiz.Quiz, s *scoring.Scorer, c quiz.Case) {
		why := s.Why(c.History, c.At)
		for _, f := range why.Facts {
			if !holds(q, c, f) {
				t.Errorf("not true: %s (%+v)", f.Text, f)
			}
			checkText(t, q, f)
		}
		for _, r := range reasons(why) {
			for _, f := range r.Facts {
				if !slices.Contains(why.Facts, f) {
					t.Errorf("%q is not among the facts", f.Text)
				}
			}
		}
	})
}

// TestTakingAnAnswerAwayTakesItsFacts: no fact about an answer holds any more once the answer is taken out of the history.
func TestTakingAnAnswerAwayTakesItsFacts(t *testing.T) {
	t.Parallel()
	forRandomPeople(t, 50, func(t *testing.T, q *quiz.Quiz, s *scoring.Scorer, c quiz.Case) {
		for _, r := range reasons(s.Why(c.History, c.At)) {
			without, cited := quiz.Case{At: c.At, History: c.History}, answersOf(r.Facts)
			without.History.Results = slices.Clone(c.History.Results)
			for i, result := range without.History.Results {
				left := quiz.Answers{}
				for id, a := range result.Answers {
					if !cited[id] {
						left[id] = a
					}
				}
				without.History.Results[i].Answers = left
			}
			for _, f := range r.Facts {
				if restsOnAnswers(f) && holds(q, without, f) {
					t.Errorf("still true without its answers: %s", f.Text)
				}
			}
		}
	})
}

// reasons returns all reasons of a plan.
func reasons(why quiz.Why) []quiz.Reason {
	all := slices.Clone(why.Next.Reasons)
	for _, g := range why.Guards {
		all = append(all, g.Reason)
	}
	for _, step := range why.Steps {
		all = append(all, step.Reasons...)
		if step.Need != nil {
			all = append(all, *step.Need)
		}
	}
	return all
}

func answersOf(facts []*quiz.Fact) map[string]bool {
	questions := map[string]bool{}
	for _, f := range facts {
		if f.Question != "" {
			questions[f.Question] = true
		}
		for id := range answersOf(f.Rests) {
			questions[id] = true
		}
	}
	return questions
}

func restsOnAnswers(f *quiz.Fact) bool {
	switch f.Kind {
	case quiz.FactAnswer, quiz.FactBefore:
		return f.Answer.Form != quiz.Unanswered
	case quiz.FactSaid:
		return f.Is
	case quiz.FactScore, quiz.FactScoreBefore:
		return f.Score.Scored
	default:
		return false
	}
}

// resultsOf returns the results of a set, the latest first.
func resultsOf(h quiz.History, set string) []quiz.Result {
	var results []quiz.Result
	for _, r := range slices.Backward(h.Results) {
		if r.Set == set {
			results = append(results, r)
		}
	}
	return results
}

func daysAgo(c quiz.Case, r quiz.Result) int { return int(quiz.DayOf(c.At) - quiz.DayOf(r.At)) }

// holds reads a fact again from a history: written down a second time, from what docs/format.md says.
func holds(q *quiz.Quiz, c quiz.Case, f *quiz.Fact) bool {
	results := resultsOf(c.History, f.Set)
	switch f.Kind {
	case quiz.FactAnswer:
		return len(results) == 0 && f.Answer.Form == quiz.Unanswered || len(results) > 0 && results[0].Answers[f.Question].Equal(f.Answer)
	case quiz.FactBefore:
		if len(results) < 2 || results[0].Ruler != results[1].Ruler {
			return f.Answer.Form == quiz.Unanswered
		}
		return results[1].Answers[f.Question].Equal(f.Answer)
	case quiz.FactSaid:
		i := slices.IndexFunc(results, func(r quiz.Result) bool { return says(r.Answers[f.Question], f.Values...) })
		return f.Is == (i >= 0) && (i < 0 || f.Count == daysAgo(c, results[i]) && labelled(q, results[i], f))
	case quiz.FactTaken:
		return f.Is == (len(results) > 0) && (!f.Is || f.Count == daysAgo(c, results[0]))
	case quiz.FactTimes:
		return f.Count == len(results)
	case quiz.FactNewer:
		than := resultsOf(c.History, f.Than)
		return f.Is == (len(results) > 0 && (len(than) == 0 || results[0].At.After(than[0].At)))
	case quiz.FactToday:
		return f.Day == quiz.DayOf(c.At)
	case quiz.FactScore, quiz.FactScoreBefore:
		return scoreHolds(q, c, f)
	default:
		return eventHolds(c, f)
	}
}

// labelled reports whether the options of the fact were chosen in the result.
func labelled(q *quiz.Quiz, r quiz.Result, f *quiz.Fact) bool {
	_, question := questionOf(q, f.Question)
	for _, o := range question.Options {
		if slices.Contains(f.Options, o.Label) && !says(r.Answers[f.Question], o.Value) {
			return false
		}
	}
	return len(f.Options) > 0
}

func eventHolds(c quiz.Case, f *quiz.Fact) bool {
	started, closed, ticked := -1, false, map[string]bool{}
	for _, e := range c.History.Events {
		switch {
		case e.Step != f.Step:
		case e.Kind == quiz.StepStarted && started < 0:
			started = int(quiz.DayOf(c.At) - quiz.DayOf(e.At))
		case e.Kind == quiz.StepClosed:
			closed = true
		case e.Kind == quiz.StepReopened:
			closed = false
		case e.Kind == quiz.TaskTicked:
			ticked[e.Task] = true
		case e.Kind == quiz.TaskUnticked:
			delete(ticked, e.Task)
		}
	}
	switch f.Kind {
	case quiz.FactStarted:
		return f.Is == (started >= 0) && (!f.Is || f.Count == started)
	case quiz.FactTasks:
		return f.Count == len(ticked)
	default:
		return f.Is == closed
	}
}

// scoreHolds computes a score by hand.
func scoreHolds(q *quiz.Quiz, c quiz.Case, f *quiz.Fact) bool {
	i := slices.IndexFunc(q.Scales, func(s *quiz.Scale) bool { return s.ID == f.Scale })
	scale := q.Scales[i]
	sum, n, low, high := 0.0, 0.0, 0.0, 0.0
	for i, id := range scale.Items {
		set, question := questionOf(q, id)
		least, most, _ := question.Range()
		if i == 0 {
			low, high = least, most
		}
		a := latest(c.History, set, id)
		if results := resultsOf(c.History, set); f.Kind == quiz.FactScoreBefore {
			a = quiz.Answer{}
			if len(results) > 1 && results[0].Ruler == results[1].Ruler {
				a = results[1].Answers[id]
			}
		}
		if a.Form != quiz.Numeric {
			continue
		}
		if slices.Contains(scale.Reverse, id) {
			a.Number = least + most - a.Number
		}
		sum, n = sum+a.Number, n+1
	}
	score := sum
	switch scale.Score.Value {
	case "percent":
		score = 100 * (sum/n - low) / (high - low)
	case "10 * mean":
		score = 10 * sum / n
	}
	if int(n) < scale.Needs || n == 0 {
		return !f.Score.Scored
	}
	return f.Score.Scored && math.Abs(f.Score.Value-score) < 1e-9 && f.Score.Band == quiz.BandOf(scale.Bands, f.Score.Value)
}

func questionOf(q *quiz.Quiz, id string) (set string, question *quiz.Question) {
	for _, s := range q.Sets {
		for _, page := range s.Questions {
			for _, part := range page.Answerable() {
				if part.ID == id {
					return s.ID, part
				}
			}
		}
	}
	return "", nil
}

// checkText: a fact about an answer says the labels of its options and the question.
func checkText(t *testing.T, q *quiz.Quiz, f *quiz.Fact) {
	t.Helper()
	if f.Text == "" || strings.Contains(f.Text, "%!") {
		t.Errorf("%s is said as %q", f.Kind, f.Text)
	}
	if f.Kind != quiz.FactAnswer {
		return
	}
	_, question := questionOf(q, f.Question)
	if f.Answer.Form == quiz.Numeric && !slices.ContainsFunc(question.Options, func(o quiz.Option) bool { return o.Numbered }) {
		want := strings.TrimSpace(strconv.FormatFloat(f.Answer.Number, 'f', -1, 64) + " " + question.Unit)
		if !strings.Contains(f.Text, "“"+want+"”") {
			t.Errorf("%q does not say %s", f.Text, want)
		}
	}
	said := []string{strings.TrimSuffix(question.Ask, ".")}
	for _, o := range question.Options {
		if says(f.Answer, o.Value) || f.Answer.Form == quiz.Numeric && o.Numbered && o.Number == f.Answer.Number {
			said = append(said, strings.TrimSuffix(o.Label, "."))
		}
	}
	for _, words := range said {
		if !strings.Contains(f.Text, "“"+words+"”") {
			t.Errorf("%q does not say %q", f.Text, words)
		}
	}
}

// TestFactsNameOnlyWhatWasAnswered: no fact names an option that the person never chose. Whoever reads why a step is closed must not
// learn what to answer so that it opens.
func TestFactsNameOnlyWhatWasAnswered(t *testing.T) {
	t.Parallel()
	forRandomPeople(t, 300, func(t *testing.T, q *quiz.Quiz, s *scoring.Scorer, c quiz.Case) {
		for _, f := range s.Why(c.History, c.At).Facts {
			if f.Question == "" {
				continue
			}
			_, question := questionOf(q, f.Question)
			for _, o := range question.Options {
				chosen := slices.ContainsFunc(c.History.Results, func(r quiz.Result) bool {
					a := r.Answers[f.Question]
					return says(a, o.Value) || a.Form == quiz.Numeric && o.Numbered && o.Number == a.Number
				})
				if strings.Contains(f.Text, "“"+strings.TrimSuffix(o.Label, ".")+"”") && !chosen {
					t.Errorf("%q names %q, which was never answered", f.Text, o.Label)
				}
			}
		}
	})
}

// TestReasonsSayTheState: the rules whose reasons are given decide the states and what is next.
func TestReasonsSayTheState(t *testing.T) {
	t.Parallel()
	forRandomPeople(t, 500, func(t *testing.T, _ *quiz.Quiz, s *scoring.Scorer, c quiz.Case) {
		p, why := s.Plan(c.History, c.At), s.Why(c.History, c.At)
		today := float64(quiz.DayOf(c.At))
		came := func(r quiz.Reason) bool { return r.Holds || r.Known && r.Value <= today }
		for i, step := range why.Steps {
			if step.ID != p.Steps[i].ID || step.State != p.Steps[i].State {
				t.Errorf("%s is %s, not %s", step.ID, step.State, p.Steps[i].State)
			}
			for _, r := range step.Reasons {
				if came(r) == (step.State == quiz.Waiting) {
					t.Errorf("%s is %s, but %q is %v", step.ID, step.State, r.Rule.Value, came(r))
				}
			}
			if step.State == quiz.Closed && step.Reasons[0].Rule.Value != guardOf(why, p.Steps[i].Guard).Rule.Value {
				t.Errorf("%s is closed by %s, not by %q", step.ID, p.Steps[i].Guard, step.Reasons[0].Rule.Value)
			}
		}
		if why.Next.Next != p.Next || why.Next.Kind != p.NextKind || len(why.Guards) != len(p.Fired) || len(why.Next.Needs) > 0 && why.Next.Needs[0].ID != p.Next {
			t.Errorf("next is %+v, not %s", why.Next, p.Next)
		}
		for _, r := range why.Next.Reasons {
			if (p.NextKind == quiz.KindPause) != (p.Paused && r.Holds) {
				t.Errorf("a pause because of %q", r.Rule.Value)
			}
		}
	})
}

func guardOf(why quiz.Why, id string) quiz.GuardWhy {
	return why.Guards[slices.IndexFunc(why.Guards, func(g quiz.GuardWhy) bool { return g.ID == id })]
}
