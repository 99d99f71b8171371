package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// storybookVariable names the folder into which the stories are drawn; without it they are only looked over.
const storybookVariable = "WAYMARK_STORYBOOK"

// pageTools is where the checkers of pages are.
const pageTools = root + "/scripts/page-tools/node_modules"

// gallery looks pages over as they are shown: with axe-core on the screen, and as HTML at the end.
type gallery struct {
	axe       string
	storybook string // "" draws nothing
	html      string // a folder of pages as they were sent

	mu    sync.Mutex
	shown []string
}

func newGallery(t *testing.T) *gallery {
	t.Helper()
	axe, err := os.ReadFile(pageTools + "/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("the checkers of pages are missing: run `make tools` (%v)", err)
	}
	g := &gallery{axe: string(axe), storybook: os.Getenv(storybookVariable), html: t.TempDir()}
	if g.storybook != "" {
		if err := os.MkdirAll(g.storybook, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// screen is how a page is looked at.
type screen struct {
	name   string
	width  int64
	height int64
	dark   bool
	opened bool // everything that is folded is opened
	text   int  // how large text is, in percent; 0 is as usual
}

// drawn are all ways in which a page is drawn.
func drawn() []screen {
	return []screen{
		{"phone", 360, 740, false, false, 0}, {"phone-dark", 360, 740, true, false, 0}, {"desktop", 1200, 800, false, false, 0},
		{"desktop-dark", 1200, 800, true, false, 0}, {"phone-open", 360, 740, false, true, 0},
	}
}

// checked are the ways in which axe-core looks at a page: in English both widths and both themes, folded and opened; what another language
// can change shows in one.
func checked(language string) []screen {
	if language == "en" {
		return []screen{{"phone", 360, 740, false, false, 0}, {"desktop-dark-open", 1200, 800, true, true, 0}}
	}
	return []screen{{"phone-open", 360, 740, false, true, 0}}
}

func textSize(percent int) string {
	if percent == 0 {
		return ""
	}
	return fmt.Sprintf("%d%%", percent)
}

func (p *page) become(s screen) {
	p.t.Helper()
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	p.do("become "+s.name, func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		_, size := cdp.Call(ctx, tab, emulation.SetDeviceMetricsOverride,
			emulation.SetDeviceMetricsOverrideParams{Width: s.width, Height: s.height, DeviceScaleFactor: 1})
		_, media := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return none, errors.Join(size, media)
	}, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(
		`document.querySelectorAll("main details").forEach((d) => { d.open = %t; }); document.documentElement.style.fontSize = "%s"; window.scrollTo(0, 0)`,
		s.opened, textSize(s.text))))
}

// show looks the page over that is open, under a name of its own. Afterwards the page is as wide as a phone.
func (g *gallery) show(p *page, name string) {
	p.t.Helper()
	name = p.language + "-" + name
	g.mu.Lock()
	if slices.Contains(g.shown, name) {
		p.t.Errorf("%s is shown twice", name)
	}
	g.shown = append(g.shown, name)
	g.mu.Unlock()
	if err := os.WriteFile(filepath.Join(g.html, name+".html"), []byte(p.source()), 0o644); err != nil {
		p.t.Fatal(err)
	}
	if g.storybook != "" {
		for _, s := range drawn() {
			p.become(s)
			picture := get(p, chromedp.FullScreenshot(100))
			if err := os.WriteFile(filepath.Join(g.storybook, name+"-"+s.name+".png"), picture, 0o644); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	for _, s := range checked(p.language) {
		p.become(s)
		for _, fault := range g.faults(p) {
			p.t.Errorf("%s, %s: %s", name, s.name, fault)
		}
	}
	for _, s := range tight() {
		p.become(s)
		for _, fault := range append(p.tooWide(), p.tooSmall()...) {
			p.t.Errorf("%s, %s: %s", name, s.name, fault)
		}
	}
	p.become(drawn()[0])
}

// source is the page's HTML as it was sent.
func (p *page) source() string {
	p.t.Helper()
	p.mu.Lock()
	document := p.document
	p.mu.Unlock()
	return get(p, func(ctx context.Context, tab *chromedp.Target) (string, error) {
		sent, err := cdp.Call(ctx, tab, network.GetResponseBody, network.GetResponseBodyParams{RequestID: document})
		return string(sent.Body), err
	})
}

// faults are what axe-core finds on the page, a line for each element.
func (g *gallery) faults(p *page) []string {
	p.t.Helper()
	p.do("bring axe-core", chromedp.Evaluate[chromedp.Void](`if (!window.axe) { `+g.axe+` }`))
	return get(p, chromedp.Evaluate[[]string](`axe.run(document, {
		resultTypes: ["violations"],
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
		rules: { "target-size": { enabled: true } },
	}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + v.help + ": " + n.target.join(" ") + ": " + n.html.slice(0, 200))))`,
		chromedp.EvalAwaitPromise))
}

// validate holds that every page that was shown is valid HTML.
func (g *gallery) validate(t *testing.T) {
	t.Helper()
	pages, err := filepath.Glob(g.html + "/*.html")
	if err != nil || len(pages) != len(g.shown) {
		t.Fatalf("%d of %d pages were kept: %v", len(pages), len(g.shown), err)
	}
	for _, fault := range g.invalid(t, pages) {
		t.Error(fault)
	}
}

// invalid are what html-validate finds in files of HTML. What is only a matter of taste is left out.
func (g *gallery) invalid(t *testing.T, pages []string) []string {
	t.Helper()
	const rules = `{"extends": ["html-validate:standard"], "root": true, "rules": {
		"long-title": "off", "no-trailing-whitespace": "off", "void-style": "off", "doctype-style": "off", "attr-quotes": "off",
		"tel-non-breaking": "off", "no-inline-style": "error", "require-sri": "off", "prefer-native-element": "off"}}`
	config := filepath.Join(g.html, "rules.json")
	if err := os.WriteFile(config, []byte(rules), 0o644); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), pageTools+"/.bin/html-validate", append([]string{"--config", config, "--formatter", "json"}, pages...)...)
	report, err := command.Output() // it also fails when it finds something
	var files []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line, Column    int
		}
	}
	if json.Unmarshal(report, &files) != nil {
		t.Fatalf("html-validate: %v: %s", err, report)
	}
	var faults []string
	for _, f := range files {
		for _, m := range f.Messages {
			faults = append(faults, fmt.Sprintf("%s:%d:%d: %s [%s]", filepath.Base(f.FilePath), m.Line, m.Column, m.Message, m.RuleID))
		}
	}
	return faults
}

// index writes the page that shows all drawn pages.
func (g *gallery) index(t *testing.T) {
	t.Helper()
	if g.storybook == "" {
		return
	}
	var text strings.Builder
	text.WriteString("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Storybook</title>\n" +
		"<style>body{font:16px system-ui;margin:1rem} div{display:flex;gap:1rem;align-items:start;overflow:auto} img{border:1px solid #999;max-height:60rem}</style>\n<h1>Storybook</h1>\n")
	slices.Sort(g.shown)
	for _, name := range g.shown {
		fmt.Fprintf(&text, "<h2>%s</h2>\n<div>", html.EscapeString(name))
		for _, s := range drawn() {
			fmt.Fprintf(&text, "<img loading=\"lazy\" src=\"%[1]s-%[2]s.png\" alt=\"%[1]s, %[2]s\">\n", html.EscapeString(name), s.name)
		}
		text.WriteString("</div>\n")
	}
	if err := os.WriteFile(filepath.Join(g.storybook, "index.html"), []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
