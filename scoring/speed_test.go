package scoring_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"waymark/questions"
	"waymark/questions/questionstest"
	"waymark/quiz"
	"waymark/scoring"
)

// crowd makes random people of a quiz: sets taken up to three times, tasks ticked, steps started and closed.
func crowd(q *quiz.Quiz, n int) []quiz.Case {
	r := rand.New(rand.NewPCG(9, 16))
	cases := make([]quiz.Case, n)
	for i := range cases {
		cases[i] = randomCase(r, q, clock)
	}
	return cases
}

// BenchmarkPlan is the whole plan of a person of the shipped quiz, with all results and events in hand: at most 10 µs. Of many people
// one after another the histories have to come from further away than the processor's own memory, which is no work of the plan.
func BenchmarkPlan(b *testing.B) {
	q, s := shipped(b)
	for _, people := range []int{50, 1000} {
		b.Run(fmt.Sprint(people, "-people"), func(b *testing.B) {
			cases := crowd(q, people)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				c := &cases[i%len(cases)]
				s.Plan(c.History, c.At)
			}
		})
	}
}

// BenchmarkWhy gives the reasons of the same plans, and how many times as long they take, measured in turn.
func BenchmarkWhy(b *testing.B) {
	q, s := shipped(b)
	cases := crowd(q, 50)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c := &cases[i%len(cases)]
		s.Why(c.History, c.At)
	}
	b.StopTimer()
	var ratios []float64
	for range 30 {
		began := time.Now()
		for i := range cases {
			s.Plan(cases[i].History, cases[i].At)
		}
		plans := time.Since(began)
		for i := range cases {
			s.Why(cases[i].History, cases[i].At)
		}
		ratios = append(ratios, float64(time.Since(began)-plans)/float64(plans))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "x-of-the-plan(limit:20)")
}

// BenchmarkCertain asks after an answer of a sitting whether what is next is certain. At most 1 ms, also of the slowest.
func BenchmarkCertain(b *testing.B) {
	q, s := shipped(b)
	r := rand.New(rand.NewPCG(5, 1))
	type moment struct {
		set     string
		answers quiz.Answers
		h       quiz.History
	}
	var moments []moment
	for range 200 {
		h := randomCase(r, q, clock).History
		set := q.Sets[r.IntN(len(q.Sets))]
		moments = append(moments, moment{set.ID, partway(r, s, set, h), h})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m := moments[i%len(moments)]
		s.Outlook(m.set, m.answers, m.h, clock)
	}
	b.StopTimer()
	var took []float64
	for _, m := range moments {
		fastest := time.Hour // of several, so that only the moment counts and not what else the machine did
		for range 5 {
			began := time.Now()
			s.Outlook(m.set, m.answers, m.h, clock)
			fastest = min(fastest, time.Since(began))
		}
		took = append(took, float64(fastest.Microseconds()))
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)*99/100], "us-of-the-slowest-in-100(limit:1000)")
}

// BenchmarkDecisive finds what comes first of a set that is taken again, for each set and person of the author's tests in turn. At most
// 5 ms, also of the slowest.
func BenchmarkDecisive(b *testing.B) {
	q, s := shipped(b)
	type again struct {
		set string
		c   quiz.Case
	}
	var all []again
	for _, test := range q.Tests {
		for _, set := range q.Sets {
			if _, taken := test.Case.History.Latest(set.ID); taken {
				all = append(all, again{set.ID, test.Case})
			}
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		one := all[i%len(all)]
		s.Decisive(one.set, one.c.History, one.c.At)
	}
	b.StopTimer()
	slowest := time.Duration(0)
	for _, one := range all {
		fastest := time.Hour
		for range 3 {
			began := time.Now()
			s.Decisive(one.set, one.c.History, one.c.At)
			fastest = min(fastest, time.Since(began))
		}
		slowest = max(slowest, fastest)
	}
	b.ReportMetric(float64(slowest.Microseconds()), "us-of-the-slowest(limit:5000)")
}

// BenchmarkReach answers every question about what can be reached: of the shipped quiz in at most 2 s; of 500 questions for comparison.
func BenchmarkReach(b *testing.B) {
	_, nineSteps := shipped(b)
	q, _ := questions.Parse(questionstest.Large())
	large, _ := scoring.Compile(q)
	for name, s := range map[string]*scoring.Scorer{"nine-steps(limit:2s)": nineSteps, "500-questions": large} {
		b.Run(name, func(b *testing.B) {
			verdicts := map[scoring.Verdict]int{}
			for b.Loop() {
				clear(verdicts)
				for _, f := range s.Reach(clock, scoring.EnoughEffort()) {
					verdicts[f.Verdict]++
				}
			}
			for verdict, n := range verdicts {
				b.ReportMetric(float64(n), strings.ReplaceAll(string(verdict), " ", "-"))
			}
		})
	}
}
