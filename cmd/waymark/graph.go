package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"waymark/scoring"
)

type graphCommand struct {
	Format string `enum:"mermaid,svg" default:"mermaid" help:"Mermaid text, or a drawing as SVG."`
	Folder string `arg:"" help:"The folder of the quiz."`
}

// Help teaches the command.
func (graphCommand) Help() string {
	return `Shows what rests on what: sets, scales, values, guards and steps, from what is asked on the left to what comes out on the right. Mermaid text is drawn by GitHub, GitLab and many editors where it stands in a block of the kind mermaid; the SVG opens in every browser.

Examples:

    waymark graph my-quiz
    waymark graph --format svg my-quiz > my-quiz.svg
` + exitCodes
}

// Run prints the graph.
func (c graphCommand) Run(p program) error {
	_, loaded, err := p.open(c.Folder)
	if err != nil {
		return err
	}
	nodes, edges := loaded.Scorer.Graph()
	text := mermaid(nodes, edges)
	if c.Format == "svg" {
		text = drawing(loaded.Version.Quiz.Title, nodes, edges)
	}
	if _, err := io.WriteString(p.stdout, text); err != nil {
		return couldNotRun(fmt.Errorf("write the graph: %w", err), "see that the output can be written to")
	}
	return nil
}

// mermaid writes a flowchart, https://mermaid.js.org/syntax/flowchart.html. Ids are made of numbers, since a word like end has a meaning there.
func mermaid(nodes []scoring.GraphNode, edges []scoring.GraphEdge) string {
	var out strings.Builder
	out.WriteString("flowchart LR\n")
	ids := map[scoring.GraphNode]string{}
	shapes := map[string][2]string{"set": {"[/", "/]"}, "scale": {"([", "])"}, "value": {"(", ")"}, "guard": {"{{", "}}"}, "step": {"[", "]"}}
	label := strings.NewReplacer(`"`, "#quot;", "#", "#35;", "<", "#lt;", ">", "#gt;", "\n", " ")
	for i, n := range nodes {
		ids[n] = fmt.Sprintf("n%d", i+1)
		fmt.Fprintf(&out, "  %s%s\"%s\"%s:::%s\n", ids[n], shapes[n.Kind][0], label.Replace(n.Title), shapes[n.Kind][1], n.Kind)
	}
	for _, e := range edges {
		arrow := "-->"
		if e.Why == "closes" || e.Why == "pauses" {
			arrow = "-.->"
		}
		fmt.Fprintf(&out, "  %s %s|%s| %s\n", ids[e.From], arrow, e.Why, ids[e.To])
	}
	return out.String()
}

// The measures of a drawing, in pixels.
const (
	drawnWidth  = 200 // of a node
	drawnHeight = 34
	drawnGap    = 14
	drawnApart  = 130 // between columns
	drawnEdge   = 30
	drawnRunes  = 26 // of a title
)

// drawing draws the graph: a column for each kind, and a curve for each edge.
func drawing(title string, nodes []scoring.GraphNode, edges []scoring.GraphEdge) string {
	type at struct{ x, y int }
	places, rows, columns := map[scoring.GraphNode]at{}, map[int]int{}, 0
	for _, n := range nodes {
		column := n.Column()
		places[n] = at{drawnEdge + column*(drawnWidth+drawnApart), 60 + rows[column]*(drawnHeight+drawnGap)}
		rows[column]++
		columns = max(columns, column+1)
	}
	height := 0
	for _, n := range rows {
		height = max(height, 60+n*(drawnHeight+drawnGap))
	}
	width := 2*drawnEdge + columns*(drawnWidth+drawnApart) // the last column has curves of its own behind it
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">`+"\n", width, height+drawnEdge, width, height+drawnEdge)
	fmt.Fprintf(&out, "<title id=\"t\">%s</title>\n<desc id=\"d\">What rests on what, from what is asked on the left to what comes out on the right: %d parts, %d lines.</desc>\n", escaped(title), len(nodes), len(edges))
	out.WriteString("<style>rect{fill:#fff;stroke:#445;rx:8}path{fill:none;stroke:#789;stroke-opacity:.55}.closes,.pauses{stroke:#b33;stroke-dasharray:4 3}text{fill:#223}.head{font-weight:600}@media(prefers-color-scheme:dark){rect{fill:#223;stroke:#aab}text{fill:#eef}}</style>\n")
	for i, head := range []string{"Question sets", "Scales", "Values", "Guards", "Steps"} {
		if rows[i] > 0 {
			fmt.Fprintf(&out, "<text class=\"head\" x=\"%d\" y=\"40\">%s</text>\n", drawnEdge+i*(drawnWidth+drawnApart), head)
		}
	}
	for _, e := range edges {
		from, to := places[e.From], places[e.To]
		x1, y1, x2, y2 := from.x+drawnWidth, from.y+drawnHeight/2, to.x, to.y+drawnHeight/2
		bend := drawnApart / 2
		if e.From.Column() >= e.To.Column() {
			x2 = to.x + drawnWidth // back to a column before, or within one: around the right side
			bend = drawnApart - 20
			fmt.Fprintf(&out, "<path class=\"%s\" d=\"M%d %dC%d %d %d %d %d %d\"><title>%s %s %s</title></path>\n", e.Why, x1, y1, x1+bend, y1, x2+bend, y2, x2, y2,
				escaped(e.To.ID), e.Why, escaped(e.From.ID))
			continue
		}
		fmt.Fprintf(&out, "<path class=\"%s\" d=\"M%d %dC%d %d %d %d %d %d\"><title>%s %s %s</title></path>\n", e.Why, x1, y1, x1+bend, y1, x2-bend, y2, x2, y2,
			escaped(e.To.ID), e.Why, escaped(e.From.ID))
	}
	for _, n := range nodes {
		p := places[n]
		fmt.Fprintf(&out, "<g><title>%s %s: %s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/><text x=\"%d\" y=\"%d\">%s</text></g>\n",
			n.Kind, escaped(n.ID), escaped(n.Title), p.x, p.y, drawnWidth, drawnHeight, p.x+10, p.y+22, escaped(shortened(n.Title)))
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// shortened is a title as far as it fits into a node.
func shortened(title string) string {
	runes := []rune(title)
	if len(runes) <= drawnRunes {
		return title
	}
	return string(runes[:drawnRunes-1]) + "…"
}

func escaped(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // a strings.Builder never fails
	return out.String()
}
