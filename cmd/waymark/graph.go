package main

import (
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
	return `Shows what rests on what: sets, scales, values, guards and steps, from what is asked on the left to what comes out on the right. Mermaid text is drawn by GitHub, GitLab and many editors where it stands in a block of the kind mermaid; the SVG opens in every browser: point at a part, or go to it with the tab key, and only its lines stand out.

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
