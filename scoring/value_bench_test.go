package scoring

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring/expression"
)

// crowd is how many people a measurement takes in turn, so that no branch learns the one person by heart.
const crowd = 256

// workload compiles the quiz to measure with: 60 items of five points, 12 scales, 15 rules.
func workload(t testing.TB) *Scorer {
	t.Helper()
	q, _, problems := questions.Load(os.DirFS("../questions/testdata/workload"))
	s, found := Compile(q)
	if problems = append(problems, found...); source.HasErrors(problems) {
		t.Fatal(problems)
	}
	return s
}

// workloadPeople returns random answers to w01 … w60, NaN for one in twenty, and a frame for each person that holds them.
func workloadPeople(t testing.TB, s *Scorer, n int) (answers []sixty, frames []expression.Frame) {
	t.Helper()
	r := rand.New(rand.NewPCG(60, 12))
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for range n {
		given, one := quiz.Answers{}, sixty{}
		for i := range one {
			one[i] = unknown
			if r.IntN(20) > 0 {
				one[i] = float64(1 + r.IntN(5))
				given[fmt.Sprintf("w%02d", i+1)] = quiz.Answer{Form: quiz.Numeric, Number: one[i]}
			}
		}
		e := s.begin(quiz.History{Results: []quiz.Result{{Set: "week", Answers: given, At: at}}}, at)
		answers, frames = append(answers, one), append(frames, slices.Clone(e.frame))
		e.end()
	}
	return answers, frames
}

// deriver returns what takes a person's answers into its frame and computes scales, bands and rules there: the value reading.
func deriver(s *Scorer) func(person expression.Frame) expression.Frame {
	e := newEvaluation(s)
	order := slices.DeleteFunc(slices.Clone(s.derives), func(d *derived) bool { return d.isDone })
	return func(person expression.Frame) expression.Frame {
		copy(e.frame, person)
		e.derive(order)
		return e.frame
	}
}

// machine does the same work with the rules on the virtual machine of the expression library. Scales and bands are computed as by hand:
// the machine has no loop that would be faster. Its environment is a map of values that are boxed beforehand where that is possible,
// which is the fastest that it has.
type machine struct {
	programs []*vm.Program
	names    []string // of the programs' values
	vm       vm.VM
	tables   *tables
	out      byHand
}

func newMachine(t testing.TB, s *Scorer) *machine {
	t.Helper()
	m := &machine{tables: newTables()}
	env := s.environment(s.frameForNames())
	names := s.slotNames()
	for _, d := range s.derives {
		if d.scale != nil || d.rule == nil || d.isDone {
			continue
		}
		program, err := expr.Compile(d.rule.root.Write(names), expr.Env(env), expr.AsBool(), expr.DisableAllBuiltins(),
			expr.Function("is_known", func(args ...any) (any, error) { x := args[0].(float64); return x == x, nil }, new(func(float64) bool)))
		if err != nil {
			t.Fatal(err)
		}
		m.programs, m.names = append(m.programs, program), append(m.names, names.Slot(d.slot))
	}
	return m
}

// run computes one person's scores by hand and the rules on the machine; env holds the answers.
func (m *machine) run(answers *sixty, env map[string]any, scales []scaleNames) error {
	m.out.score(answers, m.tables)
	for i, s := range scales {
		env[s.score], env[s.band] = m.out.scores[i], s.bands[m.out.bands[i]]
	}
	for i, program := range m.programs {
		is, err := m.vm.Run(program, env)
		if err != nil {
			return err
		}
		env[m.names[i]] = is
		m.out.truths[i] = is.(bool)
	}
	return nil
}

// scaleNames are the machine's names of a scale and its band, and its bands boxed.
type scaleNames struct {
	score, band string
	bands       [5]any
}

func (s *Scorer) slotNames() frameNames {
	names := frameNames{kinds: map[int]expression.Kind{}, texts: s.texts}
	for r := range rulesIn(s) {
		r.root.Walk(func(n *expression.Node) {
			if slot, reads := n.Slot(); reads {
				names.kinds[slot] = n.Kind
			}
		})
	}
	for _, d := range s.derives {
		if d.typ.kind == truth {
			names.kinds[d.slot] = expression.Truth
		}
		if d.bandSlot != none {
			names.kinds[d.bandSlot] = expression.Text
		}
	}
	return names
}

func (s *Scorer) frameForNames() expression.Frame { return make(expression.Frame, s.frame) }

func (s *Scorer) environment(f expression.Frame) map[string]any {
	env := map[string]any{"unknown": unknown}
	s.slotNames().fill(env, f)
	return env
}

func (s *Scorer) scaleNames() []scaleNames {
	var all []scaleNames
	names := s.slotNames()
	for _, d := range s.derives {
		if d.scale != nil {
			all = append(all, scaleNames{names.Slot(d.slot), names.Slot(d.bandSlot), [5]any{noText, "low", "fair", "good", "high"}})
		}
	}
	return all
}

// TestBaselinesDoTheSameWork holds that what is measured beside the value reading computes the same.
func TestBaselinesDoTheSameWork(t *testing.T) {
	t.Parallel()
	s := workload(t)
	answers, frames := workloadPeople(t, s, 10_000)
	tables, derive, m, scales := newTables(), deriver(s), newMachine(t, s), s.scaleNames()
	seen := [2]int{}
	for i := range answers {
		f := derive(frames[i])
		var hand byHand
		hand.work(&answers[i], tables)
		if err := m.run(&answers[i], s.environment(frames[i]), scales); err != nil {
			t.Fatal(err)
		}
		if got := readBack(s, f); !got.same(&hand) || !m.out.same(&hand) {
			t.Fatalf("closures %+v\nby hand %+v\nmachine %+v", got, hand, m.out)
		}
		for _, is := range hand.truths {
			seen[int(truthOf(is))]++
		}
	}
	if seen[0] < 10_000 || seen[1] < 10_000 {
		t.Errorf("the rules were false and true %v times", seen)
	}
}

// readBack returns what the value reading left in a frame.
func readBack(s *Scorer, f expression.Frame) *byHand {
	var out byHand
	scale, rule := 0, 0
	for _, d := range s.derives {
		switch {
		case d.scale != nil:
			out.scores[scale] = f[d.slot]
			if band := f[d.bandSlot]; band == band {
				out.bands[scale] = 1 + slices.Index([]string{"low", "fair", "good", "high"}, s.text(band))
			}
			scale++
		case !d.isDone:
			out.truths[rule] = f[d.slot] == 1
			rule++
		}
	}
	return &out
}

// BenchmarkValue is one person of the workload: 12 scores, 12 bands, 15 rules. The ratios are of medians of rounds in turn, so that what
// else the machine does hits all alike.
func BenchmarkValue(b *testing.B) {
	s := workload(b)
	answers, frames := workloadPeople(b, s, crowd)
	tables, derive, m, scales := newTables(), deriver(s), newMachine(b, s), s.scaleNames()
	envs := make([]map[string]any, crowd)
	for i := range envs {
		envs[i] = s.environment(frames[i])
	}
	var hand byHand
	ways := map[string]func(i int){
		"hand":     func(i int) { hand.work(&answers[i], tables) },
		"closures": func(i int) { derive(frames[i]) },
		"machine": func(i int) {
			if err := m.run(&answers[i], envs[i], scales); err != nil {
				b.Fatal(err)
			}
		},
	}
	for _, name := range []string{"hand", "closures", "machine"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				ways[name](i % crowd)
			}
		})
	}
	b.Run("ratios", func(b *testing.B) {
		took := inTurn(b.N, ways)
		b.ReportMetric(took["closures"]/took["hand"], "x-of-hand(limit:2)")
		b.ReportMetric(took["machine"]/took["closures"], "x-faster-than-the-machine(limit:4)")
		for name, t := range took {
			b.ReportMetric(t/crowd, "ns-"+name)
		}
		b.ReportMetric(0, "ns/op")
	})
}

// inTurn returns the median time that each way takes for the crowd, measured in rounds in turn.
func inTurn(rounds int, ways map[string]func(i int)) map[string]float64 {
	times := map[string][]float64{}
	for range max(rounds, 50) {
		for name, way := range ways {
			began := time.Now()
			for i := range crowd {
				way(i)
			}
			times[name] = append(times[name], float64(time.Since(began)))
		}
	}
	medians := map[string]float64{}
	for name, all := range times {
		slices.Sort(all)
		medians[name] = all[len(all)/2]
	}
	return medians
}
