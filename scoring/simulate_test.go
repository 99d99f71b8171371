package scoring_test

import (
	"os"
	"reflect"
	"runtime"
	"testing"

	"waymark/questions"
	"waymark/quiz"
	"waymark/scoring"
)

func simulated(s *scoring.Scorer, people int, near bool) scoring.Simulation {
	return s.Simulate(scoring.SimulationOptions{People: people, Seed: 3, Near: near, At: clock, Progress: func(int) {}})
}

// TestPromisesOfTheShippedQuizHold makes people by chance and near decisions: no promise is broken, and the counts are of all of them.
func TestPromisesOfTheShippedQuizHold(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	if len(q.Promises) < 8 {
		t.Fatalf("%d promises", len(q.Promises))
	}
	for _, near := range []bool{false, true} {
		r := simulated(s, 3000, near)
		for _, p := range r.Promises {
			if p.Verdict != scoring.Proved {
				t.Errorf("%s for %d people: %s: %+v", p.Verdict, p.People, p.Promise.Because, p.Sheet.Case)
			}
		}
		next := 0
		for _, n := range r.Next {
			next += n
		}
		if r.People != 3000 || next != 3000 {
			t.Errorf("%d people, something is next for %d", r.People, next)
		}
	}
}

// TestSimulationReachesEverything holds that each step of the shipped quiz is open and next, and each guard fires, for one in a thousand.
func TestSimulationReachesEverything(t *testing.T) {
	t.Parallel()
	_, s := shipped(t)
	const people, least = 20_000, 20
	r := simulated(s, people, false)
	for step, states := range r.States {
		if states[quiz.Open] < least || r.Next[step] < least {
			t.Errorf("%s is open for %d and next for %d of %d", step, states[quiz.Open], r.Next[step], people)
		}
	}
	for guard, n := range r.Fired {
		if n < least {
			t.Errorf("%s fires for %d of %d", guard, n, people)
		}
	}
	if r.Made.Near == 0 || r.Made.Walking == 0 || r.Made.Near+r.Made.Walking+r.Made.Chance != people {
		t.Errorf("of %d people, %+v", people, r.Made)
	}
}

// TestSimulationIsTheSameForAll holds that the same options give the same people on one processor and on several.
func TestSimulationIsTheSameForAll(t *testing.T) {
	_, s := shipped(t)
	one := func(processors int) scoring.Simulation {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		return simulated(s, 1500, true)
	}
	if a, b := one(1), one(4); !reflect.DeepEqual(a, b) {
		t.Errorf("on one processor %+v, on four %+v", a, b)
	}
}

// TestBrokenPromiseIsFound breaks promises on purpose: each is found, with a person who is as short as can be.
func TestBrokenPromiseIsFound(t *testing.T) {
	t.Parallel()
	q, _ := shipped(t)
	broken := *q
	at := q.Promises[0].Never
	promise := func(never string) *quiz.Promise {
		text := at
		text.Value = never
		return &quiz.Promise{Never: text, Because: "It is broken on purpose."}
	}
	broken.Promises = []*quiz.Promise{
		promise("fired('harm')"), promise("state('spiral') == 'open' and band(stuck) == 'high'"), promise("next == 'own-days' and shown('abuse')"),
		promise("1 > 2"), promise("today - in_when > 30000"),
	}
	s, problems := scoring.Compile(&broken)
	if s == nil {
		t.Fatal(problems)
	}
	r := simulated(s, 3000, false)
	if last := r.Promises[3]; last.Verdict != scoring.Proved || last.People > 0 {
		t.Errorf("what is never true is broken: %+v", last)
	}
	if old := r.Promises[4]; old.Verdict != scoring.Witness || old.People > 0 || len(s.Broken(old.Sheet.Case.History, old.Sheet.Case.At)) == 0 {
		t.Errorf("nobody was searched for who breaks what no one of these people does: %+v", old)
	}
	for i, most := range []int{1, 6, 30} {
		b := r.Promises[i]
		if b.Verdict != scoring.Witness || b.People == 0 {
			t.Fatalf("promise %d is not broken: %+v", i, b)
		}
		answers := 0
		for _, result := range b.Sheet.Case.History.Results {
			answers += len(result.Answers)
		}
		if found := s.Broken(b.Sheet.Case.History, b.Sheet.Case.At); len(found) == 0 || b.Promise != broken.Promises[i] {
			t.Errorf("promise %d is not broken by who is shown", i)
		}
		if answers > most {
			t.Errorf("promise %d is shown with %d answers", i, answers)
		}
	}
}

// TestSimulatedPeopleAreWhoTheyStandFor holds what becomes of the people of a simulation to the plans of their histories.
func TestSimulatedPeopleAreWhoTheyStandFor(t *testing.T) {
	t.Parallel()
	quizzes := explainable(t)
	work, _, problems := questions.Load(os.DirFS("../questions/testdata/workload"))
	if work == nil {
		t.Fatal(problems)
	}
	quizzes["workload"] = work
	for name, q := range quizzes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, problems := scoring.Compile(q)
			if s == nil {
				t.Fatal(problems)
			}
			if _, err := scoring.JudgeFigures(s, 4, clock); err != nil {
				t.Error(err)
			}
		})
	}
}

// BenchmarkSimulate makes people of the shipped quiz on all processors. At least 300,000 a second.
func BenchmarkSimulate(b *testing.B) {
	_, s := shipped(b)
	const people = 100_000
	for b.Loop() {
		simulated(s, people, false)
	}
	b.ReportMetric(float64(people*b.N)/b.Elapsed().Seconds(), "people/s(limit:300000)")
}
