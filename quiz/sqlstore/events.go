package sqlstore

import (
	"context"

	"waymark/quiz"
)

const eventColumns = `participant_id, event_id, quiz, step, kind, task, at`

const (
	insertEvent = `insert into events (` + eventColumns + `) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`
	allEvents   = `select ` + eventColumns + ` from events where participant_id = ? and quiz = ?`
)

type eventRow struct {
	Participant string `db:"participant_id"`
	ID          string `db:"event_id"`
	Quiz        string `db:"quiz"`
	Step        string `db:"step"`
	Kind        string `db:"kind"`
	Task        string `db:"task"`
	At          int64  `db:"at"`
}

func (r eventRow) event() quiz.Event {
	return quiz.Event{
		ID: r.ID, Participant: r.Participant, Quiz: r.Quiz, Step: r.Step, Kind: quiz.EventKind(r.Kind), Task: r.Task, At: fromMicros(r.At),
	}
}

// AddEvent keeps an event; one with the same participant and ID is left as it is. ErrNotFound when there is no such participant.
func (s *Store) AddEvent(ctx context.Context, e quiz.Event) error {
	return s.change(ctx, "add an event", func(x execer) error {
		_, err := x.exec(ctx, insertEvent, e.Participant, e.ID, e.Quiz, e.Step, string(e.Kind), e.Task, micros(e.At))
		return err
	})
}
