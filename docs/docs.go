// Package docs holds the pages that the program itself can print.
package docs

import (
	_ "embed" // the pages
	"strings"
)

//go:embed problems.md
var problems string

// Problem returns what problems.md says about a code, as Markdown without its heading; ok is false when it says nothing.
func Problem(code string) (page string, ok bool) {
	_, page, ok = strings.Cut(problems, "\n## "+code+"\n")
	for _, heading := range []string{"\n## ", "\n# "} {
		page, _, _ = strings.Cut(page, heading)
	}
	return strings.TrimSpace(page), ok
}

// Codes returns all codes that problems.md explains, in its order.
func Codes() []string {
	var codes []string
	for line := range strings.Lines(problems) {
		if code, is := strings.CutPrefix(line, "## "); is {
			codes = append(codes, strings.TrimSpace(code))
		}
	}
	return codes
}
