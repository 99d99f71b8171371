package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/web"
)

// replica is the program serving in this process beside others on one database. It looks for them when the test says so.
type replica struct {
	t     *testing.T
	url   string
	log   *record
	ticks chan time.Time
	end   func() // as by SIGTERM; waits until it has ended
}

func startReplica(t *testing.T, database, folder string) *replica {
	t.Helper()
	r := &replica{t: t, log: newRecord(), ticks: make(chan time.Time)}
	p, _, _ := testProgram(nil)
	p.stdout, p.stderr = io.Discard, r.log
	p.every = func(time.Duration) (<-chan time.Time, func()) { return r.ticks, func() {} }
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--database", database, folder}, p)
		close(ended)
	}()
	r.end = func() { stop(); <-ended }
	t.Cleanup(r.end)
	starting, cancel := context.WithTimeout(t.Context(), readyWithin)
	defer cancel()
	if r.url = r.log.wait(starting, regexp.MustCompile(`ready at (http://\S+)`)); r.url == "" {
		t.Fatalf("the server did not become ready:\n%s", r.log)
	}
	return r
}

// look lets the program look for the others, and waits until it has: it takes a second tick only after it has done what the first one asked.
func (r *replica) look() {
	r.t.Helper()
	for range 2 {
		select {
		case r.ticks <- time.Time{}:
		case <-r.t.Context().Done():
			r.t.Fatal("it does not look")
		}
	}
}

// logs waits until the log matches.
func (r *replica) logs(pattern string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), readyWithin)
	defer cancel()
	if r.log.wait(ctx, regexp.MustCompile("(?s)("+pattern+")")) == "" {
		r.t.Fatalf("%q was not logged:\n%s", pattern, r.log)
	}
}

// says is what the page says to somebody new.
func (r *replica) says(path, part string) bool {
	r.t.Helper()
	return strings.Contains((&person{t: r.t, client: visitor(), base: r.url}).get(path), part)
}

// folderOf is a copy of the quiz with every kind of question in which a text of a file is replaced.
func folderOf(t *testing.T, file, old, by string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(kinds)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s does not hold %q: %v", file, old, err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte(strings.Replace(string(text), old, by, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// folderWithMoods is that quiz with one more set.
func folderWithMoods(t *testing.T) string {
	t.Helper()
	dir := folderOf(t, "quiz.yaml", "look-back]", "look-back, moods]")
	const set = "set: moods\ntitle: Your mood\nquestions:\n  - {id: mood, ask: \"Are you well?\", yes_no: true}\n  - {id: rested, ask: \"Are you rested?\", yes_no: true}\n"
	if err := os.WriteFile(filepath.Join(dir, "sets", "moods.yaml"), []byte(set), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

const (
	privateChoice = "Make this a private visit"
	nowBeside     = "another program serves this database"
	nowAlone      = "no other program serves this database"
	nowFollowed   = "a version that another program published is served"
	lieAwake      = "What is on your mind when you lie awake?"
)

// TestSetOfAnotherReplica: a set that one program was given is begun on it and answered on both in turn, also once its version is current
// no more.
func TestSetOfAnotherReplica(t *testing.T) {
	t.Parallel()
	database := databases()["PostgreSQL"](t)
	one := startReplica(t, database, kinds)
	other := startReplica(t, database, folderWithMoods(t))
	p := &person{t: t, client: visitor(), base: other.url}
	p.joinAndAnswer()
	const set = "/quizzes/all-kinds/sets/moods"
	p.base = one.url
	if page := p.get(set); !strings.Contains(page, "Your mood") {
		t.Errorf("the set is not there where it was not published:\n%s", page)
	}
	one.logs(nowFollowed)
	p.base = other.url
	p.send(p.get(set), nil)

	back := startReplica(t, database, kinds) // a set that is no more, for whoever has not begun
	one.look()
	other.look()
	for _, r := range []*replica{one, other, back} {
		if status, _, err := read(visitorWhoAgreed(t, r).Get(r.url + set)); status != http.StatusNotFound {
			t.Errorf("the set is still there for others: %d, %v", status, err)
		}
	}
	p.base = one.url
	p.get(set)
	page := p.send(p.get(set+"/mood"), url.Values{"mood": {"yes"}})
	p.base = other.url
	page = p.send(page, url.Values{"rested": {"no"}})
	p.base = back.url
	p.send(page, nil)
	if kept := p.get("/me/answers.json"); !regexp.MustCompile(`"set":\s*"moods"[^{]*"answers":\s*{"mood":[^}]*"rested":`).MatchString(kept) {
		t.Errorf("it is not finished with both answers:\n%s", kept)
	}
}

// visitorWhoAgreed is the browser of somebody who has joined.
func visitorWhoAgreed(t *testing.T, r *replica) *http.Client {
	t.Helper()
	p := &person{t: t, client: visitor(), base: r.url}
	p.send(p.get("/quizzes/all-kinds"), url.Values{"age": {"yes"}, "agree": {"yes"}})
	return p.client
}

// TestPrivateVisitsOfReplicas: they are offered while a program is alone, and again when the other one has ended, in whatever way.
func TestPrivateVisitsOfReplicas(t *testing.T) {
	t.Parallel()
	database := databases()["PostgreSQL"](t)
	one := startReplica(t, database, kinds)
	offered := func(want bool, when string) {
		t.Helper()
		if got := one.says("/quizzes/all-kinds", privateChoice); got != want {
			t.Errorf("%s private visits are offered: %t\n%s", when, got, one.log)
		}
	}
	offered(true, "alone")
	other, err := startServer(t.Context(), ".", "--addr", "127.0.0.1:0", "--database", database, kinds)
	if err != nil {
		t.Fatal(err)
	}
	if said := other.stderr.String(); !strings.Contains(said, nowBeside) || !strings.Contains(said, "--private-visits 0") {
		t.Errorf("who starts beside another does not say so:\n%s", said)
	}
	one.look()
	offered(false, "beside another program")
	other.kill()
	for range 12 {
		one.look()
	}
	one.logs(nowBeside + ".*" + nowAlone)
	offered(true, "after the other was killed")

	clean := startReplica(t, database, kinds)
	one.look()
	offered(false, "beside a third program")
	clean.end()
	one.look()
	offered(true, "after the third has stopped")
	if n := strings.Count(one.log.String(), nowBeside); n != 2 {
		t.Errorf("the log says %d times that another program came:\n%s", n, one.log)
	}
}

// TestPublishWhileServed: programs take what is published without a signal, and none publishes what it holds again.
func TestPublishWhileServed(t *testing.T) {
	t.Parallel()
	database := databases()["PostgreSQL"](t)
	const question = "/quizzes/all-kinds/sets/about-you/worries"
	alone, err := startServer(t.Context(), ".", "--addr", "127.0.0.1:0", "--database", database, kinds)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(alone.kill)
	one := startReplica(t, database, kinds)
	changed := folderOf(t, "sets/about-you.yaml", lieAwake, "What keeps you awake?")
	p, stdout, stderr := testProgram(nil)
	if code := run(t.Context(), []string{"publish", "--database", database, changed}, p); code != exitGood {
		t.Fatalf("publish ended with %d:\n%s", code, stderr)
	}
	hash := strings.Fields(stdout.String())[1]
	for range 3 {
		one.look()
	}
	waiting, cancel := context.WithTimeout(t.Context(), readyWithin)
	defer cancel()
	if alone.stderr.wait(waiting, regexp.MustCompile("("+nowFollowed+".*"+hash[:12]+")")) == "" {
		t.Errorf("a program that looks by itself does not follow:\n%s", alone.stderr)
	}
	one.logs(nowFollowed + ".*" + hash[:12])
	for _, base := range []string{one.url, alone.url} {
		p := &person{t: t, client: visitor(), base: base}
		p.joinAndAnswer()
		if page := p.get(question); !strings.Contains(page, "What keeps you awake?") {
			t.Errorf("what was published is not served:\n%s", page)
		}
	}

	late := startReplica(t, database, kinds) // publishes its older folder: a way back
	for range 3 {
		one.look()
		late.look()
	}
	if n := strings.Count(one.log.String(), nowFollowed); n != 2 || strings.Contains(late.log.String(), nowFollowed) {
		t.Errorf("versions go back and forth:\n%s\n%s", one.log, late.log)
	}
}

// TestReloadOfTheSameFiles: a folder that has not changed is not published again over what another program published since.
func TestReloadOfTheSameFiles(t *testing.T) {
	t.Parallel()
	database := databases()["SQLite"](t)
	if err := sqlstore.Migrate(t.Context(), database); err != nil {
		t.Fatal(err)
	}
	store, err := sqlstore.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	p, _, _ := testProgram(nil)
	log := slog.New(slog.DiscardHandler)
	service := p.service(quiz.Config{Store: store, Log: log})
	pages, err := web.New(web.Config{Service: service, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	dir := folderOf(t, "quiz.yaml", "minutes: 6", "minutes: 7")
	folders, versions, err := p.loadAll([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	_, newer, err := p.loadAll([]string{folderWithMoods(t)})
	if err != nil {
		t.Fatal(err)
	}
	r := reloader{log: log, service: service, pages: pages, folders: folders, served: versions, now: p.now}
	for _, v := range []*quiz.Version{versions[0], newer[0]} {
		if err := service.Publish(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	r.reload(t.Context())
	if v, err := service.Quiz("all-kinds"); err != nil || v.Hash != newer[0].Hash {
		t.Errorf("a folder that has not changed was published again: %v", err)
	}
	text := fmt.Sprintln("quiz: [")
	if err := os.WriteFile(filepath.Join(dir, "quiz.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.reload(t.Context())
	if v, err := service.Quiz("all-kinds"); err != nil || v.Hash != newer[0].Hash {
		t.Errorf("a folder that broke is not what was served: %v", err)
	}
}
