package quiz_test

import (
	"testing"
	"time"

	"waymark/quiz"
)

// TestNewestAnswersWinWhateverTheClockSays sets the clock back, and lets two programs answer whose clocks differ.
func TestNewestAnswersWinWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]time.Duration{
		"a day back": -24 * time.Hour, "two seconds back": -2 * time.Second, "the same moment": 0, "a minute ahead": time.Minute, "a year back": -365 * 24 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := w.join()
			w.take(p, "about-you", about...)
			w.take(p, "safety", safe...)
			before := w.now
			w.now = w.now.Add(back)
			s := w.begin(p, "safety")
			place, save := page(s, "sf_selfharm", "op", "might_act")
			s, err := w.Answer(t.Context(), p, place, save)
			if err != nil || s.Result == nil {
				t.Fatalf("%+v, %v", s.Result, err)
			}
			for _, at := range []time.Time{w.now, before, before.Add(time.Hour)} {
				w.now = at
				o, err := w.Overview(t.Context(), p, "nine-steps")
				if err != nil || !o.Plan.Paused {
					t.Errorf("at %s the plan is %v, %v", at, o.Plan.Next, err)
				}
			}
			last, err := w.Overview(t.Context(), p, "nine-steps")
			if err != nil {
				t.Fatal(err)
			}
			if r := last.History.Results; len(r) != 3 || r[2].ID != s.Attempt.ID || !r[2].At.After(r[1].At) {
				t.Errorf("the newest result is not the last one: %+v", r)
			}
		})
	}
}

// TestNewestReportWins ticks by a clock that stands ahead, and takes the tick away by one that does not.
func TestNewestReportWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	w.take(p, "safety", safe...)
	w.take(p, "spiral", spiral...)
	o, err := w.Overview(t.Context(), p, "nine-steps")
	if err != nil {
		t.Fatal(err)
	}
	task := o.Version.Quiz.Step("spiral").Tasks[0].ID
	for i, kind := range []quiz.EventKind{quiz.TaskTicked, quiz.TaskUnticked, quiz.TaskTicked, quiz.TaskUnticked} {
		w.now = w.now.Add(time.Duration(1-2*(i%2)) * time.Minute) // ahead, back, ahead, back
		if err := w.Report(t.Context(), p, quiz.Event{ID: "e" + string(rune('0'+i)), Quiz: "nine-steps", Step: "spiral", Kind: kind, Task: task}); err != nil {
			t.Fatal(err)
		}
		_, detail, err := w.Step(t.Context(), p, "nine-steps", "spiral")
		if err != nil || detail.Ticked[task] != (kind == quiz.TaskTicked) {
			t.Errorf("after %s the task is ticked: %v, %v", kind, detail.Ticked[task], err)
		}
	}
}
