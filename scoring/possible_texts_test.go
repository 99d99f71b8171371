package scoring

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// TestNoPartOfARuleIsMoreThanPossible makes rules by chance and leaves open, by chance, what they read: whatever is then chosen of that,
// no part of a rule is anything that its possibility excludes; and when nothing is open, the possibility is the value and nothing else.
func TestNoPartOfARuleIsMoreThanPossible(t *testing.T) {
	t.Parallel()
	quizzes := 60
	if testing.Short() {
		quizzes = 10
	}
	const parts = 4
	for part := range parts {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			seen, excluded := outcomes{}, 0
			for i := range quizzes {
				w := newRuleWriter(rand.New(rand.NewPCG(uint64(part), 1000+uint64(i))))
				excluded += possibleOfWritten(t, w, seen)
			}
			for _, what := range []string{"true", "false", "unknown", "number", "text"} {
				if seen[what] < 100*quizzes {
					t.Errorf("only %d parts were %s", seen[what], what)
				}
			}
			if excluded < 100*quizzes {
				t.Errorf("the possibility excluded a value of a part only %d times", excluded)
			}
		})
	}
}

// possibleOfWritten returns how often the possibility of a part excluded something that parts of its kind can be.
func possibleOfWritten(t *testing.T, w *ruleWriter, seen outcomes) (excluded int) {
	t.Helper()
	q := everyKind()
	for i := range 40 {
		id := fmt.Sprintf("v%d", i)
		q.Values = append(q.Values, &quiz.Value{ID: id, Is: txt(w.rule(id))})
	}
	s, problems := Compile(q)
	if s == nil {
		t.Fatal(problems)
	}
	var frames []expression.Frame
	for range 6 {
		e := s.begin(somebody(w.r, q), noon)
		frames = append(frames, slices.Clone(e.frame))
		e.end()
	}
	kinds := s.slotNames().kinds
	for _, d := range s.derives {
		if d.rule == nil {
			continue
		}
		space := openSpace(w.r, frames, kinds)
		for range 12 {
			f := within(w.r, space)
			d.rule.root.Walk(func(n *expression.Node) {
				x, can := n.Number(f), n.Possible(space)
				seen.note(n.Kind, x)
				if !can.Contains(x) {
					t.Fatalf("%s is %v, but possible was %+v", d.rule.text.Value, x, can)
				}
				if n.Kind == expression.Truth && can.Low == can.High || n.Kind != expression.Truth && !math.IsInf(can.High-can.Low, 1) {
					excluded++
				}
			})
		}
		f := within(w.r, space)
		for slot := range space {
			space[slot] = expression.Only(f[slot])
		}
		d.rule.root.Walk(func(n *expression.Node) {
			if x, single := n.Possible(space).Single(); !single || !same(x, n.Number(f)) && x != n.Number(f) {
				t.Fatalf("of %s a part is %v, but with nothing open possible was %+v", d.rule.text.Value, n.Number(f), n.Possible(space))
			}
		})
	}
	return excluded
}

// openSpace leaves each slot open as far as some people differ in it, or wider.
func openSpace(r *rand.Rand, frames []expression.Frame, kinds map[int]expression.Kind) expression.Space {
	space := make(expression.Space, len(frames[0]))
	for slot := range space {
		var values []float64
		for range 1 + r.IntN(4) {
			values = append(values, frames[r.IntN(len(frames))][slot])
		}
		d := expression.Each(values)
		if kinds[slot] == expression.Number && d.Some {
			switch r.IntN(5) {
			case 0:
				d = expression.Between(d.Low-float64(r.IntN(3)), d.High+float64(r.IntN(3)))
				d.Unknown = r.IntN(2) == 0
			case 1:
				d = expression.Anything()
			}
		}
		space[slot] = d
	}
	return space
}

// within chooses a frame of the space, more often at its edges.
func within(r *rand.Rand, space expression.Space) expression.Frame {
	f := make(expression.Frame, len(space))
	for slot, d := range space {
		low, high := max(d.Low, -1e6), min(d.High, 1e6)
		switch numbers := d.Numbers(); {
		case !d.Some || d.Unknown && r.IntN(3) == 0:
			f[slot] = unknown
		case numbers != nil:
			f[slot] = pick(r, numbers...)
		default:
			f[slot] = pick(r, low, high, low+(high-low)*r.Float64(), math.Floor(low+(high-low)*r.Float64()))
			f[slot] = max(low, f[slot])
		}
	}
	return f
}

// TestSumsOfItemsAreExact counts every way to answer small scales and compares the scores with those that the possibility names.
func TestSumsOfItemsAreExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for range 400 {
		q := scaleByChance(r)
		s := mustCompile(t, q)
		scale := s.derives[slices.IndexFunc(s.derives, func(d *derived) bool { return d.scale != nil })].scale
		open := make([]expression.Domain, len(scale.items))
		for i := range open {
			open[i] = expression.Each(slices.Clone(slices.DeleteFunc([]float64{1, 2.5, 3, 4, 5, unknown}, func(float64) bool { return r.IntN(2) == 0 })))
			if open[i].Empty() {
				open[i] = expression.Only(3)
			}
		}
		want := map[float64]bool{}
		unscored := false
		countAll(open, nil, func(answers []float64) {
			f := make(expression.Frame, s.frame)
			for i, it := range scale.items {
				f[it.slot] = answers[i]
			}
			x, err := scale.run(f)
			if err != nil {
				t.Fatal(err)
			}
			if unscored = unscored || x != x; x == x {
				want[x] = true
			}
		})
		o := newOutlook(s)
		can := scale.possible(&o.facts, func(it item) expression.Domain { return open[it.place] })
		if can.Unknown != unscored || can.Some != (len(want) > 0) {
			t.Fatalf("%+v: possible %+v, but there were %d scores, and none: %t", scale.scale, can, len(want), unscored)
		}
		for x := range want {
			if !can.CanBe(x) {
				t.Fatalf("%+v: %v was not possible: %+v", scale.scale, x, can)
			}
		}
		for _, x := range can.Numbers() {
			if !want[x] {
				t.Fatalf("%+v: nobody has the score %v of %+v", scale.scale, x, can)
			}
		}
	}
}

// scaleByChance is the sample with another scale: some items reverse-keyed, some needed, scored in one way or another.
func scaleByChance(r *rand.Rand) *quiz.Quiz {
	q := sample()
	q.Scales[0].Reverse = slices.DeleteFunc([]string{"a", "b", "c"}, func(string) bool { return r.IntN(2) == 0 })
	q.Scales[0].Needs = r.IntN(4)
	q.Scales[0].Score = txt(pick(r, "percent", "mean", "sum", "sum * answered", "round(percent) - 3", "answered > 1 ? mean : 0 - sum"))
	q.Scales[0].Bands = []quiz.Band{{ID: "low"}, {ID: "middle", Range: quiz.Range{Low: 1e9, HasLow: true}}, {ID: "high", Range: quiz.Range{Low: 2e9, HasLow: true}}}
	q.Scales[0].Bands[0].Range = quiz.Range{High: 1e9, HasHigh: true, HighOpen: true}
	q.Scales[0].Bands[1].Range.High, q.Scales[0].Bands[1].Range.HasHigh, q.Scales[0].Bands[1].Range.HighOpen = 2e9, true, true
	return q
}

// countAll calls visit with every choice of one value of each domain.
func countAll(open []expression.Domain, chosen []float64, visit func([]float64)) {
	if len(chosen) == len(open) {
		visit(chosen)
		return
	}
	d := open[len(chosen)]
	values := slices.Clone(d.Numbers())
	if d.Unknown {
		values = append(values, unknown)
	}
	for _, x := range values {
		countAll(open, append(slices.Clip(chosen), x), visit)
	}
}
