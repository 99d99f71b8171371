package storetest

import (
	"testing"
	"time"

	"waymark/quiz"
)

func (s *suite) tokens(t *testing.T) {
	p, first := s.joinWithSecret(t)
	other, others := s.joinWithSecret(t)
	link := quiz.Token{Hash: s.secret(), Kind: quiz.LinkToken, Made: noon.Add(time.Hour)}
	must(t, s.AddToken(t.Context(), p.ID, link, 9))
	must(t, s.AddToken(t.Context(), p.ID, link, 9)) // as after a lost reply
	fails(t, "another's secret", s.AddToken(t.Context(), p.ID, browser(others), 9), quiz.ErrConflict)
	fails(t, "a secret for nobody", s.AddToken(t.Context(), s.id(), browser(s.secret()), 9), quiz.ErrNotFound)
	got, err := s.Tokens(t.Context(), p.ID)
	must(t, err)
	same(t, "the tokens", got, []quiz.Token{link, p.Token})
	for secret, token := range map[quiz.SecretHash]quiz.Token{first: p.Token, link.Hash: link} {
		got, err := s.ParticipantBySecret(t.Context(), secret)
		must(t, err)
		want := p
		want.Token = token
		same(t, "who holds the secret", got, want)
	}
	must(t, s.RemoveToken(t.Context(), other.ID, first)) // it is not theirs
	_, err = s.ParticipantBySecret(t.Context(), first)
	must(t, err)
	heir := quiz.Token{Hash: s.secret(), Kind: quiz.SessionToken, Made: noon, Replaces: first}
	must(t, s.AddToken(t.Context(), p.ID, heir, 9))
	must(t, s.RemoveToken(t.Context(), p.ID, first))
	must(t, s.RemoveToken(t.Context(), p.ID, first))
	s.opens(t, "what was to replace a secret that was removed", heir.Hash, false)
	s.opens(t, "a secret that was removed", first, false)
	s.opens(t, "the other secret", link.Hash, true)
}

// opens holds whether a secret opens anything.
func (s *suite) opens(t *testing.T, what string, secret quiz.SecretHash, want bool) {
	t.Helper()
	if _, err := s.ParticipantBySecret(t.Context(), secret); want {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	} else {
		fails(t, what, err, quiz.ErrNotFound)
	}
}

func (s *suite) mostTokens(t *testing.T) {
	p, first := s.joinWithSecret(t)
	var links []quiz.SecretHash
	add := func(hours int) {
		links = append(links, s.secret())
		made := noon.Add(time.Duration(hours) * time.Hour)
		must(t, s.AddToken(t.Context(), p.ID, quiz.Token{Hash: links[len(links)-1], Kind: quiz.LinkToken, Made: made}, 3))
	}
	for hours := range 3 {
		add(hours)
	}
	must(t, s.NoteVisit(t.Context(), p.ID, links[0], noon.AddDate(0, 0, 1))) // the first was used since
	add(10)
	add(11)
	for i, want := range []bool{true, false, false, true, true} {
		if _, err := s.ParticipantBySecret(t.Context(), links[i]); (err == nil) != want {
			t.Errorf("link %d opens the answers: %v, want %v", i, err == nil, want)
		}
	}
	s.opens(t, "a token of another kind", first, true)
}

func (s *suite) replaceTokens(t *testing.T) {
	p, first := s.joinWithSecret(t)
	_, others := s.joinWithSecret(t)
	second := s.secret()
	must(t, s.AddToken(t.Context(), p.ID, browser(second), 9))
	exchanged := func(made time.Time) quiz.Token {
		return quiz.Token{Hash: s.secret(), Kind: quiz.SessionToken, Made: made, Seen: made, Replaces: first}
	}
	old, window := exchanged(noon.Add(-time.Hour)), exchanged(noon)
	for _, token := range []quiz.Token{old, window} {
		must(t, s.AddToken(t.Context(), p.ID, token, 9))
	}
	fresh, link := exchanged(noon), quiz.Token{Hash: s.secret(), Kind: quiz.LinkToken, Made: noon}
	fails(t, "by another's secret", s.ReplaceTokens(t.Context(), p.ID, first, noon, browser(others)), quiz.ErrConflict)
	fails(t, "keeping another's", s.ReplaceTokens(t.Context(), p.ID, others, noon, fresh), quiz.ErrNotFound)
	fails(t, "secrets of nobody", s.ReplaceTokens(t.Context(), s.id(), first, noon, fresh), quiz.ErrNotFound)
	s.opens(t, "after what was refused", second, true)
	for range 2 { // the second as after a lost reply
		must(t, s.ReplaceTokens(t.Context(), p.ID, first, noon, fresh, link))
	}
	for what, one := range map[string]struct {
		secret quiz.SecretHash
		opens  bool
	}{
		"the kept one": {first, true}, "another": {second, false}, "an old one in its place": {old.Hash, false},
		"one of another window": {window.Hash, true}, "the new one": {fresh.Hash, true}, "the new link": {link.Hash, true}, "another's": {others, true},
	} {
		s.opens(t, what, one.secret, one.opens)
	}
}

func (s *suite) endReplaced(t *testing.T) {
	p, first := s.joinWithSecret(t)
	other, others := s.joinWithSecret(t)
	fresh := quiz.Token{Hash: s.secret(), Kind: quiz.SessionToken, Made: noon, Seen: noon, Replaces: first}
	must(t, s.AddToken(t.Context(), p.ID, fresh, 9))
	must(t, s.EndReplaced(t.Context(), other.ID, fresh)) // it is not theirs
	s.opens(t, "the secret that is to be replaced", first, true)
	for range 2 {
		must(t, s.EndReplaced(t.Context(), p.ID, fresh))
	}
	s.opens(t, "the secret that was replaced", first, false)
	got, err := s.ParticipantBySecret(t.Context(), fresh.Hash)
	must(t, err)
	fresh.Replaces = quiz.SecretHash{}
	same(t, "the token in its place", got.Token, fresh)
	s.opens(t, "another's", others, true)
}

func (s *suite) deleteEndedTokens(t *testing.T) {
	p, first := s.joinWithSecret(t) // never ends
	limit := time.Date(1998, 1, 1, 0, 0, 0, 0, time.UTC)
	ending := func(at time.Time) quiz.SecretHash {
		token := browser(s.secret())
		token.Ends = at
		must(t, s.AddToken(t.Context(), p.ID, token, 9))
		return token.Hash
	}
	ended, later := ending(limit), ending(limit.Add(time.Microsecond))
	n, err := s.DeleteEndedTokens(t.Context(), limit)
	must(t, err)
	same(t, "how many ended", n, 1)
	s.opens(t, "one that ended", ended, false)
	s.opens(t, "one that ends later", later, true)
	s.opens(t, "one that does not end", first, true)
}
