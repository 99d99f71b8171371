package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"html"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
	"waymark/web"
)

const allKinds = "../questions/testdata/all-kinds"

// executed collects the templates that some test was shown, by name.
var executed sync.Map

// TestMain fails the whole run when a template was executed by no test.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if code == 0 && whole() {
		code = checkExecuted()
	}
	os.Exit(code)
}

// whole reports whether every test ran.
func whole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz", "test.bench"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}

func checkExecuted() int {
	code := 0
	names, err := filepath.Glob("templates/[a-z]*.html")
	if err != nil || len(names) == 0 {
		fmt.Println("no templates found", err)
		return 1
	}
	for _, name := range names {
		if _, ok := executed.Load(strings.TrimSuffix(filepath.Base(name), ".html")); !ok {
			fmt.Println(name, "was executed by no test")
			code = 1
		}
	}
	return code
}

// site is a server with its store, clock and log.
type site struct {
	server  *web.Server
	service *quiz.Service
	clock   *clock
	log     *buffer
}

// clock is a time that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// buffer is a log that several goroutines write to.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) { b.mu.Lock(); defer b.mu.Unlock(); return b.b.Write(p) }

func (b *buffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.b.String() }

// option changes what a site is made of.
type option func(*siteConfig)

type siteConfig struct {
	database string // its address; "" is SQLite in a folder of the test
	web      web.Config
	files    []fs.FS
	private  int // how many private visits may go on
}

func secure(c *siteConfig) { c.web.Secure = true }

// serving publishes these quizzes instead of all-kinds.
func serving(quizzes ...fs.FS) option { return func(c *siteConfig) { c.files = quizzes } }

// changed is a quiz's folder with some files changed: each pair is a file, and the text in it to replace.
func changed(t testing.TB, folder, file, old, new string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path.Join(folder, name))
		files[name] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	was := string(files[file].Data)
	if !strings.Contains(was, old) {
		t.Fatalf("%s has no %q", file, old)
	}
	files[file].Data = []byte(strings.ReplaceAll(was, old, new))
	return files
}

func load(t testing.TB, fsys fs.FS) *quiz.Version {
	t.Helper()
	q, files, problems := questions.Load(fsys)
	if source.HasErrors(problems) {
		t.Fatal(problems)
	}
	scorer, problems := scoring.Compile(q)
	if source.HasErrors(problems) {
		t.Fatal(problems)
	}
	v := &quiz.Version{Quiz: q, Hash: quiz.HashFiles(files), Files: files, Scorer: scorer}
	for _, translation := range q.Translations {
		in := q.In(translation.Language)
		scorer, problems := scoring.Compile(in)
		if scorer == nil {
			t.Fatal(problems)
		}
		v.Translate(in, scorer)
	}
	return v
}

func newID() (string, error) {
	id, err := uuid.NewV7()
	return id.String(), err
}

func newSite(t testing.TB, options ...option) *site {
	t.Helper()
	c := siteConfig{files: []fs.FS{os.DirFS(allKinds)}, private: 10}
	for _, o := range options {
		o(&c)
	}
	if c.database == "" {
		c.database = inFolder(t)
	}
	s := &site{clock: &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}, log: &buffer{}}
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.service = quiz.NewService(quiz.Config{
		Store: openStore(t, c.database), Private: openMemory(t), PrivateVisits: c.private, Now: s.clock.Now, NewID: newID, Random: rand.Reader, Log: log,
		Load: func(map[string][]byte) (*quiz.Version, error) {
			return nil, fmt.Errorf("no older version is kept here")
		},
	})
	for _, files := range c.files {
		if err := s.service.Publish(context.Background(), load(t, files)); err != nil {
			t.Fatal(err)
		}
	}
	c.web.Service, c.web.Log = s.service, log
	var err error
	if s.server, err = web.New(c.web); err != nil {
		t.Fatal(err)
	}
	s.server.SetReady(true)
	return s
}

// agreeing is the form of somebody who read the start page of all-kinds.
func (s *site) agreeing(t testing.TB) url.Values {
	t.Helper()
	v, err := s.service.Quiz("all-kinds")
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{"age": {"yes"}, "agree": {"yes"}, "text": {v.Quiz.ConsentText()}}
}

// browser keeps cookies and the page it is on, as a person's does. It follows redirects.
type browser struct {
	t       testing.TB
	site    *site
	cookies map[string]string
	address string
	status  int
	header  http.Header
	page    string

	from      string               // the address and port it comes from; "" is httptest's own
	languages string               // that the browser asks for
	walk      func(address string) // looks at each question before take answers it; nil for nobody
}

func (s *site) browser(t testing.TB) *browser {
	return &browser{t: t, site: s, cookies: map[string]string{}}
}

// send makes one request without following a redirect.
func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if b.languages != "" {
		r.Header.Set("Accept-Language", b.languages)
	}
	if b.from != "" {
		r.RemoteAddr = b.from
	}
	w := httptest.NewRecorder()
	b.site.server.ServeHTTP(w, r)
	for _, cookie := range w.Result().Cookies() {
		b.cookies[cookie.Name] = cookie.Value
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return w
}

func (b *browser) get(address string) *browser {
	b.t.Helper()
	for range 10 {
		address, _, _ = strings.Cut(address, "#")
		w := b.send(httptest.NewRequest(http.MethodGet, address, nil))
		b.land(address, w)
		if w.Code != http.StatusSeeOther {
			return b
		}
		address = w.Header().Get("Location")
	}
	b.t.Fatalf("%s redirects for ever", address)
	return b
}

func (b *browser) land(address string, w *httptest.ResponseRecorder) {
	b.t.Helper()
	b.address, b.status, b.header, b.page = address, w.Code, w.Header(), w.Body.String()
	switch {
	case strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment"):
		executed.Store("export", true)
	case strings.HasPrefix(w.Header().Get("Content-Type"), "text/html"):
		checkPage(b.t, address, b.page)
	}
}

func (b *browser) post(address string, form url.Values) *browser {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := b.send(r)
	if w.Code == http.StatusSeeOther {
		return b.get(w.Header().Get("Location"))
	}
	b.land(address, w)
	return b
}

var (
	formTag   = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)"[^>]*>(.*?)</form>`)
	hiddenTag = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	bodyTag   = regexp.MustCompile(`<body class="p-([a-z_]+)"`)
	idTag     = regexp.MustCompile(` id="([^"]*)"`)
	forTag    = regexp.MustCompile(` for="([^"]*)"`)
	describes = regexp.MustCompile(` aria-describedby="([^"]*)"`)
	hereTag   = regexp.MustCompile(` href="#([^"]*)"`)
	described = regexp.MustCompile(`<meta name="description" content="(Short questions, and a|Preguntas breves, y un|\[|\x{202E})`)
	unlisted  = regexp.MustCompile(`^(me|return|gone|lost|error|finished)`)
	tagged    = regexp.MustCompile(`<[^>]*>`)
)

// form returns the address and hidden fields of the first form on the page that has the mark in it.
func (b *browser) form(mark string) (string, url.Values) {
	b.t.Helper()
	for _, found := range formTag.FindAllStringSubmatch(b.page, -1) {
		if !strings.Contains(found[0], mark) {
			continue
		}
		fields := url.Values{}
		for _, hidden := range hiddenTag.FindAllStringSubmatch(found[2], -1) {
			fields.Add(hidden[1], html.UnescapeString(hidden[2]))
		}
		return html.UnescapeString(found[1]), fields
	}
	b.t.Fatalf("no form with %q on %s:\n%s", mark, b.address, b.page)
	return "", nil
}

// submit sends the page's first form with these fields: name, value, name, value.
func (b *browser) submit(pairs ...string) *browser {
	b.t.Helper()
	return b.submitForm("", pairs...)
}

func (b *browser) submitForm(mark string, pairs ...string) *browser {
	b.t.Helper()
	address, fields := b.form(mark)
	for i := 0; i < len(pairs); i += 2 {
		fields.Add(pairs[i], pairs[i+1])
	}
	return b.post(address, fields)
}

// text is what a person reads on the page.
func (b *browser) text() string {
	return html.UnescapeString(strings.Join(strings.Fields(tagged.ReplaceAllString(b.page, " ")), " "))
}

func (b *browser) wants(status int, address string) *browser {
	b.t.Helper()
	if b.status != status || b.address != address {
		b.t.Fatalf("got %d at %s, want %d at %s\n%s", b.status, b.address, status, address, b.text())
	}
	return b
}

func (b *browser) reads(parts ...string) *browser {
	b.t.Helper()
	for _, part := range parts {
		if !strings.Contains(b.text(), part) {
			b.t.Errorf("%s does not say %q:\n%s", b.address, part, b.text())
		}
	}
	return b
}

func (b *browser) lacks(parts ...string) *browser {
	b.t.Helper()
	for _, part := range parts {
		if strings.Contains(b.page, part) || strings.Contains(b.text(), part) {
			b.t.Errorf("%s must not contain %q:\n%s", b.address, part, b.text())
		}
	}
	return b
}

// checkPage holds what is true of every page, and notes that its template was executed.
func checkPage(t testing.TB, address, page string) {
	t.Helper()
	name := bodyTag.FindStringSubmatch(page)
	if name == nil {
		t.Fatalf("%s is no whole page:\n%s", address, page)
	}
	executed.Store(name[1], true)
	ids := map[string]int{}
	for _, id := range idTag.FindAllStringSubmatch(page, -1) {
		ids[id[1]]++
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s: the id %q stands %d times", address, id, n)
		}
	}
	var named []string
	for _, tag := range []*regexp.Regexp{forTag, hereTag, describes} {
		for _, found := range tag.FindAllStringSubmatch(page, -1) {
			named = append(named, strings.Fields(found[1])...)
		}
	}
	for _, id := range named {
		if ids[id] == 0 {
			t.Errorf("%s: nothing has the id %q; there are %v", address, id, slices.Sorted(maps.Keys(ids)))
		}
	}
	for _, bad := range []string{"<no value>", "ZgotmplZ", "%!", "<script>", "style=\"", "onclick", "{they}", "{their}"} {
		if strings.Contains(page, bad) {
			t.Errorf("%s contains %q", address, bad)
		}
	}
	if strings.Contains(page, "og:") || strings.Contains(page, "twitter:") || !described.MatchString(page) {
		t.Errorf("%s makes a card of itself, or says more of itself than every page does", address)
	}
	listed := bodyTag.FindStringSubmatch(page)[1]
	mayBe := !unlisted.MatchString(listed)
	if hidden := strings.Contains(page, `<meta name="robots" content="noindex">`); hidden == mayBe {
		t.Errorf("%s (%s): search engines may not list it: %v", address, listed, hidden)
	}
	if !strings.Contains(page, `id="exit" href="https://www.wikipedia.org/"`) {
		t.Errorf("%s has no way to leave fast", address)
	}
	if n := strings.Count(page, "<h1"); n != 1 && !strings.Contains(page, `class="prose"`) {
		t.Errorf("%s has %d main headings", address, n)
	}
}
