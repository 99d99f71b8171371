package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"waymark/quiz"
)

const resultColumns = `participant_id, result_id, quiz, version, set_id, ruler, body, engine, at`

const (
	closeAttempt = `update attempts set state = 'finished', touched_at = ?
		where participant_id = ? and attempt_id = ? and state = 'open' and revision = ?`
	insertResult    = `insert into results (` + resultColumns + `) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	oneResult       = `select ` + resultColumns + ` from results where participant_id = ? and result_id = ?`
	attemptRevision = `select revision from attempts where participant_id = ? and attempt_id = ?`
	allResults      = `select ` + resultColumns + ` from results where participant_id = ? and quiz = ?`
)

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

func newResultRow(r quiz.Result) (resultRow, error) {
	answers, err := encodeAnswers(r.Answers)
	if err != nil {
		return resultRow{}, err
	}
	body, err := encode(resultBody{Answers: answers, Scores: r.Scores, Fired: r.Fired, Next: r.Next, Because: r.Because})
	return resultRow{
		Participant: r.Participant, ID: r.ID, Quiz: r.Quiz, Version: r.Version, Set: r.Set, Ruler: r.Ruler, Body: body,
		Engine: r.Engine, At: micros(r.At),
	}, err
}

func (r resultRow) result() (quiz.Result, error) {
	var body resultBody
	if err := decode("a result", r.Body, &body); err != nil {
		return quiz.Result{}, err
	}
	return quiz.Result{
		ID: r.ID, Participant: r.Participant, Quiz: r.Quiz, Version: r.Version, Set: r.Set, Ruler: r.Ruler,
		Answers: decodeAnswers(body.Answers), Scores: body.Scores, Fired: body.Fired, Next: body.Next, Because: body.Because,
		Engine: r.Engine, At: fromMicros(r.At),
	}, nil
}

// FinishAttempt stores the result and closes its attempt, in one transaction. When it was finished before, the result stored then
// is returned. ErrConflict, ErrNotFound.
func (s *Store) FinishAttempt(ctx context.Context, r quiz.Result, was int) (quiz.Result, error) {
	const op = "finish an attempt"
	row, err := newResultRow(r)
	if err != nil {
		return quiz.Result{}, wrap(op, err)
	}
	return retry(ctx, op, func() (quiz.Result, error) {
		var stored resultRow
		err := s.write.all(ctx, func(x execer) (err error) {
			stored, err = finish(ctx, x, row, was)
			return err
		})
		if err != nil {
			return quiz.Result{}, err
		}
		return stored.result()
	})
}

// finish closes the attempt and stores the row, or returns the row of an attempt that was closed before.
func finish(ctx context.Context, x execer, row resultRow, was int) (resultRow, error) {
	n, err := x.exec(ctx, closeAttempt, row.At, row.Participant, row.ID, was)
	if err != nil {
		return row, err
	}
	if n == 1 {
		_, err := x.exec(ctx, insertResult, row.Participant, row.ID, row.Quiz, row.Version, row.Set, row.Ruler, row.Body, row.Engine, row.At)
		return row, err
	}
	var stored resultRow
	err = x.get(ctx, &stored, oneResult, row.Participant, row.ID)
	if !errors.Is(err, sql.ErrNoRows) {
		return stored, err
	}
	var revision int
	if err := x.get(ctx, &revision, attemptRevision, row.Participant, row.ID); err != nil {
		return row, err
	}
	return row, quiz.ErrConflict
}

// History returns the results and events of a participant for a quiz, oldest first; those of one time in the order of their ids.
func (s *Store) History(ctx context.Context, participant, quizID string) (quiz.History, error) {
	return retry(ctx, "read a history", func() (quiz.History, error) {
		var h quiz.History
		var results []resultRow
		if err := s.read.list(ctx, &results, allResults, participant, quizID); err != nil {
			return h, err
		}
		var events []eventRow
		if err := s.read.list(ctx, &events, allEvents, participant, quizID); err != nil {
			return h, err
		}
		// The databases would order the ids by different alphabets.
		slices.SortFunc(results, func(a, b resultRow) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
		slices.SortFunc(events, func(a, b eventRow) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
		for _, row := range results {
			r, err := row.result()
			if err != nil {
				return quiz.History{}, err
			}
			h.Results = append(h.Results, r)
		}
		for _, row := range events {
			h.Events = append(h.Events, row.event())
		}
		return h, nil
	})
}
