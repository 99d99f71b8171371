package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"waymark/quiz"
)

const (
	allAttempts   = `select ` + attemptColumns + ` from attempts where participant_id = ? and quiz = ?`
	deleteAttempt = `delete from attempts where participant_id = ? and attempt_id = ?`
	deleteResult  = `delete from results where participant_id = ? and result_id = ?`
	laterResults  = `select ` + resultColumns + ` from results where participant_id = ? and quiz = ? and at >= ?`
	resultsOf     = `select ` + resultColumns + ` from results where participant_id = ? and quiz = ?`
	revisionsOf   = `select attempt_id, revision from attempts where participant_id = ?`
	countResults  = `select count(*) from results where participant_id = ?`
	countEvents   = `select count(*) from events where participant_id = ?`
	updateBody    = `update attempts set body = ? where participant_id = ? and attempt_id = ?`
	updateResult  = `update results set body = ? where participant_id = ? and result_id = ?`
)

// Attempts returns all attempts of a participant for a quiz, open and finished, oldest first.
func (s *Store) Attempts(ctx context.Context, participant, quizID string) ([]quiz.Attempt, error) {
	return retry(ctx, s.limit(), "read the attempts", func(ctx context.Context) ([]quiz.Attempt, error) {
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
		if err := s.lock(ctx, x, participant); err != nil {
			return ignoreGone(err)
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

// WithdrawDetails replaces the settings of a participant whose stored revision is `was`, and the answers of each result of the quiz, and of
// its attempt, for which outcome returns others. ErrConflict, ErrNotFound.
func (s *Store) WithdrawDetails(ctx context.Context, participant string, settings quiz.Settings, was int, quizID string,
	outcome func(quiz.Result) (quiz.Answers, bool)) error {
	const op = "withdraw details"
	text, err := encode(settings)
	if err != nil {
		return wrap(op, err)
	}
	return s.erase(ctx, op, func(x execer) error {
		if err := s.lock(ctx, x, participant); err != nil { // no result comes in between: see finish
			return err
		}
		if err := putSettings(ctx, x, participant, text, was); err != nil {
			return err
		}
		var rows []resultRow
		if err := x.list(ctx, &rows, resultsOf, participant, quizID); err != nil {
			return err
		}
		for _, row := range rows {
			r, err := row.result()
			if err != nil {
				return err
			}
			answers, changed := outcome(r)
			if !changed {
				continue
			}
			if err := replaceAnswers(ctx, x, row, answers); err != nil {
				return err
			}
		}
		return nil
	})
}

// replaceAnswers puts other answers in the place of those of a result and of its attempt.
func replaceAnswers(ctx context.Context, x execer, row resultRow, answers quiz.Answers) error {
	encoded, err := encodeAnswers(answers)
	if err != nil {
		return err
	}
	var attempt attemptRow
	if err := x.get(ctx, &attempt, oneAttempt, row.Participant, row.ID); err != nil {
		return err
	}
	var of resultBody
	var given attemptBody
	if err := errors.Join(decode("a result", row.Body, &of), decode("an attempt", attempt.Body, &given)); err != nil {
		return err
	}
	of.Answers, given.Answers = encoded, encoded
	if err := write(ctx, x, updateResult, of, row.Participant, row.ID); err != nil {
		return err
	}
	return write(ctx, x, updateBody, given, row.Participant, row.ID)
}

// DeleteCopied removes everything of a participant when exactly so much is stored of them. ErrConflict, ErrNotFound.
func (s *Store) DeleteCopied(ctx context.Context, participant string, was quiz.Extent) error {
	tried := false
	return s.erase(ctx, "delete what was copied", func(x execer) error {
		err := s.lock(ctx, x, participant)
		if tried && errors.Is(err, sql.ErrNoRows) {
			return nil // an earlier try was committed, and its reply was lost
		}
		if err != nil {
			return err
		}
		now, err := s.extent(ctx, x, participant)
		if err != nil {
			return err
		}
		if now.Revision != was.Revision || now.Results != was.Results || now.Events != was.Events || !maps.Equal(now.Attempts, was.Attempts) {
			return quiz.ErrConflict
		}
		if was.Key != (quiz.SecretHash{}) {
			var held string
			if err := x.get(ctx, &held, holder, was.Key[:]); err != nil || held != participant {
				return cmp.Or(err, quiz.ErrNotFound)
			}
		}
		tried = true
		return deleteAll(ctx, x, participant)
	})
}

// extent returns how much is stored of a locked participant, and keeps it so until the transaction ends.
func (s *Store) extent(ctx context.Context, x execer, participant string) (quiz.Extent, error) {
	var p participantRow
	var attempts []attemptRow
	now := quiz.Extent{Attempts: map[string]int{}}
	err := errors.Join(
		x.get(ctx, &p, oneParticipant, participant),
		x.list(ctx, &attempts, revisionsOf+s.forUpdate, participant),
		x.get(ctx, &now.Results, countResults, participant),
		x.get(ctx, &now.Events, countEvents, participant),
	)
	now.Revision = p.Revision
	for _, a := range attempts {
		now.Attempts[a.ID] = a.Revision
	}
	return now, err
}

// write stores a body by the query.
func write(ctx context.Context, x execer, query string, body any, participant, id string) error {
	text, err := encode(body)
	if err == nil {
		_, err = x.exec(ctx, query, text, participant, id)
	}
	return err
}
