package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// readyWithin is how long a program may take to start on a busy machine.
const readyWithin = time.Minute

// privateVisits is more than the tests need: here everybody may go on privately.
const privateVisits = "1000"

// program is `waymark serve` in a process of its own. It can be killed, frozen and started again at the same address.
type program struct {
	t        *testing.T
	path     string
	database string
	off      time.Duration // its clock; 0 is right
	log      *record
	client   *http.Client

	mu     sync.Mutex
	cmd    *exec.Cmd
	exited chan struct{}
	url    string
	ctx    context.Context // of the requests to it; ends when it is killed or frozen
	cancel context.CancelFunc
	up     chan struct{} // closed while it is up
}

// newProgram starts a program on the database until the end of the test.
func newProgram(t *testing.T, database string) *program {
	t.Helper()
	p := &program{t: t, path: harness.program, database: database}
	p.begin()
	return p
}

// newProgramOff is newProgram with a clock that is off.
func newProgramOff(t *testing.T, database string, off time.Duration) *program {
	t.Helper()
	p := &program{t: t, path: builtOff(t), database: database, off: off}
	p.begin()
	return p
}

func (p *program) begin() {
	p.t.Helper()
	p.log, p.up = newRecord(), make(chan struct{})
	p.client = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	p.start("127.0.0.1:0")
	p.t.Cleanup(p.kill)
}

// start starts the process and waits until it is ready.
func (p *program) start(addr string) {
	p.t.Helper()
	args := []string{"serve", "--addr", addr, "--database", p.database, "--trusted-proxy", "127.0.0.1/32", "--private-visits", privateVisits}
	cmd := exec.Command(p.path, append(args, "testdata/evening", theOther().folder)...)
	cmd.Stderr = p.log
	cmd.Env = append(os.Environ(), clockVariable+"="+p.off.String())
	before := len(p.log.String())
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	exited := make(chan struct{})
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	go func() {
		_ = cmd.Wait() // how it ended is asked for where it matters
		close(exited)
		cancel()
	}()
	url := p.log.wait(ctx, before, regexp.MustCompile(`ready at (http://\S+)`))
	if url == "" {
		_ = cmd.Process.Kill()
		p.t.Fatalf("the program did not become ready:\n%s", p.log.String()[before:])
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd, p.exited, p.url = cmd, exited, url
	p.open()
}

// open lets people in; the caller holds the lock.
func (p *program) open() {
	p.ctx, p.cancel = context.WithCancel(context.Background())
	close(p.up)
}

// shut breaks off the requests that are under way.
func (p *program) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cancel()
	select {
	case <-p.up:
		p.up = make(chan struct{})
	default:
	}
}

// kill ends the process as a power failure would.
func (p *program) kill() {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Error(err)
	}
	<-p.exited
	p.shut()
	p.client.CloseIdleConnections()
}

// stop ends the process as an operator does.
func (p *program) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Error(err)
	}
	<-p.exited
	p.shut()
	p.client.CloseIdleConnections()
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		p.t.Errorf("it ended with %d:\n%s", code, p.log)
	}
}

// again starts the program anew at its address.
func (p *program) again() {
	p.t.Helper()
	p.start(strings.TrimPrefix(p.url, "http://"))
}

// freeze stops the process without ending it, and breaks off what people asked of it.
func (p *program) freeze() {
	p.signal(syscall.SIGSTOP)
	p.shut()
	p.client.CloseIdleConnections()
}

// thaw lets a frozen process go on.
func (p *program) thaw() {
	p.signal(syscall.SIGCONT)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open()
}

func (p *program) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// isUp reports whether people get in, and gives the context of what they ask for.
func (p *program) isUp() (context.Context, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.up:
		return p.ctx, true
	default:
		return nil, false
	}
}

// awaitUp waits until people get in, or until stopped.
func (p *program) awaitUp(stopped <-chan struct{}) {
	p.mu.Lock()
	up := p.up
	p.mu.Unlock()
	select {
	case <-up:
	case <-stopped:
	}
}

// posts returns how many forms the program has dealt with since its first start.
func (p *program) posts() int { return strings.Count(p.log.String(), "method=POST ") }

// awaitPosts waits until the program has dealt with so many forms.
func (p *program) awaitPosts(n int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*pageWithin)
	defer cancel()
	for {
		text, changed := p.log.look()
		if strings.Count(text, "method=POST ") >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("a form was not dealt with within %v", 3*pageWithin)
		}
	}
}

// lastWords are the last lines of the log.
func (p *program) lastWords() string {
	lines := strings.Split(strings.TrimSpace(p.log.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}

// record keeps what a process writes and tells those who wait when it has written more.
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

// wait returns the first group of the pattern in what is written behind a place; "" when the context ends before.
func (r *record) wait(ctx context.Context, behind int, pattern *regexp.Regexp) string {
	for {
		text, changed := r.look()
		if m := pattern.FindStringSubmatch(text[behind:]); m != nil {
			return m[1]
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ""
		}
	}
}
