package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/web"
)

type serveCommand struct {
	databaseFlag
	Addr         string        `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen; port 0 takes a free one."`
	BehindTLS    bool          `name:"behind-tls" help:"A proxy in front speaks HTTPS: cookies become Secure."`
	TrustedProxy []network     `placeholder:"CIDR" help:"Networks of proxies whose X-Forwarded-For is believed."`
	LogFormat    string        `enum:"text,json" default:"text" help:"How the log is written to standard error: text or json."`
	Drain        time.Duration `default:"0s" help:"How long to go on answering after SIGTERM while /readyz says 503, so that a load balancer notices."`
	Folders      []string      `arg:"" optional:"" name:"folder" help:"Folders of quizzes; the shipped quiz when none is given."`
}

// Help teaches the command.
func (serveCommand) Help() string {
	return `The quizzes are checked first; when one has an error, nothing is served. SIGTERM or Ctrl-C ends the program after it has finished what it began; a second one ends it at once.

Examples:

    waymark serve
    waymark serve --addr 127.0.0.1:9000 my-quiz
    WAYMARK_DATABASE='postgres://waymark@db.example/waymark?sslmode=verify-full' waymark serve --addr :8080 --behind-tls
` + exitCodes
}

// network is a range of addresses given as a flag.
type network struct{ *net.IPNet }

// UnmarshalText reads a range like 10.0.0.0/8.
func (n *network) UnmarshalText(text []byte) (err error) {
	if _, n.IPNet, err = net.ParseCIDR(string(text)); err != nil {
		return fmt.Errorf("%q is not a network like 10.0.0.0/8", text)
	}
	return nil
}

// The bounds of starting and stopping.
const (
	finishWithin = 20 * time.Second
	sweepEvery   = 24 * time.Hour
)

// Run serves until a signal or the end of the context.
func (c serveCommand) Run(ctx context.Context, p program) error {
	log := p.logger(c.LogFormat)
	versions, err := p.loadAll(c.Folders)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	c.warnOpen(p, listener.Addr())

	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once

	if err := c.migrate(ctx); err != nil {
		return err
	}
	store, err := sqlstore.Open(ctx, c.Database)
	if err != nil {
		return couldNotRun(fmt.Errorf("open the database: %w", err), databaseHint)
	}
	err = c.serve(ctx, p, listener, p.service(store, log), versions, log)
	if closing := store.Close(); err == nil && closing != nil {
		err = couldNotRun(fmt.Errorf("close the database: %w", closing), "nothing was lost that a page had acknowledged")
	}
	return err
}

// service joins the store with the clock, the ids and the random source of the program.
func (p program) service(store quiz.Store, log *slog.Logger) *quiz.Service {
	return quiz.NewService(quiz.Config{
		Store: store, Load: loadVersion, Now: p.now, NewID: p.newID, Random: p.random, Log: log,
	})
}

// serve publishes the quizzes and answers until the context ends.
func (c serveCommand) serve(ctx context.Context, p program, listener net.Listener, service *quiz.Service, versions []*quiz.Version, log *slog.Logger) error {
	for _, v := range versions {
		if err := service.Publish(ctx, v); err != nil {
			return couldNotRun(err, databaseHint)
		}
	}
	pages, err := web.New(web.Config{Service: service, Log: log, Secure: c.BehindTLS, TrustedProxies: c.trusted()})
	if err != nil {
		return fmt.Errorf("prepare the pages: %w", err)
	}
	server := web.NewHTTPServer(c.Addr, pages, log)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	pages.SetReady(true)
	p.say("Waymark is ready at http://%s", listener.Addr())

	go sweep(ctx, service, log)
	select {
	case err := <-ended:
		return couldNotRun(fmt.Errorf("serve: %w", err), "start the program again")
	case <-ctx.Done():
	}
	pages.SetReady(false)
	log.Info("stopping", "drain", c.Drain)
	time.Sleep(c.Drain)
	// The context that ended must not cut off what is being finished.
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	if err := server.Shutdown(finishing); err != nil {
		return couldNotRun(fmt.Errorf("finish what was begun: %w", err), "nothing was lost that a page had acknowledged")
	}
	log.Info("stopped")
	return nil
}

func (c serveCommand) trusted() []*net.IPNet {
	var networks []*net.IPNet
	for _, n := range c.TrustedProxy {
		networks = append(networks, n.IPNet)
	}
	return networks
}

// warnOpen says what to do when answers would travel unencrypted.
func (c serveCommand) warnOpen(p program, addr net.Addr) {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsLoopback() || c.BehindTLS {
		return
	}
	p.say("waymark: warning: %s can be reached from other machines, and answers would travel unencrypted", addr)
	p.say("  next: put a proxy that speaks HTTPS in front and add --behind-tls, or listen on 127.0.0.1")
}

// loadAll loads the quizzes of the folders; no two may have one id.
func (p program) loadAll(names []string) ([]*quiz.Version, error) {
	folders, err := openFolders(names)
	if err != nil {
		return nil, err
	}
	var versions []*quiz.Version
	from := map[string]string{}
	for _, f := range folders {
		c, err := p.usable(f)
		if err != nil {
			return nil, err
		}
		id := c.version.Quiz.ID
		if other, twice := from[id]; twice {
			return nil, fellShort("give one of them another id", "%s and %s both hold the quiz %q", other, f.title(), id)
		}
		from[id] = f.title()
		versions = append(versions, c.version)
	}
	return versions, nil
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, couldNotRun(fmt.Errorf("%s is in use by another program", addr), "end that program, or choose another port, like --addr 127.0.0.1:8081")
	case errors.Is(err, os.ErrPermission):
		return nil, couldNotRun(fmt.Errorf("%s may not be listened on", addr), "choose a port above 1023, like --addr 127.0.0.1:8080")
	case err != nil:
		return nil, couldNotRun(fmt.Errorf("listen on %s: %w", addr, err), "give --addr as HOST:PORT, like 127.0.0.1:8080")
	}
	return listener, nil
}

// sweep deletes once a day who was not here for as long as their quiz promises.
func sweep(ctx context.Context, service *quiz.Service, log *slog.Logger) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		n, err := service.DeleteUnseen(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("the daily sweep failed", "error", err)
		default:
			log.Info("the daily sweep is done", "deleted", n)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// logger writes the log to standard error.
func (p program) logger(format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(p.stderr, nil))
}
