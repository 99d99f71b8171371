package quiz

import (
	"context"
	"slices"
	"time"
)

// Change starts an attempt of the set in which one answer can be changed: it starts from all the last answers, unless they are stale or
// only their outcome was kept. The open attempt is gone on with, as by Begin, with its errors.
func (s *Service) Change(ctx context.Context, p Participant, quiz, set string) (Sitting, error) {
	return s.begin(ctx, p, quiz, set, func(set *Set, o Overview) Answers {
		all := !set.Outcome && !o.Stale(set, s.now())
		return s.carried(set, o.History, func(q *Question) bool { return all || q.Carry })
	})
}

// Stale reports whether the answers of the set are older than its steps count on: one of them wants it taken again.
func (o Overview) Stale(set *Set, at time.Time) bool {
	today := DayOf(at)
	return slices.ContainsFunc(o.Version.Quiz.Steps, func(step *Step) bool {
		if step.Set != set.ID {
			return false
		}
		again := o.Version.Scorer.Step(o.History, at, step.ID).Recheck
		return again != nil && *again <= today
	})
}

// Guarded reports whether some guard can close the step. Nobody is told what to answer so that such a step opens.
func (q *Quiz) Guarded(step string) bool {
	return slices.ContainsFunc(q.Guards, func(g *Guard) bool { return slices.Contains(g.Close, step) })
}

// Review reports whether the sitting starts from answers of before, and nothing was answered in it yet.
func (s Sitting) Review() bool {
	return s.Attempt.State == AttemptOpen && s.Attempt.Revision == 0 && slices.ContainsFunc(s.Asked.Questions, func(q *Question) bool {
		_, carried := s.Since(q)
		return carried
	})
}

// Since returns when the answers of a page were first given that were carried from before and not touched in this attempt: since then each
// sitting had the same. ok is false for a page whose answers were given now, or are missing.
func (s Sitting) Since(page *Question) (at time.Time, ok bool) {
	for _, q := range page.Answerable() {
		answer := s.Attempt.Answers[q.ID]
		if _, touched := s.Attempt.Changed[q.ID]; touched || answer.Form == Unanswered {
			return time.Time{}, false
		}
		var since time.Time
		for _, r := range slices.Backward(s.History.Results) {
			if r.Set != s.Set.ID {
				continue
			}
			if !r.Answers[q.ID].Equal(answer) {
				break
			}
			since = r.At
		}
		if since.IsZero() {
			return time.Time{}, false
		}
		if since.After(at) {
			at = since
		}
	}
	return at, !at.IsZero()
}

// ask returns what the set of an attempt asks now. When it is taken again, what could change what is next comes first, in the order of the
// set, as does the rest. That is decided by what was known when the attempt began, so that no page changes its place in between.
func (s *Service) ask(v *Version, a Attempt, h History) Asked {
	asked := v.Scorer.Ask(a.Set, a.Answers, h, s.now())
	if first := v.Scorer.Decisive(a.Set, h.until(a.Started), a.Started); len(first) > 0 {
		asked.Questions = firstOf(asked.Questions, first)
	}
	return asked
}

// firstOf puts the pages with the ids before the others. A page that only informs stays before the one that it stood before.
func firstOf(pages []*Question, ids []string) []*Question {
	var first, rest, info []*Question
	for _, page := range pages {
		info = append(info, page)
		switch {
		case page.Kind == Info:
		case slices.Contains(ids, page.ID):
			first, info = append(first, info...), nil
		default:
			rest, info = append(rest, info...), nil
		}
	}
	return slices.Concat(first, rest, info)
}
