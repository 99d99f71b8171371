package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"waymark/quiz"
	"waymark/vet"
	"waymark/web"
)

// reloader serves what changes in the folders of quizzes. Of a quiz that may not be served the last good version stays.
type reloader struct {
	log     *slog.Logger
	service *quiz.Service
	pages   *web.Server
	folders []folder
	served  []*quiz.Version // by folder
	now     func() time.Time
}

// run reloads whenever the program gets SIGHUP and, when watched, whenever a file changes, until the context ends.
func (r *reloader) run(ctx context.Context, watched bool) {
	changed := make(chan struct{}, 1)
	tell := func() {
		select {
		case changed <- struct{}{}:
		default: // told already
		}
	}
	if watched {
		go func() {
			if err := watch(ctx, foldersOf(r.folders), tell); err != nil {
				r.log.Error("files are not watched any more", "error", err)
			}
		}()
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
		case <-changed:
		}
		r.reload(ctx)
	}
}

func foldersOf(folders []folder) []string {
	var names []string
	for _, f := range folders {
		names = append(names, f.name)
	}
	return names
}

// reload reads every folder anew and publishes what has changed and may be served.
func (r *reloader) reload(ctx context.Context) {
	behind := false
	var told []func()
	for i, f := range r.folders {
		was := r.served[i]
		v, err := r.renew(ctx, f, was)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			served := was.Hash
			if current, err := r.service.Quiz(was.Quiz.ID); err == nil {
				served = current.Hash // another program may have published it
			}
			behind = true
			told = append(told, func() {
				r.log.Error("a changed quiz is not served, the last good version is", "quiz", was.Quiz.ID, "version", short(served), "why", err.Error())
			})
		case v.Hash != was.Hash:
			r.served[i] = v
			told = append(told, func() { r.log.Info("a changed quiz is served", "quiz", v.Quiz.ID, "version", short(v.Hash)) })
		}
	}
	r.pages.SetBehind(behind)
	for _, tell := range told {
		tell()
	}
}

// renew returns the version that the folder holds now, and publishes it when it is another one.
func (r *reloader) renew(ctx context.Context, f folder, was *quiz.Version) (*quiz.Version, error) {
	c, problems := vet.Load(f.files)
	err := vet.Servable(c, problems, r.now())
	v := c.Version
	switch {
	case err != nil:
		return nil, err
	case v.Quiz.ID != was.Quiz.ID:
		return nil, fmt.Errorf("its id was %q and is %q now: stop the program and start it with the new quiz", was.Quiz.ID, v.Quiz.ID)
	case v.Hash != was.Hash:
		return v, r.service.Publish(ctx, v)
	default:
		return v, nil
	}
}

// short is how a version is named for people.
func short(hash string) string { return hash[:min(12, len(hash))] }
