package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// smoothSite serves the shipped quiz and opens it in a real browser with the width of a phone.
func smoothSite(t *testing.T) *page {
	t.Helper()
	browser := startChromium(t)
	base := serveInProcess(t, &clock{at: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}, "--database", databases()["SQLite"](t))
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
