package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// smoothSite serves the shipped quiz and opens it in a real browser with the width of a phone.
func smoothSite(t *testing.T) *page {
	t.Helper()
	browser := startChromium(t)
	base := serveInProcess(t, newClock(), "--database", databases()["SQLite"](t))
	p := newPage(t, browser, base, true)
	p.do("become a phone", chromedp.EmulateViewport(360, 800))
	return p
}

// shifted is how far the parts of the page moved after they were first painted, from 0 for not at all.
func (p *page) shifted() float64 {
	p.t.Helper()
	return get(p, chromedp.Evaluate[float64](`new Promise((told) => {
		let sum = 0;
		const add = (entries) => entries.forEach((e) => (sum += e.value));
		const watch = new PerformanceObserver((list) => add(list.getEntries()));
		watch.observe({ type: "layout-shift", buffered: true });
		requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { add(watch.takeRecords()); told(sum); })));
	})`, chromedp.EvalAwaitPromise))
}

// TestJourneyNothingMoves holds that no page moves under the finger once it is painted, from the front page to the plan.
func TestJourneyNothingMoves(t *testing.T) {
	t.Parallel()
	p := smoothSite(t)
	still := func() {
		t.Helper()
		if shift := p.shifted(); shift != 0 {
			t.Errorf("%s moves by %g", p.path(), shift)
		}
	}
	p.open("/")
	still()
	p.press(`a[href="` + site + `"]`)
	still()
	p.choose("age", "yes")
	p.choose("agree", "yes")
	p.press(formButton)
	pages := 0
	for ; !strings.HasPrefix(p.path(), planPath); pages++ {
		still()
		p.onward(calm())
	}
	still()
	if pages < 15 {
		t.Errorf("the way to the plan has only %d pages", pages)
	}
}

// until waits until the page fulfils a condition.
func (p *page) until(condition string) {
	p.t.Helper()
	get(p, chromedp.Evaluate[bool](fmt.Sprintf(
		`new Promise((done) => { const look = () => (%s) ? done(true) : setTimeout(look, 10); look(); })`, condition), chromedp.EvalAwaitPromise))
}

// untilSaying waits until the line about saving says the text.
func (p *page) untilSaying(text string) {
	p.t.Helper()
	p.until(fmt.Sprintf(`document.getElementById("saving").textContent.startsWith(%q)`, text))
}

// chosen are the values of the options that are chosen on the page.
func (p *page) chosen() string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[string](`[...document.querySelectorAll(".ask :checked")].map((e) => e.value).join()`))
}

// connect gives the page a connection or takes it away.
func (p *page) connect(on bool) {
	p.t.Helper()
	p.do("connect", func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		all := &network.Conditions{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1}
		_, requests := cdp.Call(ctx, tab, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{all},
		})
		_, state := cdp.Call(ctx, tab, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: !on, DownloadThroughput: -1, UploadThroughput: -1,
		})
		return none, errors.Join(requests, state)
	})
}

// atWho goes to the question of who ended it.
func (p *page) atWho() {
	p.t.Helper()
	p.begin()
	for !strings.HasSuffix(p.path(), "/in_who") {
		p.onward(calm())
	}
}

// TestJourneyAnswersSaveThemselves holds that an answer is stored when it is chosen, that another one may follow it, and that going
// back shows the last one.
func TestJourneyAnswersSaveThemselves(t *testing.T) {
	t.Parallel()
	p := smoothSite(t)
	p.atWho()
	p.choose("in_who", "ex")
	p.untilSaying("Saved")
	p.open(p.path())
	if at := p.chosen(); at != "ex" {
		t.Errorf("loaded anew, the page shows %q", at)
	}
	p.choose("in_who", "me")
	p.untilSaying("Saved")
	p.choose("in_who", "both") // is still on its way when the button is pressed
	asked := p.path()
	if status := p.press(".ask button"); status != 200 || p.path() == asked {
		t.Fatalf("going on leads to %d at %s", status, p.path())
	}
	p.load("go back", chromedp.NavigateBack())
	if at := p.chosen(); p.path() != asked || at != "both" {
		t.Errorf("going back shows %q at %s", at, p.path())
	}
}

// TestJourneyLostConnection holds that a page without a connection keeps what was chosen, says so, and goes on by itself when there is one.
func TestJourneyLostConnection(t *testing.T) {
	t.Parallel()
	p := smoothSite(t)
	p.atWho()
	p.connect(false)
	p.choose("in_who", "ex")
	p.untilSaying("This could not be sent yet")
	p.choose("in_who", "me")
	p.connect(true)
	p.untilSaying("Saved")
	asked := p.path()
	p.connect(false)
	p.choose("in_who", "unclear")
	p.do("press Enter", chromedp.KeyEvent(kb.Enter))
	p.untilSaying("This could not be sent yet")
	if at := p.chosen(); at != "unclear" || p.path() != asked {
		t.Errorf("without a connection the page shows %q at %s", at, p.path())
	}
	p.load("connect", func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		p.connect(true)
		return none, nil
	})
	if p.path() == asked {
		t.Error("with a connection again the page does not go on")
	}
	p.open(asked)
	if at := p.chosen(); at != "unclear" {
		t.Errorf("after a lost connection %q is stored", at)
	}
}

// idle makes the page look whether so many seconds without a touch are enough now, with a warning so many before.
func (p *page) idle(after, warn float64) {
	p.t.Helper()
	get(p, chromedp.Evaluate[bool](fmt.Sprintf(
		`(Object.assign(document.getElementById("idle").dataset, { after: %g, warn: %g }), document.dispatchEvent(new Event("visibilitychange")))`, after, warn)))
}

// TestJourneyIdle holds that a page that nobody touches warns and then hides what it says, that it shows it again as it was, and that
// Shift three times leaves from there, too.
func TestJourneyIdle(t *testing.T) {
	t.Parallel()
	p := smoothSite(t)
	p.atWho()
	p.choose("in_who", "ex")
	p.untilSaying("Saved")
	p.idle(600, 600)
	p.wants("#idle", "In a minute this page hides what it says")
	p.idle(600, 60)
	p.do("press Keep it open", chromedp.Click(chromedp.CSS("#idle button")))
	p.until(`!document.getElementById("idle").textContent`)
	asked := p.text("main")
	p.idle(1, 0.5)
	p.until(`document.getElementById("idle").dataset.state === "soon"`)
	p.until(`document.getElementById("idle").dataset.state === "away"`)
	if seen := p.text("body"); strings.Contains(seen, "ex") || !strings.Contains(seen, "Leave this page") {
		t.Errorf("hidden, the page says %q", seen)
	}
	p.do("press a number", chromedp.KeyEvent("3"))
	p.do("press Show again", chromedp.Click(chromedp.CSS("#idle button")))
	if at := p.chosen(); p.text("main") != asked || at != "ex" {
		t.Errorf("shown again, the page has %q and says %q", at, p.text("main"))
	}
	p.idle(0, 0)
	get(p, elsewhere())
	for range 2 {
		p.do("press Shift", chromedp.KeyEvent(kb.Shift))
	}
	p.load("press Shift", chromedp.KeyEvent(kb.Shift))
	if p.path() != "/return" {
		t.Errorf("from the hidden page Shift leads to %s", p.path())
	}
}

// TestJourneyStartIsLoadedAhead holds that a pointer on the button of the front page loads the page behind it, and that the page is taken from there.
func TestJourneyStartIsLoadedAhead(t *testing.T) {
	t.Parallel()
	p := smoothSite(t)
	p.open("/")
	p.do("point at the button", func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		at, err := chromedp.Evaluate[[]float64](`(() => { const r = document.querySelector(".quizzes .button").getBoundingClientRect(); return [r.x + 9, r.y + 9]; })()`)(ctx, tab)
		if err != nil {
			return none, err
		}
		return chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1])(ctx, tab)
	})
	p.press(".quizzes .button")
	if how := get(p, chromedp.Evaluate[string](`performance.getEntriesByType("navigation")[0].deliveryType`)); how != "navigational-prefetch" {
		t.Errorf("the start page came by %q", how)
	}
}

// TestJourneyBackShowsNothingDeleted holds that going back after everything was deleted shows nothing of it.
func TestJourneyBackShowsNothingDeleted(t *testing.T) {
	t.Parallel()
	p := smoothSite(t)
	p.atWho()
	p.choose("in_who", "ex")
	p.untilSaying("Saved")
	p.open("/me/delete")
	p.press(`form:has([name=do][value=delete]) button`)
	for range 2 {
		p.load("go back", chromedp.NavigateBack())
	}
	if p.path() != site || p.chosen() != "" {
		t.Errorf("going back leads to %s, where %q is chosen", p.path(), p.chosen())
	}
}
