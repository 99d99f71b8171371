package scoring

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"waymark/quiz"
)

// TestReachFindsWhatIsDead plants things that nobody can reach among others that somebody does.
func TestReachFindsWhatIsDead(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		plant func(q *quiz.Quiz)
		dead  []string // "kind of is want"
	}{
		{"nothing", func(*quiz.Quiz) {}, nil},
		{"a day long before 1970", func(q *quiz.Quiz) { plantValue(q, "today - ended > 40000") }, nil},
		{"a day before all dates", func(q *quiz.Quiz) { plantValue(q, "today - ended > 50000") }, []string{"rule it value true"}},
		{"a contradiction", func(q *quiz.Quiz) { plantValue(q, "fear == 'no' and fear == 'yes'") }, []string{"rule it value true"}},
		{"a contradiction of a score", func(q *quiz.Quiz) { plantValue(q, "stuck < 30 and stuck > 60") }, []string{"rule it value true"}},
		{"a score beyond its range", func(q *quiz.Quiz) { plantValue(q, "stuck > 100") }, []string{"rule it value true"}},
		{"a score between two steps of the scale", func(q *quiz.Quiz) { plantValue(q, "doubled == 3") }, []string{"rule it value true"}},
		{"what always holds", func(q *quiz.Quiz) { plantValue(q, "known(a) or not known(a)") }, []string{"rule it value false"}},
		{"an exclusive option beside another", func(q *quiz.Quiz) {
			q.Sets[0].Questions[1].Options[2].Exclusive = true
			plantValue(q, "has(harm, 'hit') and has(harm, 'none')")
		}, []string{"rule it value true"}},
		{"answers without the set", func(q *quiz.Quiz) { plantValue(q, "known(fear) and not taken('about')") }, []string{"rule it value true"}},
		{"days before the first", func(q *quiz.Quiz) { plantValue(q, "days_since('mood') < 0") }, []string{"rule it value true"}},
		{"a result before the first", func(q *quiz.Quiz) { plantValue(q, "known(before.a) and times('mood') < 2") }, []string{"rule it value true"}},
		{"said and never taken", func(q *quiz.Quiz) { plantValue(q, "known(days_since_said(fear, 'yes')) and not taken('about')") }, []string{"rule it value true"}},
		{"more tasks than there are", func(q *quiz.Quiz) { plantValue(q, "tasks('first') > 2") }, []string{"rule it value true"}},
		{"a question that is never asked", func(q *quiz.Quiz) {
			q.Sets[0].Questions[1].ShowIf = txt("fear == 'yes' and fear == 'no'")
			plantValue(q, "has(harm, 'hit')")
		}, []string{"rule it value true", "rule harm show_if true"}},
		{"a question that is asked of others", func(q *quiz.Quiz) {
			q.Sets[0].Questions[1].ShowIf = txt("fear == 'yes'")
			plantValue(q, "fear == 'no' and has(harm, 'hit')")
		}, []string{"rule it value true"}},
		{"a guard that never fires", func(q *quiz.Quiz) { q.Guards[0].When = txt("stuck > 100") },
			[]string{"rule danger when true", "state second closed true"}},
		{"a guard that always fires", func(q *quiz.Quiz) {
			q.Guards[0].When = txt("stuck <= 100 or not known(stuck)")
			q.Guards[0].Close = []string{"first", "second"}
		},
			[]string{"conflict second danger true", "rule danger when false", "state first open true", "state second open true", "next first  true", "next second  true", "state second waiting true"}},
		{"a band beyond the range", func(q *quiz.Quiz) { q.Values[1].Is = txt("min(first_known(stuck, 50), 60)") },
			[]string{"band need high true"}},
		{"a step that waits for what its guard forbids", func(q *quiz.Quiz) {
			q.Steps[1].WaitFor = []quiz.Prerequisite{{That: txt("fear == 'yes'"), Because: say("Never.")}}
		}, []string{"conflict second danger true", "state second open true", "next second  true"}},
		{"one of many", func(q *quiz.Quiz) { plantMust(q, "not has(harm, 'hit')") }, []string{"answer harm hit true"}},
		{"one of many that none goes with", func(q *quiz.Quiz) {
			q.Sets[0].Questions[1].Options[2].Exclusive = true
			plantMust(q, "has(harm, 'hit')")
		}, []string{"answer harm none true"}},
		{"what only another answer allows", func(q *quiz.Quiz) { plantMust(q, "not has(harm, 'threat') or fear == 'yes' and fear == 'no'") },
			[]string{"answer harm threat true"}},
		{"what another answer allows", func(q *quiz.Quiz) { plantMust(q, "not has(harm, 'threat') or fear == 'yes'") }, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := sample()
			c.plant(q)
			s := mustCompile(t, q)
			var dead []string
			for _, f := range s.Reach(noon, EnoughEffort()) {
				name := fmt.Sprintf("%s %s %s %v", f.Kind, f.Of, f.Is, f.Want)
				switch f.Verdict {
				case Proved:
					dead = append(dead, name)
				case NotDecided:
					t.Errorf("%s is not decided", name)
				}
			}
			slices.Sort(dead)
			want := slices.Sorted(slices.Values(c.dead))
			if !slices.Equal(dead, want) {
				t.Errorf("unreachable are\n%s\nwant\n%s", strings.Join(dead, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// plantMust lets the second question, of many options, refuse answers.
func plantMust(q *quiz.Quiz, that string) {
	asked := q.Sets[0].Questions[1]
	asked.Must = append(asked.Must, quiz.Must{That: txt(that), OrSay: "Answer otherwise."})
}

func plantValue(q *quiz.Quiz, rule string) {
	q.Values = append(q.Values, &quiz.Value{ID: "it", Is: txt(rule)})
}
