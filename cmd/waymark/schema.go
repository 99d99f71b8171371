package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"waymark/questions"
)

type schemaCommand struct {
	Out  string `type:"path" placeholder:"FOLDER" help:"Write the schemas of all kinds into a folder, a file each."`
	Kind string `arg:"" optional:"" help:"The kind of file: quiz, set, rules, step, card or tests."`
}

// Help teaches the command.
func (schemaCommand) Help() string {
	return `Prints the JSON Schema of a kind of file. An editor with YAML support completes the keys by it, explains them, and marks what does not belong there. It takes the schema from a remark in the first line of a file:

    # yaml-language-server: $schema=../.waymark/set.json

A quiz made by waymark new has these lines and the schemas.

Examples:

    waymark schema rules
    waymark schema --out my-quiz/.waymark
` + exitCodes
}

// Run prints or writes schemas.
func (c schemaCommand) Run(p program) error {
	switch {
	case c.Out != "" && c.Kind != "":
		return wrongUsage(fmt.Errorf("--out writes the schemas of all kinds"), "leave the kind out")
	case c.Out != "":
		return writeSchemas(c.Out)
	case c.Kind == "":
		return wrongUsage(fmt.Errorf("which kind of file?"), "write one of "+strings.Join(questions.Kinds(), ", ")+", or --out FOLDER")
	}
	text, err := schemaOf(c.Kind)
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(text)
	return err
}

// schemaOf returns the schema of a kind as text.
func schemaOf(kind string) ([]byte, error) {
	document, ok := questions.Schema(kind)
	if !ok {
		return nil, wrongUsage(fmt.Errorf("there is no kind of file %q", kind), "write one of "+strings.Join(questions.Kinds(), ", "))
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(document)
	return text.Bytes(), err
}

// writeSchemas writes the schemas of all kinds into a folder.
func writeSchemas(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return couldNotRun(fmt.Errorf("make the folder: %w", err), "see that you may write there")
	}
	for _, kind := range questions.Kinds() {
		text, err := schemaOf(kind)
		if err == nil {
			err = questions.Folder(folder).WriteFile(kind+".json", text)
		}
		if err != nil {
			return couldNotRun(fmt.Errorf("write the schema of %s: %w", kind, err), "see that you may write there")
		}
	}
	return nil
}
