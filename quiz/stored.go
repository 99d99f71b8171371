package quiz

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Stored is everything that is stored of a participant for a quiz.
type Stored struct {
	Quiz     string
	Version  *Version // the current one; nil when the quiz is not served any more
	Plan     Plan     // the zero Plan without a Version
	History  History
	Attempts []Attempt // open and finished, oldest first
}

// Stored returns everything that is stored of the participant, for each quiz that they agreed to: those that are served in their order,
// then the others.
func (s *Service) Stored(ctx context.Context, p Participant) ([]Stored, error) {
	var all []Stored
	ids := slices.Sorted(maps.Keys(p.Settings.Consents))
	for _, v := range slices.Backward(s.versions.all()) {
		if i := slices.Index(ids, v.Quiz.ID); i >= 0 {
			ids = slices.Insert(slices.Delete(ids, i, i+1), 0, v.Quiz.ID)
		}
	}
	for _, id := range ids {
		one := Stored{Quiz: id}
		var err error
		if one.History, err = s.of(p.ID).History(ctx, p.ID, id); err != nil {
			return nil, fmt.Errorf("what is stored: %w", err)
		}
		if one.Attempts, err = s.of(p.ID).Attempts(ctx, p.ID, id); err != nil {
			return nil, fmt.Errorf("what is stored: %w", err)
		}
		if v, err := s.versions.current(id); err == nil {
			v = v.In(p.Language)
			one.Version, one.Plan = v, s.plan(v, one.History, s.now())
		}
		all = append(all, one)
	}
	return all, nil
}

// VersionOf returns the version that an attempt or result was made with. ErrNotFound when it is not kept.
func (s *Service) VersionOf(ctx context.Context, quiz, hash string) (*Version, error) {
	return s.versions.pinned(ctx, quiz, hash)
}

// DeleteAttempt deletes an attempt of the participant and its result, at once and for good. The next plan is worked out without it.
// One that is not there, or is another person's, is no error.
func (s *Service) DeleteAttempt(ctx context.Context, p Participant, id string) error {
	return s.bothOf(p.ID, func(store Store, participant string) error { return store.DeleteAttempt(ctx, participant, id) })
}
