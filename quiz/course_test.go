package quiz

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"waymark/quiz/source"
)

func TestShift(t *testing.T) {
	t.Parallel()
	c := ReliableChange{Maybe: 20, Clear: 30}
	for _, one := range []struct {
		from, to float64
		want     Shift
	}{
		{50, 50, NoClearShift}, {50, 69.999, NoClearShift}, {50, 70, MaybeShift}, {50, 30, MaybeShift}, {50, 79.9, MaybeShift},
		{50, 80, ClearShift}, {80, 50, ClearShift}, {0, 100, ClearShift},
		{100 * 1.1 / 3, 100*1.1/3 + 100*0.1*3, ClearShift}, // 30 on paper, 30.000000000000004 or 29.999999999999996 here
		{100.0 / 24, 100.0 / 24 * 5.8, MaybeShift},
	} {
		if got := c.Shift(one.from, one.to); got != one.want {
			t.Errorf("from %v to %v: %s, want %s", one.from, one.to, got, one.want)
		}
	}
}

// TestShiftIsWhatThePaperSays: means of answers from 1 to 5 as percentages, for every pair of sums of up to six items, against whole numbers.
func TestShiftIsWhatThePaperSays(t *testing.T) {
	t.Parallel()
	c := ReliableChange{Maybe: 20, Clear: 30}
	for items := 1; items <= 6; items++ {
		score := func(sum int) float64 { return 100 * (float64(sum)/float64(items) - 1) / 4 }
		for a := items; a <= 5*items; a++ {
			for b := items; b <= 5*items; b++ {
				want, apart := NoClearShift, 100*max(a-b, b-a) // points times 4 * items
				if apart >= 20*4*items {
					want = MaybeShift
				}
				if apart >= 30*4*items {
					want = ClearShift
				}
				if got := c.Shift(score(a), score(b)); got != want {
					t.Fatalf("%d items, sums %d and %d: %s, want %s", items, a, b, got, want)
				}
			}
		}
	}
}

// TestCourseOf follows one scale; a result is written as day, ruler, version, score.
func TestCourseOf(t *testing.T) {
	t.Parallel()
	scale := func(score string) *Scale {
		return &Scale{ID: "s", Items: []string{"a"}, Score: source.Text{Value: score}, Change: &ReliableChange{Maybe: 20, Clear: 30, Days: 7}}
	}
	versions := map[string]*Version{}
	for hash, score := range map[string]string{"v1": "percent", "v2": "percent", "other": "mean"} {
		versions[hash] = &Version{Quiz: &Quiz{Scales: []*Scale{scale(score)}}}
	}
	type sitting struct {
		day            int
		ruler, version string
		score          float64 // below 0 is not scored
	}
	for _, c := range []struct {
		name     string
		sittings []sitting
		want     string // each point: | when anew, its change, and the days back to what it is compared with
	}{
		{"one", []sitting{{0, "r", "v1", 50}}, " "},
		{"two that differ", []sitting{{0, "r", "v1", 50}, {14, "r", "v1", 90}}, "  clear:14"},
		{"another version with the same questions", []sitting{{0, "r", "v1", 50}, {14, "r", "v2", 71}}, "  maybe:14"},
		{"too close to each other", []sitting{{0, "r", "v1", 50}, {6, "r", "v1", 90}}, "  "},
		{"past one that is too close", []sitting{{0, "r", "v1", 50}, {6, "r", "v1", 90}, {7, "r", "v1", 60}}, "   none:7"},
		{"one that is too close is compared with by none", []sitting{{0, "r", "v1", 50}, {3, "r", "v1", 90}, {12, "r", "v1", 90}}, "   clear:12"},
		{"one that is not scored", []sitting{{0, "r", "v1", 50}, {10, "r", "v1", -1}, {20, "r", "v1", 20}}, "   clear:20"},
		{"another ruler", []sitting{{0, "r", "v1", 50}, {14, "r2", "v1", 90}, {28, "r2", "v1", 50}}, "  | clear:14"},
		{"not past another ruler", []sitting{{0, "r", "v1", 50}, {14, "r2", "v1", 90}, {15, "r2", "v1", 50}}, "  | "},
		{"scored another way", []sitting{{0, "r", "v1", 50}, {14, "r", "other", 3}}, "  |"},
		{"a version that is not kept", []sitting{{0, "r", "v1", 50}, {14, "r", "gone", 90}, {30, "r", "gone", 90}}, "  | none:16"},
	} {
		h := History{}
		for _, s := range c.sittings {
			h.Results = append(h.Results,
				Result{Set: "x", Scores: map[string]Score{"other": {Value: 1, Scored: true}}, Ruler: "z", At: time.Unix(0, 0)},
				Result{Set: "set", Ruler: s.ruler, Version: s.version, At: time.Unix(0, 0).AddDate(0, 0, s.day),
					Scores: map[string]Score{"s": {Value: max(s.score, 0), Scored: s.score >= 0}}})
		}
		var got strings.Builder
		for _, p := range courseOf(scale("percent"), h, versions).Points {
			got.WriteString(" ")
			if p.Anew {
				got.WriteString("|")
			}
			if p.Change != NoShift {
				fmt.Fprintf(&got, "%s:%v", p.Change, p.At.Sub(p.Since).Hours()/24)
			}
		}
		if strings.TrimRight(got.String(), " ") != strings.TrimRight(c.want, " ") {
			t.Errorf("%s: %q, want %q", c.name, got.String(), c.want)
		}
	}
}

// TestNothingIsComparedAcrossARuler holds for any course.
func TestNothingIsComparedAcrossARuler(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		scale := &Scale{ID: "s", Change: &ReliableChange{Maybe: 10, Clear: 30, Days: rapid.IntRange(0, 9).Draw(t, "days")}}
		h, day := History{}, 0
		for i := range rapid.IntRange(0, 8).Draw(t, "results") {
			day += rapid.IntRange(0, 9).Draw(t, "later")
			h.Results = append(h.Results, Result{
				Set: "set", Version: "v", Ruler: rapid.SampledFrom([]string{"r", "q"}).Draw(t, "ruler"), At: time.Unix(int64(i), 0).AddDate(0, 0, day),
				Scores: map[string]Score{"s": {Value: float64(rapid.IntRange(0, 800).Draw(t, "eighths")) / 8, Scored: rapid.Bool().Draw(t, "scored")}},
			})
		}
		points := courseOf(scale, h, nil).Points
		for i, p := range points {
			if p.Anew != (i > 0 && h.Results[i].Ruler != h.Results[i-1].Ruler) {
				t.Fatalf("point %d: anew is %v", i, p.Anew)
			}
			if p.Change == NoShift {
				continue
			}
			from := i - 1
			for ; !points[from].At.Equal(p.Since) || !points[from].Scored; from-- {
			}
			for j := from; j <= i; j++ {
				if h.Results[j].Ruler != h.Results[i].Ruler {
					t.Fatalf("point %d is compared with %d across %d", i, from, j)
				}
			}
			if apart := math.Abs(p.Value - points[from].Value); p.Change != NoClearShift != (apart >= 10) {
				t.Fatalf("%v points are called %s", apart, p.Change)
			}
		}
	})
}
