package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"waymark/questions/starter"
)

// TestRulesOfTheGuide holds that every rule that docs/authoring.md shows is one, in the quiz that it begins with, and that it shows every
// function of docs/format.md.
func TestRulesOfTheGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(root + "/docs/authoring.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(string(guide), -1)
	if len(rules) < 20 {
		t.Fatalf("%d rules", len(rules))
	}
	all := ""
	for _, m := range rules {
		all += m[1] + "\n"
		dir := t.TempDir()
		for name, text := range starter.Files("my-quiz", "My quiz") {
			if name == "rules.yaml" {
				text = []byte(strings.Replace(string(text), "values:\n", "values:\n  shown: \""+m[1]+"\"\n", 1))
			}
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if c, problems := (folder{name: dir, files: os.DirFS(dir)}).load(); c.version == nil {
			t.Errorf("%s: %+v", m[1], problems)
		}
	}
	format, err := os.ReadFile(root + "/docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)\\(").FindAllStringSubmatch(string(format), -1) {
		if name := m[1]; name != "min" && !strings.Contains(all, name+"(") {
			t.Errorf("the guide does not show %s", name)
		}
	}
}
