package web

import (
	"bytes"
	"html/template"
	"net/url"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"waymark/quiz"
)

// keptProses is how many versions keep their rendered texts in memory.
const keptProses = 64

// prose is the Markdown of one version as HTML, by its source.
type prose map[string]template.HTML

// proses renders the Markdown of each version once.
type proses struct {
	markdown goldmark.Markdown

	mu   sync.Mutex
	kept map[string]prose // by the version's hash and language
}

func newProses() *proses {
	markdown := goldmark.New(goldmark.WithParserOptions(
		parser.WithASTTransformers(util.Prioritized(plainer{}, 1000)),
	))
	return &proses{markdown: markdown, kept: map[string]prose{}}
}

// of returns the rendered texts of a version.
func (ps *proses) of(v *quiz.Version) prose {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	key := v.Hash + " " + v.Quiz.Language
	if p, ok := ps.kept[key]; ok {
		return p
	}
	if len(ps.kept) >= keptProses {
		clear(ps.kept)
	}
	p := prose{}
	for _, source := range markdownOf(v.Quiz) {
		p[source] = ps.render(source)
	}
	ps.kept[key] = p
	return p
}

// markdownOf lists the texts of a quiz that are Markdown.
func markdownOf(q *quiz.Quiz) []string {
	texts := []string{q.About, q.Privacy, q.TooYoung}
	for _, set := range q.Sets {
		texts = append(texts, set.Intro)
		for _, question := range set.Questions {
			if question.Kind == quiz.Info {
				texts = append(texts, question.Ask)
			}
		}
	}
	for _, step := range q.Steps {
		texts = append(texts, step.Body)
	}
	for _, card := range q.Cards {
		texts = append(texts, card.Body)
	}
	return texts
}

// render is the only place where text becomes HTML without html/template: the renderer drops raw HTML,
// and plainer takes out images and every link that is not https, mailto or tel, or to a page that every site has.
func (ps *proses) render(source string) template.HTML {
	var out bytes.Buffer
	if err := ps.markdown.Convert([]byte(source), &out); err != nil {
		return template.HTML(template.HTMLEscapeString(source))
	}
	return template.HTML(out.String())
}

// plainer keeps what a page may show of an author's Markdown.
type plainer struct{}

// Transform removes raw HTML, images and foreign links, and puts headings below the page's own.
func (plainer) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	var drop, unwrap []ast.Node
	// The walker itself never fails: it returns no error.
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML, *ast.HTMLBlock:
			drop = append(drop, n)
		case *ast.Image:
			unwrap = append(unwrap, n)
		case *ast.Link:
			switch address := string(n.Destination); {
			case ownPage(address):
			case linkable(address):
				n.SetAttributeString("rel", []byte("noreferrer"))
			default:
				unwrap = append(unwrap, n)
			}
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL && !linkable(string(n.URL(reader.Source()))) {
				drop = append(drop, n)
			}
		case *ast.Heading:
			n.Level = max(n.Level, 2)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range drop {
		n.Parent().RemoveChild(n.Parent(), n)
	}
	for _, n := range unwrap {
		lift(n)
	}
}

// lift puts the children of a node in its place.
func lift(n ast.Node) {
	parent := n.Parent()
	for child := n.FirstChild(); child != nil; {
		next := child.NextSibling()
		parent.InsertBefore(parent, n, child)
		child = next
	}
	parent.RemoveChild(parent, n)
}

// ownPage reports whether the address is that of a page that every site has: one's own data, or help.
func ownPage(address string) bool { return address == "/me" || address == "/help" }

// linkable reports whether a text of an author may link there.
func linkable(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "https", "mailto", "tel":
		return true
	default:
		return false
	}
}
