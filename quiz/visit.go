package quiz

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// seenEvery is how exactly Participant.Seen is kept: writing it on each page would be waste.
const seenEvery = 24 * time.Hour

// Join makes a participant of a person who agreed to what the quiz stores, which they read in the language; details is a separate yes to keep also the answers of sets that
// else keep only their outcome. The secret is what they return with. ErrNotFound for an unknown quiz.
func (s *Service) Join(ctx context.Context, quiz, language string, details bool) (Participant, Secret, error) {
	return s.join(ctx, quiz, language, details, s.newID)
}

func (s *Service) join(ctx context.Context, quiz, language string, details bool, newID func() (string, error)) (Participant, Secret, error) {
	v, err := s.versions.current(quiz)
	if err != nil {
		return Participant{}, "", err
	}
	secret, hash, err := s.newSecret(NewSecret)
	if err != nil {
		return Participant{}, "", err
	}
	id, err := newID()
	if err != nil {
		return Participant{}, "", err
	}
	now := s.now()
	p := Participant{ID: id, Created: now, Seen: now, Language: language}
	p.consent(v, details, now)
	if err := s.of(id).AddParticipant(ctx, p, hash); err != nil {
		s.visits.end(id)
		return Participant{}, "", fmt.Errorf("join: %w", err)
	}
	return p, secret, nil
}

// Consent keeps that a participant agreed to what a further quiz stores, or to its text as it is now; details as for Join. ErrNotFound for an
// unknown quiz.
func (s *Service) Consent(ctx context.Context, p Participant, quiz string, details bool) (Participant, error) {
	v, err := s.versions.current(quiz)
	if err != nil {
		return p, err
	}
	p.consent(v, details, s.now())
	return p, s.of(p.ID).UpdateParticipant(ctx, p)
}

// Recognise returns who holds the secret, and notes the visit. ErrNotFound for a secret that opens nothing.
func (s *Service) Recognise(ctx context.Context, secret Secret) (Participant, error) {
	hash, err := secret.Hash()
	if err != nil {
		return Participant{}, err
	}
	p, err := s.holder(ctx, hash)
	if err != nil {
		return Participant{}, fmt.Errorf("recognise: %w", err)
	}
	if now := s.now(); now.Sub(p.Seen) >= seenEvery {
		p.Seen = now
		if err := s.of(p.ID).UpdateParticipant(ctx, p); err != nil {
			return Participant{}, fmt.Errorf("note a visit: %w", err)
		}
	}
	return p, nil
}

// holder looks among the private visits first.
func (s *Service) holder(ctx context.Context, hash SecretHash) (Participant, error) {
	if s.PrivateVisitsNow() > 0 {
		p, err := s.private.ParticipantBySecret(ctx, hash)
		switch {
		case err == nil && !s.visits.see(p.ID, s.now()):
			return Participant{}, errors.Join(ErrNotFound, s.Forget(ctx, p))
		case !errors.Is(err, ErrNotFound):
			return p, err
		}
	}
	return s.store.ParticipantBySecret(ctx, hash)
}

// NewSecret gives the participant a further secret, to be shown once.
func (s *Service) NewSecret(ctx context.Context, p Participant) (Secret, error) {
	return s.addSecret(ctx, p, NewSecret)
}

// NewRecoveryWords gives the participant a further secret made of words, to be shown once.
func (s *Service) NewRecoveryWords(ctx context.Context, p Participant) (Secret, error) {
	return s.addSecret(ctx, p, NewRecoveryWords)
}

func (s *Service) addSecret(ctx context.Context, p Participant, made func(io.Reader) (Secret, error)) (Secret, error) {
	secret, hash, err := s.newSecret(made)
	if err != nil {
		return "", err
	}
	if err := s.of(p.ID).AddSecret(ctx, p.ID, hash); err != nil {
		return "", fmt.Errorf("new secret: %w", err)
	}
	return secret, nil
}

func (s *Service) newSecret(made func(io.Reader) (Secret, error)) (Secret, SecretHash, error) {
	secret, err := made(s.random)
	if err != nil {
		return "", SecretHash{}, err
	}
	hash, err := secret.Hash()
	return secret, hash, err
}

// SignOutEverywhere makes every secret of the participant open nothing any more, and returns the one new secret that does.
func (s *Service) SignOutEverywhere(ctx context.Context, p Participant) (Secret, error) {
	secret, hash, err := s.newSecret(NewSecret)
	if err != nil {
		return "", err
	}
	if err := s.of(p.ID).ReplaceSecrets(ctx, p.ID, hash); err != nil {
		return "", fmt.Errorf("sign out everywhere: %w", err)
	}
	return secret, nil
}

// SignOut makes the secret open nothing any more.
func (s *Service) SignOut(ctx context.Context, p Participant, secret Secret) error {
	hash, err := secret.Hash()
	if err != nil {
		return nil // what is no secret opens nothing already
	}
	return s.of(p.ID).RemoveSecret(ctx, p.ID, hash)
}

// Forget deletes everything of the participant, at once and for good.
func (s *Service) Forget(ctx context.Context, p Participant) error {
	if err := s.of(p.ID).DeleteParticipant(ctx, p.ID); err != nil {
		return err
	}
	s.visits.end(p.ID)
	return nil
}
