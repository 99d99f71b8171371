package main

import (
	"strings"

	"waymark/quiz"
)

// planOut is a line that score writes.
type planOut struct {
	ID      string              `json:"id"`
	Next    string              `json:"next"`
	Path    string              `json:"path"`
	Order   []string            `json:"order"`
	Cards   []string            `json:"cards"`
	Scores  map[string]*float64 `json:"scores"` // null: not scored
	Bands   map[string]string   `json:"bands"`
	Steps   []stepOut           `json:"steps"`
	Because string              `json:"because"`
	On      *quiz.Day           `json:"on,omitempty"` // when, while there is nothing but to wait
}

type stepOut struct {
	ID      string     `json:"id"`
	State   quiz.State `json:"state"`
	Because string     `json:"because"`
	Opens   *quiz.Day  `json:"opens,omitempty"`
}

// newPlanOut is the plan of the case with the id, as score writes it; words are put in the place of their tokens.
func newPlanOut(id string, plan quiz.Plan, words *strings.Replacer) planOut {
	out := planOut{
		ID: id, Next: plan.Next, Path: plan.Path, Because: words.Replace(plan.Because), On: plan.On,
		Order: append([]string{}, plan.Order...), Cards: append([]string{}, plan.Cards...),
		Scores: map[string]*float64{}, Bands: map[string]string{}, Steps: []stepOut{},
	}
	for _, score := range plan.Scores {
		out.Scores[score.ID] = nil
		if score.Scored {
			out.Scores[score.ID] = &score.Value
		}
		if score.Band != "" {
			out.Bands[score.ID] = score.Band
		}
	}
	for _, step := range plan.Steps {
		out.Steps = append(out.Steps, stepOut{ID: step.ID, State: step.State, Because: words.Replace(step.Because), Opens: step.Opens})
	}
	return out
}
