package main

import (
	"context"
	"encoding/base64"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"waymark/questions/library"
	"waymark/quiz"
	"waymark/web"
)

// shippedQuiz is the quiz of the stories, but for those of all kinds of questions.
func shippedQuiz(t *testing.T) *quiz.Quiz { return loaded(t, folder{files: library.NineSteps()}).Quiz }

// goTo goes on until the condition holds.
func (w *teller) goTo(a answers, until func() bool) {
	w.t.Helper()
	for range 100 {
		if until() {
			return
		}
		w.onward(a)
	}
	w.t.Fatal("the way does not lead there")
}

// planned goes on until the plan is shown again.
func (w *teller) planned(a answers) {
	w.t.Helper()
	w.onward(a)
	w.goTo(a, func() bool { return w.path() == planPath })
}

// kind is what a question's page is made of.
func (w *teller) kind() string {
	w.t.Helper()
	return get(w.page, chromedp.Evaluate[string](`[...new Set([...document.querySelectorAll("form.ask input:not([type=hidden]), form.ask textarea")]
		.map((e) => e.type))].join("-") + (document.querySelector(".grid") ? "-grid" : "")`))
}

// firstVisit goes from the front page to a plan with a step to do, and looks at everything on the way.
func firstVisit(t *testing.T, g *gallery, w *teller) {
	w.open("/")
	g.show(w.page, "landing")
	w.open("/help")
	g.show(w.page, "help-newcomer")
	w.open("/me")
	g.show(w.page, "me-newcomer")
	w.open("/return")
	g.show(w.page, "return")
	w.press(formButton)
	g.show(w.page, "return-error")
	w.open("/nowhere")
	g.show(w.page, "not-found")
	w.open(site + "/too-young")
	g.show(w.page, "too-young")
	w.open(site)
	g.show(w.page, "start")
	w.press(formButton)
	g.show(w.page, "start-error")
	w.begin()
	g.show(w.page, "set")
	a := calm()
	shown := map[string]bool{}
	for w.path() != planPath {
		if at := strings.Split(w.path(), "/"); len(at) == 6 && at[5] != "check" && !shown[w.kind()] {
			shown[w.kind()] = true
			g.show(w.page, "question-"+w.kind())
			if len(shown) == 1 {
				w.press("form.ask button")
				g.show(w.page, "question-error")
			}
		} else if at[len(at)-1] == "check" && !shown["check"] {
			shown["check"] = true
			g.show(w.page, "check")
		}
		w.onward(a)
	}
	first := shippedQuiz(t).Planning.Order[0]
	g.show(w.page, "plan-questions-first")
	w.open(site + "/steps/" + first)
	g.show(w.page, "step-before-questions")
	w.open(site + "/steps/one-message")
	g.show(w.page, "step-waiting")
	w.open(planPath)
	w.planned(a)
	g.show(w.page, "plan")
	w.press(`#tasks li:first-child button`)
	w.open(site + "/steps/" + first)
	g.show(w.page, "step-open")
	w.open(site + "/history")
	g.show(w.page, "history-one")
	w.open(site + "/sets/" + first + "/s1a?change=1")
	g.show(w.page, "change-begin")
}

// ownData makes a link and words, opens them elsewhere, and deletes first one result and then everything.
func ownData(t *testing.T, g *gallery, w *teller) {
	w.begin()
	w.goTo(calm(), func() bool { return path.Base(w.path()) == "in_who" })
	w.otherWindow()
	w.choose("in_who", "me")
	w.press("form.ask button")
	g.show(w.page, "stale")
	w.open(planPath)
	w.goTo(calm(), func() bool { return w.path() == planPath })
	w.open("/me")
	g.show(w.page, "me")
	w.press(`form:has([name=do][value=link]) button`)
	g.show(w.page, "me-link")
	link := get(w.page, chromedp.Value(chromedp.CSS("#f-link")))
	w.open("/me/sign-ins")
	g.show(w.page, "me-sign-ins")
	w.open("/me/results")
	g.show(w.page, "me-results")
	w.press("main li form button")
	g.show(w.page, "me-result-delete")
	w.open("/help")
	g.show(w.page, "help")
	w.open("/me")
	w.press(`form:has([name=do][value=sign-out]) button`)
	g.show(w.page, "signed-out")
	w.open(link)
	w.do("wait", chromedp.WaitVisible(chromedp.CSS(`form:has([name=mine]) button`)))
	g.show(w.page, "return-confirm")
	w.press(`form:has([name=mine]) button`)
	w.open("/me/delete")
	g.show(w.page, "me-delete")
	w.press(formButton)
	g.show(w.page, "deleted")
	w.begin()
	w.goTo(calm(), func() bool { return path.Base(w.path()) == "in_who" })
	w.unknownKey()
	w.choose("in_who", "me")
	w.press("form.ask button")
	g.show(w.page, "lost")
	w.open("/me")
	g.show(w.page, "me-lost")
}

// unknownKey gives the browser a key that opens nothing, as after an older backup was put back.
func (w *teller) unknownKey() {
	w.t.Helper()
	w.do("take the key", func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		_, err = cdp.Call(ctx, tab, network.SetCookie, network.SetCookieParams{Name: web.PlainCookie, Value: strings.Repeat("A", 43), URL: w.base})
		return none, err
	})
}

// otherWindow answers the question that is open as another window would.
func (w *teller) otherWindow() {
	w.t.Helper()
	get(w.page, chromedp.Evaluate[int](`(() => {
		const form = new URLSearchParams(new FormData(document.querySelector("form.ask")));
		form.set("in_who", "ex");
		form.set("_operation", crypto.randomUUID());
		return fetch(location.href, { method: "POST", body: form }).then((r) => r.status);
	})()`, chromedp.EvalAwaitPromise))
}

// back comes again after a week and after a month.
func back(t *testing.T, g *gallery, w *teller) {
	first := shippedQuiz(t).Planning.Order[0]
	w.begin()
	w.goTo(calm(), func() bool { return w.path() == planPath })
	w.planned(calm())
	w.press(`#tasks li:first-child button`)
	w.clock.advance(8)
	w.open("/")
	g.show(w.page, "landing-back")
	w.open(planPath)
	g.show(w.page, "plan-back")
	w.open(site + "/steps/" + first)
	g.show(w.page, "step-due")
	w.open(site + "/sets/" + first)
	g.show(w.page, "set-again")
	calmer := calm().with(answers{"s1a": "1", "s1b": "1", "s1c": "2", "s1d": "5", "s1e": "1", "s1f": "5"})
	w.goTo(calmer, func() bool { return path.Base(w.path()) == "check" })
	g.show(w.page, "check-again")
	w.onward(calmer)
	g.show(w.page, "plan-next-step")
	w.open(site + "/steps/" + first)
	g.show(w.page, "step-done")
	w.open(site + "/history")
	g.show(w.page, "history")
	w.clock.advance(30)
	w.open(planPath)
	g.show(w.page, "plan-safety-again")
	w.openFile("/me/answers.html")
	g.show(w.page, "export")
}

// openFile opens a file that the person saved, as their browser does.
func (w *teller) openFile(address string) {
	w.t.Helper()
	w.open("data:text/html;charset=utf-8;base64," + base64.StdEncoding.EncodeToString([]byte(w.fetched(address))))
}

// support is what a person sees who might hurt themselves, and one with hard thoughts.
func support(t *testing.T, g *gallery, w *teller) {
	w.begin()
	w.goTo(calm().with(answers{"sf_selfharm": "might_act"}), func() bool { return w.text("main form") == "" || !strings.Contains(w.path(), "/sets/") })
	g.show(w.page, "support")
	w.open("/me")
	g.show(w.page, "me-support")
	w.openFile("/me/answers.html")
	g.show(w.page, "export-support")
}

// closedSteps is a plan with steps that guards close.
func closedSteps(t *testing.T, g *gallery, w *teller) {
	a := calm().with(answers{"in_asked": "for_good", "sf_fear": "yes", "sf_selfharm": "thoughts"})
	w.begin()
	w.goTo(a, func() bool { return w.path() == planPath })
	g.show(w.page, "plan-closed")
	w.planned(a)
	g.show(w.page, "plan-closed-tasks")
	w.open(site + "/steps/one-message")
	g.show(w.page, "step-closed")
	w.open(site + "/history")
	g.show(w.page, "history-closed")
	w.openFile("/me/answers.html")
	g.show(w.page, "export-closed")
}

// privateVisit is a visit of which nothing is written down.
func privateVisit(t *testing.T, g *gallery, w *teller) {
	w.open(site)
	w.choose("age", "yes")
	w.choose("agree", "yes")
	w.choose("private", "yes")
	w.press(formButton)
	g.show(w.page, "private-set")
	w.open(planPath)
	g.show(w.page, "private-plan")
	w.open("/me")
	g.show(w.page, "private-me")
	w.press(formButton)
	g.show(w.page, "private-ended")
}

// refill types into a field in the place of what it holds.
func (w *teller) refill(field, text string) {
	w.t.Helper()
	w.do("empty "+field, chromedp.Evaluate[chromedp.Void](`document.querySelector('main [name="`+field+`"]').value = ""`))
	w.fill(field, text)
}

// everyKind are questions of every kind.
func everyKind(t *testing.T, g *gallery, w *teller) {
	const quizPath = "/quizzes/all-kinds"
	w.open("/")
	g.show(w.page, "kinds-landing")
	w.open(quizPath)
	w.choose("age", "yes")
	w.choose("agree", "yes")
	w.press(formButton)
	w.press(formButton)
	steps := []struct {
		name string
		fill func()
	}{
		{"info", func() {}},
		{"choose", func() { w.choose("sleeper", "me") }},
		{"choose-many", func() { w.choose("worries", "work") }},
		{"yes-no", func() { w.choose("shifts", "yes") }},
		{"text", func() { w.fill("shift_end", "half six") }},
		{"text-error", func() { w.refill("shift_end", "06:30") }},
		{"date", func() { w.choose("since.or", "always") }},
		{"number", func() { w.fill("hours", "seven") }},
		{"number-error", func() { w.refill("hours", "7") }},
		{"long-text", func() {}},
		{"check", nil},
	}
	for _, one := range steps {
		g.show(w.page, "kinds-"+one.name)
		if one.fill != nil {
			one.fill()
			w.press("form.ask button")
		}
	}
	w.press(formButton)
	w.press("section.next a.button")
	w.press(formButton)
	g.show(w.page, "kinds-grid")
	w.press("form.ask button")
	g.show(w.page, "kinds-grid-error")
}
