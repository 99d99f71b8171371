package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestJourneyExit holds that the exit takes the place of the page in the browser's history, by the button and by the Shift key.
func TestJourneyExit(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	base := serveInProcess(t, newClock(), "--database", databases()["SQLite"](t))
	announced := chromedp.Evaluate[string](`document.getElementById("leaving").textContent`)
	press := func(p *page, keys ...string) {
		for _, key := range keys {
			p.do("press a key", chromedp.KeyEvent(key))
		}
	}
	ways := map[string]func(p *page){
		"the button": func(p *page) { p.press("#exit") },
		"the Shift key": func(p *page) {
			press(p, kb.Shift, kb.Shift)
			if said := get(p, announced); said != "Press Shift once more to leave this page." {
				t.Errorf("after two presses a screen reader says %q", said)
			}
			press(p, "x", kb.Shift, kb.Shift)
			if said := get(p, announced); p.path() != "/me" || said != "Press Shift once more to leave this page." {
				t.Errorf("another key between does not begin the count anew: at %s, %q", p.path(), said)
			}
			p.load("press Shift", chromedp.KeyEvent(kb.Shift))
		},
	}
	for name, leave := range ways {
		p := newPage(t, browser, base, true)
		p.open("/help")
		p.open("/me")
		get(p, elsewhere())
		leave(p)
		kept := get(p, chromedp.NavigationEntries())
		last := kept.Entries[len(kept.Entries)-1]
		if p.path() != "/return" || last.URL != base+"/return" || kept.Entries[len(kept.Entries)-2].URL != base+"/help" {
			t.Errorf("%s leads to %s and leaves %+v", name, p.path(), kept.Entries)
		}
	}
}

// elsewhere puts a page of this site in the place of the neutral one, which no test may ask for.
func elsewhere() chromedp.Action[bool] {
	return chromedp.Evaluate[bool](`(document.getElementById("exit").href = "/return", true)`)
}
