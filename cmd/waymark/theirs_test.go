package main

import (
	"encoding/json"
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
