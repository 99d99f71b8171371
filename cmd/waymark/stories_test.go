package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestStories shows every page in every state, in English and in Spanish: none has a fault that axe-core or html-validate finds. With the
// variable of the storybook it draws them all.
func TestStories(t *testing.T) {
	t.Parallel()
	g, browser := newGallery(t), startChromium(t)
	t.Run("all", func(t *testing.T) {
		for name, tell := range map[string]func(*testing.T, *gallery, *teller){
			"first visit": firstVisit, "own data": ownData, "back": back, "support": support, "no contact": closedSteps, "private": privateVisit, "kinds": everyKind,
		} {
			for _, language := range []string{"en", "es"} {
				if name == "kinds" && language != "en" {
					continue // this quiz is in English alone
				}
				t.Run(name+" "+language, func(t *testing.T) {
					t.Parallel()
					clock := newClock()
					args := []string{"--database", databases()["SQLite"](t)}
					if name == "kinds" {
						args = append(args, root+"/questions/testdata/all-kinds")
					}
					p := newPage(t, browser, serveInProcess(t, clock, args...), true)
					p.refused = true
					p.language = language
					p.speak(language)
					tell(t, g, &teller{page: p, clock: clock})
				})
			}
		}
	})
	g.validate(t)
	g.index(t)
	if len(g.shown) < 70 {
		t.Errorf("only %d pages were shown", len(g.shown))
	}
}

// TestFaultsAreFound holds that the checkers are asked: pages with planted faults have them.
func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	g, browser := newGallery(t), startChromium(t)
	p := newPage(t, browser, serveInProcess(t, newClock(), "--database", databases()["SQLite"](t)), true)
	p.open("/")
	if faults := g.faults(p); len(faults) > 0 {
		t.Fatalf("the page has faults before any is planted: %q", faults)
	}
	p.do("plant", chromedp.Evaluate[chromedp.Void](`document.querySelector("main").innerHTML +=
		'<input type="checkbox"><p id="pale">Pale</p>'; document.getElementById("pale").style.color = "#eee"`))
	faults := strings.Join(g.faults(p), "\n")
	for _, want := range []string{"label: ", "color-contrast: "} {
		if !strings.Contains(faults, want) {
			t.Errorf("%q is not found: %s", want, faults)
		}
	}
	planted := filepath.Join(g.html, "planted.html")
	if err := os.WriteFile(planted, []byte(strings.Replace(p.source(), "<main", "<ul><p>No item</p></ul><main", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if faults := g.invalid(t, []string{planted}); len(faults) == 0 {
		t.Error("html-validate finds nothing in a list without items")
	}
}

// teller is a person who goes from page to page.
type teller struct {
	*page
	clock *clock
}
