package main

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"waymark/scoring"
)

// The measures of a drawing, in pixels.
const (
	drawnWidth  = 225 // of a node
	drawnHeight = 34
	drawnGap    = 14
	drawnApart  = 120 // between columns
	drawnEdge   = 30
	drawnTop    = 60 // of the first row
	drawnRunes  = 30 // of a title
)

// sweeps is how often the columns of a drawing are put in a better order; more hardly changes it.
const sweeps = 12

// drawing draws the graph: sets on the left, steps on the right, between them what leads from the ones to the others, and a curve for each edge.
func drawing(title string, nodes []scoring.GraphNode, edges []scoring.GraphEdge) string {
	columns := graphColumns(nodes, edges)
	untangle(columns, edges)
	d := newPicture(nodes, columns)
	d.head(title, len(edges))
	for _, e := range edges {
		d.curve(e)
	}
	for _, n := range nodes {
		d.box(n, edges)
	}
	d.out.WriteString("</svg>\n")
	return d.out.String()
}

// graphColumns puts nodes that rest on one another side by side: a column for each kind, and for values, which rest on values, as many as it takes.
func graphColumns(nodes []scoring.GraphNode, edges []scoring.GraphEdge) [][]scoring.GraphNode {
	depth := map[scoring.GraphNode]int{}
	for settled := false; !settled; { // it ends, since no value rests on itself
		settled = true
		for _, e := range edges {
			if e.From.Kind == "value" && e.To.Kind == "value" && depth[e.To] <= depth[e.From] {
				depth[e.To], settled = depth[e.From]+1, false
			}
		}
	}
	order := slices.Clone(nodes)
	rank := func(n scoring.GraphNode) int { return n.Column()*len(nodes) + depth[n] }
	slices.SortStableFunc(order, func(a, b scoring.GraphNode) int { return rank(a) - rank(b) })
	var columns [][]scoring.GraphNode
	for i, n := range order {
		if i == 0 || rank(n) != rank(order[i-1]) {
			columns = append(columns, nil)
		}
		columns[len(columns)-1] = append(columns[len(columns)-1], n)
	}
	return columns
}

// untangle orders each column between the sets and the steps, which keep the order of the author, so that fewer lines cross: every node goes
// to the mean height of what it is tied to (the barycentre method of K. Sugiyama et al., IEEE Transactions on Systems, Man, and Cybernetics
// 11, 1981, 109-125).
func untangle(columns [][]scoring.GraphNode, edges []scoring.GraphEdge) {
	height, tied := map[scoring.GraphNode]float64{}, map[scoring.GraphNode][]scoring.GraphNode{}
	place := func(column []scoring.GraphNode) {
		for i, n := range column {
			height[n] = float64(i) - float64(len(column)-1)/2
		}
	}
	for _, column := range columns {
		place(column)
	}
	for _, e := range edges {
		tied[e.From], tied[e.To] = append(tied[e.From], e.To), append(tied[e.To], e.From)
	}
	for range sweeps {
		for _, column := range columns {
			if kind := column[0].Kind; kind == "set" || kind == "step" {
				continue
			}
			want := map[scoring.GraphNode]float64{}
			for _, n := range column {
				want[n] = height[n]
				if len(tied[n]) > 0 {
					sum := 0.0
					for _, other := range tied[n] {
						sum += height[other]
					}
					want[n] = sum / float64(len(tied[n]))
				}
			}
			slices.SortStableFunc(column, func(a, b scoring.GraphNode) int {
				switch {
				case want[a] < want[b]:
					return -1
				case want[a] > want[b]:
					return 1
				}
				return 0
			})
			place(column)
		}
	}
}

// picture is a drawing in the making.
type picture struct {
	out           strings.Builder
	columns       [][]scoring.GraphNode
	at            map[scoring.GraphNode]corner
	class         map[scoring.GraphNode]string // of its lines, and the id of its box
	width, height int
}

// corner is the upper left one of a box, and its column.
type corner struct{ x, y, column int }

func newPicture(nodes []scoring.GraphNode, columns [][]scoring.GraphNode) *picture {
	d := &picture{columns: columns, at: map[scoring.GraphNode]corner{}, class: map[scoring.GraphNode]string{}}
	for i, n := range nodes {
		d.class[n] = fmt.Sprintf("n%d", i+1)
	}
	tallest := 0
	for _, column := range columns {
		tallest = max(tallest, len(column))
	}
	for i, column := range columns {
		top := drawnTop + (tallest-len(column))*(drawnHeight+drawnGap)/2
		for row, n := range column {
			d.at[n] = corner{drawnEdge + i*(drawnWidth+drawnApart), top + row*(drawnHeight+drawnGap), i}
		}
	}
	d.width = 2*drawnEdge + len(columns)*(drawnWidth+drawnApart) // the last column has curves of its own behind it
	d.height = drawnTop + tallest*(drawnHeight+drawnGap) + drawnEdge
	return d
}

// head writes the title, the style sheet, in which the lines of what is pointed at stand out, and the heads of the columns.
func (d *picture) head(title string, lines int) {
	fmt.Fprintf(&d.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[2]d" width="%[1]d" height="%[2]d" role="img"`+
		` aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">`+"\n", d.width, d.height)
	fmt.Fprintf(&d.out, "<title id=\"t\">%s</title>\n<desc id=\"d\">What rests on what, from what is asked on the left to what comes out on "+
		"the right: %d parts, %d lines.</desc>\n", escaped(title), len(d.at), lines)
	d.out.WriteString("<style>rect{fill:#fff;stroke:#445;rx:8}path{fill:none;stroke:#789;stroke-opacity:.55}" +
		".closes,.pauses{stroke:#b33;stroke-dasharray:4 3}text{fill:#223}.head{font-weight:600}g:is(:hover,:focus) rect{stroke-width:2.5}" +
		"svg:has(g:is(:hover,:focus)) path{stroke-opacity:.08}" +
		"@media(prefers-color-scheme:dark){rect{fill:#223;stroke:#aab}text{fill:#eef}}\n")
	for _, column := range d.columns {
		for _, n := range column {
			fmt.Fprintf(&d.out, "svg:has(#%[1]s:is(:hover,:focus)) .%[1]s{stroke-width:2;stroke-opacity:1}\n", d.class[n])
		}
	}
	d.out.WriteString("</style>\n")
	heads := map[string]string{"set": "Question sets", "scale": "Scales", "value": "Values", "guard": "Guards", "step": "Steps"}
	for i, column := range d.columns {
		head := heads[column[0].Kind]
		if i > 0 && d.columns[i-1][0].Kind == column[0].Kind {
			head += " that rest on values"
		}
		fmt.Fprintf(&d.out, "<text class=\"head\" x=\"%d\" y=\"40\">%s</text>\n", d.at[column[0]].x, head)
	}
}

// curve draws an edge; one back to a column before, or within a column, goes around the right side.
func (d *picture) curve(e scoring.GraphEdge) {
	from, to := d.at[e.From], d.at[e.To]
	x1, y1, x2, y2 := from.x+drawnWidth, from.y+drawnHeight/2, to.x, to.y+drawnHeight/2
	bend1, bend2 := x1+drawnApart/2, x2-drawnApart/2
	if from.column >= to.column {
		x2 = to.x + drawnWidth
		bend1, bend2 = x1+drawnApart-20, x2+drawnApart-20
	}
	fmt.Fprintf(&d.out, "<path class=\"%s %s %s\" d=\"M%d %dC%d %d %d %d %d %d\"><title>%s %s %s</title></path>\n",
		e.Why, d.class[e.From], d.class[e.To], x1, y1, bend1, y1, bend2, y2, x2, y2, escaped(e.To.ID), e.Why, escaped(e.From.ID))
}

// box draws a node, which says what it rests on and what rests on it when one points at it.
func (d *picture) box(n scoring.GraphNode, edges []scoring.GraphEdge) {
	var on, under []string
	for _, e := range edges {
		if e.To == n && !slices.Contains(on, e.From.ID) {
			on = append(on, e.From.ID)
		}
		if e.From == n && !slices.Contains(under, e.To.ID) {
			under = append(under, e.To.ID)
		}
	}
	about := fmt.Sprintf("%s %s: %s", n.Kind, n.ID, n.Title)
	if len(on) > 0 {
		about += "\nrests on " + strings.Join(on, ", ")
	}
	if len(under) > 0 {
		about += "\nbears on " + strings.Join(under, ", ")
	}
	p := d.at[n]
	fmt.Fprintf(&d.out, "<g id=\"%s\" tabindex=\"0\"><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
		d.class[n], escaped(about), p.x, p.y, drawnWidth, drawnHeight)
	fmt.Fprintf(&d.out, "<text x=\"%d\" y=\"%d\">%s</text></g>\n", p.x+10, p.y+22, escaped(shortened(n.Title)))
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
