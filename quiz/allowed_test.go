package quiz_test

import (
	"errors"
	"testing"

	"waymark/quiz"
)

func TestCheckAllowed(t *testing.T) {
	t.Parallel()
	q := &quiz.Quiz{
		Planning: quiz.Planning{First: []quiz.First{{Set: "safety"}}},
		Steps:    []*quiz.Step{{ID: "write", Set: "message"}, {ID: "live", Set: "life"}},
	}
	plan := func(write quiz.StepState) quiz.Plan {
		write.ID = "write"
		return quiz.Plan{Steps: []quiz.StepState{write, {ID: "live", State: quiz.Open}}}
	}
	paused := plan(quiz.StepState{State: quiz.Closed})
	paused.Paused = true
	tests := []struct {
		name string
		plan quiz.Plan
		set  string
		want error
	}{
		{"an open step", plan(quiz.StepState{State: quiz.Waiting}), "life", nil},
		{"a waiting step", plan(quiz.StepState{State: quiz.Waiting}), "message", quiz.ErrClosed},
		{"a waiting step that asks for its set again", plan(quiz.StepState{State: quiz.Waiting, Take: "message"}), "message", nil},
		{"a waiting step that asks for another set", plan(quiz.StepState{State: quiz.Waiting, Take: "safety"}), "message", quiz.ErrClosed},
		{"a closed step", plan(quiz.StepState{State: quiz.Closed, Guard: "harm"}), "message", quiz.ErrClosed},
		{"a done step", plan(quiz.StepState{State: quiz.Done}), "message", nil},
		{"a done step behind a guard", plan(quiz.StepState{State: quiz.Done, Guard: "harm"}), "message", quiz.ErrClosed},
		{"a set of no step", plan(quiz.StepState{State: quiz.Closed}), "check-in", nil},
		{"a set of no step in a pause", paused, "check-in", quiz.ErrPaused},
		{"a set that comes first, in a pause", paused, "safety", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := test.plan.CheckAllowed(q, test.set); !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
