package sqlstore

import (
	"context"

	"waymark/quiz"
)

const (
	insertParticipant = `insert into participants (participant_id, created_at, seen_at, settings) values (?, ?, ?, ?) on conflict do nothing`
	bySecret          = `select participant_id, created_at, seen_at, settings from participants
		where participant_id = (select participant_id from tokens where secret_hash = ?)`
	updateParticipant = `update participants set seen_at = ?, settings = ? where participant_id = ?`
	lockParticipant   = `update participants set seen_at = seen_at where participant_id = ?`
	deleteParticipant = `delete from participants where participant_id = ?`

	insertToken  = `insert into tokens (secret_hash, participant_id) values (?, ?) on conflict do nothing`
	holder       = `select participant_id from tokens where secret_hash = ?`
	deleteToken  = `delete from tokens where secret_hash = ? and participant_id = ?`
	deleteTokens = `delete from tokens where participant_id = ?`
)

type participantRow struct {
	ID       string `db:"participant_id"`
	Created  int64  `db:"created_at"`
	Seen     int64  `db:"seen_at"`
	Settings string `db:"settings"`
}

// AddParticipant keeps a new participant with the hash of their first secret.
// ErrConflict when the secret is another participant's.
func (s *Store) AddParticipant(ctx context.Context, p quiz.Participant, secret quiz.SecretHash) error {
	const op = "add a participant"
	settings, err := encode(p.Settings)
	if err != nil {
		return wrap(op, err)
	}
	return s.transact(ctx, op, func(x execer) error {
		if _, err := x.exec(ctx, insertParticipant, p.ID, micros(p.Created), micros(p.Seen), settings); err != nil {
			return err
		}
		return addSecret(ctx, x, p.ID, secret)
	})
}

func addSecret(ctx context.Context, x execer, participant string, secret quiz.SecretHash) error {
	if _, err := x.exec(ctx, insertToken, secret[:], participant); err != nil {
		return err
	}
	var held string
	if err := x.get(ctx, &held, holder, secret[:]); err != nil {
		return err
	}
	if held != participant {
		return quiz.ErrConflict
	}
	return nil
}

// ParticipantBySecret returns who holds the secret. ErrNotFound.
func (s *Store) ParticipantBySecret(ctx context.Context, secret quiz.SecretHash) (quiz.Participant, error) {
	return retry(ctx, "read a participant", func() (quiz.Participant, error) {
		var row participantRow
		if err := s.read.get(ctx, &row, bySecret, secret[:]); err != nil {
			return quiz.Participant{}, err
		}
		p := quiz.Participant{ID: row.ID, Created: fromMicros(row.Created), Seen: fromMicros(row.Seen)}
		return p, decode("a participant", row.Settings, &p.Settings)
	})
}

// UpdateParticipant stores Seen and Settings. ErrNotFound.
func (s *Store) UpdateParticipant(ctx context.Context, p quiz.Participant) error {
	const op = "update a participant"
	settings, err := encode(p.Settings)
	if err != nil {
		return wrap(op, err)
	}
	return s.change(ctx, op, func(x execer) error {
		n, err := x.exec(ctx, updateParticipant, micros(p.Seen), settings, p.ID)
		if err == nil && n == 0 {
			return quiz.ErrNotFound
		}
		return err
	})
}

// AddSecret lets a participant return with a further secret. ErrNotFound when there is no such participant,
// ErrConflict when the secret is another participant's.
func (s *Store) AddSecret(ctx context.Context, participant string, secret quiz.SecretHash) error {
	return s.transact(ctx, "add a secret", func(x execer) error {
		if err := lock(ctx, x, participant); err != nil {
			return err
		}
		return addSecret(ctx, x, participant, secret)
	})
}

// lock makes whoever deletes the participant at the same time wait, and then delete what was added too.
func lock(ctx context.Context, x execer, participant string) error {
	n, err := x.exec(ctx, lockParticipant, participant)
	if err == nil && n == 0 {
		return quiz.ErrNotFound
	}
	return err
}

// ReplaceSecrets makes every secret of a participant open nothing any more but the given one. ErrNotFound when there is no such
// participant, ErrConflict when the secret is another participant's.
func (s *Store) ReplaceSecrets(ctx context.Context, participant string, secret quiz.SecretHash) error {
	return s.transact(ctx, "replace the secrets", func(x execer) error {
		if err := lock(ctx, x, participant); err != nil {
			return err
		}
		if _, err := x.exec(ctx, deleteTokens, participant); err != nil {
			return err
		}
		return addSecret(ctx, x, participant, secret)
	})
}

// RemoveSecret makes a secret open nothing any more; one that is not there is no error.
func (s *Store) RemoveSecret(ctx context.Context, participant string, secret quiz.SecretHash) error {
	return s.change(ctx, "remove a secret", func(x execer) error {
		_, err := x.exec(ctx, deleteToken, secret[:], participant)
		return err
	})
}

// DeleteParticipant removes everything of a participant from every table; one that is not there is no error.
func (s *Store) DeleteParticipant(ctx context.Context, participant string) error {
	return s.erase(ctx, "delete a participant", func(x execer) error {
		// The rows of attempts, results and events go with the one they refer to; the tokens are kept apart from the person.
		if _, err := x.exec(ctx, deleteParticipant, participant); err != nil {
			return err
		}
		_, err := x.exec(ctx, deleteTokens, participant)
		return err
	})
}
