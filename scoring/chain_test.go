package scoring

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"waymark/questions"
	"waymark/questions/starter"
)

// chainKind is a way in which each page of a set is shown by an answer to the one before, and to the one before that.
type chainKind struct {
	name, asks, showIf string
	value              string // of a value that showIf reads
}

func chainKinds() []chainKind {
	return []chainKind{
		{name: "an option", asks: "yes_no: true", showIf: "{1} == 'yes'"},
		{name: "any answer", asks: "yes_no: true\n    skip: Rather not say", showIf: "known({1})"},
		{name: "a value", asks: "yes_no: true", showIf: "v_{1}", value: "{1} == 'yes'"},
		{name: "two answers", asks: "yes_no: true", showIf: "{1} == 'yes' and {2} != 'no'"},
		{name: "a number", asks: "number: {min: 0, max: 1000}", showIf: "{1} > 500"},
		{name: "a whole number", asks: "number: {min: 0, max: 1000, whole: true}", showIf: "{1} > 500"},
		{name: "a rating", asks: "rate: often", showIf: "{1} >= 4"},
		{name: "one of several", asks: "choose_many: {a: A, b: B, c: C}\n    none: None", showIf: "has({1}, 'b')"},
		{name: "a sum", asks: "number: {min: 0, max: 10, whole: true}", showIf: "{1} + {2} > 12"},
	}
}

// chain compiles the starter with one more set of so many pages.
func chain(t *testing.T, c chainKind, pages int) *Scorer {
	t.Helper()
	files := maps.Clone(starter.Files("walks", "Walks"))
	insert := func(name, before, text string) {
		if files[name] = []byte(strings.Replace(string(files[name]), before, before+text, 1)); !strings.Contains(string(files[name]), text) {
			t.Fatalf("%s has no %q", name, before)
		}
	}
	var set, values strings.Builder
	set.WriteString("set: chain\ntitle: Chain\nminutes: 1\nanswers:\n  often: [Never, Rarely, Sometimes, Often, Always]\nquestions:\n")
	set.WriteString("  - {id: other, ask: Another, rate: often}\n")
	for i := range pages {
		names := strings.NewReplacer("{1}", fmt.Sprintf("q%d", i-1), "{2}", fmt.Sprintf("q%d", max(0, i-2)))
		fmt.Fprintf(&set, "  - id: q%d\n    ask: Question %d\n    %s\n", i, i, c.asks)
		if i > 0 {
			fmt.Fprintf(&set, "    show_if: %s\n", names.Replace(c.showIf))
		}
		if i > 0 && c.value != "" {
			fmt.Fprintf(&values, "  v_q%d: %s\n", i-1, names.Replace(c.value))
		}
	}
	files["sets/chain.yaml"] = []byte(set.String())
	insert("quiz.yaml", "sets: [", "chain, ")
	insert("rules.yaml", "values:\n", values.String())
	q, problems := questions.Parse(files)
	s, found := Compile(q)
	if s == nil {
		t.Fatalf("the chain has problems: %v %v", problems, found)
	}
	return s
}

// TestChainsAreDecided: of a chain of pages it is found who gets to each.
func TestChainsAreDecided(t *testing.T) {
	t.Parallel()
	for _, c := range chainKinds() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			for _, f := range chain(t, c, 24).Reach(noon, EnoughEffort()) {
				switch {
				case f.Verdict == NotDecided:
					t.Errorf("it is not decided whether %v", f.Subject)
				case f.Is == "show_if" && f.Want && f.Verdict == Witness:
					asked++
				}
			}
			if asked != 23 {
				t.Errorf("%d pages of 23 are asked of somebody", asked)
			}
		})
	}
}

// TestChainsOfAnyLength: four times the pages take at most 16 times the work to get to the last, and a bit; so all together the third power.
func TestChainsOfAnyLength(t *testing.T) {
	t.Parallel()
	for _, c := range chainKinds()[:4] {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			const enough = 1 << 40
			work := map[int]int{}
			for _, pages := range []int{20, 80} {
				s := chain(t, c, pages)
				for _, g := range s.goals() {
					if g.Is != "show_if" || !g.Want || g.Of != fmt.Sprintf("q%d", pages-1) {
						continue
					}
					search := newSearch(s, noon, 1).within(enough)
					if verdict, _ := search.decide(g, EnoughEffort().Boxes); verdict != Witness {
						t.Fatalf("the last of %d pages is %s", pages, verdict)
					}
					work[pages] = enough - search.work
				}
			}
			if work[20] == 0 || work[80] > 20*work[20] {
				t.Errorf("20 pages take %d readings, 80 pages %d", work[20], work[80])
			}
		})
	}
}

// TestLittleWorkProvesNothingWrong: what is proved or shown within little work is so with more; what is not decided is said so.
func TestLittleWorkProvesNothingWrong(t *testing.T) {
	t.Parallel()
	s := chain(t, chainKinds()[3], 40)
	whole, little := s.Reach(noon, EnoughEffort()), s.Reach(noon, Effort{Boxes: 2, Work: 1})
	undecided := 0
	for i, f := range little {
		switch {
		case f.Verdict == NotDecided:
			undecided++
		case f.Verdict != whole[i].Verdict:
			t.Errorf("%v: %s with little work, %s with more", f.Subject, f.Verdict, whole[i].Verdict)
		}
	}
	if undecided == 0 {
		t.Error("everything is decided with little work")
	}
}
