package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDocumentedCommands holds that every command line in the documents and in the help is one that the program takes.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for _, name := range []string{"README.md", "docs/operating.md", "docs/format.md", "docs/authoring.md", "docs/editors.md"} {
		text, err := os.ReadFile(root + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	p, _, _ := testProgram(nil)
	parser, err := newParser(p, func() {})
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range parser.Model.Leaves(true) {
		texts[node.Name+" --help"] = node.Detail
	}
	line := regexp.MustCompile("(?m)(?:^|`)\\s*(?:WAYMARK_[A-Z]+='[^']*' )?(?:\\./)?waymark ([a-z][^`\n|>#<]*)")
	commands := 0
	for name, text := range texts {
		for _, m := range line.FindAllStringSubmatch(strings.ReplaceAll(text, "\\\n", " "), -1) {
			commands++
			command := strings.NewReplacer("'", "", "FOLDER", "folder").Replace(m[1])
			if _, err := parser.Parse(strings.Fields(command)); err != nil {
				t.Errorf("%s: waymark %s: %v", name, command, err)
			}
		}
	}
	if commands < 20 {
		t.Errorf("only %d command lines were found", commands)
	}
}

// TestDocumentedFlags holds that the operators' page lists every flag of serve with its variable and default.
func TestDocumentedFlags(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(root + "/docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	p, _, _ := testProgram(nil)
	parser, err := newParser(p, func() {})
	if err != nil {
		t.Fatal(err)
	}
	flags := 0
	for _, node := range parser.Model.Leaves(true) {
		if node.Name != "serve" {
			continue
		}
		for _, flag := range node.Flags {
			flags++
			row := fmt.Sprintf("| `--%s` | `%s` |", flag.Name, variable(flag.Name))
			if flag.HasDefault {
				row += " `" + flag.Default + "` |"
			}
			if !strings.Contains(string(text), row) {
				t.Errorf("docs/operating.md does not say %s", row)
			}
		}
	}
	if flags < 6 {
		t.Errorf("only %d flags were found", flags)
	}
}
