package preview

import (
	"context"
	"fmt"

	"waymark/quiz"
)

// become makes a participant with the history of one of the author's tests, and returns what they return with.
func (s *Server) become(ctx context.Context, v *quiz.Version, c quiz.Case) (quiz.Secret, error) {
	s.clock.Set(c.At)
	agreement := quiz.Agreement{Text: v.In("").Quiz.ConsentText(), Details: true, Remember: true}
	p, secret, err := s.service.Join(ctx, v.Quiz.ID, agreement)
	if err != nil {
		return "", err
	}
	for _, r := range c.History.Results {
		id, err := s.service.NewOperation()
		if err != nil {
			return "", err
		}
		a := quiz.Attempt{
			ID: id, Participant: p.ID, Quiz: v.Quiz.ID, Version: v.Hash, Set: r.Set, State: quiz.AttemptOpen, Answers: r.Answers,
			Changed: map[string]int{}, Started: r.At, Touched: r.At,
		}
		if a, err = s.store.AddAttempt(ctx, a); err != nil {
			return "", fmt.Errorf("keep a sitting of %s: %w", r.Set, err)
		}
		r.ID, r.Participant, r.Quiz, r.Version, r.Engine = a.ID, p.ID, v.Quiz.ID, v.Hash, quiz.Engine
		r.Scores = map[string]quiz.Score{}
		if _, err := s.store.FinishAttempt(ctx, r, a.Revision, quiz.AnySettings); err != nil {
			return "", fmt.Errorf("keep a result of %s: %w", r.Set, err)
		}
	}
	for _, e := range c.History.Events {
		if e.ID, err = s.service.NewOperation(); err != nil {
			return "", err
		}
		e.Participant, e.Quiz = p.ID, v.Quiz.ID
		if err := s.store.AddEvent(ctx, e); err != nil {
			return "", fmt.Errorf("keep an event of %s: %w", e.Step, err)
		}
	}
	return secret, nil
}
