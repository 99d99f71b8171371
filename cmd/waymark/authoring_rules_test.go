package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// tables holds what the tables of the page say of the person two-weeks: what rules and scores give, and how sentences read.
// It also holds that each function of docs/format.md has an example.
func (a *author) tables(page string) {
	var values, scales, says, wantValues, wantScores, wantSays strings.Builder
	all := ""
	for i, row := range rowsOf(page) {
		all += row.is + "\n"
		name := fmt.Sprintf("example_%d", i)
		switch row.kind {
		case "rule":
			fmt.Fprintf(&values, "  %s: %q\n", name, row.is)
			fmt.Fprintf(&wantValues, "        %s: %s\n", name, row.want())
		case "score":
			fmt.Fprintf(&scales, "  %s: {title: An example, items: [w_day, w_stairs, w_errand, w_sat], reverse: [w_sat], score: %q}\n", name, row.is)
			fmt.Fprintf(&wantScores, "        %s: %s\n", name, row.want())
		case "sentence":
			fmt.Fprintf(&says, "  - say: %q\n", row.is)
			fmt.Fprintf(&wantSays, "          - %q\n", row.gives)
		}
	}
	add := func(words, text, file string) {
		a.write(block{remark: fmt.Sprintf("below %q in %s", words, file), is: text})
	}
	add("values:", values.String(), "rules.yaml")
	add("scales:", scales.String(), "rules.yaml")
	add("because: You seldom", "says:\n"+says.String(), "steps/stairs.md")
	a.write(block{remark: "as tests/examples.yaml", is: "tests:\n  - name: examples\n    extends: two-weeks\n    expect:\n" +
		"      values:\n" + wantValues.String() + "      scores:\n" + wantScores.String() + "      says:\n        stairs:\n" + wantSays.String()})
	a.command(block{remark: "exits 0"}, strings.Fields("waymark test --run examples my-quiz"))
	format, err := os.ReadFile(filepath.Join(root, "docs", "format.md"))
	if err != nil {
		a.t.Fatal(err)
	}
	table := regexp.MustCompile("(?m)^\\| `.*$")
	for _, row := range table.FindAllString(string(format[strings.Index(string(format), "| function |"):]), -1) {
		for _, m := range regexp.MustCompile("`([a-z_]+)\\(").FindAllStringSubmatch(row, -1) {
			if !strings.Contains(all, m[1]+"(") {
				a.t.Errorf("docs/authoring.md shows no example of %s", m[1])
			}
		}
	}
}

// tableRow is an example of a table.
type tableRow struct{ kind, is, gives string }

// want is what the example gives as a test of the quiz says it.
func (r tableRow) want() string {
	if r.gives == "not known" {
		return "null"
	}
	if _, err := strconv.ParseFloat(r.gives, 64); err == nil {
		return r.gives
	}
	return strconv.Quote(r.gives)
}

// rowsOf returns the rows of the tables of rules, scores and sentences.
func rowsOf(page string) []tableRow {
	var rows []tableRow
	kind := ""
	for line := range strings.Lines(page) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		switch first := strings.TrimPrefix(cells[0], "| "); {
		case !strings.HasPrefix(line, "|"):
			kind = ""
		case kind == "":
			kind = first
		case strings.HasPrefix(first, "`") && (kind == "rule" || kind == "score" || kind == "sentence"):
			rows = append(rows, tableRow{kind, strings.Trim(first, "`"), strings.Trim(strings.TrimSuffix(cells[1], " |"), "`")})
		}
	}
	return rows
}
