package quiz

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// CheckAllowed reports whether the plan lets a person take the set now: ErrPaused while a guard pauses everything and the set
// is none of those that come first; ErrClosed when every step of the set is closed or waiting, and no waiting step asks for the set.
func (p Plan) CheckAllowed(q *Quiz, set string) error {
	first := slices.ContainsFunc(q.Planning.First, func(f First) bool { return f.Set == set })
	if p.Paused && !first {
		return ErrPaused
	}
	steps := 0
	for _, step := range q.Steps {
		if step.Set != set {
			continue
		}
		steps++
		if state, ok := p.Step(step.ID); ok && state.Workable() {
			return nil
		}
	}
	asked := slices.ContainsFunc(p.Steps, func(s StepState) bool { return s.State == Waiting && s.Take == set })
	if steps == 0 || first || asked {
		return nil
	}
	return fmt.Errorf("set %q: %w", set, ErrClosed)
}

// allow refuses an open attempt that the plan does not allow now: that of the current version or, for a set that the current one has not
// and while it pauses nothing, that of the attempt's own. Before an attempt of another version is refused, this program takes what another
// one may have published.
func (s *Service) allow(ctx context.Context, p Participant, o Overview, a Attempt) error {
	has := o.Version.Quiz.Set(a.Set) != nil
	refused := o.Plan.CheckAllowed(o.Version.Quiz, a.Set)
	if has && refused == nil || a.Version == o.Version.Hash {
		return refused
	}
	if err := s.Follow(ctx, a.Quiz); err != nil {
		return err
	}
	current, err := s.versions.current(a.Quiz)
	if err != nil {
		return err
	}
	current = current.In(p.Language)
	plan := s.plan(current, o.History, s.now())
	if current.Quiz.Set(a.Set) != nil || plan.Paused {
		return plan.CheckAllowed(current.Quiz, a.Set)
	}
	began, err := s.began(ctx, a)
	if err != nil {
		return err
	}
	began = began.In(p.Language)
	return s.plan(began, o.History, s.now()).CheckAllowed(began.Quiz, a.Set)
}

// began returns the version that an attempt began with. One that this program can't read is out of reach: a newer program may have
// published it, and that one still reads it.
func (s *Service) began(ctx context.Context, a Attempt) (*Version, error) {
	v, err := s.versions.pinned(ctx, a.Quiz, a.Version)
	if err != nil && !errors.Is(err, ErrUnavailable) {
		err = fmt.Errorf("%w: %s", ErrUnavailable, err)
	}
	return v, err
}
