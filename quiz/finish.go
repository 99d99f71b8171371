package quiz

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Finish freezes the attempt into a result. Finishing twice returns the same result.
// ErrUnfinished when a page still needs an answer, ErrNotFound, ErrPaused, ErrClosed.
func (s *Service) Finish(ctx context.Context, p Participant, at Place) (Sitting, error) {
	return s.finish(ctx, p, at, func(sitting Sitting) bool { return sitting.FirstOpen() == nil })
}

// FinishNow is Finish while pages are still open, when no answer to them could change what is next. ErrUnfinished when one could.
func (s *Service) FinishNow(ctx context.Context, p Participant, at Place) (Sitting, error) {
	return s.finish(ctx, p, at, s.CanFinishNow)
}

// CanFinishNow reports whether no answer to what is still open could change what is next.
func (s *Service) CanFinishNow(sitting Sitting) bool {
	return len(sitting.Asked.Refusals) == 0 && sitting.Version.Scorer.Enough(sitting.Set.ID, sitting.Attempt.Answers, sitting.History, s.now())
}

func (s *Service) finish(ctx context.Context, p Participant, at Place, ready func(Sitting) bool) (Sitting, error) {
	var err error
	for range saveTries {
		var sitting Sitting
		var h History
		if sitting, h, err = s.attempt(ctx, p, at); err != nil {
			return Sitting{}, err
		}
		if sitting.Attempt.State == AttemptOpen && !ready(sitting) {
			return sitting, ErrUnfinished
		}
		if sitting, err = s.freeze(ctx, p, sitting, h); !errors.Is(err, ErrConflict) {
			return sitting, err
		}
		var gone error
		if p, gone = s.again(ctx, p); gone != nil {
			return Sitting{}, fmt.Errorf("finish: %w", gone)
		}
	}
	return Sitting{}, fmt.Errorf("finish: %w", errors.Join(ErrUnavailable, err))
}

// freeze stores the result of the attempt as it is. Of a set that keeps its outcome the answers are replaced after the plan was made, unless
// the person agreed to keep them.
func (s *Service) freeze(ctx context.Context, p Participant, sitting Sitting, h History) (Sitting, error) {
	a := sitting.Attempt
	r := Result{
		ID: a.ID, Participant: a.Participant, Quiz: a.Quiz, Version: a.Version, Set: a.Set, Ruler: sitting.Set.Ruler,
		Answers: Answers{}, Scores: map[string]Score{}, Engine: Engine, At: s.after(h),
	}
	for _, page := range sitting.Asked.Questions {
		for _, q := range page.Answerable() {
			if answer := a.Answers[q.ID]; answer.Form != Unanswered {
				r.Answers[q.ID] = answer
			}
		}
	}
	h.Results = append(slices.Clip(h.Results), r)
	plan := s.plan(sitting.Version.In(""), h, r.At) // so that it can be replayed whatever the person reads
	for _, scale := range sitting.Version.Quiz.ScalesOf(sitting.Set) {
		if score, ok := plan.Scores.Of(scale.ID); ok {
			r.Scores[scale.ID] = score
		}
	}
	r.Fired, r.Next, r.Because = plan.Fired, plan.Next, plan.Because
	settings := AnySettings
	switch details := p.Settings.Consents[a.Quiz].Details; {
	case sitting.Set.Outcome && details:
		settings = p.Revision // a withdrawal meanwhile counts
	case sitting.Set.Outcome:
		r.Answers = sitting.Version.Scorer.Outcome(a.Set, r.Answers)
	}
	stored, err := s.of(r.Participant).FinishAttempt(ctx, r, a.Revision, settings)
	if err != nil {
		return Sitting{}, fmt.Errorf("finish: %w", err)
	}
	sitting.Attempt.State, sitting.Result = AttemptFinished, &stored
	return sitting, nil
}
