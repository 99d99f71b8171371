package scoring

import (
	"fmt"
	"slices"
	"testing"
)

// TestGraphSaysWhatRestsOnWhat holds the lines of the sample quiz that stand for each kind of rule.
func TestGraphSaysWhatRestsOnWhat(t *testing.T) {
	t.Parallel()
	nodes, edges := mustCompile(t, sample()).Graph()
	var got []string
	for _, e := range edges {
		got = append(got, fmt.Sprintf("%s %s %s %s %s", e.To.Kind, e.To.ID, e.Why, e.From.Kind, e.From.ID))
		if !slices.Contains(nodes, e.From) || !slices.Contains(nodes, e.To) || e.From == e.To {
			t.Errorf("%+v", e)
		}
	}
	for _, want := range []string{"scale stuck items set mood", "value safe reads set about"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	kinds := map[string]bool{}
	for _, e := range edges {
		kinds[e.Why] = true
	}
	for _, why := range []string{"items", "reads", "when", "done", "wait_for"} {
		if !kinds[why] {
			t.Errorf("no line says %s: %q", why, got)
		}
	}
}
