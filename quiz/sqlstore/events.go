package sqlstore

import (
	"context"

	"waymark/quiz"
)

const insertEvent = `insert into events (participant_id, event_id, quiz, step, kind, task, at) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`

// AddEvent keeps an event; one with the same participant and ID is left as it is. ErrNotFound when there is no such participant.
func (s *Store) AddEvent(ctx context.Context, e quiz.Event) error {
	return s.change(ctx, "add an event", func(x execer) error {
		_, err := x.exec(ctx, insertEvent, e.Participant, e.ID, e.Quiz, e.Step, string(e.Kind), e.Task, micros(e.At))
		return err
	})
}
