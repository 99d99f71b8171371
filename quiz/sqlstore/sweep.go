package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"waymark/quiz"
)

// sweepMost is how many participants a sweep finds at a time.
const sweepMost = 1000

const (
	unseen       = `select participant_id from participants where seen_at < ? order by seen_at limit ?`
	deleteUnseen = `delete from participants where participant_id = ? and seen_at < ?`

	unseenOf = `select participant_id from participants p where seen_at < ? and (
			exists (select 1 from attempts a where a.participant_id = p.participant_id and a.quiz = ?)
			or exists (select 1 from results r where r.participant_id = p.participant_id and r.quiz = ?)
			or exists (select 1 from events e where e.participant_id = p.participant_id and e.quiz = ?))
		order by seen_at limit ?`
	settingsOf       = `select ` + participantColumns + ` from participants where participant_id = ? and seen_at < ?`
	deleteAttemptsOf = `delete from attempts where participant_id = ? and quiz = ?`
	deleteResultsOf  = `delete from results where participant_id = ? and quiz = ?`
	deleteEventsOf   = `delete from events where participant_id = ? and quiz = ?`
)

// DeleteUnseen removes every participant whose Seen is before the time and returns how many, also with an error.
// Each is removed by itself, and not when they came back meanwhile, so that nobody waits for a long transaction.
func (s *Store) DeleteUnseen(ctx context.Context, before time.Time) (int, error) {
	defer s.write.overwrite()
	return s.sweep(ctx, func(x execer, participant string) (int64, error) {
		n, err := x.exec(ctx, deleteUnseen, participant, micros(before))
		if err != nil || n == 0 {
			return 0, err
		}
		_, err = x.exec(ctx, deleteTokens, participant)
		return n, err
	}, unseen, micros(before), sweepMost)
}

// DeleteUnseenOf removes everything of a quiz of every participant whose Seen is before the time, and returns how many, also with an error.
func (s *Store) DeleteUnseenOf(ctx context.Context, quizID string, before time.Time) (int, error) {
	defer s.write.overwrite()
	return s.sweep(ctx, func(x execer, participant string) (int64, error) {
		if err := s.lock(ctx, x, participant); err != nil {
			return 0, ignoreGone(err)
		}
		var row participantRow
		if err := x.get(ctx, &row, settingsOf, participant, micros(before)); err != nil {
			return 0, ignoreGone(err)
		}
		for _, query := range []string{deleteAttemptsOf, deleteResultsOf, deleteEventsOf} {
			if _, err := x.exec(ctx, query, participant, quizID); err != nil {
				return 0, err
			}
		}
		var settings quiz.Settings
		if err := decode("a participant", row.Settings, &settings); err != nil {
			return 0, err
		}
		delete(settings.Consents, quizID)
		text, err := encode(settings)
		if err != nil {
			return 0, err
		}
		return x.exec(ctx, updateSettings, text, participant, row.Revision)
	}, unseenOf, micros(before), quizID, quizID, quizID, sweepMost)
}

// ignoreGone leaves out that somebody is gone, or came back meanwhile.
func ignoreGone(err error) error {
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, quiz.ErrNotFound) {
		return nil
	}
	return err
}

// sweep deletes something of each participant that the query finds, until it finds nobody, and returns of how many. Each is a change by
// itself, so that nobody waits for a long transaction.
func (s *Store) sweep(ctx context.Context, deletion func(x execer, participant string) (int64, error), query string, args ...any) (int, error) {
	total := 0
	for {
		found, err := retry(ctx, s.limit(), "find who was not seen", func(ctx context.Context) (ids []string, err error) {
			return ids, s.read.list(ctx, &ids, query, args...)
		})
		if err != nil || len(found) == 0 {
			return total, err
		}
		for _, id := range found {
			n, err := retry(ctx, s.limit(), "delete who was not seen", func(ctx context.Context) (n int64, err error) {
				err = s.write.all(ctx, func(x execer) error {
					n, err = deletion(x, id)
					return err
				})
				return n, err
			})
			if err != nil {
				return total, err
			}
			total += int(n)
		}
	}
}
