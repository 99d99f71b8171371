package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"waymark/docs"
)

// TestEveryProblemIsExplained holds that docs/problems.md explains in words every code that the sources of quiz, questions and scoring hold,
// and no other.
func TestEveryProblemIsExplained(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z]+/[a-z]+(-[a-z]+)*$`)
	said := map[string]bool{"rule/no-such-guard": true, "rule/no-such-card": true} // put together from two parts
	for _, dir := range []string{"quiz", "questions", "scoring"} {
		err := filepath.WalkDir(root+"/"+dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if _, imports := n.(*ast.ImportSpec); imports {
					return false
				}
				if text, is := n.(*ast.BasicLit); is && text.Kind == token.STRING {
					if value, err := strconv.Unquote(text.Value); err == nil && form.MatchString(value) {
						said[value] = true
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	example := regexp.MustCompile("(?s)```.*?```")
	codes := docs.Codes()
	if len(said) < 150 {
		t.Errorf("only %d codes were found", len(said))
	}
	for code := range said {
		page, ok := docs.Problem(code)
		if why := strings.TrimSpace(example.ReplaceAllString(page, "")); !ok || len(why) < 40 {
			t.Errorf("docs/problems.md does not say in a sentence what %s is about: %q", code, page)
		}
	}
	for i, code := range codes {
		if !said[code] {
			t.Errorf("docs/problems.md explains %s, which nothing reports", code)
		}
		if slices.Contains(codes[:i], code) {
			t.Errorf("%s is explained twice", code)
		}
	}
}
