package quiz

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"
)

// exchangeWithin is how long a secret that was handed out in exchange for a browser's own survives that this browser asks again: a second
// window can hold it.
const exchangeWithin = 5 * time.Minute

// WayBack is what opens the answers on any device. It is shown once.
type WayBack struct {
	Link  Secret
	Words Secret // recovery words
}

// NewWayBack gives the participant a further way back. Of more than MostWaysBack the one that was used least lately ends.
func (s *Service) NewWayBack(ctx context.Context, p Participant) (WayBack, error) {
	way, tokens, err := s.newWayBack()
	if err != nil {
		return WayBack{}, err
	}
	for _, t := range tokens {
		if err := s.of(p.ID).AddToken(ctx, p.ID, t, t.Kind.most()); err != nil {
			return WayBack{}, fmt.Errorf("a new way back: %w", err)
		}
	}
	return way, nil
}

func (s *Service) newWayBack() (way WayBack, tokens []Token, err error) {
	var link, words Token
	if way.Link, link, err = s.newToken(LinkToken, NewSecret); err != nil {
		return WayBack{}, nil, err
	}
	way.Words, words, err = s.newToken(WordsToken, NewRecoveryWords)
	return way, []Token{link, words}, err
}

// SignIn gives a browser a secret of its own, in place of the one with which the same person is signed in there, when they are: it ends when
// the browser comes with the new one. Of more than MostSessions the one that was used least lately ends.
func (s *Service) SignIn(ctx context.Context, p Participant, remember bool, was Participant) (Secret, error) {
	secret, t, err := s.newToken(SessionToken, NewSecret)
	if err != nil {
		return "", err
	}
	t = t.of(remember, s.now())
	if was.ID == p.ID {
		t.Replaces = was.Token.Hash
	}
	if err := s.of(p.ID).AddToken(ctx, p.ID, t, t.Kind.most()); err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	return secret, nil
}

func (s *Service) newToken(kind TokenKind, made func(io.Reader) (Secret, error)) (Secret, Token, error) {
	secret, err := made(s.random)
	if err != nil {
		return "", Token{}, err
	}
	hash, err := secret.Hash()
	return secret, Token{Hash: hash, Kind: kind, Made: s.now()}, err
}

// SignOutEverywhere makes every secret of the participant open nothing any more but that by which they were recognised, and returns a new
// way back and another secret for this browser. When the browser comes with the new one, the old one ends too; until then it still opens
// the answers, so that nobody is locked out when the reply does not arrive.
func (s *Service) SignOutEverywhere(ctx context.Context, p Participant, remember bool) (Secret, WayBack, error) {
	secret, t, err := s.newToken(SessionToken, NewSecret)
	if err != nil {
		return "", WayBack{}, err
	}
	way, tokens, err := s.newWayBack()
	if err != nil {
		return "", WayBack{}, err
	}
	ends := p.Token.Ends // a new secret makes no session longer
	t = t.of(remember, t.Made)
	if !ends.IsZero() && ends.Before(t.Ends) {
		t.Ends = ends
	}
	t.Replaces = p.Token.Hash
	err = s.of(p.ID).ReplaceTokens(ctx, p.ID, p.Token.Hash, t.Made.Add(-exchangeWithin), append(tokens, t)...)
	if err != nil {
		return "", WayBack{}, fmt.Errorf("sign out everywhere: %w", err)
	}
	return secret, way, nil
}

// SignIns returns what opens the participant's answers now, that by which they were recognised first, then the latest made first.
func (s *Service) SignIns(ctx context.Context, p Participant) ([]Token, error) {
	tokens, err := s.of(p.ID).Tokens(ctx, p.ID)
	if err != nil {
		return nil, fmt.Errorf("sign-ins: %w", err)
	}
	now := s.now()
	tokens = slices.DeleteFunc(tokens, func(t Token) bool { return t.ended(now) || t.Pending() && t.Hash != p.Token.Hash })
	slices.SortStableFunc(tokens, func(a, b Token) int {
		switch p.Token.Hash {
		case a.Hash:
			return -1
		case b.Hash:
			return 1
		default:
			return 0
		}
	})
	return tokens, nil
}

// SignOut makes a secret of the participant open nothing any more; one that is none of theirs stays as it is.
func (s *Service) SignOut(ctx context.Context, p Participant, secret SecretHash) error {
	return s.bothOf(p.ID, func(store Store, participant string) error { return store.RemoveToken(ctx, participant, secret) })
}
