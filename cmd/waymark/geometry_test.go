package main

import (
	"fmt"

	"github.com/chromedp/chromedp"
)

// tight are the screens on which little fits: the narrowest phone, text of twice the size, and a desktop enlarged four times.
func tight() []screen {
	return []screen{
		{name: "narrow", width: 320, height: 640, opened: true}, {name: "large-text", width: 360, height: 740, opened: true, text: 200},
		{name: "enlarged", width: 320, height: 256, opened: true},
	}
}

// tooWide are the parts of the page for which one has to scroll sideways.
func (p *page) tooWide() []string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[[]string](`(() => {
		const width = document.documentElement.clientWidth;
		if (document.scrollingElement.scrollWidth <= width) return [];
		const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 0.5);
		return wide.slice(-3).map((e) => "sideways: " + e.outerHTML.slice(0, 120));
	})()`))
}

// leastTarget is how wide and high what a finger touches is at least, in pixels of the style sheet.
const leastTarget = 44

// tooSmall are the links, buttons and fields that a finger can hardly hit. A link in the middle of a sentence is as high as its line.
func (p *page) tooSmall() []string {
	p.t.Helper()
	return get(p, chromedp.Evaluate[[]string](fmt.Sprintf(`(() => {
		const inSentence = (e) => e.tagName === "A" && getComputedStyle(e).display === "inline" &&
			[...e.parentElement.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim().length > 3);
		const touched = (e) => e.labels && e.labels.length && ["radio", "checkbox"].includes(e.type) ? e.labels[0] : e;
		return [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
			.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".vh, .skip") && !e.matches(".skip") && !inSentence(e))
			.map((e) => [e, touched(e).getBoundingClientRect()])
			.filter(([, box]) => box.width > 0 && (box.height < %[1]d - 0.5 || box.width < %[1]d - 0.5))
			.map(([e, box]) => "small: " + Math.round(box.width) + "x" + Math.round(box.height) + " " + e.outerHTML.slice(0, 120));
	})()`, leastTarget)))
}
