package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"waymark/quiz"
)

const attemptColumns = `participant_id, attempt_id, quiz, version, set_id, state, revision, body, started_at, touched_at`

const (
	insertAttempt = `insert into attempts (` + attemptColumns + `) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`
	openAttempt   = `select ` + attemptColumns + ` from attempts where participant_id = ? and quiz = ? and set_id = ? and state = 'open'`
	oneAttempt    = `select ` + attemptColumns + ` from attempts where participant_id = ? and attempt_id = ?`
	updateAttempt = `update attempts set revision = ?, body = ?, touched_at = ?
		where participant_id = ? and attempt_id = ? and state = 'open' and revision = ?`
)

type attemptRow struct {
	Participant string `db:"participant_id"`
	ID          string `db:"attempt_id"`
	Quiz        string `db:"quiz"`
	Version     string `db:"version"`
	Set         string `db:"set_id"`
	State       string `db:"state"`
	Revision    int    `db:"revision"`
	Body        string `db:"body"`
	Started     int64  `db:"started_at"`
	Touched     int64  `db:"touched_at"`
}

// attemptBody is the part of an attempt that changes with every answer.
type attemptBody struct {
	Answers    map[string]answer `json:"answers"`
	Changed    map[string]int    `json:"changed"`
	Operations []string          `json:"operations"`
}

func encodeAttempt(a quiz.Attempt) (string, error) {
	answers, err := encodeAnswers(a.Answers)
	if err != nil {
		return "", err
	}
	return encode(attemptBody{Answers: answers, Changed: a.Changed, Operations: a.Operations})
}

func (r attemptRow) attempt() (quiz.Attempt, error) {
	var body attemptBody
	if err := decode("an attempt", r.Body, &body); err != nil {
		return quiz.Attempt{}, err
	}
	if body.Changed == nil {
		body.Changed = map[string]int{}
	}
	return quiz.Attempt{
		ID: r.ID, Participant: r.Participant, Quiz: r.Quiz, Version: r.Version, Set: r.Set, State: quiz.AttemptState(r.State),
		Revision: r.Revision, Answers: decodeAnswers(body.Answers), Changed: body.Changed, Operations: body.Operations,
		Started: fromMicros(r.Started), Touched: fromMicros(r.Touched),
	}, nil
}

// AddAttempt keeps a new attempt and returns it, or the open one of the same quiz and set. ErrNotFound when there is no such
// participant.
func (s *Store) AddAttempt(ctx context.Context, a quiz.Attempt) (quiz.Attempt, error) {
	const op = "add an attempt"
	body, err := encodeAttempt(a)
	if err != nil {
		return quiz.Attempt{}, wrap(op, err)
	}
	return retry(ctx, s.limit(), op, func(ctx context.Context) (stored quiz.Attempt, err error) {
		err = s.write.one(ctx, func(x execer) error {
			stored, err = addAttempt(ctx, x, a, body)
			return err
		})
		return stored, err
	})
}

func addAttempt(ctx context.Context, x execer, a quiz.Attempt, body string) (quiz.Attempt, error) {
	_, err := x.exec(ctx, insertAttempt,
		a.Participant, a.ID, a.Quiz, a.Version, a.Set, string(a.State), a.Revision, body, micros(a.Started), micros(a.Touched))
	if err != nil {
		return quiz.Attempt{}, err
	}
	var row attemptRow
	err = x.get(ctx, &row, openAttempt, a.Participant, a.Quiz, a.Set)
	if errors.Is(err, sql.ErrNoRows) { // it was finished between the two statements: this one, or the one that was open
		err = x.get(ctx, &row, oneAttempt, a.Participant, a.ID)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = errAgain
	}
	if err != nil {
		return quiz.Attempt{}, err
	}
	return row.attempt()
}

// OpenAttempt returns the participant's open attempt of the set. ErrNotFound.
func (s *Store) OpenAttempt(ctx context.Context, participant, quizID, set string) (quiz.Attempt, error) {
	return s.attempt(ctx, openAttempt, participant, quizID, set)
}

// Attempt returns an attempt of the participant. ErrNotFound, also for another person's.
func (s *Store) Attempt(ctx context.Context, participant, id string) (quiz.Attempt, error) {
	return s.attempt(ctx, oneAttempt, participant, id)
}

func (s *Store) attempt(ctx context.Context, query string, args ...any) (quiz.Attempt, error) {
	return retry(ctx, s.limit(), "read an attempt", func(ctx context.Context) (quiz.Attempt, error) {
		var row attemptRow
		if err := s.read.get(ctx, &row, query, args...); err != nil {
			return quiz.Attempt{}, err
		}
		return row.attempt()
	})
}

// SaveAttempt replaces what changes of an open attempt whose stored revision is `was`: one statement, so one round trip
// and one commit. ErrConflict, ErrFinished, ErrNotFound.
func (s *Store) SaveAttempt(ctx context.Context, a quiz.Attempt, was int) error {
	const op = "save an attempt"
	body, err := encodeAttempt(a)
	if err != nil {
		return wrap(op, err)
	}
	err = s.change(ctx, op, func(x execer) error {
		n, err := x.exec(ctx, updateAttempt, a.Revision, body, micros(a.Touched), a.Participant, a.ID, was)
		if err == nil && n == 0 {
			return quiz.ErrConflict
		}
		return err
	})
	if errors.Is(err, quiz.ErrConflict) {
		return s.whyNotSaved(ctx, op, a)
	}
	return err
}

// whyNotSaved finds out why no open attempt had the revision. When the stored one is this very save, an earlier try was
// committed and only its reply was lost.
func (s *Store) whyNotSaved(ctx context.Context, op string, a quiz.Attempt) error {
	stored, err := s.Attempt(ctx, a.Participant, a.ID)
	switch {
	case err != nil:
		return err
	case sameSave(stored, a):
		return nil
	case stored.State != quiz.AttemptOpen:
		return wrap(op, quiz.ErrFinished)
	default:
		return wrap(op, quiz.ErrConflict)
	}
}

// sameSave reports whether the stored attempt is what saving a leaves: the same last operation with the same answers.
func sameSave(stored, a quiz.Attempt) bool {
	return stored.Revision == a.Revision && len(a.Operations) > 0 && slices.Equal(stored.Operations, a.Operations) &&
		maps.EqualFunc(stored.Answers, a.Answers, quiz.Answer.Equal)
}
