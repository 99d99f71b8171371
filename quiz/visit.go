package quiz

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// seenEvery is how exactly the last visit is kept: writing it on each page would be waste.
const seenEvery = 24 * time.Hour

// Agreement is what a person says on a quiz's start page.
type Agreement struct {
	Text     string // the hash of the text that they read, see Quiz.ConsentText
	Language string // in which they read it
	Details  bool   // a separate yes: also the answers of sets are kept that else keep only their outcome
	Network  string // from which they come, see Participant.Network; only a private visit asks for it
	Remember bool   // the browser is to know them also after it was closed
}

// Join makes a participant of a person who agreed to what the quiz stores. The secret is what they return with. ErrConflict when the text
// is another one than they read, ErrNotFound for an unknown quiz.
func (s *Service) Join(ctx context.Context, quiz string, a Agreement) (Participant, Secret, error) {
	return s.join(ctx, quiz, a, s.newID)
}

func (s *Service) join(ctx context.Context, quiz string, a Agreement, newID func() (string, error)) (Participant, Secret, error) {
	v, err := s.versions.current(quiz)
	if err != nil {
		return Participant{}, "", err
	}
	p := Participant{Language: a.Language}
	now := s.now()
	if err := p.consent(v, a, now); err != nil {
		return Participant{}, "", fmt.Errorf("join: %w", err)
	}
	secret, t, err := s.newToken(SessionToken, NewSecret)
	if err != nil {
		return Participant{}, "", err
	}
	if p.ID, err = newID(); err != nil {
		return Participant{}, "", err
	}
	p.Created, p.Seen, p.Token = now, now, t.of(a.Remember, now)
	if err := s.of(p.ID).AddParticipant(ctx, p, p.Token); err != nil {
		s.visits.end(p.ID)
		return Participant{}, "", fmt.Errorf("join: %w", err)
	}
	return p, secret, nil
}

// of is the token of a browser that is used from now on.
func (t Token) of(remember bool, now time.Time) Token {
	t.Seen = now
	if !remember {
		t.Ends = now.Add(SessionLife)
	}
	return t
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
	now := s.now()
	if p.Token.ended(now) {
		return Participant{}, fmt.Errorf("recognise: ended: %w", ErrNotFound)
	}
	if p.Token.Pending() { // it arrived, so the one before is not needed any more
		if err := s.of(p.ID).EndReplaced(ctx, p.ID, p.Token); err != nil {
			return Participant{}, fmt.Errorf("recognise: %w", err)
		}
		p.Token.Replaces = SecretHash{}
	}
	if now.Sub(p.Seen) >= seenEvery || now.Sub(p.Token.Seen) >= seenEvery {
		if err := s.of(p.ID).NoteVisit(ctx, p.ID, hash, now); err != nil {
			s.log.Warn("a visit could not be noted", "error", err) // that is no reason to keep anybody out
		} else {
			p.Seen, p.Token.Seen = now, now
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
			return Participant{}, errors.Join(ErrNotFound, s.endVisit(ctx, p.ID))
		case !errors.Is(err, ErrNotFound):
			return p, err
		}
	}
	return s.store.ParticipantBySecret(ctx, hash)
}

// Forget deletes everything of the participant, at once and for good; of a private visit also what is left in the store of what it began
// with. With an error something may still be there.
func (s *Service) Forget(ctx context.Context, p Participant) error {
	if from, left := s.visits.leftOf(p.ID); left {
		if err := s.store.DeleteParticipant(ctx, from); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		s.visits.settle(p.ID)
	}
	return s.bothOf(p.ID, func(store Store, participant string) error {
		if err := store.DeleteParticipant(ctx, participant); err != nil {
			return err
		}
		s.visits.end(participant)
		return nil
	})
}
