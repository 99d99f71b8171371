package main

import (
	"fmt"
	"io"
	"strings"

	"waymark/scoring"
)

// covered is how much of a quiz its tests have shown, as JSON has it.
type covered struct {
	Percent float64         `json:"percent"`
	Kinds   []coveredKind   `json:"kinds"`
	Missing []scoring.Point `json:"missing"`
}

type coveredKind struct {
	Kind scoring.PointKind `json:"kind"`
	Seen int               `json:"seen"`
	All  int               `json:"all"`
}

func coveredBy(c *scoring.Coverage, f folder) *covered {
	result := &covered{Percent: c.Percent(), Missing: []scoring.Point{}}
	for _, kind := range scoring.PointKinds() {
		seen, all := c.Total(kind)
		result.Kinds = append(result.Kinds, coveredKind{kind, seen, all})
	}
	for _, point := range c.Points() {
		if !point.Seen {
			point.Pos.File = f.path(point.Pos.File)
			result.Missing = append(result.Missing, point)
		}
	}
	return result
}

// String says how much was seen: "84.2 % (1104 of 1311): 419 of 429 rules, …".
func (c *covered) String() string {
	var kinds []string
	seen, all := 0, 0
	for _, k := range c.Kinds {
		seen, all = seen+k.Seen, all+k.All
		kinds = append(kinds, fmt.Sprintf("%d of %s", k.Seen, count(k.All, string(k.Kind))))
	}
	return fmt.Sprintf("%.1f %% (%d of %d): %s", c.Percent, seen, all, strings.Join(kinds, ", "))
}

// write prints what was not seen, a line for each rule, part, band and state, and one for all options of a question.
func (c *covered) write(w io.Writer) error {
	for i := 0; i < len(c.Missing); i++ {
		p := c.Missing[i]
		said := missing(p)
		for p.Kind == scoring.OptionPoint && i+1 < len(c.Missing) && c.Missing[i+1].Kind == p.Kind && c.Missing[i+1].Of == p.Of {
			i++
			said += ", " + c.Missing[i].Is
		}
		if _, err := fmt.Fprintf(w, "%s: %s\n", p.Pos, said); err != nil {
			return couldNotRun(fmt.Errorf("write what was not seen: %w", err), "see that the output can be written to")
		}
	}
	return nil
}

// missing says what was not seen.
func missing(p scoring.Point) string {
	switch p.Kind {
	case scoring.BandPoint:
		return fmt.Sprintf("%s was never in the band %s", p.Of, p.Is)
	case scoring.OptionPoint:
		return fmt.Sprintf("nobody answered %s with %s", p.Of, p.Is)
	case scoring.StatePoint:
		return fmt.Sprintf("the step %s was never %s", p.Of, p.Is)
	default:
		return fmt.Sprintf("this %s of %s was never %s: %s", p.Kind, p.Of, p.Is, strings.Join(strings.Fields(p.Text), " "))
	}
}
