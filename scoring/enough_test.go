package scoring_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
	"waymark/scoring"
)

// TestNothingAfterEnoughChangesTheVerdict: wherever the answers are called enough, people go on by chance, and the same is next and the same
// is closed as for who stopped there.
func TestNothingAfterEnoughChangesTheVerdict(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	r := rand.New(rand.NewPCG(5, 2))
	const wanted, each = 10000, 10
	completions := 0
	for people := 0; completions < wanted; people++ {
		if people == 100000 {
			t.Fatalf("only %d completions", completions)
		}
		h := randomCase(r, q, clock).History
		set := q.Sets[r.IntN(len(q.Sets))]
		answers := partway(r, s, set, h)
		if !s.Enough(set.ID, answers, h, clock) {
			continue
		}
		stopped := s.Plan(finish(h, set, answers), clock)
		for range each {
			more := goOn(r, s, set, answers, h)
			checkVerdictKept(t, stopped, s.Plan(finish(h, set, more), clock))
			if completions++; t.Failed() {
				t.Fatalf("set %s, stopped at %v, went on to %v", set.ID, answers, more)
			}
		}
	}
}

func checkVerdictKept(t *testing.T, stopped, gone quiz.Plan) {
	t.Helper()
	if gone.Next != stopped.Next {
		t.Errorf("%s is next instead of %s", gone.Next, stopped.Next)
	}
	for i, step := range gone.Steps {
		if (step.State == quiz.Closed) != (stopped.Steps[i].State == quiz.Closed) {
			t.Errorf("%s is %s instead of %s", step.ID, step.State, stopped.Steps[i].State)
		}
	}
}

// TestEnoughIsNeverSaidOfSafety: what comes first is asked to its end.
func TestEnoughIsNeverSaidOfSafety(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	r := rand.New(rand.NewPCG(6, 2))
	for range 500 {
		h := randomCase(r, q, clock).History
		for _, id := range []string{"about-you", "safety"} {
			set := q.Set(id)
			if s.Enough(id, partway(r, s, set, h), h, clock) {
				t.Fatalf("%s is cut short", id)
			}
		}
	}
}

// saving is how many pages people need not answer.
type saving struct{ sittings, asked, spared int }

// walk goes through each result of a history page by page, as its person did, and stops where it is enough.
func (n *saving) walk(q *quiz.Quiz, s *scoring.Scorer, h quiz.History) {
	for i, result := range h.Results {
		before := quiz.History{Results: h.Results[:i:i]}
		for _, e := range h.Events {
			if e.At.Before(result.At) {
				before.Events = append(before.Events, e)
			}
		}
		if set := q.Set(result.Set); set != nil {
			n.sit(s, set, result.Answers, before, result.At, nil)
		}
	}
}

func (n *saving) sit(s *scoring.Scorer, set *quiz.Set, all quiz.Answers, h quiz.History, at time.Time, first []string) {
	n.sittings++
	pages := slices.DeleteFunc(slices.Clone(s.Ask(set.ID, all, h, at).Questions), func(p *quiz.Question) bool { return p.Kind == quiz.Info })
	n.asked += len(pages)
	late := func(p *quiz.Question) int {
		if slices.Contains(first, p.ID) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(pages, func(a, b *quiz.Question) int { return late(a) - late(b) })
	answers := quiz.Answers{}
	for done, page := range pages {
		for _, part := range page.Answerable() {
			if a, given := all[part.ID]; given {
				answers[part.ID] = a
			}
		}
		if s.Enough(set.ID, answers, h, at) {
			n.spared += len(pages) - done - 1
			return
		}
	}
}

// again takes every set that was taken once more, two weeks later and with the same answers.
func (n *saving) again(q *quiz.Quiz, s *scoring.Scorer, h quiz.History, at time.Time, ordered bool) {
	at = at.AddDate(0, 0, 14)
	for _, set := range q.Sets {
		if last, taken := h.Latest(set.ID); taken && s.Plan(h, at).CheckAllowed(q, set.ID) == nil {
			var first []string
			if ordered {
				first = s.Decisive(set.ID, h, at)
			}
			n.sit(s, set, last.Answers, h, at, first)
		}
	}
}

func (n *saving) report(b *testing.B, who string) {
	b.ReportMetric(float64(n.spared)/float64(n.sittings), who+"-spared/sitting")
	b.ReportMetric(float64(n.asked)/float64(n.sittings), who+"-asked/sitting")
}

// BenchmarkSpared says how many questions of a sitting the author's persons, and people made by chance, need not answer.
func BenchmarkSpared(b *testing.B) {
	q, s := shipped(b)
	var personas, crowded, asWritten, ordered, crowdAsWritten, crowdOrdered saving
	for range b.N {
		personas, crowded, asWritten, ordered, crowdAsWritten, crowdOrdered = saving{}, saving{}, saving{}, saving{}, saving{}, saving{}
		for _, test := range q.Tests {
			if strings.HasSuffix(test.Pos.File, "personas.yaml") {
				personas.walk(q, s, test.Case.History)
				asWritten.again(q, s, test.Case.History, test.Case.At, false)
				ordered.again(q, s, test.Case.History, test.Case.At, true)
			}
		}
		for _, c := range crowd(q, 300) {
			crowded.walk(q, s, c.History)
			crowdAsWritten.again(q, s, c.History, clock, false)
			crowdOrdered.again(q, s, c.History, clock, true)
		}
	}
	personas.report(b, "persons")
	crowded.report(b, "chance")
	asWritten.report(b, "again-as-written")
	ordered.report(b, "again-decisive-first")
	crowdAsWritten.report(b, "chance-again-as-written")
	crowdOrdered.report(b, "chance-again-decisive-first")
}
