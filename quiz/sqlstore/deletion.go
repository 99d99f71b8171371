package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"waymark/quiz"
)

const (
	allAttempts   = `select ` + attemptColumns + ` from attempts where participant_id = ? and quiz = ?`
	deleteAttempt = `delete from attempts where participant_id = ? and attempt_id = ?`
	deleteResult  = `delete from results where participant_id = ? and result_id = ?`
	laterResults  = `select ` + resultColumns + ` from results where participant_id = ? and quiz = ? and at >= ?`
	updateResult  = `update results set body = ? where participant_id = ? and result_id = ?`
)

// Attempts returns all attempts of a participant for a quiz, open and finished, oldest first.
func (s *Store) Attempts(ctx context.Context, participant, quizID string) ([]quiz.Attempt, error) {
	return retry(ctx, "read the attempts", func() ([]quiz.Attempt, error) {
		var rows []attemptRow
		if err := s.read.list(ctx, &rows, allAttempts, participant, quizID); err != nil {
			return nil, err
		}
		slices.SortFunc(rows, func(a, b attemptRow) int { return cmp.Or(cmp.Compare(a.Started, b.Started), cmp.Compare(a.ID, b.ID)) })
		attempts := make([]quiz.Attempt, 0, len(rows))
		for _, row := range rows {
			a, err := row.attempt()
			if err != nil {
				return nil, err
			}
			attempts = append(attempts, a)
		}
		return attempts, nil
	})
}

// DeleteAttempt removes an attempt and its result, and what later results of its quiz may tell of its answers.
func (s *Store) DeleteAttempt(ctx context.Context, participant, id string) error {
	return s.erase(ctx, "delete an attempt", func(x execer) error {
		if err := lock(ctx, x, participant); errors.Is(err, quiz.ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
		var gone resultRow
		err := x.get(ctx, &gone, oneResult, participant, id)
		if err == nil {
			err = forgetAfter(ctx, x, gone)
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := x.exec(ctx, deleteResult, participant, id); err != nil {
			return err
		}
		_, err = x.exec(ctx, deleteAttempt, participant, id)
		return err
	})
}

// forgetAfter empties what was concluded from all results in those that came after one.
func forgetAfter(ctx context.Context, x execer, gone resultRow) error {
	var rows []resultRow
	if err := x.list(ctx, &rows, laterResults, gone.Participant, gone.Quiz, gone.At); err != nil {
		return err
	}
	for _, row := range rows {
		var body resultBody
		if err := decode("a result", row.Body, &body); err != nil {
			return err
		}
		body.Fired, body.Next, body.Because = nil, "", ""
		text, err := encode(body)
		if err != nil {
			return err
		}
		if _, err := x.exec(ctx, updateResult, text, row.Participant, row.ID); err != nil {
			return err
		}
	}
	return nil
}
