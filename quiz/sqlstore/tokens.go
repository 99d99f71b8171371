package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"waymark/quiz"
)

const (
	tokenColumns = `secret_hash, kind, made_at, seen_at, ends_at, replaces`

	insertToken = `insert into tokens (participant_id, ` + tokenColumns + `) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`
	holder      = `select participant_id from tokens where secret_hash = ?`
	allTokens   = `select ` + tokenColumns + ` from tokens where participant_id = ?`
	noteToken   = `update tokens set seen_at = ? where secret_hash = ? and participant_id = ? and seen_at < ?`
	endReplaced = `update tokens set replaces = null where secret_hash = ? and participant_id = ?`

	deleteToken       = `delete from tokens where secret_hash = ? and participant_id = ?`
	deleteWithHeirs   = `delete from tokens where participant_id = ? and (secret_hash = ? or replaces = ?)`
	deleteTokens      = `delete from tokens where participant_id = ?`
	deleteEndedTokens = `delete from tokens where ends_at > 0 and ends_at <= ?`
)

type tokenRow struct {
	Hash     []byte `db:"secret_hash"`
	Kind     string `db:"kind"`
	Made     int64  `db:"made_at"`
	Seen     int64  `db:"seen_at"`
	Ends     int64  `db:"ends_at"`
	Replaces []byte `db:"replaces"`
}

func (r tokenRow) token() quiz.Token {
	t := quiz.Token{
		Kind: quiz.TokenKind(r.Kind), Made: fromMoment(r.Made), Seen: fromMoment(r.Seen), Ends: fromMoment(r.Ends),
	}
	copy(t.Hash[:], r.Hash)
	copy(t.Replaces[:], r.Replaces)
	return t
}

// moment is a time that may be none, which is stored as 0.
func moment(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return micros(t)
}

func fromMoment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return fromMicros(n)
}

func addToken(ctx context.Context, x execer, participant string, t quiz.Token) error {
	var replaces []byte
	if t.Pending() {
		replaces = t.Replaces[:]
	}
	_, err := x.exec(ctx, insertToken, participant, t.Hash[:], string(t.Kind), moment(t.Made), moment(t.Seen), moment(t.Ends), replaces)
	if err != nil {
		return err
	}
	var held string
	if err := x.get(ctx, &held, holder, t.Hash[:]); err != nil {
		return err
	}
	if held != participant {
		return quiz.ErrConflict
	}
	return nil
}

// Tokens returns the tokens of a participant, the latest made first.
func (s *Store) Tokens(ctx context.Context, participant string) ([]quiz.Token, error) {
	return retry(ctx, s.limit(), "read the tokens", func(ctx context.Context) ([]quiz.Token, error) { return listTokens(ctx, s.read, participant) })
}

func listTokens(ctx context.Context, x reader, participant string) ([]quiz.Token, error) {
	var rows []tokenRow
	if err := x.list(ctx, &rows, allTokens, participant); err != nil {
		return nil, err
	}
	tokens := make([]quiz.Token, 0, len(rows))
	for _, row := range rows {
		tokens = append(tokens, row.token())
	}
	slices.SortFunc(tokens, func(a, b quiz.Token) int { return cmp.Or(b.Made.Compare(a.Made), bytes.Compare(a.Hash[:], b.Hash[:])) })
	return tokens, nil
}

// AddToken lets a participant return with a further secret. ErrNotFound when there is no such participant,
// ErrConflict when the secret is another participant's.
func (s *Store) AddToken(ctx context.Context, participant string, t quiz.Token, most int) error {
	return s.transact(ctx, "add a token", func(x execer) error {
		if err := s.lock(ctx, x, participant); err != nil {
			return err
		}
		if err := addToken(ctx, x, participant, t); err != nil {
			return err
		}
		tokens, err := listTokens(ctx, x, participant)
		if err != nil {
			return err
		}
		return remove(ctx, x, participant, surplus(tokens, t, most))
	})
}

// surplus returns the tokens of the kind of the new one that are more than `most`, those that were used least lately.
func surplus(tokens []quiz.Token, fresh quiz.Token, most int) []quiz.Token {
	others := slices.DeleteFunc(tokens, func(t quiz.Token) bool { return t.Kind != fresh.Kind || t.Hash == fresh.Hash })
	used := func(t quiz.Token) time.Time { return later(t.Made, t.Seen) }
	slices.SortStableFunc(others, func(a, b quiz.Token) int { return used(b).Compare(used(a)) })
	return others[min(len(others), most-1):]
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func remove(ctx context.Context, x execer, participant string, tokens []quiz.Token) error {
	for _, t := range tokens {
		if _, err := x.exec(ctx, deleteToken, t.Hash[:], participant); err != nil {
			return err
		}
	}
	return nil
}

// RemoveToken makes a secret open nothing any more, nor any that is to replace it; one that is not there is no error.
func (s *Store) RemoveToken(ctx context.Context, participant string, secret quiz.SecretHash) error {
	return s.change(ctx, "remove a token", func(x execer) error {
		_, err := x.exec(ctx, deleteWithHeirs, participant, secret[:], secret[:])
		return err
	})
}

// ReplaceTokens makes every secret of a participant open nothing any more but the kept one and those that are to replace it, and adds
// others. ErrNotFound when the kept one opens nothing any more, ErrConflict when an added one is another participant's.
func (s *Store) ReplaceTokens(ctx context.Context, participant string, keep quiz.SecretHash, since time.Time, add ...quiz.Token) error {
	return s.transact(ctx, "replace the tokens", func(x execer) error {
		if err := s.lock(ctx, x, participant); err != nil {
			return err
		}
		tokens, err := listTokens(ctx, x, participant)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(tokens, func(t quiz.Token) bool { return t.Hash == keep }) {
			return quiz.ErrNotFound
		}
		ended := slices.DeleteFunc(tokens, func(t quiz.Token) bool {
			return t.Hash == keep || t.Replaces == keep && !t.Made.Before(since)
		})
		if err := remove(ctx, x, participant, ended); err != nil {
			return err
		}
		for _, t := range add {
			if err := addToken(ctx, x, participant, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// EndReplaced makes the secret that the token replaces open nothing any more.
func (s *Store) EndReplaced(ctx context.Context, participant string, t quiz.Token) error {
	return s.transact(ctx, "end a replaced token", func(x execer) error {
		if _, err := x.exec(ctx, deleteToken, t.Replaces[:], participant); err != nil {
			return err
		}
		_, err := x.exec(ctx, endReplaced, t.Hash[:], participant)
		return err
	})
}

// DeleteEndedTokens removes tokens that have ended by the time, and returns how many.
func (s *Store) DeleteEndedTokens(ctx context.Context, at time.Time) (int, error) {
	const op = "delete ended tokens"
	return retry(ctx, s.limit(), op, func(ctx context.Context) (deleted int, err error) {
		err = s.write.one(ctx, func(x execer) error {
			n, err := x.exec(ctx, deleteEndedTokens, micros(at))
			deleted = int(n)
			return err
		})
		return deleted, err
	})
}
