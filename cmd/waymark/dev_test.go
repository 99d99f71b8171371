package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// previewing is a quiz whose author has the preview open.
type previewing struct {
	*page
	dir string
	key string
}

// startPreview starts `waymark dev` over a folder with two quizzes and opens it in a browser.
func startPreview(t testing.TB) *previewing {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"all-kinds", "small"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(root+"/questions/testdata/"+name)); err != nil {
			t.Fatal(err)
		}
	}
	p, _, _ := testProgram(nil)
	log := newRecord()
	p.stdout, p.stderr = io.Discard, log
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"dev", "--port", "0", dir}, p) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitGood {
			t.Errorf("dev ended with %d:\n%s", code, log)
		}
	})
	starting, cancel := context.WithTimeout(t.Context(), readyWithin)
	defer cancel()
	base, key, _ := strings.Cut(log.wait(starting, regexp.MustCompile(`preview is at (http://\S+)`)), "/dev/?key=")
	if base == "" {
		t.Fatalf("the preview did not start:\n%s", log)
	}
	return &previewing{page: newPage(t, startChromium(t), base, true), dir: dir, key: key}
}

// openWithKey opens the preview as its author does.
func (p *previewing) openWithKey() {
	p.t.Helper()
	p.open("/dev/?key=" + p.key)
}

// change puts new words in the place of others in a file.
func (p *previewing) change(file, old, by string) {
	p.t.Helper()
	path := filepath.Join(p.dir, file)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), old) {
		p.t.Fatalf("%s does not hold %q: %v", file, old, err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, by)), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// until waits until the expression is true in the preview, and returns how long that took, in milliseconds.
func (p *previewing) until(expression string) float64 {
	p.t.Helper()
	return get(p.page, chromedp.Evaluate[float64](fmt.Sprintf(`new Promise((done, fail) => {
		const began = performance.now();
		const look = () => {
			let is = false;
			try { is = %s; } catch { /* the frame is being loaded */ }
			if (is) done(performance.now() - began);
			else if (performance.now() - began > 20000) fail(new Error('it never was: ' + %q + ' in ' + document.body.innerText.slice(0, 2000)));
			else requestAnimationFrame(look);
		};
		look();
	})`, expression, expression), chromedp.EvalAwaitPromise))
}

// The page in the frame, and what it says.
const (
	inFrame  = `document.getElementById('page').contentDocument`
	frameHas = inFrame + `.body.innerText.includes(%q)`
)

func (p *previewing) untilFrameSays(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(frameHas, words))
}
func (p *previewing) untilSideSays(id, words string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.getElementById(%q).innerText.includes(%q)`, id, words))
}
func (p *previewing) script(what, text string) {
	p.t.Helper()
	get(p.page, chromedp.Evaluate[chromedp.Void](text))
}

// TestPreview walks through the preview as an author does: begins a quiz, edits it, breaks it, mends it, becomes somebody of the tests.
func TestPreview(t *testing.T) {
	t.Parallel()
	p := startPreview(t)
	p.openWithKey()
	p.untilFrameSays("Better nights")
	p.untilSideSays("plan", "Next: about-you")
	submit := func() {
		// As read does for a whole page: a press that comes sooner is taken for the second half of a double click.
		p.until(inFrame + `.defaultView.performance.now() - ` + inFrame + `.defaultView.performance.getEntriesByType('navigation')[0].responseStart > 450`)
		p.script("send", inFrame+`.querySelector('main form button').click()`)
	}
	tick := func(field, value string) {
		p.script("choose", fmt.Sprintf(inFrame+`.querySelector('input[name=%q][value=%q]').click()`, field, value))
	}
	tick("age", "yes")
	tick("agree", "yes")
	submit()
	p.untilFrameSays("First a few facts")
	submit()
	p.untilFrameSays("There are no wrong answers")
	submit()
	p.untilFrameSays("Whose sleep is this about?")
	tick("sleeper", "child")
	submit()

	// What is clicked is in the plan before it is sent, and is still clicked after the file was saved.
	p.untilFrameSays("What is on your mind when you lie awake?")
	tick("worries", "dark")
	p.untilSideSays("plan", "paused")
	p.change("all-kinds/sets/about-you.yaml", "What is on your mind when you lie awake?", "What keeps you awake?")
	p.untilFrameSays("What keeps you awake?")
	p.until(inFrame + `.querySelector('input[name="worries"][value="dark"]').checked`)
	p.untilSideSays("plan", "paused")

	// A broken file shows its problem over the last good state, with the line, and its mend is seen.
	p.change("all-kinds/rules.yaml", "score: percent", "score: percnt")
	p.untilSideSays("problems", "The files have errors")
	p.untilSideSays("problems", `did you mean "percent"?`)
	p.untilFrameSays("What keeps you awake?")
	p.script("open the file", `document.querySelector('#problems a').click()`)
	p.until(`document.querySelector('#file tr.now').innerText.includes('percnt')`)
	p.change("all-kinds/rules.yaml", "score: percnt", "score: percent")
	p.until(`!document.getElementById('problems').innerText.includes('errors')`)
	p.until(`document.querySelectorAll('#file tr.seen').length > 0 && document.querySelectorAll('#file tr.unseen, #file tr.partly').length > 0`)

	// Somebody of the tests, at their time.
	p.script("become", `{ const f = document.getElementById('person').elements.name; f.value = f.options[1].value; f.dispatchEvent(new Event('change')) }`)
	p.untilFrameSays("Your plan")
	p.until(`document.getElementById('person').elements.at.value.startsWith('2026-11-22')`)

	// The other quiz of the folder.
	p.script("the other quiz", `{ const q = document.getElementById('quiz'); q.value = 'small'; q.dispatchEvent(new Event('change')) }`)
	p.untilFrameSays("A small quiz")
}

// TestOnlyThisMachineSeesThePreview holds that a page of another site reaches nothing, by no name and from no form.
func TestOnlyThisMachineSeesThePreview(t *testing.T) {
	t.Parallel()
	p := startPreview(t)
	p.openWithKey()
	known := http.Header{"Cookie": {"waymark-dev=" + p.key}}
	with := func(key, value string) http.Header { return http.Header{"Cookie": known["Cookie"], key: {value}} }
	for name, test := range map[string]struct {
		method, path string
		header       http.Header
		host         string
	}{
		"a name that leads here":      {"GET", "/dev/", known, "rebound.example"},
		"the real pages by that name": {"GET", "/", known, "rebound.example"},
		"a form of another site":      {"POST", "/dev/persona", with("Sec-Fetch-Site", "cross-site"), ""},
		"its origin":                  {"POST", "/dev/clock", with("Origin", "https://rebound.example"), ""},
		"somebody else here":          {"GET", "/dev/file?quiz=small&name=rules.yaml", nil, ""},
		"and the real pages":          {"GET", "/", nil, ""},
		"with a wrong key":            {"GET", "/dev/?key=0", nil, ""},
		"or a wrong cookie":           {"GET", "/dev/", http.Header{"Cookie": {"waymark-dev=0"}}, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), test.method, p.base+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Host = test.host; test.host == "" {
			r.Host = strings.TrimPrefix(p.base, "http://")
		}
		for key, values := range test.header {
			r.Header[key] = values
		}
		status, _, err := read(visitor().Do(r))
		if err != nil || status != http.StatusForbidden {
			t.Errorf("%s: %d, %v", name, status, err)
		}
	}
}

// BenchmarkSavedToSeen is from saving a file of the quiz to its words in the page that the browser shows. At most 100 ms.
func BenchmarkSavedToSeen(b *testing.B) {
	p := startPreview(b)
	p.openWithKey()
	words := "Better nights"
	p.untilFrameSays(words)
	var took []float64
	for i := range max(b.N, 20) {
		other := fmt.Sprintf("Better nights %d", i)
		began := time.Now()
		p.change("all-kinds/quiz.yaml", "title: "+words, "title: "+other)
		p.untilFrameSays(other)
		took = append(took, float64(time.Since(began).Milliseconds()))
		words = other
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "ms-at-the-median(limit:100)")
	b.ReportMetric(took[len(took)*9/10], "ms-of-the-slowest-in-10")
	b.ReportMetric(0, "ns/op")
}
