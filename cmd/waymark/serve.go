package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/vet"
	"waymark/web"
)

type serveCommand struct {
	databaseFlag
	Addr          string        `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen; port 0 takes a free one."`
	BehindTLS     bool          `name:"behind-tls" help:"A proxy in front speaks HTTPS: cookies become Secure."`
	TrustedProxy  []proxies     `placeholder:"CIDR" help:"Networks of proxies whose X-Forwarded-For is believed."`
	LogFormat     string        `enum:"text,json" default:"text" help:"How the log is written to standard error: text or json."`
	PrivateVisits int           `default:"200" placeholder:"N" help:"How many private visits may go on at once; 0 for none. What is answered on one is in memory alone."`
	MetricsAddr   string        `name:"metrics-addr" placeholder:"HOST:PORT" help:"Where to tell counts to Prometheus, at /metrics; without it nowhere. Nobody else should reach it."`
	Drain         time.Duration `default:"0s" help:"How long to go on answering after SIGTERM while /readyz says 503, so that a load balancer notices."`
	Watch         bool          `help:"Serve a changed quiz as soon as its files are saved without an error and its tests pass."`
	Folders       []string      `arg:"" optional:"" name:"folder" help:"Folders of quizzes; the shipped quiz when none is given."`
}

// Help teaches the command.
func (serveCommand) Help() string {
	return `The quizzes are checked first; when one has an error, nothing is served. A quiz that changes is read again at SIGHUP, or with --watch when its files are saved: it is served when it has no error and its tests pass, else the last good version stays, the log says why, and /readyz that it does. Whoever is in the middle finishes on the version they began. SIGTERM or Ctrl-C ends the program after it has finished what it began; a second one ends it at once.

Examples:

    waymark serve
    waymark serve --addr 127.0.0.1:9000 my-quiz
    WAYMARK_DATABASE='postgres://waymark@db.example/waymark?sslmode=verify-full' waymark serve --addr :8080 --behind-tls
` + exitCodes
}

// proxies is a range of addresses given as a flag.
type proxies struct{ *net.IPNet }

// UnmarshalText reads a range like 10.0.0.0/8.
func (n *proxies) UnmarshalText(text []byte) (err error) {
	if _, n.IPNet, err = net.ParseCIDR(string(text)); err != nil {
		return fmt.Errorf("%q is not a network like 10.0.0.0/8", text)
	}
	return nil
}

// Run serves until a signal or the end of the context.
func (c serveCommand) Run(ctx context.Context, p program) error {
	log := p.logger(c.LogFormat)
	if c.Watch && len(c.Folders) == 0 {
		return errNothingToWatch()
	}
	folders, versions, err := p.loadAll(c.Folders)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Addr, "--addr 127.0.0.1:8081")
	if err != nil {
		return err
	}
	defer listener.Close()
	counting, err := c.listenForMetrics(ctx)
	if err != nil {
		return err
	}
	c.warn(p, listener.Addr())

	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := c.migrate(ctx, p); err != nil {
		return err
	}
	store, err := c.open(ctx, logging(log))
	if err != nil {
		return err
	}
	private, err := sqlstore.OpenMemory(ctx)
	if err != nil {
		return errors.Join(fmt.Errorf("make room for private visits: %w", err), store.Close())
	}
	service := p.service(quiz.Config{Store: store, Log: log, Private: private, PrivateVisits: c.PrivateVisits})
	s := server{
		program: p, log: log, service: service, private: c.PrivateVisits > 0, drain: c.Drain, restore: stop, counting: counting,
		overwritten: store.Overwritten,
	}
	if s.pages, err = web.New(web.Config{Service: s.service, Log: log, Secure: c.BehindTLS, TrustedProxies: c.trusted()}); err != nil {
		return errors.Join(fmt.Errorf("prepare the pages: %w", err), private.Close(), store.Close())
	}
	s.reloads = func(ctx context.Context) {
		r := reloader{log: log, service: s.service, pages: s.pages, folders: folders, served: slices.Clone(versions), now: p.now}
		r.run(ctx, c.Watch)
	}
	err = s.serve(ctx, listener, versions)
	if closing := errors.Join(private.Close(), store.Close()); err == nil && closing != nil {
		err = couldNotRun(fmt.Errorf("close the database: %w", closing), "nothing was lost that a page had acknowledged")
	}
	return err
}

// logging warns in the log of what an operator should know of the database.
func logging(log *slog.Logger) sqlstore.Option {
	return sqlstore.Telling(func(n sqlstore.Notice) { log.Warn(n.What, "next", n.Next) })
}

// listenForMetrics listens where the counts are told; nil when that is nowhere.
func (c serveCommand) listenForMetrics(ctx context.Context) (net.Listener, error) {
	if c.MetricsAddr == "" {
		return nil, nil
	}
	return listen(ctx, c.MetricsAddr, "--metrics-addr 127.0.0.1:9091")
}

// service joins the stores with the clock, the ids and the random source of the program.
func (p program) service(c quiz.Config) *quiz.Service {
	c.Load, c.Now, c.NewID, c.Random = vet.Version, p.now, p.newID, p.random
	c.Accept = func(files map[string][]byte) (*quiz.Version, error) { return vet.ServableVersion(files, p.now()) }
	return quiz.NewService(c)
}

func (c serveCommand) trusted() []*net.IPNet {
	var networks []*net.IPNet
	for _, n := range c.TrustedProxy {
		networks = append(networks, n.IPNet)
	}
	return networks
}

// warn says what to do when answers would travel unencrypted, or when the proxy would hide who is who.
func (c serveCommand) warn(p program, addr net.Addr) {
	tcp, ok := addr.(*net.TCPAddr)
	switch {
	case c.BehindTLS && len(c.TrustedProxy) == 0:
		p.say("waymark: warning: without --trusted-proxy every visitor seems to have the address of the proxy, and they share one limit")
		p.say("  next: add --trusted-proxy with the network of the proxy, like 10.0.0.0/8")
	case !c.BehindTLS && (!ok || !tcp.IP.IsLoopback()):
		p.say("waymark: warning: %s can be reached from other machines, and answers would travel unencrypted", addr)
		p.say("  next: put a proxy that speaks HTTPS in front and add --behind-tls, or listen on 127.0.0.1")
	}
}

// loadAll loads the quizzes of the folders; no two may have one id.
func (p program) loadAll(names []string) (folders []folder, versions []*quiz.Version, err error) {
	if folders, err = openFolders(names); err != nil {
		return nil, nil, err
	}
	from := map[string]string{}
	for _, f := range folders {
		c, err := p.usable(f)
		if err != nil {
			return nil, nil, err
		}
		if err := vet.Servable(c, nil, p.now()); err != nil {
			return nil, nil, fellShort("see `waymark check` and `waymark test`; nothing is served", "%s: %w", f.title(), err)
		}
		id := c.Version.Quiz.ID
		if other, twice := from[id]; twice {
			return nil, nil, fellShort("give one of them another id", "%s and %s both hold the quiz %q", other, f.title(), id)
		}
		from[id] = f.title()
		versions = append(versions, c.Version)
	}
	return folders, versions, nil
}

// listen listens on an address; other is a flag that names another one, for hints.
func listen(ctx context.Context, addr, other string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, couldNotRun(fmt.Errorf("%s is in use by another program", addr), "end that program, or choose another port, like "+other)
	case errors.Is(err, os.ErrPermission):
		return nil, couldNotRun(fmt.Errorf("%s may not be listened on", addr), "choose a port above 1023, like "+other)
	case err != nil:
		return nil, couldNotRun(fmt.Errorf("listen on %s: %w", addr, err), "give --addr as HOST:PORT, like 127.0.0.1:8080")
	}
	return listener, nil
}

// logger writes the log to standard error.
func (p program) logger(format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(p.stderr, nil))
}
