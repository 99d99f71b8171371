package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// form is a form of a page, with the fields that it would send as it is.
type form struct {
	action string
	fields url.Values
}

// theForm returns the form of the page's main part. These tests read what the templates write, not HTML at large.
func theForm(t *testing.T, body string) form {
	t.Helper()
	action := regexp.MustCompile(`<form method="post" action="([^"]+)"`).FindStringSubmatch(body)
	if action == nil {
		t.Fatalf("no form on the page:\n%s", body)
	}
	f := form{action: action[1], fields: url.Values{}}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`).FindAllStringSubmatch(body, -1) {
		f.fields.Set(m[1], m[2])
	}
	return f
}

// person is somebody with a browser that has no scripts and shows nothing.
type person struct {
	t      *testing.T
	client *http.Client
	base   string
}

// get opens a page.
func (p *person) get(path string) string {
	p.t.Helper()
	status, body, err := read(p.client.Get(p.base + path))
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("%s: %d, %v\n%s", path, status, err, body)
	}
	return body
}

// send sends the form of a page with some fields filled in, and returns the page behind it.
func (p *person) send(body string, fields url.Values) string {
	p.t.Helper()
	f := theForm(p.t, body)
	for name, values := range fields {
		f.fields[name] = values
	}
	status, after, err := read(p.client.PostForm(p.base+f.action, f.fields))
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("%s: %d, %v\n%s", f.action, status, err, after)
	}
	return after
}

// joinAndAnswer begins the quiz with every kind of question and answers its first question.
func (p *person) joinAndAnswer() {
	p.t.Helper()
	p.send(p.get("/quizzes/all-kinds"), url.Values{"age": {"yes"}, "agree": {"yes"}})
	p.send(p.get("/quizzes/all-kinds/sets/about-you"), nil)
	p.send(p.get("/quizzes/all-kinds/sets/about-you/welcome"), nil)
	p.send(p.get("/quizzes/all-kinds/sets/about-you/sleeper"), url.Values{"sleeper": {"child"}})
}

// hasAnswered reports whether the first question is answered as joinAndAnswer did.
func (p *person) hasAnswered() bool {
	p.t.Helper()
	page := p.get("/quizzes/all-kinds/sets/about-you/sleeper")
	return regexp.MustCompile(`value="child" checked`).MatchString(page)
}

const kinds = root + "/questions/testdata/all-kinds"

// TestKilled holds that an answer whose page came is there after the process was killed.
func TestKilled(t *testing.T) {
	t.Parallel()
	for name, open := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := open(t)
			for range 3 {
				s, err := startServer(t.Context(), ".", "--addr", "127.0.0.1:0", "--database", database, kinds)
				if err != nil {
					t.Fatal(err)
				}
				p := &person{t: t, client: visitor(), base: s.url}
				p.joinAndAnswer()
				s.kill()

				s, err = startServer(t.Context(), ".", "--addr", strings.TrimPrefix(s.url, "http://"), "--database", database, kinds)
				if err != nil {
					t.Fatal(err)
				}
				if !p.hasAnswered() {
					t.Error("the answer is gone")
				}
				if code := s.stop(); code != exitGood {
					t.Errorf("it ended with %d:\n%s", code, s.stderr)
				}
			}
		})
	}
}

// TestReplicas starts three servers at once on one empty PostgreSQL: all become ready, and each knows what another was told.
func TestReplicas(t *testing.T) {
	t.Parallel()
	database := databases()["PostgreSQL"](t)
	const replicas = 3
	type start struct {
		s   *served
		err error
	}
	starts := make(chan start, replicas)
	for range replicas {
		go func() {
			s, err := startServer(context.Background(), ".", "--addr", "127.0.0.1:0", "--database", database, kinds)
			starts <- start{s, err}
		}()
	}
	var servers []*served
	for range replicas {
		started := <-starts
		if started.err != nil {
			t.Error(started.err)
			continue
		}
		servers = append(servers, started.s)
		t.Cleanup(started.s.kill)
	}
	if len(servers) < replicas {
		t.FailNow()
	}
	p := &person{t: t, client: visitor(), base: servers[0].url}
	p.joinAndAnswer()
	for _, s := range servers {
		p.base = s.url // cookies do not tell ports apart
		if !p.hasAnswered() {
			t.Errorf("%s does not know the answer", s.url)
		}
	}
}

// TestDrain holds that a server that was asked to end finishes what it began, and says that it is not ready meanwhile.
func TestDrain(t *testing.T) {
	t.Parallel()
	database := databases()["SQLite"](t)
	s, err := startServer(t.Context(), ".", "--addr", "127.0.0.1:0", "--drain", "1s", "--database", database, kinds)
	if err != nil {
		t.Fatal(err)
	}
	stopped := make(chan int, 1)
	go func() { stopped <- s.stop() }()
	s.stderr.wait(t.Context(), regexp.MustCompile(`(stopping)`))
	for path, want := range map[string]int{"/readyz": http.StatusServiceUnavailable, "/healthz": http.StatusOK, "/": http.StatusOK} {
		if status, _, err := read(visitor().Get(s.url + path)); err != nil || status != want {
			t.Errorf("%s while draining: %d, %v; want %d", path, status, err, want)
		}
	}
	if code := <-stopped; code != exitGood {
		t.Errorf("it ended with %d:\n%s", code, s.stderr)
	}
}

// TestSecondSignal holds that a second signal ends a server that is still draining.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	s, err := startServer(t.Context(), ".", "--addr", "127.0.0.1:0", "--drain", "1h", "--database", databases()["SQLite"](t), kinds)
	if err != nil {
		t.Fatal(err)
	}
	first := make(chan int, 1)
	go func() { first <- s.stop() }()
	s.stderr.wait(t.Context(), regexp.MustCompile(`(stopping)`))
	if code := s.stop(); code != -1 {
		t.Errorf("it ended with %d, not by the signal", code)
	}
	<-first
}

// TestWarnings holds what is warned of when a server listens for other machines.
func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want string // what to do; "" warns of nothing
	}{
		{[]string{"--addr", "127.0.0.1:0"}, ""},
		{[]string{"--addr", "0.0.0.0:0"}, "add --behind-tls"},
		{[]string{"--addr", "0.0.0.0:0", "--behind-tls"}, "add --trusted-proxy"},
		{[]string{"--addr", "0.0.0.0:0", "--behind-tls", "--trusted-proxy", "10.0.0.0/8,127.0.0.1/32"}, ""},
	} {
		t.Run(fmt.Sprint(test.args), func(t *testing.T) {
			t.Parallel()
			s, err := startServer(t.Context(), ".", append(test.args, "--database", databases()["SQLite"](t), kinds)...)
			if err != nil {
				t.Fatal(err)
			}
			s.stop()
			said := s.stderr.String()
			if warned := strings.Contains(said, "warning"); warned != (test.want != "") || !strings.Contains(said, test.want) {
				t.Errorf("%q is not what was said:\n%s", test.want, said)
			}
		})
	}
}
