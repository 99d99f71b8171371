//go:build !race

package scoring_test

import "testing"

// TestPlanAllocatesLittle holds that the plan of anybody takes at most five pieces of memory. The race detector takes memory of its own,
// so this is not held beside it.
func TestPlanAllocatesLittle(t *testing.T) {
	q, s := shipped(t)
	for i, c := range crowd(q, 500) {
		if n := testing.AllocsPerRun(10, func() { s.Plan(c.History, c.At) }); n > 5 {
			t.Fatalf("the plan of person %d allocates %v times", i, n)
		}
	}
}
