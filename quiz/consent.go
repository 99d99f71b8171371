package quiz

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// ConsentText names, by its hash, the text about what is stored that a person agrees to: what the author wrote, for how long, and of
// which sets only the outcome is kept.
func (q *Quiz) ConsentText() string {
	files := map[string][]byte{"privacy": []byte(q.Privacy), "days": []byte(strconv.Itoa(q.KeepDays))}
	for _, set := range q.OutcomeSets() {
		files["set "+set.ID] = []byte(set.Title)
	}
	return HashFiles(files)
}

// OutcomeSets returns the sets that keep only the outcome of their answers.
func (q *Quiz) OutcomeSets() []*Set {
	var sets []*Set
	for _, set := range q.Sets {
		if set.Outcome {
			sets = append(sets, set)
		}
	}
	return sets
}

// consent notes that the participant agreed to what the version's quiz stores. ErrConflict when they read another text.
func (p *Participant) consent(v *Version, a Agreement, at time.Time) error {
	if a.Text != v.In(a.Language).Quiz.ConsentText() {
		return fmt.Errorf("the text about what is stored: %w", ErrConflict)
	}
	p.Settings = p.Settings.with(v.Quiz.ID, Consent{
		Version: v.Hash, Text: v.In("").Quiz.ConsentText(), At: at, Details: a.Details, Read: a.Language,
	})
	return nil
}

// with returns the settings with another consent to a quiz.
func (s Settings) with(quiz string, c Consent) Settings {
	consents := maps.Clone(s.Consents)
	if consents == nil {
		consents = map[string]Consent{}
	}
	consents[quiz] = c
	s.Consents = consents
	return s
}

// Agreed reports whether the consent is to the text that the quiz has now, in whatever language it was read.
func (c Consent) Agreed(v *Version) bool { return c.Text == v.In("").Quiz.ConsentText() }

// Consent keeps that a participant agreed to what a further quiz stores, or to its text as it is now. ErrConflict when they read another
// text, or when their settings were changed since they had the Revision that they have here: nothing that was withdrawn meanwhile comes
// back. ErrNotFound for an unknown quiz.
func (s *Service) Consent(ctx context.Context, p Participant, quiz string, a Agreement) (Participant, error) {
	v, err := s.versions.current(quiz)
	if err != nil {
		return p, err
	}
	agreed := p
	if err := agreed.consent(v, a, s.now()); err != nil {
		return p, fmt.Errorf("consent: %w", err)
	}
	if err := s.of(p.ID).UpdateSettings(ctx, p.ID, agreed.Settings, p.Revision); err != nil {
		return p, fmt.Errorf("consent: %w", err)
	}
	agreed.Revision++
	return agreed, nil
}

// WithdrawDetails takes the separate yes back: of the sets of the quiz that keep their outcome, only the outcome is kept from now on, and of
// what was finished before too, all at once or not at all. The plan stays the same. ErrNotFound when they did not agree to the quiz.
func (s *Service) WithdrawDetails(ctx context.Context, p Participant, quiz string) (Participant, error) {
	outcome, err := s.outcomes(ctx, p, quiz)
	if err != nil {
		return p, err
	}
	for range saveTries {
		consent, agreed := p.Settings.Consents[quiz]
		if !agreed {
			return p, fmt.Errorf("withdraw: %w", ErrNotFound)
		}
		consent.Details = false
		settings := p.Settings.with(quiz, consent)
		err = s.of(p.ID).WithdrawDetails(ctx, p.ID, settings, p.Revision, quiz, outcome)
		if err == nil {
			p.Settings, p.Revision = settings, p.Revision+1
			return p, nil
		}
		if !errors.Is(err, ErrConflict) {
			return p, fmt.Errorf("withdraw: %w", err)
		}
		if p, err = s.again(ctx, p); err != nil {
			return p, fmt.Errorf("withdraw: %w", err)
		}
	}
	return p, fmt.Errorf("withdraw: %w", ErrUnavailable)
}

// again reads a participant whose settings have changed meanwhile.
func (s *Service) again(ctx context.Context, p Participant) (Participant, error) {
	fresh, err := s.of(p.ID).Participant(ctx, p.ID)
	if err != nil {
		return p, err
	}
	fresh.Language, fresh.Token = p.Language, p.Token
	return fresh, nil
}

// KeepsDetails reports whether more than the outcome is kept of a set of the quiz that keeps its outcome, or would be: then it can be
// withdrawn. ErrNotFound for an unknown quiz.
func (s *Service) KeepsDetails(ctx context.Context, p Participant, quiz string) (bool, error) {
	if p.Settings.Consents[quiz].Details {
		return true, nil
	}
	h, err := s.of(p.ID).History(ctx, p.ID, quiz)
	if err != nil {
		return false, fmt.Errorf("details: %w", err)
	}
	outcome, err := s.outcomes(ctx, p, quiz)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(h.Results, func(r Result) bool { _, more := outcome(r); return more }), nil
}

// outcomes returns what is to be kept of a result when only the outcome is, and whether that is another than what is kept now. It asks the
// rules that the quiz has now or, of a set that does not keep its outcome any more, those that the result was made with.
func (s *Service) outcomes(ctx context.Context, p Participant, quiz string) (func(Result) (Answers, bool), error) {
	current, err := s.versions.current(quiz)
	if err != nil {
		return nil, err
	}
	h, err := s.of(p.ID).History(ctx, p.ID, quiz)
	if err != nil {
		return nil, fmt.Errorf("outcomes: %w", err)
	}
	pinned := map[string]*Version{}
	for _, r := range h.Results {
		if v, err := s.versions.pinned(ctx, quiz, r.Version); err == nil { // else what it was made with can't be read any more
			pinned[r.Version] = v
		}
	}
	return func(r Result) (Answers, bool) {
		for _, v := range []*Version{current, pinned[r.Version]} {
			if v == nil {
				continue
			}
			if set := v.Quiz.Set(r.Set); set != nil && set.Outcome {
				answers := v.Scorer.Outcome(r.Set, r.Answers)
				return answers, !maps.EqualFunc(answers, r.Answers, func(a, b Answer) bool { return a.Equal(b) && a.StandIn == b.StandIn })
			}
		}
		return nil, false
	}, nil
}
