package scoring_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"waymark/quiz"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestWhySaysItInWords compares the reasons of the people whom the shipped quiz was written for with those that were read and found good.
func TestWhySaysItInWords(t *testing.T) {
	t.Parallel()
	q, s := shipped(t)
	var b strings.Builder
	for _, test := range q.Tests[:16] {
		fmt.Fprintf(&b, "== %s: %s\n", test.Name, test.About)
		writeWhy(&b, s.Plan(test.Case.History, test.Case.At), s.Why(test.Case.History, test.Case.At))
	}
	const golden = "testdata/why.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, lines := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i, line := range got {
		if i >= len(lines) || line != lines[i] {
			t.Fatalf("line %d of %s is otherwise; look at it with -update: %s", i+1, golden, line)
		}
	}
	if len(got) != len(lines) {
		t.Errorf("%s has %d lines, not %d", golden, len(lines), len(got))
	}
}

func writeWhy(b *strings.Builder, p quiz.Plan, why quiz.Why) {
	fmt.Fprintf(b, "next is %s (%s): %s\n", why.Next.Next, why.Next.Kind, p.Because)
	for _, r := range why.Next.Reasons {
		writeReason(b, r)
	}
	for _, n := range why.Next.Needs {
		fmt.Fprintf(b, "    need of %s: %.0f\n", n.ID, n.Need)
	}
	for _, g := range why.Guards {
		fmt.Fprintf(b, "guard %s\n", g.ID)
		writeReason(b, g.Reason)
	}
	for i, step := range why.Steps {
		if p.Paused {
			break
		}
		fmt.Fprintf(b, "step %s is %s: %s\n", step.ID, step.State, p.Steps[i].Because)
		for _, r := range step.Reasons {
			writeReason(b, r)
		}
		if step.Need != nil {
			fmt.Fprintf(b, "  its need, %.0f, known %t\n", step.Need.Value, step.Need.Known)
			writeReason(b, *step.Need)
		}
	}
	for _, score := range why.Scores {
		fmt.Fprintf(b, "score %s\n", score.ID)
		for _, said := range []string{score.Raises, score.Lowers} {
			if said != "" {
				fmt.Fprintf(b, "    %s\n", said)
			}
		}
	}
	b.WriteString("\n")
}

func writeReason(b *strings.Builder, r quiz.Reason) {
	for _, f := range r.Facts {
		mark := "-"
		if slices.Contains(r.First, f) {
			mark = "*"
		}
		fmt.Fprintf(b, "    %s %s\n", mark, f.Text)
	}
}
