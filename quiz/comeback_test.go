package quiz_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
)

// walks is a quiz of which one step opens by time alone, and one is closed for who hurts.
var walks = fstest.MapFS{
	"quiz.yaml": {Data: []byte("quiz: walks\ntitle: Walks\nlanguage: en\nsets: [mood, hurt]\nprivacy: Nothing.\nkeep_days: 30\n")},
	"sets/mood.yaml": {Data: []byte(`set: mood
title: Mood
answers: {often: [Never, Sometimes, Often]}
questions: [{id: calm, ask: I was calm., rate: often}]
`)},
	"sets/hurt.yaml": {Data: []byte("set: hurt\ntitle: Hurt\nquestions: [{id: hurts, ask: It hurts., yes_no: true}]\n")},
	"rules.yaml": {Data: []byte(`guards:
  pain: {when: hurts == 'yes', close: [far], because: It hurts., show: [help]}
plan:
  order: [near, far]
  wait: Wait.
  recheck: {days: 30, because: Done.}
`)},
	"steps/near.md": {Data: []byte("---\nstep: near\nset: mood\nnumber: 1\ntitle: Near\nneed: 50\ndone: calm == 3\nrecheck: 14\nbecause: Go.\ndone_when: Calm.\ntasks: {out: Go out, home: Go home}\n---\nGo.\n")},
	"steps/far.md":  {Data: []byte("---\nstep: far\nset: hurt\nnumber: 2\ntitle: Far\nneed: 40\nwait_for: [{that: days_since('mood') >= 3, because: Later.}]\nrecheck: 10\nbecause: Go.\ndone_when: Far.\ntasks: {out: Go far}\n---\nFar.\n")},
	"cards/help.md": {Data: []byte("---\ncard: help\ntitle: Help\n---\nAsk.\n")},
}

// sitting is a result of the walks.
func sitting(set string, day int, answers quiz.Answers) quiz.Result {
	return quiz.Result{Set: set, At: began.AddDate(0, 0, day), Answers: answers}
}

var began = time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)

func calm(n float64) quiz.Answers { return quiz.Answers{"calm": {Form: quiz.Numeric, Number: n}} }

func hurts(s string) quiz.Answers { return quiz.Answers{"hurts": {Form: quiz.Code, Text: s}} }

func (w *world) overview(v *quiz.Version, h quiz.History) quiz.Overview {
	return quiz.Overview{Version: v, History: h, Plan: v.Scorer.Plan(h, w.now)}
}

func TestComeback(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.publish(walks)
	for _, c := range []struct {
		name    string
		results []quiz.Result
		days    int
		opened  string
		due     string
		again   int // days from the beginning; 0 for none
	}{
		{"nobody yet", nil, 3, "", "", 0},
		{"the same day", []quiz.Result{sitting("mood", 0, calm(1))}, 0, "", "", 14},
		{"a step has opened", []quiz.Result{sitting("mood", 0, calm(1))}, 3, "far", "", 14},
		{"due on the day", []quiz.Result{sitting("mood", 0, calm(1))}, 14, "far", "mood", 0},
		{"the sooner of two", []quiz.Result{sitting("mood", 0, calm(1)), sitting("hurt", 3, hurts("no"))}, 4, "", "", 13},
		{"both due", []quiz.Result{sitting("mood", 0, calm(1)), sitting("hurt", 3, hurts("no"))}, 20, "", "mood hurt", 0},
		{"a guard keeps it closed", []quiz.Result{sitting("mood", 0, calm(1)), sitting("hurt", 1, hurts("yes"))}, 20, "", "mood", 0},
	} {
		w.now = began.AddDate(0, 0, c.days)
		back := w.Comeback(w.overview(v, quiz.History{Results: c.results}))
		if got := strings.Join(back.Opened, " "); got != c.opened {
			t.Errorf("%s: opened %q, want %q", c.name, got, c.opened)
		}
		if got := strings.Join(back.Due, " "); got != c.due {
			t.Errorf("%s: due %q, want %q", c.name, got, c.due)
		}
		switch again := quiz.DayOf(began) + quiz.Day(c.again); {
		case c.again == 0 && back.Again != nil:
			t.Errorf("%s: again on %s", c.name, back.Again)
		case c.again > 0 && (back.Again == nil || *back.Again != again):
			t.Errorf("%s: again on %v, want %s", c.name, back.Again, again)
		}
	}
}

// TestComebackOfEverybody: what is said to have opened is open, what is due may be taken, and who is paused is told nothing.
func TestComebackOfEverybody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.Quizzes()[0]
	q, _, _ := questions.Load(library.NineSteps())
	said := 0
	for _, test := range q.Tests {
		for _, days := range []int{0, 7, 14, 31} {
			w.now = test.Case.At.AddDate(0, 0, days)
			o := w.overview(v, test.Case.History)
			back := w.Comeback(o)
			said += len(back.Opened) + len(back.Due)
			for _, id := range back.Opened {
				if state, _ := o.Plan.Step(id); state.State != quiz.Open {
					t.Errorf("%s: %s is %s", test.Name, id, state.State)
				}
			}
			for _, set := range back.Due {
				if err := o.Plan.CheckAllowed(v.Quiz, set); err != nil || o.Withheld(set) {
					t.Errorf("%s: %s is due, but closed", test.Name, set)
				}
			}
			if back.Again != nil && *back.Again <= quiz.DayOf(w.now) {
				t.Errorf("%s: again on %s", test.Name, back.Again)
			}
			if o.Plan.Paused && (len(back.Opened)+len(back.Due) > 0 || back.Again != nil || o.Deeds() != nil) {
				t.Errorf("%s: is paused and told %+v", test.Name, back)
			}
			for _, d := range o.Deeds() {
				if state, _ := o.Plan.Step(d.Step); state.Guard != "" {
					t.Errorf("%s: is told of %s, which %s closes", test.Name, d.Step, state.Guard)
				}
			}
		}
	}
	if said < 100 {
		t.Errorf("only %d things are said", said)
	}
}

// TestComebackOfPersonsInDanger: however long they stay away, time tells them of no step about contact.
func TestComebackOfPersonsInDanger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.Quizzes()[0]
	q, _, _ := questions.Load(library.NineSteps())
	var contact []string
	for _, id := range []string{"one-message", "light-contact", "fresh-start"} {
		contact = append(contact, id, q.Step(id).Set)
	}
	for _, name := range []string{"no-contact", "afraid", "might-act", "skipped-safety"} {
		i := slices.IndexFunc(q.Tests, func(test *quiz.Test) bool { return test.Name == name })
		if i < 0 {
			t.Fatalf("nobody is called %s", name)
		}
		for days := range 400 {
			w.now = q.Tests[i].Case.At.AddDate(0, 0, days)
			o := w.overview(v, q.Tests[i].Case.History)
			back := w.Comeback(o)
			for _, id := range slices.Concat(back.Opened, back.Due) {
				if slices.Contains(contact, id) {
					t.Fatalf("%s is told of %s after %d days", name, id, days)
				}
			}
			opens := func(s quiz.StepState) bool { return back.Again != nil && s.Opens != nil && *s.Opens == *back.Again }
			if state := slices.IndexFunc(o.Plan.Steps, opens); state >= 0 && slices.Contains(contact, o.Plan.Steps[state].ID) {
				t.Fatalf("%s is offered the date of %s after %d days", name, o.Plan.Steps[state].ID, days)
			}
		}
	}
}

func TestDeeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.publish(walks)
	event := func(step string, kind quiz.EventKind, task string, day int) quiz.Event {
		return quiz.Event{Step: step, Kind: kind, Task: task, At: began.AddDate(0, 0, day)}
	}
	h := quiz.History{
		Results: []quiz.Result{sitting("mood", 0, calm(1)), sitting("mood", 5, calm(3)), sitting("mood", 9, calm(3)), sitting("hurt", 6, hurts("no"))},
		Events: []quiz.Event{
			event("near", quiz.StepStarted, "", 1), event("near", quiz.TaskTicked, "out", 2), event("near", quiz.TaskTicked, "home", 2),
			event("near", quiz.TaskUnticked, "home", 3), event("far", quiz.TaskTicked, "out", 7),
		},
	}
	h.Sort()
	w.now = began.AddDate(0, 0, 9)
	said := func(h quiz.History) (all []string) {
		for _, d := range w.overview(v, h).Deeds() {
			all = append(all, d.At.Format("02 ")+strings.Join(strings.Fields(string(d.Kind)+" "+d.Set+" "+d.Step+" "+d.Task), " "))
		}
		return all
	}
	want := []string{"10 taken mood", "08 task far out", "07 taken hurt", "06 done near", "06 taken mood", "03 task near out", "02 started near", "01 taken mood"}
	if got := said(h); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	h.Results = append(h.Results, sitting("mood", 10, calm(1)), sitting("hurt", 10, hurts("yes")))
	w.now = began.AddDate(0, 0, 10)
	want = []string{"11 taken mood", "10 taken mood", "06 taken mood", "03 task near out", "02 started near", "01 taken mood"}
	if got := said(h); !slices.Equal(got, want) {
		t.Errorf("no longer done, and closed: %q, want %q", got, want)
	}
}
