package main

import (
	"context"
	"log/slog"
	"time"

	"waymark/quiz"
)

const (
	othersEvery = 5 * time.Second
	leaveWithin = 2 * time.Second // how long the end of the program waits for a database that does not answer
)

// lookout looks which other programs serve the database, and what they have published.
type lookout struct {
	log     *slog.Logger
	service *quiz.Service
	private bool // private visits were asked for
	beside  bool // another program was seen
	failed  bool // the last look
}

// run looks with every tick until the context ends.
func (l *lookout) run(ctx context.Context, every func(time.Duration) (<-chan time.Time, func())) {
	ticks, stop := every(othersEvery)
	defer stop()
	for {
		select {
		case <-ticks:
		case <-ctx.Done():
			return
		}
		err := l.once(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !l.failed {
			l.log.Error("which other programs serve this database is not known; no private visit begins until it is", "error", err)
		}
		l.failed = err != nil
	}
}

// once looks, and says in the log when another program has come or the last one has gone.
func (l *lookout) once(ctx context.Context) error {
	if err := l.service.Look(ctx); err != nil {
		return err
	}
	switch beside := !l.service.Alone(); {
	case beside == l.beside || !l.private:
	case beside:
		l.log.Warn("another program serves this database, or did a minute ago: no private visit begins here until it has ended, since it could not answer one",
			"next", "run one program to offer private visits, or start all with --private-visits 0")
	default:
		l.log.Info("no other program serves this database: private visits are offered")
	}
	l.beside = !l.service.Alone()
	return nil
}

// leave tells the others that this program has ended.
func (l *lookout) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, leaveWithin)
	defer cancel()
	if err := l.service.Leave(ctx); err != nil {
		l.log.Warn("other programs could not be told that this one has ended; they find out within a minute", "error", err)
	}
}
