package scoring

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
)

// TestProveAgreesWithCountingEverybody: a promise that is called proved nobody breaks, and who is named as a witness breaks it.
func TestProveAgreesWithCountingEverybody(t *testing.T) {
	t.Parallel()
	verdicts := make(chan Verdict, 1_000_000)
	t.Run("quizzes", func(t *testing.T) {
		smallQuizzes(t, 400, func(t *testing.T, r *rand.Rand, s *Scorer) {
			q := *s.quiz
			makePromises(r, &q)
			s = mustCompile(t, &q)
			broken := map[*quiz.Promise]bool{}
			for _, h := range everyHistory(s) {
				for _, p := range s.Broken(h, noon) {
					broken[p] = true
				}
			}
			for _, f := range s.Prove(noon, Effort{Boxes: 600}) {
				verdicts <- f.Verdict
				switch said := f.Promise.Never.Value + f.Promise.Always.Value; {
				case f.Verdict == Proved && broken[f.Promise]:
					t.Errorf("%s is called proved, but is not", said)
				case f.Verdict == Witness && !slices.Contains(s.Broken(f.Sheet.Case.History, f.Sheet.Case.At), f.Promise):
					t.Errorf("%s is not broken by its witness %+v", said, f.Sheet)
				case f.Verdict == Witness && !broken[f.Promise]:
					t.Errorf("%s has a witness, but nobody was counted: %+v", said, f.Sheet)
				}
			}
		})
	})
	close(verdicts)
	count := map[Verdict]int{}
	for v := range verdicts {
		count[v]++
	}
	if count[Proved] < count[Witness]/4 || count[NotDecided]*50 > count[Proved]+count[Witness] {
		t.Errorf("verdicts %v: most have to be decided, and many proved", count)
	}
}

// makePromises makes promises by chance, about everything that comes out.
func makePromises(r *rand.Rand, q *quiz.Quiz) {
	q.Cards = []*quiz.Card{{ID: "c0"}, {ID: "c1"}}
	q.Planning.Paths = []string{"first", "second", "open"}
	for i, g := range q.Guards {
		shows, path := pick(r, "c0", "c1"), pick(r, "", "first", "second")
		guard := *g
		guard.Show, guard.Path = []string{shows}, path
		q.Guards[i] = &guard
	}
	out := func() string {
		return pick(r, "next == 'x'", "next != 'recheck'", "next in ['y', 'two']", "state('y') == 'open'", "state('x') in ['done', 'closed']",
			"state('z') != 'waiting'", "fired('g0')", "not fired('g1')", "path == 'open'", "path in ['first', 'second']", "shown('c0')", "not shown('c1')")
	}
	for range 4 {
		rule := promised(r, out)
		if r.IntN(3) > 0 {
			q.Promises = append(q.Promises, &quiz.Promise{Never: txt(rule), Because: "It is by chance."})
		} else {
			q.Promises = append(q.Promises, &quiz.Promise{Always: txt("not (" + rule + ")"), Because: "It is by chance."})
		}
	}
}

func promised(r *rand.Rand, out func() string) string {
	rule := smallRule(r, 1, everyName...)
	switch r.IntN(3) {
	case 0:
		return fmt.Sprintf("%s and %s", out(), rule)
	case 1:
		return fmt.Sprintf("%s and %s and %s", out(), out(), rule)
	default:
		return fmt.Sprintf("(%s or %s) and %s and %s", out(), rule, out(), smallRule(r, 0, everyName...))
	}
}

// TestProveAgreesWithPeople takes the guards of the shipped quiz away, one after another: what many people break then is not called proved.
func TestProveAgreesWithPeople(t *testing.T) {
	t.Parallel()
	shipped, _, problems := questions.Load(library.NineSteps())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for i := range shipped.Guards {
		t.Run(shipped.Guards[i].ID, func(t *testing.T) {
			t.Parallel()
			q := *shipped
			q.Guards = slices.Clone(shipped.Guards)
			guard := *q.Guards[i]
			guard.When.Value = "1 > 2"
			q.Guards[i] = &guard
			s := mustCompile(t, &q)
			broken := map[*quiz.Promise]int{}
			for _, b := range s.Simulate(SimulationOptions{People: 5000, Seed: 1, At: noon, Progress: func(int) {}}).Promises {
				broken[b.Promise] = b.People
			}
			for _, f := range s.Prove(noon, EnoughProof()) {
				if f.Verdict == Proved && broken[f.Promise] > 0 {
					t.Errorf("%d people break what is called proved: %s", broken[f.Promise], f.Promise.Because)
				}
				if f.Verdict == Witness && !slices.Contains(s.Broken(f.Sheet.Case.History, f.Sheet.Case.At), f.Promise) {
					t.Errorf("not broken by its witness %+v: %s", f.Sheet, f.Promise.Because)
				}
			}
		})
	}
}

// TestProveHoldsAtEveryClock: a proof does not rest on the day on which it was found.
func TestProveHoldsAtEveryClock(t *testing.T) {
	t.Parallel()
	q := sample()
	q.Promises = []*quiz.Promise{
		{Never: txt("today - ended > 46600"), Because: "No date of today is so long ago, but one of a later day is."},
		{Never: txt("today - ended > 200000"), Because: "No clock is so late."},
		{Always: txt("known(ended) or state('second') != 'open'"), Because: "The step counts from that day."},
	}
	s := mustCompile(t, q)
	want := []Verdict{NotDecided, Proved, Proved}
	for i, f := range s.Prove(noon, EnoughProof()) {
		if f.Verdict != want[i] {
			t.Errorf("%s %s, not %s: %+v", f.Promise.Because, f.Verdict, want[i], f.Sheet)
		}
	}
}

// BenchmarkProve proves the promises of the shipped quiz. At most 0.2 s.
func BenchmarkProve(b *testing.B) {
	q, _, problems := questions.Load(library.NineSteps())
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	s := mustCompile(b, q)
	for b.Loop() {
		s.Prove(noon, EnoughProof())
	}
}
