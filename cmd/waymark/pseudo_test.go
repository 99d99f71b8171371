package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"waymark/questions/library"
	"waymark/quiz"
	"waymark/quiz/language"
)

// inPseudo writes the shipped quiz into a folder, with its texts in a language that nobody speaks.
func inPseudo(t *testing.T, q *quiz.Quiz, tag string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, library.NineSteps()); err != nil {
		t.Fatal(err)
	}
	texts := map[string]map[string]string{}
	for _, text := range q.Texts() {
		texts[text.Key] = map[string]string{q.Language: text.Value, tag: language.Pseudo(tag, text.Value)}
	}
	file, err := json.Marshal(map[string]any{"language": tag, "texts": texts}) // JSON is YAML, too
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lang", tag+".yaml"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// speak chooses the language.
func (p *page) speak(tag string) {
	p.t.Helper()
	p.do("choose the language", func(ctx context.Context, tab *chromedp.Target) (none chromedp.Void, err error) {
		_, err = cdp.Call(ctx, tab, network.SetCookie, network.SetCookieParams{Name: "language", Value: tag, URL: p.base})
		return none, err
	})
}

// plainWords are the words on the page that are as their makers wrote them, but for names.
func (p *page) plainWords() []string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[[]string](`(() => {
		const found = [];
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (texts.nextNode()) {
			const node = texts.currentNode, parent = node.parentElement;
			if (parent.closest(".mark, .languages, .lines, .region option, script")) continue;
			const said = node.data.replace(/\u202e[^\u202c]*\u202c/g, "");
			if (/[A-Za-z]{2,}/.test(said)) found.push(said.trim());
		}
		for (const e of document.querySelectorAll("[aria-label], [data-now], [data-saved], [data-soon]"))
			for (const a of e.attributes)
				if (/^(aria-label|data-(?!after|warn|draft|alone|state|sent))/.test(a.name) && /[A-Za-z]{2,}/.test(a.value.replace(/\u202e[^\u202c]*\u202c/g, "")))
					found.push(a.name + "=" + a.value);
		return found;
	})()`))
}

// TestJourneyPseudo walks from the front page to the plan and the pages around it in languages that nobody speaks: nothing is said that
// can't be translated, and no page of a phone scrolls sideways, with long words or from right to left.
func TestJourneyPseudo(t *testing.T) {
	t.Parallel()
	browser := startChromium(t)
	shipped := loaded(t, folder{files: library.NineSteps()}).Quiz
	for _, tag := range []string{language.Accented, language.RightToLeft} {
		base := serveInProcess(t, newClock(), "--database", databases()["SQLite"](t), inPseudo(t, shipped, tag))
		p := newPage(t, browser, base, true)
		p.do("become a phone", chromedp.EmulateViewport(360, 800))
		p.speak(tag)
		look := func() {
			for _, words := range p.plainWords() {
				t.Errorf("%s in %s says %q", p.path(), tag, words)
			}
			if beyond := get(p, chromedp.Evaluate[int](`document.documentElement.scrollWidth - innerWidth`)); beyond > 0 {
				t.Errorf("%s in %s is %d pixels too wide", p.path(), tag, beyond)
			}
		}
		p.open("/")
		look()
		p.begin()
		for look(); p.path() != planPath; look() {
			p.onward(calm())
		}
		for _, step := range shipped.Steps[:3] {
			p.open(site + "/steps/" + step.ID)
			look()
		}
		for _, path := range []string{site + "/history", "/help", "/me", "/me/results", "/me/delete", "/return"} {
			p.open(path)
			look()
		}
	}
}
