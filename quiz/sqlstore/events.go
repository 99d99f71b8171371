package sqlstore

import (
	"context"

	"waymark/quiz"
)

const eventColumns = `participant_id, event_id, quiz, step, kind, task, at`

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

// AddEvent keeps an event; one with the same participant and ID is left as it is.
func (s *Store) AddEvent(ctx context.Context, e quiz.Event) error {
	if err := checkTexts(e.ID, e.Step, string(e.Kind), e.Task); err != nil {
		return wrap("add an event", err)
	}
	return retry(ctx, "add an event", func() error {
		_, err := s.write.exec(ctx, `insert into events (`+eventColumns+`) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
			e.Participant, e.ID, e.Quiz, e.Step, string(e.Kind), e.Task, micros(e.At))
		return err
	})
}
