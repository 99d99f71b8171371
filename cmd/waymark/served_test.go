package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"time"
)

// readyWithin is how long a server may take to start.
const readyWithin = 30 * time.Second

// served is the program serving in a process of its own.
type served struct {
	url    string // without a slash at its end
	cmd    *exec.Cmd
	stderr *record
	exited chan error // the end of the process; closed after
}

// record keeps what a process writes and tells those who wait when a line matches.
type record struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // closed and made anew with every write
}

func newRecord() *record { return &record{changed: make(chan struct{})} }

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.changed)
	r.changed = make(chan struct{})
	return r.text.Write(b)
}

func (r *record) String() string {
	text, _ := r.look()
	return text
}

func (r *record) look() (string, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String(), r.changed
}

// wait returns the first group of the pattern once it matches; "" when the context ends before.
func (r *record) wait(ctx context.Context, pattern *regexp.Regexp) string {
	for {
		text, changed := r.look()
		if m := pattern.FindStringSubmatch(text); m != nil {
			return m[1]
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ""
		}
	}
}

// startServer starts `waymark serve` with the arguments in the folder dir and waits until it is ready.
func startServer(ctx context.Context, dir string, args ...string) (*served, error) {
	s := &served{stderr: newRecord(), exited: make(chan error, 1)}
	s.cmd = exec.Command("waymark", append([]string{"serve"}, args...)...)
	s.cmd.Dir, s.cmd.Stderr = dir, s.stderr
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	go func() {
		s.exited <- s.cmd.Wait()
		close(s.exited)
		cancel()
	}()
	s.url = s.stderr.wait(ctx, regexp.MustCompile(`ready at (http://\S+)`))
	if s.url == "" {
		s.kill()
		return nil, fmt.Errorf("the server did not become ready:\n%s", s.stderr)
	}
	return s, nil
}

// kill ends the process as a power failure would, and waits for its end.
func (s *served) kill() {
	if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		panic(err)
	}
	<-s.exited
}

// stop asks the process to end and returns its exit code; -1 when a signal ended it.
func (s *served) stop() int {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		panic(err)
	}
	<-s.exited
	return s.cmd.ProcessState.ExitCode()
}

// visitor is a person's browser without a script.
func visitor() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // cookiejar.New with no options never fails
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

// read returns the status and body of an answer.
func read(resp *http.Response, err error) (int, string, error) {
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}
