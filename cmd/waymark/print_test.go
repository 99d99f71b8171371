package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestJourneyPrint holds that a plan is one sheet of paper, in both languages, without and with steps that guards close, and that
// nothing on it wants to be pressed.
func TestJourneyPrint(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	for name, a := range map[string]answers{"calm": calm(), "closed": calm().with(answers{"in_asked": "for_good", "sf_fear": "yes"})} {
		p := newPage(t, browser, serveInProcess(t, newClock(), "--database", databases()["SQLite"](t)), true)
		p.begin()
		w := &teller{page: p}
		w.goTo(a, func() bool { return w.path() == planPath })
		w.planned(a)
		for _, language := range []string{"en", "es"} {
			p.speak(language)
			p.open(planPath)
			sheet := p.print()
			if dir := os.Getenv(storybookVariable); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, language+"-print-"+name+".pdf"), sheet, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if sheets := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(sheet, -1)); sheets != 1 {
				t.Errorf("%s, %s: the plan is printed on %d sheets", name, language, sheets)
			}
		}
	}
}

// print is the page as a PDF of A4.
func (p *page) print() []byte {
	p.t.Helper()
	return get(p, func(ctx context.Context, tab *chromedp.Target) ([]byte, error) {
		printed, err := cdp.Call(ctx, tab, cdppage.PrintToPDF, cdppage.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69, PreferCSSPageSize: new(true)})
		return printed.Data, err
	})
}
