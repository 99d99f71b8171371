package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"waymark/questions/library"
	"waymark/scoring"
	"waymark/vet"
)

// TestGraph holds that both forms of the graph hold every part and every line of a quiz, whatever its titles hold, and that the drawing is XML.
func TestGraph(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]folder{"shipped": {files: library.NineSteps()}, "all-kinds": {name: "all-kinds", files: os.DirFS(kinds)}} {
		c, _ := vet.Load(f.files)
		nodes, edges := c.Scorer.Graph()
		q := c.Version.Quiz
		if want := len(q.Sets) + len(q.Scales) + len(q.Values) + len(q.Guards) + len(q.Steps); len(nodes) != want || len(edges) < len(q.Scales)+len(q.Guards)+len(q.Steps) {
			t.Errorf("%s: %d parts of %d, %d lines", name, len(nodes), want, len(edges))
		}
		was := nodes[0]
		nodes[0].Title = `<"&]]> |end` + "\n"
		for k := range edges {
			for _, end := range []*scoring.GraphNode{&edges[k].From, &edges[k].To} {
				if *end == was {
					*end = nodes[0]
				}
			}
		}
		checkGraph(t, nodes, edges)
	}
}

func checkGraph(t *testing.T, nodes []scoring.GraphNode, edges []scoring.GraphEdge) {
	t.Helper()
	text := mermaid(nodes, edges)
	if got := strings.Count(text, "\n"); got != 1+len(nodes)+len(edges) || strings.Contains(text, "<") {
		t.Errorf("%d lines of Mermaid for %d parts and %d lines:\n%s", got, len(nodes), len(edges), text)
	}
	rects, paths := 0, 0
	for d := xml.NewDecoder(strings.NewReader(drawing(`<"&]]>`, nodes, edges))); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, is := token.(xml.StartElement); is && start.Name.Local == "rect" {
			rects++
		} else if is && start.Name.Local == "path" {
			paths++
		}
	}
	if rects != len(nodes) || paths != len(edges) {
		t.Errorf("%d boxes of %d, %d lines of %d", rects, len(nodes), paths, len(edges))
	}
}
