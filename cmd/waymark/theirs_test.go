package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"waymark/questions/library"
)

// TestJourneyExport pipes a person's export through the real command and compares what comes out with the page of their plan.
func TestJourneyExport(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	base := serveInProcess(t, newClock(), "--database", databases()["SQLite"](t))
	shipped := loaded(t, folder{files: library.NineSteps()}).Quiz
	first := shipped.Step(shipped.Planning.Order[0])
	for name, person := range map[string]answers{
		"calm": calm(), "asked for no contact": calm().with(answers{"in_asked": "for_good", "sf_fear": "yes", "s1a": "1", "s1c": "1"}),
	} {
		p := newPage(t, browser, base, true)
		p.begin()
		p.answerSets(person, first)
		p.onward(person) // the questions of the step
		for p.path() != planPath {
			p.onward(person)
		}
		p.press(`#tasks li:first-child button`)
		next := p.next()
		states := get(p, chromedp.Evaluate[[]string](
			`[...document.querySelectorAll("ol.steps > li.step")].map(l => l.querySelector("a").href.split("/").pop() + " " + l.className.split(" ")[1])`))
		export := get(p, chromedp.Evaluate[string](`fetch("/me/answers.json").then(r => r.text())`, chromedp.EvalAwaitPromise))

		program, stdout, stderr := testProgram(strings.NewReader(export))
		if code := run(t.Context(), []string{"score", root + "/questions/library/nine-steps"}, program); code != exitGood {
			t.Fatalf("%s: exit code %d:\n%s\n%s", name, code, stderr, export)
		}
		var plan struct {
			Next  string
			Steps []struct{ ID, State string }
		}
		if err := json.Unmarshal(stdout.Bytes(), &plan); err != nil {
			t.Fatal(err)
		}
		var scored []string
		for _, step := range plan.Steps {
			scored = append(scored, step.ID+" "+step.State)
		}
		if diff := cmp.Diff(states, scored); diff != "" || shipped.Step(plan.Next).Title != next {
			t.Errorf("%s: next is %q on the page, %q by the command; steps (-page +command):\n%s", name, next, plan.Next, diff)
		}
	}
}

// TestJourneyPrivateVisitEndsWithItsTab holds that a private visit goes on in a second tab while one of it stands open, and that a tab which
// is opened after all were closed shows nothing of it and deletes everything. Without scripts it goes on until it is idle.
func TestJourneyPrivateVisitEndsWithItsTab(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	for _, scripts := range []bool{true, false} {
		profile := newPage(t, browser, serveInProcess(t, newClock(), "--database", databases()["SQLite"](t)), scripts)
		profile.open("/help") // a tab of the site that is not of the visit, and keeps the profile
		first, closeFirst := profile.another()
		first.open(site)
		for _, tick := range []string{"age", "agree", "private"} {
			first.choose(tick, "yes")
		}
		first.press(formButton)
		first.open(planPath)

		second, closeSecond := profile.another()
		second.open(planPath)
		second.shows("Your plan")
		closeFirst()
		second.open("/me")
		second.shows("Your data")
		third, closeThird := profile.another()
		third.open(planPath)
		third.shows("Your plan")
		closeSecond()
		closeThird()

		last, _ := profile.another()
		last.open(planPath)
		if !scripts {
			last.shows("Your plan")
			continue
		}
		last.shows("Everything is deleted")
		last.open(planPath)
		if last.path() != site {
			t.Errorf("%s is still there", last.path())
		}
	}
}

// shows waits until a person reads the heading, also on a page that the present one leads to by itself.
func (p *page) shows(heading string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, pageWithin)
	defer cancel()
	seen := chromedp.Poll[chromedp.Void](fmt.Sprintf(`!document.documentElement.hidden && document.querySelector("h1")?.textContent === %q`, heading))
	for err := chromedp.Do(ctx, seen); err != nil; err = chromedp.Do(ctx, seen) { // it fails when the page leads on
		if ctx.Err() != nil {
			p.t.Fatalf("at %s: wait for %s: %v", p.path(), heading, err)
		}
	}
}
