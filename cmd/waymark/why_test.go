package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"waymark/questions/library"
)

// TestJourneyWhy reads on which answers a plan rests, changes one of them, and finishes a set whose last answers change nothing, with
// scripts and without.
func TestJourneyWhy(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	shipped := loaded(t, folder{files: library.NineSteps()}).Quiz
	first := shipped.Step(shipped.Planning.Order[0])
	t.Run("all", func(t *testing.T) {
		for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				clock := newClock()
				p := newPage(t, browser, serveInProcess(t, clock, "--database", databases()["SQLite"](t)), scripts)
				p.begin()
				crowded := calm().with(answers{"s1b": "2", "s1e": "4"}) // one answer away from another step
				p.answerSets(crowded, first)
				p.onward(crowded) // the questions of the step
				p.answerSets(crowded, first)
				clock.advance(1)
				p.open(planPath)
				p.unfolds("section.next details.why", "From your answers, its need is 79 of 100.", "Your score for “Stuck thinking” is 79 of 100 (high)")
				p.unfolds("section.all > details.why", "“Almost always” instead of “Never”", "This is arithmetic with your own answers, not advice.")
				p.changesAnAnswer()
				p.finishesEarly()
				clock.advance(31)
				p.looksBack()
			})
		}
	})
}

// unfolds holds that what is folded says the words once it is open.
func (p *page) unfolds(selector string, words ...string) {
	p.t.Helper()
	p.do("unfold "+selector, chromedp.Click(chromedp.CSS(selector+" > summary")))
	for _, w := range words {
		p.wants(selector, w)
	}
}

// changesAnAnswer follows the link beside a fact, and confirms the other answers on one page.
func (p *page) changesAnAnswer() {
	p.t.Helper()
	p.press(`section.next details.why a.change[href$="/s1a?change=1"]`)
	p.wants("main", "Your answers of 22 November 2026 are filled in.")
	p.press(formButton)
	p.choose("s1a", "4")
	p.press("form.ask button")
	p.wants("main", "The same since 22 November 2026")
	p.press(formButton)
	p.unfolds("section.next details.why", "its need is 75 of 100.")
}

// looksBack sees the answers from before on one page, and is asked again only what is no longer fresh.
func (p *page) looksBack() {
	p.t.Helper()
	p.open(site + "/sets/about-you")
	p.press(formButton)
	p.wants("main", "Is this still right?")
	p.wants("main", "The same since 22 November 2026")
	p.wants("main", "After this, still to answer: 3 questions.")
	p.press("main a.button")
	for _, id := range []string{"in_contact", "in_last", "in_asked"} {
		if want := site + "/sets/about-you/" + id; p.path() != want {
			p.t.Fatalf("%s is asked, not %s", p.path(), want)
		}
		p.answer(calm())
		p.press("form.ask button")
	}
	p.wants("main", "Check your answers")
	p.press(formButton)
}

// finishesEarly answers a set until what is next is certain.
func (p *page) finishesEarly() {
	p.t.Helper()
	p.open(site + "/sets/own-days")
	p.press(formButton)
	for strings.HasPrefix(p.path(), site+"/sets/own-days/s2") {
		if get(p, chromedp.Evaluate[bool](`document.querySelector("form.enough") !== null`)) {
			p.wants("form.enough", "What is next for you is certain already")
			p.press("form.enough button")
			p.wants("section.next", "Step out of the spiral")
			return
		}
		p.answer(answers{"s2a": "1", "s2b": "1", "s2c": "5", "s2d": "1", "s2e": "5", "s2f": "5", "s2g": "5"})
		p.press("form.ask button")
	}
	p.t.Error("it is never certain")
}

// TestJourneyClosedStepsSayNoAnswer holds that nobody is told on which answers it rests that a guard closes a step.
func TestJourneyClosedStepsSayNoAnswer(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	base := serveInProcess(t, newClock(), "--database", databases()["SQLite"](t))
	shipped := loaded(t, folder{files: library.NineSteps()}).Quiz
	p := newPage(t, browser, base, true)
	p.begin()
	p.answerSets(calm().with(answers{"in_asked": "for_good", "sf_fear": "yes"}), shipped.Step(shipped.Planning.Order[0]))
	p.open(planPath)
	const within = `[...document.querySelectorAll("%")].map(e => e.textContent).join(" ")`
	closed := get(p, chromedp.Evaluate[string](strings.Replace(within, "%", "li.step.closed", 1)))
	for _, telling := range []string{"You answered", "Change:", "Your answers to", "Why not yet"} {
		if closed == "" || strings.Contains(closed, telling) {
			t.Errorf("%q is said of closed steps: %s", telling, closed)
		}
	}
	all := get(p, chromedp.Evaluate[string](strings.Replace(within, "%", "main details.why", 1)))
	for _, guarding := range []string{"in_asked", "sf_fear"} {
		for _, set := range shipped.Sets {
			if q := set.Question(guarding); q != nil && strings.Contains(all, strings.TrimSuffix(q.Ask, "?")) {
				t.Errorf("the answer to %q is quoted", q.Ask)
			}
		}
	}
}
