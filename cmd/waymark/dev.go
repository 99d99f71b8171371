package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"waymark/preview"
	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
	"waymark/vet"
	"waymark/web"
)

type devCommand struct {
	Port    int      `default:"8080" help:"The port on this machine; 0 takes a free one."`
	Folders []string `arg:"" name:"folder" help:"Folders of quizzes, or a folder that holds several."`
}

// Help teaches the command.
func (devCommand) Help() string {
	return `Opens a preview beside your editor, in the browser. Save a file and see it at once: your place in the quiz and your answers stay, and a broken file shows its problems over the last good state. Beside the real pages stand the plan that your answers so far would give, and why; the people of your tests; a clock; and the files, with what the tests have shown of each line. Nothing but this machine can reach it, and nobody else who uses the machine without the key in the address that is printed; what you answer is forgotten at the end.

Examples:

    waymark dev my-quiz
    waymark dev --port 9000 my-quizzes
` + exitCodes
}

// Run previews until a signal or the end of the context.
func (c devCommand) Run(ctx context.Context, p program) error {
	folders, err := openFolders(withQuizzesIn(c.Folders))
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := listen(ctx, net.JoinHostPort("127.0.0.1", fmt.Sprint(c.Port)), "--port 8081")
	if err != nil {
		return err
	}
	defer listener.Close()
	dir, err := os.MkdirTemp("", "waymark-dev-")
	if err != nil {
		return couldNotRun(fmt.Errorf("make a folder for this preview: %w", err), "see that there is space left")
	}
	defer os.RemoveAll(dir)
	database := databaseFlag{Database: "sqlite:" + filepath.Join(dir, "preview.db")}
	if err := database.migrate(ctx, p); err != nil {
		return err
	}
	store, err := database.open(ctx, p.telling())
	if err != nil {
		return err
	}
	defer store.Close()
	key := make([]byte, 16)
	if _, err := io.ReadFull(p.random, key); err != nil {
		return couldNotRun(fmt.Errorf("make a key for this preview: %w", err), "start the program again")
	}
	d := &developing{log: slog.New(slog.DiscardHandler), folders: folders, looks: map[string]int{}, key: hex.EncodeToString(key)}
	if err := d.prepare(p, store); err != nil {
		return couldNotRun(fmt.Errorf("prepare the pages: %w", err), "build the program again")
	}
	return d.serve(ctx, p, listener)
}

// withQuizzesIn puts the folders in the place of a folder that holds quizzes but is none.
func withQuizzesIn(names []string) []string {
	var all []string
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(name, "quiz.yaml")); err == nil {
			all = append(all, name)
			continue
		}
		inside := questions.Folder(name).Quizzes()
		for _, folder := range inside {
			all = append(all, filepath.Join(name, folder))
		}
		if len(inside) == 0 {
			all = append(all, name) // its quiz.yaml may still be written
		}
	}
	return all
}

// developing is a preview of some folders.
type developing struct {
	log     *slog.Logger
	folders []folder
	key     string // of the author's browser
	service *quiz.Service
	preview *preview.Server
	pages   *web.Server

	mu    sync.Mutex
	looks map[string]int // how often a folder was shown, by its name
}

func (d *developing) prepare(p program, store quiz.Store) error {
	clock := &preview.Clock{Now: p.now}
	latest := preview.Latest{Store: store, Version: func(id string) (string, bool) {
		v, err := d.service.Quiz(id)
		if err != nil {
			return "", false
		}
		return v.Hash, true
	}}
	d.service = quiz.NewService(quiz.Config{Store: latest, Load: vet.Version, Now: clock.Time, NewID: p.newID, Random: p.random, Log: d.log})
	var err error
	if d.pages, err = web.New(web.Config{Service: d.service, Log: d.log}); err != nil {
		return err
	}
	d.preview, err = preview.New(preview.Config{
		Pages: d.pages, Cookie: web.PlainCookie, Decode: web.Decode, Service: d.service, Store: latest, Clock: clock, Key: d.key,
	})
	return err
}

func (d *developing) serve(ctx context.Context, p program, listener net.Listener) error {
	for _, f := range d.folders {
		if err := d.show(ctx, f, p.now()); err != nil {
			return err
		}
	}
	server := web.NewHTTPServer(listener.Addr().String(), d.preview, d.log)
	server.BaseContext = func(net.Listener) context.Context { return ctx } // ends the streams of changes, too
	ended := make(chan error, 2)
	go func() { ended <- server.Serve(listener) }()
	go func() {
		ended <- watch(ctx, foldersOf(d.folders), func() {
			for _, f := range d.folders {
				if err := d.show(ctx, f, p.now()); err != nil && ctx.Err() == nil {
					p.say("waymark: %s: %s", f.title(), err)
				}
			}
		})
	}()
	d.pages.SetReady(true)
	p.say("The preview is at http://%s/dev/?key=%s", listener.Addr(), d.key)
	select {
	case err := <-ended:
		if err != nil {
			return couldNotRun(fmt.Errorf("preview: %w", err), "start the program again")
		}
	case <-ctx.Done():
	}
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	return errors.Join(server.Shutdown(finishing))
}

// show shows a folder as it is now: at once what it holds, and then what a closer look finds.
func (d *developing) show(ctx context.Context, f folder, at time.Time) error {
	c, problems := vet.Load(f.files)
	shown := preview.Folder{Name: f.title(), Version: c.Version, Broken: source.HasErrors(problems), Problems: problems, Files: c.Files}
	if c.Version != nil {
		if err := d.service.Publish(ctx, c.Version); err != nil {
			return err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.looks[f.name]++
	look := d.looks[f.name]
	d.preview.Show(shown)
	if c.Version != nil {
		time.AfterFunc(lookAfter, func() { d.lookOver(f, c, shown, look, at) })
	}
	return nil
}

// lookAfter is how long a closer look waits, so that it does not keep the page from being seen.
const lookAfter = 300 * time.Millisecond

func (d *developing) changed(f folder, look int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.looks[f.name] != look
}

// lookOver shows what a closer look finds, unless the folder has changed since.
func (d *developing) lookOver(f folder, c vet.Compiled, shown preview.Folder, look int, at time.Time) {
	if d.changed(f, look) {
		return
	}
	shown.Lines, shown.Covered = linesShown(c.Scorer, c.Version.Quiz.Tests)
	shown.Problems = vet.LookOver(c, shown.Problems, at).Problems
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.looks[f.name] == look {
		d.preview.Show(shown)
	}
}

// linesShown are the lines of a quiz with what its tests have shown of them.
func linesShown(scorer *scoring.Scorer, tests []*quiz.Test) (map[preview.Line]preview.Shown, string) {
	coverage := scorer.NewCoverage()
	for _, t := range tests {
		coverage.See(t.Case.History, t.Case.At)
	}
	lines := map[preview.Line]preview.Shown{}
	for _, point := range coverage.Points() {
		line := preview.Line{File: point.Pos.File, Number: point.Pos.Line}
		shown := lines[line]
		if point.Seen {
			shown.Seen = true
		} else {
			shown.Missing = append(slices.Clip(shown.Missing), missing(point))
		}
		lines[line] = shown
	}
	return lines, fmt.Sprintf("%.0f %% shown by tests", coverage.Percent())
}
