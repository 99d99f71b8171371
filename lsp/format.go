package lsp

import (
	"context"
	"strings"

	"waymark/questions"
)

// formatting takes away the spaces behind lines and empty lines at the end, where that changes nothing that the file says.
func (s *server) formatting(_ context.Context, p *documentParams) (edits []textEdit, _ error) {
	edits = []textEdit{}
	s.about(p.TextDocument.URI, func(f *folder, name string) {
		text := f.text(name)
		tidy := tidied(name, string(text))
		if tidy != string(text) && questions.SaysTheSame(name, text, []byte(tidy)) {
			edits = append(edits, textEdit{span{End: position{Line: strings.Count(string(text), "\n") + 1}}, tidy})
		}
	})
	return edits, nil
}

// tidied takes spaces away: in a Markdown text they mean a line end, so they stay there.
func tidied(name, text string) string {
	head, body, fences := text, "", 2
	if strings.HasSuffix(name, ".md") {
		lines := strings.SplitAfter(text, "\n")
		end := 0
		for ; end < len(lines) && fences > 0; end++ {
			if strings.TrimSpace(lines[end]) == "---" {
				fences--
			}
		}
		head, body = strings.Join(lines[:end], ""), strings.Join(lines[end:], "")
	}
	lines := strings.Split(head, "\n")
	for i, line := range lines {
		end := ""
		if strings.HasSuffix(line, "\r") {
			end = "\r"
		}
		lines[i] = strings.TrimRight(line, " \t\r") + end
	}
	tidy := strings.Join(lines, "\n") + body
	if trimmed := strings.TrimRight(tidy, " \t\r\n"); trimmed != "" {
		return trimmed + "\n"
	}
	return text
}
