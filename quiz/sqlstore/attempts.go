package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"waymark/quiz"
)

const attemptColumns = `participant_id, attempt_id, quiz, version, set_id, state, revision, body, started_at, touched_at`

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

func encodeBody(a quiz.Attempt) (string, error) {
	answers, err := encodeAnswers(a.Answers)
	if err != nil {
		return "", err
	}
	if err := checkTexts(a.Operations...); err != nil {
		return "", err
	}
	return encode(attemptBody{Answers: answers, Changed: a.Changed, Operations: a.Operations})
}

func (r attemptRow) attempt() (quiz.Attempt, error) {
	var body attemptBody
	if err := decode(r.Body, &body); err != nil {
		return quiz.Attempt{}, fmt.Errorf("a stored attempt: %w", err)
	}
	answers, err := decodeAnswers(body.Answers)
	if err != nil {
		return quiz.Attempt{}, err
	}
	if body.Changed == nil {
		body.Changed = map[string]int{}
	}
	return quiz.Attempt{
		ID: r.ID, Participant: r.Participant, Quiz: r.Quiz, Version: r.Version, Set: r.Set, State: quiz.AttemptState(r.State),
		Revision: r.Revision, Answers: answers, Changed: body.Changed, Operations: body.Operations,
		Started: fromMicros(r.Started), Touched: fromMicros(r.Touched),
	}, nil
}

// AddAttempt keeps a new attempt and returns it, or the open one of the same quiz and set.
func (s *Store) AddAttempt(ctx context.Context, a quiz.Attempt) (quiz.Attempt, error) {
	body, err := encodeBody(a)
	if err != nil {
		return quiz.Attempt{}, wrap("add an attempt", err)
	}
	err = retry(ctx, "add an attempt", func() error {
		_, err := s.write.exec(ctx, `insert into attempts (`+attemptColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
			a.Participant, a.ID, a.Quiz, a.Version, a.Set, string(a.State), a.Revision, body, micros(a.Started), micros(a.Touched))
		return err
	})
	if err != nil {
		return quiz.Attempt{}, err
	}
	return s.OpenAttempt(ctx, a.Participant, a.Quiz, a.Set)
}

// OpenAttempt returns the participant's open attempt of the set. ErrNotFound.
func (s *Store) OpenAttempt(ctx context.Context, participant, quizID, set string) (quiz.Attempt, error) {
	return s.attempt(ctx, `participant_id = ? and quiz = ? and set_id = ? and state = 'open'`, participant, quizID, set)
}

// Attempt returns an attempt of the participant. ErrNotFound, also for another person's.
func (s *Store) Attempt(ctx context.Context, participant, id string) (quiz.Attempt, error) {
	return s.attempt(ctx, `participant_id = ? and attempt_id = ?`, participant, id)
}

func (s *Store) attempt(ctx context.Context, where string, args ...any) (a quiz.Attempt, err error) {
	err = retry(ctx, "read an attempt", func() error {
		var row attemptRow
		if err := s.read.get(ctx, &row, `select `+attemptColumns+` from attempts where `+where, args...); err != nil {
			return err
		}
		a, err = row.attempt()
		return err
	})
	return a, err
}

// SaveAttempt replaces what changes of an open attempt whose stored revision is `was`: one statement, so one round trip
// and one commit. ErrConflict, ErrFinished, ErrNotFound.
func (s *Store) SaveAttempt(ctx context.Context, a quiz.Attempt, was int) error {
	body, err := encodeBody(a)
	if err != nil {
		return wrap("save an attempt", err)
	}
	err = retry(ctx, "save an attempt", func() error {
		n, err := s.write.exec(ctx, `update attempts set revision = ?, body = ?, touched_at = ?
			where participant_id = ? and attempt_id = ? and state = 'open' and revision = ?`,
			a.Revision, body, micros(a.Touched), a.Participant, a.ID, was)
		if err == nil && n == 0 {
			return quiz.ErrConflict
		}
		return err
	})
	if errors.Is(err, quiz.ErrConflict) {
		return s.whyNotSaved(ctx, a, err)
	}
	return err
}

// whyNotSaved finds out why no attempt had the revision. When the stored one is this very save, an earlier try was committed
// and only its reply was lost.
func (s *Store) whyNotSaved(ctx context.Context, a quiz.Attempt, conflict error) error {
	stored, err := s.Attempt(ctx, a.Participant, a.ID)
	switch {
	case err != nil:
		return err
	case stored.State != quiz.AttemptOpen:
		return wrap("save an attempt", quiz.ErrFinished)
	case stored.Revision == a.Revision && len(a.Operations) > 0 && slices.Equal(stored.Operations, a.Operations):
		return nil
	default:
		return conflict
	}
}
