package scoring_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"waymark/quiz"
	"waymark/scoring"
)

// TestTreesSayThePlan holds that the trees of random people name what their plans have, and that a rule of truths is what its deciding parts
// make it: a false `and` has a false part that decides, a true `or` a true one.
func TestTreesSayThePlan(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	r := rand.New(rand.NewPCG(4, 4))
	joined := 0
	for range 300 {
		c := randomCase(r, q, clock)
		plan, trees := s.Plan(c.History, c.At), s.Trees(c.History, c.At)
		if trees[0].ID != plan.Next || trees[0].Is != string(plan.NextKind) {
			t.Fatalf("next is %s, but the tree says %s", plan.Next, trees[0].ID)
		}
		for _, tree := range trees[1:] {
			switch tree.Kind {
			case "step":
				i := slices.IndexFunc(plan.Steps, func(state quiz.StepState) bool { return state.ID == tree.ID })
				if tree.Is != string(plan.Steps[i].State) {
					t.Fatalf("%s is %s, but the tree says %s", tree.ID, plan.Steps[i].State, tree.Is)
				}
			case "guard":
				if fires := slices.Contains(plan.Fired, tree.ID); fires != (tree.Is == "fires") {
					t.Fatalf("%s fires %t, but the tree says %s", tree.ID, fires, tree.Is)
				}
			}
			for _, rule := range tree.Rules {
				joined += checkBranch(t, rule)
			}
		}
	}
	if joined < 10_000 {
		t.Errorf("only %d parts joined truths", joined)
	}
}

// checkBranch returns how many parts joined truths.
func checkBranch(t *testing.T, b scoring.Branch) (joined int) {
	t.Helper()
	if b.Text == "" && b.Name == "" {
		t.Fatalf("a branch says nothing: %+v", b)
	}
	isTruth := b.Is == "true" || b.Is == "false"
	if joins := strings.Contains(b.Text, " and ") || strings.Contains(b.Text, " or "); isTruth && joins && len(b.Parts) > 1 && b.Decides {
		joined++
		if !slices.ContainsFunc(b.Parts, func(p scoring.Branch) bool { return p.Decides }) {
			t.Fatalf("nothing decides %q, which is %s: %+v", b.Text, b.Is, b.Parts)
		}
	}
	for _, part := range b.Parts {
		joined += checkBranch(t, part)
	}
	return joined
}
