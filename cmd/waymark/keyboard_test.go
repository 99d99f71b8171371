package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestJourneyByKeyboard goes from the front page to the plan, ticks a task and opens the step with the keyboard alone. Wherever the focus
// stops, it can be seen and stands on the screen.
func TestJourneyByKeyboard(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	p := newPage(t, browser, serveInProcess(t, newClock(), "--database", databases()["SQLite"](t)), true)
	p.refused = true // the start page without its ticks
	p.do("become a phone", chromedp.EmulateViewport(360, 800))
	p.open("/")
	if p.tab(); p.focused() != "a.skip" {
		t.Errorf("the first stop is %s, not the link to the content", p.focused())
	}
	p.tabTo(`main a.button`)
	p.enter()
	p.tabTo(`main form button`)
	p.enter()
	p.until(`document.activeElement && document.activeElement.id === "summary"`) // the mistakes have the focus at once
	p.tabTo(`#summary a`)
	p.do("follow the link to the mistake", pressEnter)
	if at := p.focused(); at != "input#f-age" {
		t.Errorf("the link of the mistake leads to %s", at)
	}
	p.do("tick", chromedp.KeyEvent(" "))
	p.tabTo(`#f-agree`)
	p.do("tick", chromedp.KeyEvent(" "))
	p.tabTo(`main form button`)
	p.enter()
	a := calm()
	for range 100 {
		if p.path() == planPath && get(p, chromedp.Evaluate[bool](`!!document.querySelector("#tasks")`)) {
			break
		}
		p.onwardByKeys(a)
	}
	p.tabTo(`#tasks button`)
	p.enter()
	if ticked := p.ticked(); ticked != 1 {
		t.Errorf("%d tasks are ticked", ticked)
	}
	p.tabTo(`section.next a.button`)
	p.enter()
	if !strings.HasPrefix(p.path(), site+"/steps/") {
		t.Errorf("the step leads to %s", p.path())
	}
}

// tab moves the focus on by one stop.
func (p *page) tab() {
	p.t.Helper()
	p.do("press Tab", chromedp.KeyEvent(kb.Tab))
}

// enter presses Enter and waits for the next page.
func (p *page) enter() {
	p.t.Helper()
	p.load("press Enter on "+p.focused(), pressEnter)
}

// pressEnter presses Enter as a keyboard does: a key press that a link has used up does not go on to what then has the focus.
func pressEnter(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
	down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}
	up := down
	up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
	_, pressed := cdp.Call(ctx, tab, input.DispatchKeyEvent, down)
	_, released := cdp.Call(ctx, tab, input.DispatchKeyEvent, up)
	return none, errors.Join(pressed, released)
}

// focused names what has the focus, like input#f-age or a.skip.
func (p *page) focused() string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[string](`((e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : e.className ? "." + e.className.split(" ")[0] : ""))(document.activeElement)`))
}

// tabTo moves the focus on until it is on something that the selector finds; every stop on the way has to be seen.
func (p *page) tabTo(selector string) {
	p.t.Helper()
	on := chromedp.Evaluate[bool](fmt.Sprintf(`document.activeElement.matches(%q)`, selector))
	for range 80 {
		if get(p, on) {
			return
		}
		p.tab()
		if fault := p.unseen(); fault != "" {
			p.t.Errorf("at %s: %s", p.path(), fault)
		}
	}
	p.t.Fatalf("at %s: Tab does not get to %s", p.path(), selector)
}

// unseen says why a person can't see where the focus is; "" when they can.
func (p *page) unseen() string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[string](`((e) => {
		if (e === document.body) return "";
		const marked = (x) => { const s = getComputedStyle(x); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; };
		if (!marked(e) && !(e.closest(".opt") && marked(e.closest(".opt")))) return "no outline on " + e.outerHTML.slice(0, 120);
		const box = (e.closest(".opt") || e).getBoundingClientRect(), covered = document.querySelector(".top").getBoundingClientRect().bottom;
		if (box.bottom <= 0 || box.top >= innerHeight) return "off the screen: " + e.outerHTML.slice(0, 120);
		if (!e.closest(".top, .skip") && !e.matches(".skip") && box.bottom < covered) return "behind the top: " + e.outerHTML.slice(0, 120);
		return "";
	})(document.activeElement)`))
}

// onwardByKeys does with keys what leads one page further.
func (p *page) onwardByKeys(a answers) {
	p.t.Helper()
	switch {
	case p.path() == planPath:
		p.tabTo("section.next a.button")
	case !p.isQuestion():
		p.tabTo(formButton)
	default:
		p.answerByKeys(a)
		p.tabTo("form.ask button")
	}
	p.enter()
}

func (p *page) isQuestion() bool {
	p.t.Helper()
	return get(p, chromedp.Evaluate[bool](`!!document.querySelector("form.ask")`))
}

// answerByKeys chooses what the person says with arrows and Space, and types dates.
func (p *page) answerByKeys(a answers) {
	p.t.Helper()
	for _, field := range p.fields() {
		id, part, _ := strings.Cut(field, ".")
		date := strings.Split(a[id], "-")
		switch {
		case part == "day" && a[id] != "":
			p.typeInto(field, date[2])
		case part == "month" && a[id] != "":
			p.typeInto(field, date[1])
		case part == "year" && a[id] != "":
			p.typeInto(field, date[0])
		case part != "about" && a[field] != "":
			for _, option := range strings.Split(a[field], ",") {
				p.chooseByKeys(field, option)
			}
		}
	}
}

func (p *page) typeInto(field, text string) {
	p.t.Helper()
	p.tabTo(fmt.Sprintf(`[name="%s"]`, field))
	p.do("type", chromedp.KeyEvent(text))
}

// chooseByKeys ticks a box with Space, or moves from radio button to radio button with the arrow.
func (p *page) chooseByKeys(field, value string) {
	p.t.Helper()
	option := fmt.Sprintf(`[name="%s"][value="%s"]`, field, value)
	radio := get(p, chromedp.Evaluate[bool](fmt.Sprintf(`document.querySelector('main %s').type === "radio"`, option)))
	if !radio {
		p.tabTo(option)
		p.do("tick", chromedp.KeyEvent(" "))
		return
	}
	p.tabTo(fmt.Sprintf(`[name="%s"]`, field))
	p.do("choose", chromedp.KeyEvent(" "))
	for range 20 {
		if get(p, chromedp.Evaluate[bool](fmt.Sprintf(`document.querySelector('main %s').checked`, option))) {
			return
		}
		p.do("press the arrow", chromedp.KeyEvent(kb.ArrowDown))
	}
	p.t.Fatalf("at %s: the arrows do not get to %s", path.Base(p.path()), option)
}

// TestJourneyForcedColours holds that with the colours of the system, and with less motion, what is chosen, what can be pressed and what
// has the focus is still seen, and nothing moves.
func TestJourneyForcedColours(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	p := newPage(t, browser, serveInProcess(t, newClock(), "--database", databases()["SQLite"](t)), true)
	p.do("force colours", func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		_, err = cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "forced-colors", Value: "active"}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return none, err
	})
	if !get(p, chromedp.Evaluate[bool](`matchMedia("(forced-colors: active)").matches`)) {
		t.Fatal("the colours are not forced")
	}
	p.begin()
	a := calm()
	options := 0
	for p.path() != planPath {
		if fault := get(p, chromedp.Evaluate[string](`(() => {
			const edge = (e) => { const s = getComputedStyle(e); return parseFloat(s.borderTopWidth) > 0 && s.borderTopStyle !== "none"; };
			for (const b of document.querySelectorAll(".button, .exit, .opt:not(.slim)")) if (!edge(b)) return "no edge around " + b.outerHTML.slice(0, 120);
			for (const i of document.querySelectorAll(".opt input"))
				if (getComputedStyle(i).appearance === "none" || getComputedStyle(i).opacity !== "1") return "the system does not draw " + i.outerHTML;
			return document.getAnimations().length ? "something moves" : "";
		})()`)); fault != "" {
			t.Errorf("%s: %s", p.path(), fault)
		}
		options += get(p, chromedp.Evaluate[int](`document.querySelectorAll(".opt input").length`))
		p.tab()
		if fault := p.unseen(); fault != "" {
			t.Errorf("%s: %s", p.path(), fault)
		}
		p.onward(a)
	}
	if options < 50 {
		t.Errorf("only %d options were looked at", options)
	}
}

// TestGridOnAPhone holds that a grid reads as one question below the other on a phone, each with its own answers, and as a table on a desktop.
func TestGridOnAPhone(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	p := newPage(t, browser, serveInProcess(t, newClock(),
		"--database", databases()["SQLite"](t), root+"/questions/testdata/all-kinds"), true)
	w := &teller{page: p}
	w.open("/quizzes/all-kinds")
	w.choose("age", "yes")
	w.choose("agree", "yes")
	w.press(formButton)
	w.open("/quizzes/all-kinds/plan")
	w.open("/quizzes/all-kinds/sets/nights")
	w.press(formButton)
	layout := func(width int64) (said struct{ Rows, Below, Labels, Answers int }) {
		w.do("become wide", chromedp.EmulateViewport(width, 800))
		return get(p, chromedp.Evaluate[struct{ Rows, Below, Labels, Answers int }](`(() => {
			const rows = [...document.querySelectorAll(".grid .row")], box = (e) => e.getBoundingClientRect();
			const seen = (l) => parseFloat(getComputedStyle(l).textIndent) >= 0 && box(l).height > 0;
			return {
				Rows: rows.length,
				Below: rows.filter((r) => box(r.querySelector(".cells .opt")).top >= box(r.querySelector("legend")).bottom - 1).length,
				Labels: rows.filter((r) => [...r.querySelectorAll(".cells label")].every(seen)).length,
				Answers: rows.filter((r) => { const o = [...r.querySelectorAll(".cells .opt")]; return box(o[1]).top > box(o[0]).top; }).length,
			};
		})()`))
	}
	if said := layout(360); said.Rows < 2 || said.Below != said.Rows || said.Labels != said.Rows || said.Answers != said.Rows {
		t.Errorf("on a phone the grid is %+v", said)
	}
	if said := layout(1200); said.Rows < 2 || said.Labels != 0 || said.Answers != 0 {
		t.Errorf("on a desktop the grid is %+v", said)
	}
}
