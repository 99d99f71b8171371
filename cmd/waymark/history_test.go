package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"waymark/questions/library"
)

// TestJourneyHistory comes back twice over weeks, the second time to questions that have changed, with scripts and without.
func TestJourneyHistory(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	first := shippedQuiz(t).Planning.Order[0]
	t.Run("all", func(t *testing.T) {
		for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				clock := newClock()
				dir := t.TempDir()
				if err := os.CopyFS(dir, library.NineSteps()); err != nil {
					t.Fatal(err)
				}
				base, log := serveLogged(t, clock, "--watch", "--database", databases()["SQLite"](t), dir)
				w := &teller{page: newPage(t, browser, base, scripts), clock: clock}
				w.begin()
				w.goTo(calm(), func() bool { return w.path() == planPath })
				w.planned(calm())
				w.press(`#tasks li:first-child button`)
				w.keepsTheDate()
				clock.advance(8)
				w.comesBack()
				calmer := calm().with(answers{"s1a": "1", "s1b": "1", "s1c": "2", "s1d": "5", "s1e": "1", "s1f": "5"})
				w.takesAgain(first, calmer)
				w.readsCourse("30 November 2026 4 of 100 Clear change since 22 November 2026", 2, 1, 0)
				w.wants("ol.past", "Done: step 1, Step out of the spiral")
				askInOtherWords(t, dir, log)
				clock.advance(14)
				w.takesAgain(first, calm().with(answers{"s1a": "3"}))
				w.readsCourse("14 December 2026 83 of 100 Here the questions changed.", 3, 2, 1)
				w.wants("ol.past", "Ticked: ")
				w.without("since 30 November 2026", "Done: step 1") // what is done no longer is not told; nothing is compared across
				w.readsExport()
				w.speak("es")
				w.readsCourse("30 de noviembre de 2026 4 de 100 Cambio claro desde el 22 de noviembre de 2026", 3, 2, 1)
			})
		}
	})
}

// keepsTheDate looks at the date to look again and at its calendar file.
func (w *teller) keepsTheDate() {
	w.t.Helper()
	w.open(planPath)
	w.unfolds("main > details.why", "Look again: 29 November 2026")
	file := w.fetched(get(w.page, chromedp.Evaluate[string](`document.querySelector('a[href$=".ics"]').getAttribute("href")`)))
	if !strings.Contains(file, "DTSTART;VALUE=DATE:20261129\r\n") || !strings.Contains(file, "SUMMARY:Look again\r\n") {
		w.t.Errorf("the calendar file is %q", file)
	}
}

// comesBack finds on the first page where they are and what is due, with a button to go on.
func (w *teller) comesBack() {
	w.t.Helper()
	w.open("/")
	w.wants("main", "What you last told us is from 22 November 2026. Time to look again: Step out of the spiral")
	w.press(`main a.button[href="` + planPath + `"]`)
	w.without("Put it into a calendar") // the date has come
}

// takesAgain answers a set once more.
func (w *teller) takesAgain(set string, a answers) {
	w.t.Helper()
	w.open(site + "/sets/" + set)
	w.goTo(a, func() bool { return w.path() == planPath })
}

// askInOtherWords changes a question of the first step in the folder, and waits until that is served.
func askInOtherWords(t *testing.T, dir string, log *record) {
	t.Helper()
	file := filepath.Join(dir, "sets", "spiral.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(text, []byte("My thoughts about the breakup went round in circles."), []byte("I kept thinking of the breakup."), 1)
	if bytes.Equal(text, other) {
		t.Fatal("the question is worded in another way")
	}
	if err := os.WriteFile(file, other, 0o600); err != nil {
		t.Fatal(err)
	}
	if log.wait(t.Context(), regexp.MustCompile("(a changed quiz is served)")) == "" {
		t.Fatalf("it was not served:\n%s", log)
	}
}

// readsCourse reads how the first scale went, in the table and in the picture.
func (w *teller) readsCourse(row string, dots, lines, marks int) {
	w.t.Helper()
	w.open(site + "/history")
	w.wants("section.course table", row)
	for selector, want := range map[string]int{"circle": dots, "polyline": lines, ".ruler": marks, "[style]": 0} {
		count := `document.querySelector("section.course").querySelectorAll("` + selector + `").length`
		if got := get(w.page, chromedp.Evaluate[int](count)); got != want {
			w.t.Errorf("the picture has %d %s, not %d", got, selector, want)
		}
	}
}

// readsExport finds the same words in the file that can be saved.
func (w *teller) readsExport() {
	w.t.Helper()
	file := w.fetched("/me/answers.html")
	for _, words := range []string{"Your scores over time", "Clear change since 22 November 2026", "Here the questions changed."} {
		if !strings.Contains(file, words) {
			w.t.Errorf("the export does not say %q", words)
		}
	}
}

// fetched asks for a file of this person.
func (w *teller) fetched(address string) string {
	w.t.Helper()
	return get(w.page, chromedp.Evaluate[string](`fetch("`+address+`").then(r => r.text())`, chromedp.EvalAwaitPromise))
}
