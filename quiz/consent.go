package quiz

import (
	"context"
	"fmt"
	"maps"
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

// consent notes that the participant agreed to what the version's quiz stores.
func (p *Participant) consent(v *Version, details bool, at time.Time) {
	consents := maps.Clone(p.Settings.Consents)
	if consents == nil {
		consents = map[string]Consent{}
	}
	consents[v.Quiz.ID] = Consent{Version: v.Hash, Text: v.Quiz.ConsentText(), At: at, Details: details, Read: p.Language}
	p.Settings.Consents = consents
}

// Agreed reports whether the consent is to the text that the quiz has now, in whatever language it was read.
func (c Consent) Agreed(v *Version) bool { return c.Text == v.In("").Quiz.ConsentText() }

// WithdrawDetails takes the separate yes back: of the sets of the quiz that keep their outcome, only the outcome is kept from now on, and of
// what was finished before too. The plan stays the same.
func (s *Service) WithdrawDetails(ctx context.Context, p Participant, quiz string) (Participant, error) {
	consent, agreed := p.Settings.Consents[quiz]
	if !agreed {
		return p, fmt.Errorf("withdraw: %w", ErrNotFound)
	}
	consent.Details = false
	consents := maps.Clone(p.Settings.Consents)
	consents[quiz] = consent
	p.Settings.Consents = consents
	if err := s.of(p.ID).UpdateParticipant(ctx, p); err != nil {
		return p, fmt.Errorf("withdraw: %w", err)
	}
	h, err := s.of(p.ID).History(ctx, p.ID, quiz)
	if err != nil {
		return p, fmt.Errorf("withdraw: %w", err)
	}
	current, err := s.versions.current(quiz)
	if err != nil {
		return p, err
	}
	for _, r := range h.Results {
		if set := current.Quiz.Set(r.Set); set == nil || !set.Outcome {
			continue
		}
		if err := s.of(p.ID).ReplaceAnswers(ctx, p.ID, r.ID, current.Scorer.Outcome(r.Set, r.Answers)); err != nil {
			return p, fmt.Errorf("withdraw: %w", err)
		}
	}
	return p, nil
}
