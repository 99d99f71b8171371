package scoring

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"waymark/quiz"
)

// TestCompilerMeansWhatTheTextSays runs the texts of rules as their author wrote them, over a person read anew, and holds the values
// of the compiled quiz to that.
func TestCompilerMeansWhatTheTextSays(t *testing.T) {
	t.Parallel()
	quizzes := 20
	if testing.Short() {
		quizzes = 4
	}
	for part := range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			judged, people := 0, 0
			for i := range quizzes {
				w := newRuleWriter(rand.New(rand.NewPCG(uint64(part), uint64(1000+i))))
				judged += judgeMeaning(t, w)
				people += peopleOfMeaning
			}
			if judged < people*9/10 {
				t.Errorf("only %d of %d people could be judged", judged, people)
			}
		})
	}
}

// peopleOfMeaning is how many people each quiz is judged for.
const peopleOfMeaning = 40

// judgeMeaning judges all values of a written quiz and returns for how many people. Those for whom a number grew too big are left out:
// what rests on a rule that failed is not known, and the machine does not know of that.
func judgeMeaning(t *testing.T, w *ruleWriter) int {
	t.Helper()
	q := everyKind()
	for i := range 40 {
		id := fmt.Sprintf("v%d", i)
		q.Values = append(q.Values, &quiz.Value{ID: id, Is: txt(w.rule(id))})
	}
	s := mustCompile(t, q)
	n := newNative(s)
	if err := n.compile(quiz.History{}); err != nil {
		t.Fatal(err)
	}
	judged := 0
	for range peopleOfMeaning {
		h := somebody(w.r, q)
		if err := n.read(h); err != nil {
			t.Fatal(err)
		}
		e := s.begin(h, noon)
		if !e.broken {
			judged++
			compareMeaning(t, e, n)
		}
		e.end()
		if t.Failed() {
			t.Fatalf("history: %+v", h)
		}
	}
	return judged
}

func compareMeaning(t *testing.T, e *evaluation, n *native) {
	t.Helper()
	names := frameNames{texts: e.s.texts}
	for _, d := range e.s.derives {
		if d.isDone {
			continue
		}
		if ours, want := names.value(d.typ.held(), e.frame[d.slot]), n.env[d.key]; ours != want && !same(ours, want) {
			t.Errorf("%s is %v, not %v: %s", d.key, ours, want, textOf(d))
			return
		}
	}
}

func textOf(d *derived) string {
	if d.scale != nil {
		return d.scale.scale.Score.Value
	}
	return d.rule.text.Value
}

// Means returns a function that holds every rule of a quiz to its text, for a person at noon, and returns where they differ.
// Those for whom a number grew too big are left out.
func Means(s *Scorer) (differ func(quiz.History) error, err error) {
	n, rules := newNative(s), rulesIn(s)
	for i := range s.promises {
		delete(rules, s.promises[i].rule) // they read a plan, which a person read anew does not have
	}
	for _, d := range s.derives {
		if d.scale != nil {
			delete(rules, d.scale.score)
		}
	}
	check := func(h quiz.History, compiles bool) error {
		err := n.run(h, compiles)
		e := s.begin(h, noon)
		defer e.end()
		names := frameNames{texts: s.texts}
		for r := range rules {
			if err != nil || e.broken {
				return err
			}
			var want any
			want, err = n.eval(fmt.Sprintf("rule %p", r), r.text.Value, compiles)
			if ours := names.value(r.root.Kind, r.root.Number(e.frame)); err == nil && ours != want && !same(ours, want) {
				return fmt.Errorf("%s is %v, not %v", r.text.Value, ours, want)
			}
		}
		return err
	}
	return func(h quiz.History) error { return check(h, false) }, check(quiz.History{}, true)
}
