package main

import (
	"context"
	"time"

	"waymark/quiz/sqlstore"
)

// lookEvery is how soon is noticed, without anybody asking for /readyz, that answers can't be kept: a database set to read only while
// it is served, or a server that was set to what endangers answers.
const lookEvery = 15 * time.Second

// lookAtStore asks at each tick, until the context ends, whether answers can be kept and what was deleted is overwritten, and logs when that
// changes.
func (s server) lookAtStore(ctx context.Context, ticks <-chan time.Time) {
	kept, told := true, leftover{log: s.log}
	for {
		select {
		case <-ticks:
		case <-ctx.Done():
			return
		}
		err := s.service.Ready(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && kept:
			s.log.Error("answers can't be kept now", "error", err, "next", sqlstore.Next(err))
		case err == nil && !kept:
			s.log.Info("answers can be kept again")
		}
		kept = err == nil
		told.look(s.overwritten(), s.program.now())
	}
}
