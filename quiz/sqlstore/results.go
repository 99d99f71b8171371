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

const resultColumns = `participant_id, result_id, quiz, version, set_id, ruler, body, engine, at`

const (
	closeAttempt = `update attempts set state = 'finished', touched_at = ?, body = ?
		where participant_id = ? and attempt_id = ? and state = 'open' and revision = ?`
	insertResult = `insert into results (` + resultColumns + `) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	oneResult    = `select ` + resultColumns + ` from results where participant_id = ? and result_id = ?`
	// wholeHistory reads results and events in one round trip: an event's step, kind and task stand where a result has its
	// version, set and ruler.
	wholeHistory = `select 'result' as row_of, result_id as id, version as first, set_id as second, ruler as third, engine, cast(body as text) as body, at
			from results where participant_id = ? and quiz = ?
		union all select 'event', event_id, step, kind, task, '', '', at
			from events where participant_id = ? and quiz = ?`
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
func (s *Store) FinishAttempt(ctx context.Context, r quiz.Result, was, settings int) (quiz.Result, error) {
	const op = "finish an attempt"
	row, err := newResultRow(r)
	if err != nil {
		return quiz.Result{}, wrap(op, err)
	}
	return retry(ctx, s.limit(), op, func(ctx context.Context) (quiz.Result, error) {
		var stored resultRow
		err := s.write.all(ctx, func(x execer) (err error) {
			if err := s.allowed(ctx, x, r.Participant, settings); err != nil {
				return err
			}
			stored, err = finish(ctx, x, row, was)
			return err
		})
		if err != nil {
			return quiz.Result{}, err
		}
		if slices.ContainsFunc(slices.Collect(maps.Values(r.Answers)), func(a quiz.Answer) bool { return a.StandIn }) {
			s.write.overwrite() // what was said stood in the attempt
		}
		return stored.result()
	})
}

// allowed reports, as quiz.ErrConflict, that the settings on which a result rests have changed; they stay as they are until it is stored.
func (s *Store) allowed(ctx context.Context, x execer, participant string, settings int) error {
	if settings == quiz.AnySettings {
		return nil
	}
	var p participantRow
	err := x.get(ctx, &p, oneParticipant+s.forUpdate, participant)
	if err == nil && p.Revision != settings {
		return quiz.ErrConflict
	}
	return err
}

// finish closes the attempt and stores the row, or returns the row of an attempt that was closed before.
func finish(ctx context.Context, x execer, row resultRow, was int) (resultRow, error) {
	var attempt attemptRow
	if err := x.get(ctx, &attempt, oneAttempt, row.Participant, row.ID); err != nil {
		return row, err
	}
	body, err := keepFinished(attempt, row)
	if err != nil {
		return row, err
	}
	n, err := x.exec(ctx, closeAttempt, row.At, body, row.Participant, row.ID, was)
	if err != nil {
		return row, err
	}
	if n == 1 {
		_, err := x.exec(ctx, insertResult, row.Participant, row.ID, row.Quiz, row.Version, row.Set, row.Ruler, row.Body, row.Engine, row.At)
		return row, err
	}
	var stored resultRow
	err = x.get(ctx, &stored, oneResult, row.Participant, row.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return row, quiz.ErrConflict
	}
	return stored, err
}

// keepFinished is the body of an attempt that is finished with a result: the answers are those of the result.
func keepFinished(attempt attemptRow, row resultRow) (string, error) {
	var kept attemptBody
	var result resultBody
	if err := errors.Join(decode("an attempt", attempt.Body, &kept), decode("a result", row.Body, &result)); err != nil {
		return "", err
	}
	kept.Answers = result.Answers
	return encode(kept)
}

type historyRow struct {
	Of     string `db:"row_of"`
	ID     string `db:"id"`
	First  string `db:"first"`
	Second string `db:"second"`
	Third  string `db:"third"`
	Engine string `db:"engine"`
	Body   string `db:"body"`
	At     int64  `db:"at"`
}

// History returns the results and events of a participant for a quiz, oldest first; those of one time in the order of their ids.
func (s *Store) History(ctx context.Context, participant, quizID string) (quiz.History, error) {
	return retry(ctx, s.limit(), "read a history", func(ctx context.Context) (quiz.History, error) {
		var rows []historyRow
		if err := s.read.list(ctx, &rows, wholeHistory, participant, quizID, participant, quizID); err != nil {
			return quiz.History{}, err
		}
		// The databases would order the ids by different alphabets.
		slices.SortFunc(rows, func(a, b historyRow) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
		var h quiz.History
		for _, row := range rows {
			if row.Of == "event" {
				h.Events = append(h.Events, quiz.Event{
					ID: row.ID, Participant: participant, Quiz: quizID, Step: row.First, Kind: quiz.EventKind(row.Second), Task: row.Third,
					At: fromMicros(row.At),
				})
				continue
			}
			r, err := resultRow{
				Participant: participant, ID: row.ID, Quiz: quizID, Version: row.First, Set: row.Second, Ruler: row.Third, Body: row.Body,
				Engine: row.Engine, At: row.At,
			}.result()
			if err != nil {
				return quiz.History{}, err
			}
			h.Results = append(h.Results, r)
		}
		return h, nil
	})
}
