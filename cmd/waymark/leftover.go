package main

import (
	"log/slog"
	"time"
)

// leftover says in the log that what was deleted still stands in the log of the database: when that begins, once a day while it lasts, and
// when it ends.
type leftover struct {
	log *slog.Logger
	at  time.Time // when it was said last; zero when it is not so
}

func (l *leftover) look(err error, now time.Time) {
	switch {
	case err != nil && (l.at.IsZero() || now.Sub(l.at) >= sweepEvery || now.Before(l.at)):
		l.at = now
		l.log.Warn("what people deleted or changed can't be overwritten yet; it is tried on", "error", err)
	case err == nil && !l.at.IsZero():
		l.at = time.Time{}
		l.log.Info("what people deleted or changed is overwritten now")
	}
}
