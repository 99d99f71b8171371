package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
)

// RenderGitHub writes problems as workflow commands, which GitHub shows beside the lines of a change.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func RenderGitHub(w io.Writer, problems []Problem) error {
	data := strings.NewReplacer("%", "%25", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\n", "%0A", ":", "%3A", ",", "%2C")
	commands := map[Severity]string{Error: "error", Warning: "warning", Note: "notice"}
	for _, p := range problems {
		where := ""
		if p.Pos.File != "" {
			where = "file=" + property.Replace(Quote(p.Pos.File)) + ","
		}
		if p.Pos.Line > 0 {
			where += fmt.Sprintf("line=%d,col=%d,endColumn=%d,", p.Pos.Line, p.Pos.Column, p.Pos.Column+max(1, p.Length))
		}
		message := p.Message
		if p.Hint != "" {
			message += "\n" + p.Hint
		}
		if _, err := fmt.Fprintf(w, "::%s %stitle=%s::%s\n", commands[p.Severity], where, property.Replace(p.Code), data.Replace(Clean(message))); err != nil {
			return err
		}
	}
	return nil
}

// The parts of a SARIF file that are written.
type (
	sarifText struct {
		Text string `json:"text"`
	}
	sarifRule struct {
		ID string `json:"id"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndColumn   int `json:"endColumn"`
	}
	sarifPlace struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           *sarifRegion  `json:"region,omitempty"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPlace `json:"physicalLocation"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		Level     Severity        `json:"level"` // error, warning and note are SARIF's own words
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
)

// RenderSARIF writes problems in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020), which code
// hosts and editors read. program is the name of the tool.
func RenderSARIF(w io.Writer, program string, problems []Problem) error {
	r := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	r.Tool.Driver = sarifDriver{Name: program, Rules: []sarifRule{}}
	known := map[string]bool{}
	for _, p := range problems {
		if !known[p.Code] {
			known[p.Code] = true
			r.Tool.Driver.Rules = append(r.Tool.Driver.Rules, sarifRule{p.Code})
		}
		r.Results = append(r.Results, sarifOf(p))
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": []sarifRun{r},
	})
	if err != nil {
		return err
	}
	_, err = w.Write(EscapeJSON(text.Bytes()))
	return err
}

func sarifOf(p Problem) sarifResult {
	found := sarifResult{RuleID: p.Code, Level: p.Severity, Message: sarifText{p.Message}}
	if p.Hint != "" {
		found.Message.Text += "; " + p.Hint
	}
	if p.Pos.File == "" {
		return found
	}
	at := sarifPlace{ArtifactLocation: sarifArtifact{(&url.URL{Path: filepath.ToSlash(p.Pos.File)}).String()}}
	if p.Pos.Line > 0 {
		at.Region = &sarifRegion{p.Pos.Line, p.Pos.Column, p.Pos.Column + max(1, p.Length)}
	}
	found.Locations = []sarifLocation{{at}}
	return found
}
