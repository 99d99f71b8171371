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
	updateBody    = `update attempts set body = ? where participant_id = ? and attempt_id = ?`
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
		if err := write(ctx, x, updateResult, body, row.Participant, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// ReplaceAnswers puts other answers in the place of those of a result and of its attempt. ErrNotFound, also for another person's.
func (s *Store) ReplaceAnswers(ctx context.Context, participant, id string, answers quiz.Answers) error {
	const op = "replace answers"
	encoded, err := encodeAnswers(answers)
	if err != nil {
		return wrap(op, err)
	}
	return s.erase(ctx, op, func(x execer) error {
		var result resultRow
		var attempt attemptRow
		if err := errors.Join(x.get(ctx, &result, oneResult, participant, id), x.get(ctx, &attempt, oneAttempt, participant, id)); err != nil {
			return err
		}
		var of resultBody
		var given attemptBody
		if err := errors.Join(decode("a result", result.Body, &of), decode("an attempt", attempt.Body, &given)); err != nil {
			return err
		}
		of.Answers, given.Answers = encoded, encoded
		if err := write(ctx, x, updateResult, of, participant, id); err != nil {
			return err
		}
		return write(ctx, x, updateBody, given, participant, id)
	})
}

// write stores a body by the query.
func write(ctx context.Context, x execer, query string, body any, participant, id string) error {
	text, err := encode(body)
	if err == nil {
		_, err = x.exec(ctx, query, text, participant, id)
	}
	return err
}
