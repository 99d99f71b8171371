package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromiums are the names that Chromium goes by.
func chromiums() []string {
	return []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless-shell",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
	}
}

// startChromium starts a real browser with an empty profile; it ends with the test.
func startChromium(t testing.TB) context.Context {
	t.Helper()
	path := ""
	for _, name := range chromiums() {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("Chromium is missing: run `make tools`, or install it so that `chromium` is in PATH")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.DisableGPU,
		chromedp.Flag("force-prefers-reduced-motion", true), // a click during the transition between two pages is lost
		chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		closeBrowser()
		end()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return ctx
}

// page is one tab in a profile of its own, as a person sees it.
type page struct {
	t       testing.TB
	ctx     context.Context
	base    string
	scripts bool

	language string // that the person chose; "" for none
	refused  bool   // pages that the server refuses are part of the test

	mu       sync.Mutex
	requests int
	document network.RequestID // of the page that was asked for last
	wrong    []string          // requests to others, and errors in the console
}

// pageWithin is how long one page may take to load.
const pageWithin = 30 * time.Second

// newPage opens a tab in a fresh profile. At the end of the test it holds that nothing was asked of anyone else
// and that the console has no error.
func newPage(t testing.TB, browser context.Context, base string, scripts bool) *page {
	t.Helper()
	return openTab(t, browser, base, scripts, chromedp.WithNewBrowserContext())
}

// another opens one more tab in the profile. It closes at the end of the test, or when shut does.
func (p *page) another() (tab *page, shut func()) {
	p.t.Helper()
	ctx, shut := context.WithCancel(p.ctx)
	return openTab(p.t, ctx, p.base, p.scripts), shut
}

func openTab(t testing.TB, parent context.Context, base string, scripts bool, options ...chromedp.ContextOption) *page {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(parent, options...)
	p := &page{t: t, ctx: ctx, base: base, scripts: scripts}
	if err := chromedp.Listen(ctx, p.watch); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	t.Cleanup(func() {
		closeTab()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, wrong := range p.wrong {
			t.Error(wrong)
		}
		if p.requests == 0 {
			t.Error("no request was seen: the watch over requests is broken")
		}
	})
	p.do("watch", func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		_, network := cdp.Call(ctx, tab, network.Enable, network.EnableParams{})
		_, console := cdp.Call(ctx, tab, log.Enable, cdp.Empty{})
		_, script := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
		return none, errors.Join(network, console, script)
	})
	return p
}

// watch notes requests to others and errors in the console.
func (p *page) watch(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests++
		if e.Type == network.ResourceTypeDocument {
			p.document = e.RequestID
		}
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && !strings.HasPrefix(e.Request.URL, p.base+"/") {
			p.wrong = append(p.wrong, "a request went to "+e.Request.URL)
		}
	case *log.EventEntryAdded:
		expected := strings.Contains(e.Entry.Text, "ERR_INTERNET_DISCONNECTED") || // a test takes the net away
			p.refused && strings.Contains(e.Entry.Text, "responded with a status of 4")
		if e.Entry.Level == log.EntryLevelError && !expected {
			p.wrong = append(p.wrong, "in the console: "+e.Entry.Text+" "+e.Entry.URL)
		}
	case *cdpruntime.EventConsoleAPICalled:
		p.wrong = append(p.wrong, fmt.Sprintf("in the console: %s", e.Type))
	case *cdpruntime.EventExceptionThrown:
		p.wrong = append(p.wrong, "in the console: "+e.ExceptionDetails.Text)
	}
}

func (p *page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pageWithin)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("at %s: %s: %v", p.path(), what, err)
	}
}

// load does what leads to another page and waits for it; it returns the page's status.
func (p *page) load(what string, steps ...chromedp.Action[chromedp.Void]) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pageWithin)
	defer cancel()
	response, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		p.t.Fatalf("at %s: %s: %v", p.path(), what, err)
	}
	if response == nil { // the page was loaded ahead, which browsers do only with one that is found
		return http.StatusOK
	}
	return int(response.Status)
}

// open goes to a path of the site, or to a whole address.
func (p *page) open(address string) int {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.base + address
	}
	return p.load("open "+address, chromedp.Navigate(address))
}

// path is where the page is.
func (p *page) path() string {
	ctx, cancel := context.WithTimeout(p.ctx, pageWithin)
	defer cancel()
	address, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "a page that does not answer"
	}
	return strings.TrimPrefix(address, p.base)
}

// text is what a person reads in the part of the page.
func (p *page) text(selector string) string {
	p.t.Helper()
	return strings.Join(strings.Fields(get(p, chromedp.Text(chromedp.CSS(selector)))), " ")
}

// press presses the first button or link that the selector finds, and waits for the page behind it.
func (p *page) press(selector string) int {
	p.t.Helper()
	return p.load("press "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// get asks something of the page.
func get[T any](p *page, question chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pageWithin)
	defer cancel()
	answer, err := chromedp.Run(ctx, question)
	if err != nil {
		p.t.Fatalf("at %s: %v", p.path(), err)
	}
	return answer
}

// fields are the names of the fields that a person can fill in.
func (p *page) fields() []string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[[]string](
		`[...new Set([...document.querySelectorAll('main form input:not([type=hidden]), main form textarea')].map(e => e.name))]`))
}

// choose clicks the label of the option with the value.
func (p *page) choose(field, value string) {
	p.t.Helper()
	id := get(p, chromedp.Evaluate[string](
		fmt.Sprintf(`(document.querySelector('input[name="%s"][value="%s"]') || {}).id || ""`, field, value)))
	if id == "" {
		p.t.Fatalf("at %s: %s has no option %q", p.path(), field, value)
	}
	p.do("choose "+field, chromedp.Click(chromedp.CSS(fmt.Sprintf(`label[for="%s"]`, id))))
}

// fill types into the field.
func (p *page) fill(field, text string) {
	p.t.Helper()
	p.do("fill in "+field, chromedp.SendKeys(chromedp.CSS(fmt.Sprintf(`[name="%s"]:not([type=hidden])`, field)), text))
}
