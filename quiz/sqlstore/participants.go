package sqlstore

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"waymark/quiz"
)

// AddParticipant keeps a new participant with the hash of their first secret.
func (s *Store) AddParticipant(ctx context.Context, p quiz.Participant, secret quiz.SecretHash) error {
	settings, err := encode(p.Settings)
	if err != nil {
		return wrap("add a participant", err)
	}
	return retry(ctx, "add a participant", func() error {
		return s.write.transact(ctx, func(tx *sqlx.Tx) error {
			_, err := tx.ExecContext(ctx, tx.Rebind(`insert into participants (participant_id, created_at, seen_at, settings)
				values (?, ?, ?, ?) on conflict do nothing`), p.ID, micros(p.Created), micros(p.Seen), settings)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, tx.Rebind(insertToken), secret[:], p.ID)
			return err
		})
	})
}

const insertToken = `insert into tokens (secret_hash, participant_id)
	select ?, participant_id from participants where participant_id = ? on conflict do nothing`

// ParticipantBySecret returns who holds the secret. ErrNotFound.
func (s *Store) ParticipantBySecret(ctx context.Context, secret quiz.SecretHash) (quiz.Participant, error) {
	var row struct {
		ID       string `db:"participant_id"`
		Created  int64  `db:"created_at"`
		Seen     int64  `db:"seen_at"`
		Settings string `db:"settings"`
	}
	p := quiz.Participant{}
	err := retry(ctx, "read a participant", func() error {
		if err := s.read.get(ctx, &row, `select p.participant_id, p.created_at, p.seen_at, p.settings
			from tokens t join participants p on p.participant_id = t.participant_id where t.secret_hash = ?`, secret[:]); err != nil {
			return err
		}
		p = quiz.Participant{ID: row.ID, Created: fromMicros(row.Created), Seen: fromMicros(row.Seen)}
		return decode(row.Settings, &p.Settings)
	})
	return p, err
}

// UpdateParticipant stores Seen and Settings. ErrNotFound.
func (s *Store) UpdateParticipant(ctx context.Context, p quiz.Participant) error {
	settings, err := encode(p.Settings)
	if err != nil {
		return wrap("update a participant", err)
	}
	return retry(ctx, "update a participant", func() error {
		n, err := s.write.exec(ctx, `update participants set seen_at = ?, settings = ? where participant_id = ?`, micros(p.Seen), settings, p.ID)
		if err == nil && n == 0 {
			return quiz.ErrNotFound
		}
		return err
	})
}

// AddSecret lets a participant return with a further secret. ErrNotFound when there is no such participant.
func (s *Store) AddSecret(ctx context.Context, participant string, secret quiz.SecretHash) error {
	return retry(ctx, "add a secret", func() error {
		if _, err := s.write.exec(ctx, insertToken, secret[:], participant); err != nil {
			return err
		}
		var holder string
		if err := s.read.get(ctx, &holder, `select participant_id from tokens where secret_hash = ?`, secret[:]); err != nil {
			return err
		}
		if holder != participant {
			return quiz.ErrNotFound
		}
		return nil
	})
}

// RemoveSecret makes a secret open nothing any more; one that is not there is no error.
func (s *Store) RemoveSecret(ctx context.Context, participant string, secret quiz.SecretHash) error {
	return retry(ctx, "remove a secret", func() error {
		_, err := s.write.exec(ctx, `delete from tokens where secret_hash = ? and participant_id = ?`, secret[:], participant)
		return err
	})
}

// personTables hold what is one person's, those that open the way to it first.
var personTables = []string{"tokens", "events", "results", "attempts", "participants"}

// DeleteParticipant removes everything of a participant from every table; one that is not there is no error.
func (s *Store) DeleteParticipant(ctx context.Context, participant string) error {
	return retry(ctx, "delete a participant", func() error {
		return s.write.transact(ctx, func(tx *sqlx.Tx) error {
			for _, table := range personTables {
				if _, err := tx.ExecContext(ctx, tx.Rebind(`delete from `+table+` where participant_id = ?`), participant); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// DeleteUnseen removes every participant whose Seen is before the time and returns how many.
func (s *Store) DeleteUnseen(ctx context.Context, before time.Time) (int, error) {
	var unseen []string
	err := retry(ctx, "find who was not seen", func() error {
		return s.read.list(ctx, &unseen, `select participant_id from participants where seen_at < ?`, micros(before))
	})
	for n, id := range unseen {
		if err := s.DeleteParticipant(ctx, id); err != nil {
			return n, err
		}
	}
	return len(unseen), err
}
