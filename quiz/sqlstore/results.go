package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"waymark/quiz"
)

const resultColumns = `participant_id, result_id, quiz, version, set_id, ruler, body, engine, at`

type resultRow struct {
	Participant string `db:"participant_id"`
	ID          string `db:"result_id"`
	Quiz        string `db:"quiz"`
	Version     string `db:"version"`
	Set         string `db:"set_id"`
	Ruler       string `db:"ruler"`
	Body        string `db:"body"`
	Engine      string `db:"engine"`
	At          int64  `db:"at"`
}

type resultBody struct {
	Answers map[string]answer     `json:"answers"`
	Scores  map[string]quiz.Score `json:"scores"`
	Fired   []string              `json:"fired"`
	Next    string                `json:"next"`
	Because string                `json:"because"`
}

func (r resultRow) result() (quiz.Result, error) {
	var body resultBody
	if err := decode(r.Body, &body); err != nil {
		return quiz.Result{}, fmt.Errorf("a stored result: %w", err)
	}
	answers, err := decodeAnswers(body.Answers)
	if err != nil {
		return quiz.Result{}, err
	}
	return quiz.Result{
		ID: r.ID, Participant: r.Participant, Quiz: r.Quiz, Version: r.Version, Set: r.Set, Ruler: r.Ruler, Answers: answers,
		Scores: body.Scores, Fired: body.Fired, Next: body.Next, Because: body.Because, Engine: r.Engine, At: fromMicros(r.At),
	}, nil
}

// FinishAttempt stores the result and closes its attempt, in one transaction. When it was finished before, the result stored then
// is returned. ErrConflict, ErrNotFound.
func (s *Store) FinishAttempt(ctx context.Context, r quiz.Result, was int) (quiz.Result, error) {
	answers, err := encodeAnswers(r.Answers)
	if err != nil {
		return quiz.Result{}, wrap("finish an attempt", err)
	}
	body, err := encode(resultBody{Answers: answers, Scores: r.Scores, Fired: r.Fired, Next: r.Next, Because: r.Because})
	if err != nil {
		return quiz.Result{}, wrap("finish an attempt", err)
	}
	row := resultRow{
		Participant: r.Participant, ID: r.ID, Quiz: r.Quiz, Version: r.Version, Set: r.Set, Ruler: r.Ruler, Body: body,
		Engine: r.Engine, At: micros(r.At),
	}
	err = retry(ctx, "finish an attempt", func() error {
		return s.write.transact(ctx, func(tx *sqlx.Tx) error { return finish(ctx, tx, &row, was) })
	})
	if err != nil {
		return quiz.Result{}, err
	}
	return row.result()
}

// finish closes the attempt and stores the row, or reads the row of an attempt that was closed before.
func finish(ctx context.Context, tx *sqlx.Tx, row *resultRow, was int) error {
	closed, err := tx.ExecContext(ctx, tx.Rebind(`update attempts set state = 'finished', touched_at = ?
		where participant_id = ? and attempt_id = ? and state = 'open' and revision = ?`), row.At, row.Participant, row.ID, was)
	if err != nil {
		return err
	}
	n, err := closed.RowsAffected()
	if err != nil {
		return err
	}
	if n == 1 {
		_, err := tx.NamedExecContext(ctx, `insert into results (`+resultColumns+`)
			values (:participant_id, :result_id, :quiz, :version, :set_id, :ruler, :body, :engine, :at)`, row)
		return err
	}
	err = tx.GetContext(ctx, row, tx.Rebind(`select `+resultColumns+` from results where participant_id = ? and result_id = ?`),
		row.Participant, row.ID)
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var revision int
	err = tx.GetContext(ctx, &revision, tx.Rebind(`select revision from attempts where participant_id = ? and attempt_id = ?`),
		row.Participant, row.ID)
	if err != nil {
		return err
	}
	return quiz.ErrConflict
}

// History returns the results and events of a participant for a quiz, oldest first.
func (s *Store) History(ctx context.Context, participant, quizID string) (quiz.History, error) {
	var h quiz.History
	err := retry(ctx, "read a history", func() error {
		h = quiz.History{}
		var results []resultRow
		if err := s.read.list(ctx, &results, `select `+resultColumns+` from results
			where participant_id = ? and quiz = ? order by at, result_id`, participant, quizID); err != nil {
			return err
		}
		for _, row := range results {
			r, err := row.result()
			if err != nil {
				return err
			}
			h.Results = append(h.Results, r)
		}
		var events []eventRow
		if err := s.read.list(ctx, &events, `select `+eventColumns+` from events
			where participant_id = ? and quiz = ? order by at, event_id`, participant, quizID); err != nil {
			return err
		}
		for _, row := range events {
			h.Events = append(h.Events, row.event())
		}
		return nil
	})
	return h, err
}
