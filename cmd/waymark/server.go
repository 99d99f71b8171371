package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"waymark/quiz"
	"waymark/web"
)

const (
	finishWithin = 20 * time.Second // how long requests may take that were begun before the end
	sweepEvery   = 24 * time.Hour
	idleEvery    = time.Minute
)

// server is the pages being served.
type server struct {
	program  program
	log      *slog.Logger
	service  *quiz.Service
	pages    *web.Server
	private  bool // private visits were asked for
	drain    time.Duration
	reloads  func(context.Context) // serves changed quizzes until the context ends
	counting net.Listener          // where the counts are told; nil is nowhere
	metrics  *metrics
	stock    *stocktaker
	restore  func() // gives signals back to the operating system, so that a second one ends the program at once
	// overwritten is why what was deleted or replaced could not be overwritten yet.
	overwritten func() error
}

// serve publishes the quizzes and answers until the context ends.
func (s server) serve(ctx context.Context, listener net.Listener, versions []*quiz.Version) error {
	for _, v := range versions {
		if err := s.service.Publish(ctx, v); err != nil {
			return databaseFailed("record the quizzes", err)
		}
	}
	look := &lookout{log: s.log, service: s.service, private: s.private}
	if err := look.once(ctx); err != nil {
		return databaseFailed("see which other programs run", err)
	}
	defer look.leave(context.WithoutCancel(ctx))
	s.metrics, s.stock = &metrics{}, &stocktaker{ask: s.service.Stock, now: s.program.now}
	server := web.NewHTTPServer(listener.Addr().String(), s.pages, s.log)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	// Others have to know of this program for as long as somebody can be in the middle of a private visit here.
	looking, lookNoMore := context.WithCancel(context.WithoutCancel(ctx))
	defer lookNoMore()
	var beside sync.WaitGroup
	beside.Go(func() { s.sweep(ctx) })
	beside.Go(func() { s.endIdle(ctx) })
	beside.Go(func() { s.lookAtStore(ctx, time.Tick(lookEvery)) })
	beside.Go(func() { s.watchGrowth(ctx) })
	beside.Go(func() { s.reloads(ctx) })
	beside.Go(func() { look.run(looking, s.program.every) })
	if s.counting != nil {
		beside.Go(func() { s.tellCounts(ctx) })
	}
	s.pages.SetReady(true)
	s.program.say("Waymark is ready at http://%s", listener.Addr())

	select {
	case err := <-ended:
		return couldNotRun(fmt.Errorf("serve: %w", err), "start the program again")
	case <-ctx.Done():
	}
	s.restore()
	s.pages.SetReady(false)
	s.log.Info("stopping", "drain", s.drain)
	time.Sleep(s.drain)
	// The context that ended must not cut off what is being finished.
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	if err := server.Shutdown(finishing); err != nil {
		return couldNotRun(fmt.Errorf("finish what was begun: %w", err), "nothing was lost that a page had acknowledged")
	}
	lookNoMore()
	beside.Wait()
	s.log.Info("stopped")
	return nil
}

// sweep deletes once a day who was not here for as long as their quiz promises.
func (s server) sweep(ctx context.Context) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		swept, err := s.service.DeleteUnseen(ctx)
		s.metrics.people.Add(int64(swept.People))
		s.metrics.empty.Add(int64(swept.Empty))
		for _, n := range swept.Quizzes {
			s.metrics.quizzes.Add(int64(n))
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.Error("the daily sweep failed", "error", err)
		default:
			s.log.Info("the daily sweep is done", "deleted", swept.People, "empty", swept.Empty, "quizzes", swept.Quizzes)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// endIdle deletes the private visits that have ended, once a minute.
func (s server) endIdle(ctx context.Context) {
	ticker := time.NewTicker(idleEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		n, err := s.service.EndIdle(ctx)
		s.metrics.ended.Add(int64(n))
		switch {
		case err != nil:
			s.log.Error("private visits could not be ended", "error", err)
		case n > 0:
			s.log.Info("private visits have ended", "ended", n)
		}
	}
}

// watchGrowth says once an hour when people or bytes grew more than usual.
func (s server) watchGrowth(ctx context.Context) {
	ticker := time.NewTicker(growthEvery)
	defer ticker.Stop()
	people, bytes := &growth{least: growthPeople}, &growth{least: growthBytes}
	for {
		stock, err := s.stock.take(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.Error("how much is stored is not known", "error", err)
		default:
			s.warnOfGrowth("people", people, int64(stock.People))
			s.warnOfGrowth("bytes", bytes, stock.Bytes)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s server) warnOfGrowth(what string, g *growth, is int64) {
	if grew, usual, unusual := g.note(is); unusual {
		s.log.Warn("the store grows more than usual", "what", what, "is", is, "grew", grew, "usual", usual,
			"next", "see who begins and what the limits refuse in /metrics, and what `waymark people` counts")
	}
}

// tellCounts answers who asks for the counts until the context ends.
func (s server) tellCounts(ctx context.Context) {
	server := web.NewHTTPServer(s.counting.Addr().String(), s.metrics.handler(s.service, s.pages, s.stock), s.log)
	s.program.say("counts are at http://%s/metrics", s.counting.Addr())
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // nothing is lost: counts can be asked for again
	defer stop()
	if err := server.Serve(s.counting); ctx.Err() == nil {
		s.log.Error("the counts can't be told any more", "error", err)
	}
}
