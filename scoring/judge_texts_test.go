package scoring

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"waymark/quiz"
	"waymark/scoring/expression"
)

// somebody makes a person of the quiz: sets taken up to four times, sometimes by another ruler; questions answered, in words, skipped
// or left open; steps worked on.
func somebody(r *rand.Rand, q *quiz.Quiz) quiz.History {
	var h quiz.History
	ago := func(days int) time.Time { return noon.Add(-time.Duration(r.IntN(days*4)) * 6 * time.Hour) }
	for _, set := range q.Sets {
		for range pick(r, 0, 1, 2, 2, 3, 4) {
			result := quiz.Result{Set: set.ID, At: ago(30), Ruler: pick(r, "", "", "", "another"), Answers: quiz.Answers{}}
			for _, page := range set.Questions {
				for _, question := range page.Answerable() {
					if r.IntN(7) > 0 {
						result.Answers[question.ID] = anAnswer(r, question)
					}
				}
			}
			h.Results = append(h.Results, result)
		}
	}
	for range r.IntN(8) {
		step := q.Steps[r.IntN(len(q.Steps))]
		h.Events = append(h.Events, quiz.Event{
			Step: step.ID, At: ago(20), Task: pick(r, "t1", "t2"),
			Kind: pick(r, quiz.StepStarted, quiz.StepClosed, quiz.StepReopened, quiz.TaskTicked, quiz.TaskTicked, quiz.TaskUnticked),
		})
	}
	h.Sort()
	return h
}

func anAnswer(r *rand.Rand, q *quiz.Question) quiz.Answer {
	var words []string
	for _, o := range q.Options {
		if !o.Numbered {
			words = append(words, o.Value)
		}
	}
	inWords := len(words) > 0 && r.IntN(4) == 0
	switch {
	case q.Kind == quiz.ChooseMany:
		chosen := make([]string, 0, len(words))
		for _, i := range r.Perm(len(words))[:r.IntN(len(words))] {
			chosen = append(chosen, words[i])
		}
		return many(chosen...)
	case q.Kind == quiz.ShortText || q.Kind == quiz.LongText:
		return quiz.Answer{Form: quiz.Written, Text: pick(r, "never", "A few words.")}
	case inWords || q.Kind == quiz.Choose || q.Kind == quiz.YesNo:
		return code(pick(r, words...))
	case q.Kind == quiz.Date:
		return quiz.Answer{Form: quiz.Dated, Day: quiz.DayOf(noon) - quiz.Day(r.IntN(40)) + 10}
	case q.Kind == quiz.Number:
		return num(pick(r, 0, 0.5, 1, 2, 3, 7, 20))
	default:
		return num(float64(1 + r.IntN(5)))
	}
}

// outcomes counts what rules were: true, false, not known, a number, a text.
type outcomes map[string]int

func (o outcomes) note(kind expression.Kind, x float64) {
	switch {
	case kind == expression.Truth:
		o[fmt.Sprint(x == 1)]++
	case x != x:
		o["unknown"]++
	case kind == expression.Text:
		o["text"]++
	default:
		o["number"]++
	}
}

// TestClosuresAgreeWithTheMachine judges 20,000 rules made by chance, for 50 people each.
func TestClosuresAgreeWithTheMachine(t *testing.T) {
	t.Parallel()
	const parts = 8
	quizzes := 50
	if testing.Short() {
		quizzes = 5
	}
	var mutex sync.Mutex
	used, seen := map[string]int{}, outcomes{}
	t.Run("all", func(t *testing.T) {
		for part := range parts {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for i := range quizzes {
					w := newRuleWriter(rand.New(rand.NewPCG(uint64(part), uint64(i))))
					o := judgeWritten(t, w)
					mutex.Lock()
					add(used, w.used)
					add(seen, o)
					mutex.Unlock()
				}
			})
		}
	})
	for _, what := range spoken() {
		if used[what] < 10*quizzes {
			t.Errorf("%q was written only %d times", what, used[what])
		}
	}
	pairs := 0
	for _, n := range seen {
		pairs += n
	}
	if want := parts * quizzes * 50 * 50; pairs != want {
		t.Errorf("%d rules were judged, not %d", pairs, want)
	}
	for _, what := range []string{"true", "false", "unknown", "number", "text"} {
		if seen[what] < 1000*quizzes {
			t.Errorf("only %d rules were %s", seen[what], what)
		}
	}
}

func add(to, more map[string]int) {
	for what, n := range more {
		to[what] += n
	}
}

// spoken are all operators, functions and names with a meaning of their own.
func spoken() []string {
	all := []string{"==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "minus", "in", "not in", "mixed list", "words", "chained", "?", "and", "or",
		"not", "true", "false", "unknown", "today", "before", "change"}
	for _, f := range functions() {
		if !slices.Contains([]string{"state", "fired", "shown"}, f.name) { // of promises alone
			all = append(all, f.name)
		}
	}
	return all
}

// judgeWritten writes the rules of a quiz and judges each for some people.
func judgeWritten(t *testing.T, w *ruleWriter) outcomes {
	t.Helper()
	const rules, people = 50, 50
	q, judged := everyKind(), map[string]bool{}
	for i := range rules {
		id := fmt.Sprintf("v%d", i)
		judged[id] = true
		q.Values = append(q.Values, &quiz.Value{ID: id, Is: txt(w.rule(id))})
	}
	s, problems := Compile(q)
	if s == nil {
		t.Fatalf("a rule that is well typed does not compile: %+v\n%s", problems, describe(q))
	}
	names, judges := frameNames{kinds: map[int]expression.Kind{}, texts: s.texts}, []*judge{}
	written := slices.DeleteFunc(slices.Clone(s.derives), func(d *derived) bool { return !judged[d.key] })
	for _, d := range written {
		j, err := newJudge(s, d.rule.root)
		if err != nil {
			t.Fatalf("%s: %v", d.rule.text.Value, err)
		}
		maps.Copy(names.kinds, j.names.kinds)
		judges = append(judges, j)
	}
	seen, env := outcomes{}, map[string]any{"unknown": unknown}
	for range people {
		h := somebody(w.r, q)
		e := s.begin(h, noon)
		names.fill(env, e.frame)
		for i, j := range judges {
			if err := j.differs(e.frame, env); err != nil {
				t.Fatalf("%s: %v\nhistory: %+v", written[i].rule.text.Value, err, h)
			}
			seen.note(j.root.Kind, j.root.Number(e.frame))
		}
		e.end()
	}
	return seen
}
