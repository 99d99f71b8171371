package sqlstore

import (
	"context"
	"errors"
	"time"

	"waymark/quiz"
)

const (
	participantColumns = `participant_id, created_at, seen_at, settings, revision`

	insertParticipant = `insert into participants (participant_id, created_at, seen_at, settings) values (?, ?, ?, ?) on conflict do nothing`
	oneParticipant    = `select ` + participantColumns + ` from participants where participant_id = ?`
	// bySecret reads the token apart from the person, whose rows can lie on another machine.
	bySecret = `select p.participant_id, p.created_at, p.seen_at, p.settings, p.revision,
			held.secret_hash, held.kind, held.made_at, held.seen_at as token_seen_at, held.ends_at, held.replaces
		from (select participant_id, ` + tokenColumns + ` from tokens where secret_hash = ? limit 1) held
		join participants p on p.participant_id = held.participant_id`
	noteVisit         = `update participants set seen_at = ? where participant_id = ? and seen_at < ?`
	updateSettings    = `update participants set settings = ?, revision = revision + 1 where participant_id = ? and revision = ?`
	lockParticipant   = `select participant_id from participants where participant_id = ?`
	deleteParticipant = `delete from participants where participant_id = ?`
)

type participantRow struct {
	ID       string `db:"participant_id"`
	Created  int64  `db:"created_at"`
	Seen     int64  `db:"seen_at"`
	Settings string `db:"settings"`
	Revision int    `db:"revision"`
}

func (r participantRow) participant() (quiz.Participant, error) {
	p := quiz.Participant{ID: r.ID, Created: fromMicros(r.Created), Seen: fromMicros(r.Seen), Revision: r.Revision}
	return p, decode("a participant", r.Settings, &p.Settings)
}

// AddParticipant keeps a new participant with the token of their first secret.
// ErrConflict when the secret is another participant's.
func (s *Store) AddParticipant(ctx context.Context, p quiz.Participant, t quiz.Token) error {
	const op = "add a participant"
	settings, err := encode(p.Settings)
	if err != nil {
		return wrap(op, err)
	}
	return s.transact(ctx, op, func(x execer) error {
		if _, err := x.exec(ctx, insertParticipant, p.ID, micros(p.Created), micros(p.Seen), settings); err != nil {
			return err
		}
		return addToken(ctx, x, p.ID, t)
	})
}

// Participant returns a participant. ErrNotFound.
func (s *Store) Participant(ctx context.Context, id string) (quiz.Participant, error) {
	return retry(ctx, s.limit(), "read a participant", func(ctx context.Context) (quiz.Participant, error) {
		var row participantRow
		if err := s.read.get(ctx, &row, oneParticipant, id); err != nil {
			return quiz.Participant{}, err
		}
		return row.participant()
	})
}

// ParticipantBySecret returns who holds the secret, with its token. ErrNotFound.
func (s *Store) ParticipantBySecret(ctx context.Context, secret quiz.SecretHash) (quiz.Participant, error) {
	return retry(ctx, s.limit(), "read who holds a secret", func(ctx context.Context) (quiz.Participant, error) {
		var row struct {
			participantRow
			tokenRow
			TokenSeen int64 `db:"token_seen_at"` // beside that of the participant
		}
		if err := s.read.get(ctx, &row, bySecret, secret[:]); err != nil {
			return quiz.Participant{}, err
		}
		p, err := row.participant()
		row.tokenRow.Seen = row.TokenSeen
		p.Token = row.token()
		return p, err
	})
}

// NoteVisit stores that the participant was here with the secret, never earlier than it was stored before.
func (s *Store) NoteVisit(ctx context.Context, participant string, secret quiz.SecretHash, at time.Time) error {
	return s.transact(ctx, "note a visit", func(x execer) error {
		if _, err := x.exec(ctx, noteVisit, micros(at), participant, micros(at)); err != nil {
			return err
		}
		_, err := x.exec(ctx, noteToken, micros(at), secret[:], participant, micros(at))
		return err
	})
}

// UpdateSettings replaces the settings of a participant whose stored revision is `was`. ErrConflict, ErrNotFound.
func (s *Store) UpdateSettings(ctx context.Context, participant string, settings quiz.Settings, was int) error {
	const op = "update settings"
	text, err := encode(settings)
	if err != nil {
		return wrap(op, err)
	}
	err = s.change(ctx, op, func(x execer) error { return putSettings(ctx, x, participant, text, was) })
	if errors.Is(err, quiz.ErrConflict) {
		if _, gone := s.Participant(ctx, participant); gone != nil {
			return gone
		}
	}
	return err
}

// putSettings replaces the settings at a revision. quiz.ErrConflict when there is no participant at it.
func putSettings(ctx context.Context, x execer, participant, settings string, was int) error {
	n, err := x.exec(ctx, updateSettings, settings, participant, was)
	if err == nil && n == 0 {
		return quiz.ErrConflict
	}
	return err
}

// lock keeps everybody else from adding to the participant, changing their settings and deleting them until the transaction ends.
func (s *Store) lock(ctx context.Context, x execer, participant string) error {
	var id string
	return x.get(ctx, &id, lockParticipant+s.forUpdate, participant)
}

// DeleteParticipant removes everything of a participant from every table; one that is not there is no error.
func (s *Store) DeleteParticipant(ctx context.Context, participant string) error {
	return s.erase(ctx, "delete a participant", func(x execer) error { return deleteAll(ctx, x, participant) })
}

func deleteAll(ctx context.Context, x execer, participant string) error {
	// The rows of attempts, results and events go with the one they refer to; the tokens are kept apart from the person.
	if _, err := x.exec(ctx, deleteParticipant, participant); err != nil {
		return err
	}
	_, err := x.exec(ctx, deleteTokens, participant)
	return err
}
