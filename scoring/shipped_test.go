package scoring_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
	"waymark/scoring"
)

// clock is the time of these tests.
var clock = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// shipped loads and compiles the quiz that ships with the program.
func shipped(t testing.TB) (*quiz.Quiz, *scoring.Scorer) {
	t.Helper()
	q, _, problems := questions.Load(library.NineSteps())
	if len(problems) > 0 {
		t.Fatalf("the shipped quiz has problems: %+v", problems)
	}
	s, problems := scoring.Compile(q)
	if len(problems) > 0 {
		t.Fatalf("the rules of the shipped quiz have problems: %+v", problems)
	}
	return q, s
}

func TestShippedQuizPassesItsOwnTests(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	if len(q.Tests) < 16 {
		t.Fatalf("only %d tests", len(q.Tests))
	}
	for _, test := range q.Tests {
		t.Run(test.Name, func(t *testing.T) {
			t.Parallel()
			for _, m := range s.Test(test) {
				t.Errorf("%s: want %s, got %s", m.What, m.Want, m.Got)
			}
		})
	}
}

// TestNoGuardIsEverBroken makes 100,000 random people and checks every plan against the rules of plans, and against the
// safety rules of the quiz, which are written here a second time, in Go, from the quiz's description.
func TestNoGuardIsEverBroken(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	const people, workers = 100_000, 4
	for w := range workers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(w), 7))
			seen := map[quiz.State]int{}
			for range people / workers {
				c := randomCase(r, q, clock)
				p := s.Plan(c.History, c.At)
				checkPlan(t, q, c, p)
				checkSafety(t, c, p)
				for _, step := range p.Steps {
					seen[step.State]++
				}
				if t.Failed() {
					t.Fatalf("history: %+v", c.History)
				}
			}
			for _, state := range []quiz.State{quiz.Done, quiz.Closed, quiz.Waiting, quiz.Open} {
				if seen[state] < people/workers/10 {
					t.Errorf("only %d steps were %s: the people are too much alike", seen[state], state)
				}
			}
		})
	}
}

func checkPlan(t *testing.T, q *quiz.Quiz, c quiz.Case, p quiz.Plan) {
	t.Helper()
	var open []string
	for i, step := range p.Steps {
		if step.ID != q.Steps[i].ID {
			t.Errorf("step %d is %q, not %q", i, step.ID, q.Steps[i].ID)
		}
		switch step.State {
		case quiz.Open:
			open = append(open, step.ID)
		case quiz.Done, quiz.Closed, quiz.Waiting:
		default:
			t.Errorf("%s has the state %q", step.ID, step.State)
		}
		if step.Because == "" {
			t.Errorf("%s is %s for no reason", step.ID, step.State)
		}
	}
	for _, id := range p.Fired {
		for _, closed := range q.Guard(id).Close {
			if state, _ := p.Step(closed); state.State == quiz.Open || state.State == quiz.Waiting || state.Guard == "" {
				t.Errorf("guard %s fired, but %s is %s", id, closed, state.State)
			}
		}
	}
	if !slices.Equal(slices.Sorted(slices.Values(open)), slices.Sorted(slices.Values(p.Order))) {
		t.Errorf("open are %v, but the order is %v", open, p.Order)
	}
	if p.NextKind == quiz.KindStep && p.Next != p.Order[0] || p.Next == "" || p.Because == "" || len(p.Faults) > 0 {
		t.Errorf("next is %q (%s) because %q, faults %v", p.Next, p.NextKind, p.Because, p.Faults)
	}
}

// latest returns the latest answer to a question of a set.
func latest(h quiz.History, set, question string) quiz.Answer {
	r, _ := h.Latest(set)
	return r.Answers[question]
}

func says(a quiz.Answer, values ...string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return a.Text == v || slices.Contains(a.Codes, v) })
}

// checkSafety is the quiz's table of guardrails, read by a person and written down again.
func checkSafety(t *testing.T, c quiz.Case, p quiz.Plan) {
	t.Helper()
	safety := func(question string) quiz.Answer { return latest(c.History, "safety", question) }
	about := func(question string) quiz.Answer { return latest(c.History, "about-you", question) }
	severe := []string{"went_uninvited", "other_account", "tracked", "had_watched", "after_no", "threat_self", "hurt_or_threat"}
	contact := []string{"one-message", "light-contact", "fresh-start"}
	most := append([]string{"what-went-wrong", "your-part", "fixable"}, contact...)
	rules := []struct {
		name  string
		when  bool
		close []string
	}{
		{"thoughts of self-harm", says(safety("sf_selfharm"), "thoughts"), most},
		{"fear", says(safety("sf_fear"), "yes"), most},
		{"harm", says(safety("sf_harm"), "hit", "threat", "sexual", "control", "followed"), most},
		{"an order that protects", says(safety("sf_order"), "protects_me", "both"), most},
		{"an order that limits", says(safety("sf_order"), "limits_me", "both"), append([]string{"your-part"}, contact...)},
		{"asked for no contact", says(about("in_asked"), "for_now", "for_good"), contact},
		{"told to stop", says(latest(c.History, "check-in", "ci_reply"), "stop"), contact},
		{"severe own acts", says(safety("sf_own"), severe...), contact},
		{"not sure whether asked", says(about("in_asked"), "unsure") || !about("in_asked").Known(), contact},
		{"a safety answer is open", !safety("sf_selfharm").Known() || !safety("sf_fear").Known() || says(safety("sf_fear"), "unsure") ||
			!safety("sf_harm").Known() || !safety("sf_order").Known() || !safety("sf_own").Known(), contact},
		{"the person ended it", says(about("in_who"), "me"), []string{"light-contact"}},
	}
	for _, rule := range rules {
		for _, id := range rule.close {
			if state, _ := p.Step(id); rule.when && state.Workable() {
				t.Errorf("%s: %s is %s and can be worked on", rule.name, id, state.State)
			}
		}
	}
	if says(safety("sf_selfharm"), "might_act") {
		for _, step := range p.Steps {
			if step.State != quiz.Closed {
				t.Errorf("might act: %s is %s", step.ID, step.State)
			}
		}
		if p.Next != "support" || len(p.Scores) > 0 || !slices.Equal(p.Cards, []string{"crisis"}) {
			t.Errorf("might act: next %s, scores %v, cards %v", p.Next, p.Scores, p.Cards)
		}
	}
}

func TestPlanIsAPureFunction(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	_, again := shipped(t)
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		c := randomCase(r, q, clock)
		first, second := s.Plan(c.History, c.At), again.Plan(c.History, c.At)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("the same person, another plan:\n%s", diff)
		}
	}
}
