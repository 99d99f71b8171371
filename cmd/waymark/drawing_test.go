package main

import (
	"slices"
	"testing"

	"waymark/questions/library"
	"waymark/scoring"
	"waymark/vet"
)

// TestUntangle holds that the drawing of the shipped quiz has every part once, that nothing stands left of a value that it rests on, that sets
// and steps keep the order of the author, and that fewer lines cross than in that order.
func TestUntangle(t *testing.T) {
	t.Parallel()
	c, _ := vet.Load(library.NineSteps())
	nodes, edges := c.Scorer.Graph()
	columns := graphColumns(nodes, edges)
	before := crossings(columns, edges)
	untangle(columns, edges)
	if after := crossings(columns, edges); after == 0 || after >= before {
		t.Errorf("%d pairs of lines cross, %d in the order of the author", after, before)
	}
	at := map[scoring.GraphNode]int{}
	for i, column := range columns {
		for _, n := range column {
			at[n] = i
		}
		if kind := column[0].Kind; kind == "set" || kind == "step" {
			if want := slices.DeleteFunc(slices.Clone(nodes), func(n scoring.GraphNode) bool { return n.Kind != kind }); !slices.Equal(column, want) {
				t.Errorf("the column of the %ss is in another order", kind)
			}
		}
	}
	if len(at) != len(nodes) {
		t.Errorf("%d parts of %d have a place", len(at), len(nodes))
	}
	for _, e := range edges {
		if e.From.Kind == "value" && e.To.Kind == "value" && at[e.From] >= at[e.To] {
			t.Errorf("%s stands left of %s, on which it rests", e.To.ID, e.From.ID)
		}
	}
}

// crossings counts the pairs of lines between two columns that cross, as if they were straight.
func crossings(columns [][]scoring.GraphNode, edges []scoring.GraphEdge) int {
	column, height := map[scoring.GraphNode]int{}, map[scoring.GraphNode]float64{}
	for i, nodes := range columns {
		for k, n := range nodes {
			column[n], height[n] = i, float64(k)-float64(len(nodes)-1)/2
		}
	}
	count := 0
	for i, a := range edges {
		for _, b := range edges[:i] {
			if column[a.From] == column[b.From] && column[a.To] == column[b.To] &&
				(height[a.From]-height[b.From])*(height[a.To]-height[b.To]) < 0 {
				count++
			}
		}
	}
	return count
}
