package web

import (
	"html/template"
	"strings"

	"waymark/quiz"
)

// voice says an author's texts and the words of the pages to one person, with the words that follow their answer.
type voice struct {
	phrases
	prose prose
	plain *strings.Replacer // nil when no words follow an answer
	html  *strings.Replacer
}

// voice returns how the version speaks to a person with this history. Answers of an open attempt count before it.
func (s *Server) voice(v *quiz.Version, h quiz.History, now quiz.Answers) voice {
	vc := voice{phrases: s.phrases.in(v.Quiz.Language), prose: s.proses.of(v)}
	words := v.Quiz.Words
	if words == nil {
		return vc
	}
	var plain, html []string
	for token, word := range words.Chosen(h, now) {
		plain = append(plain, "{"+token+"}", word)
		html = append(html, "{"+token+"}", template.HTMLEscapeString(word))
	}
	vc.plain, vc.html = strings.NewReplacer(plain...), strings.NewReplacer(html...)
	return vc
}

// say returns a plain text.
func (vc voice) say(text string) string {
	if vc.plain == nil || !strings.Contains(text, "{") {
		return text
	}
	return vc.plain.Replace(text)
}

// sayAll returns plain texts.
func (vc voice) sayAll(texts []string) []string {
	said := make([]string, 0, len(texts))
	for _, text := range texts {
		said = append(said, vc.say(text))
	}
	return said
}

// read returns a Markdown text of the version as HTML.
func (vc voice) read(markdown string) template.HTML {
	html := string(vc.prose[markdown])
	if vc.html != nil && strings.Contains(html, "{") {
		html = vc.html.Replace(html)
	}
	return template.HTML(html)
}
