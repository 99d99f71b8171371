package web

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	saidInTemplate = regexp.MustCompile(`\bt "([^"]*)"`)
	verb           = regexp.MustCompile(`%[a-z]`)
)

// said returns every text that the pages say themselves: in templates and in calls of t, of titles, and of refusals.
func said(t *testing.T) map[string]bool {
	t.Helper()
	texts := map[string]bool{}
	templates, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range templates {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range saidInTemplate.FindAllStringSubmatch(string(text), -1) {
			texts[m[1]] = true
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(sources, "../quiz/answer.go", "../quiz/sitting.go") {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			for _, text := range saidBy(n) {
				texts[text] = true
			}
			return true
		})
	}
	delete(texts, "")
	return texts
}

// saidBy returns the texts of a node of Go that is a call which says something, or holds texts to be said.
func saidBy(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			name = f.Sel.Name
		case *ast.Ident:
			name = f.Name
		}
		if at, ok := map[string]int{"t": 0, "refuse": 0, "refused": 1, "layout": 2}[name]; ok && at < len(n.Args) {
			return texts(n.Args[at])
		}
	case *ast.CompositeLit:
		if name, ok := n.Type.(*ast.Ident); ok && name.Name == "failure" {
			return texts(n.Elts...)
		}
	case *ast.ValueSpec:
		if n.Names[0].Name == "missingOfDate" {
			var all []string
			for _, pair := range n.Values[0].(*ast.CompositeLit).Elts {
				all = append(all, texts(pair.(*ast.KeyValueExpr).Value)...)
			}
			return all
		}
	}
	return nil
}

func texts(nodes ...ast.Expr) []string {
	var all []string
	for _, n := range nodes {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if text, err := strconv.Unquote(literal.Value); err == nil {
				all = append(all, text)
			}
		}
	}
	return all
}

// TestEveryPhraseIsTranslated holds that each language has every text that the pages say, with the same values in it, and no other.
func TestEveryPhraseIsTranslated(t *testing.T) {
	t.Parallel()
	want := said(t)
	if len(want) < 200 {
		t.Fatalf("only %d texts were found", len(want))
	}
	b, err := os.ReadFile("lang/es.json")
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, text := range slices.Sorted(maps.Keys(want)) {
		for _, form := range formsOf(got[text]) {
			if form == "" || len(verb.FindAllString(form, -1)) != len(verb.FindAllString(text, -1)) && !strings.HasPrefix(form, "1 ") && !strings.Contains(form, " 1 ") {
				t.Errorf("%q is %q in Spanish", text, form)
			}
		}
	}
	for text := range got {
		if !want[text] {
			t.Errorf("%q is said nowhere", text)
		}
	}
}

// formsOf are the forms of a text in a file of a language.
func formsOf(translated any) []string {
	switch translated := translated.(type) {
	case string:
		return []string{translated}
	case map[string]any:
		return []string{translated["one"].(string), translated["other"].(string)}
	default:
		return []string{""}
	}
}

// markup is an action of a template, a style sheet or a tag.
var markup = regexp.MustCompile(`(?s)\{\{.*?\}\}|<style>.*?</style>|<[^>{]*(?:\{\{.*?\}\}[^>{]*)*>`)

// TestTemplatesSayNothingElse holds that every word in a template goes through t.
func TestTemplatesSayNothingElse(t *testing.T) {
	t.Parallel()
	word := regexp.MustCompile(`[A-Za-z]{2,}`)
	names, err := filepath.Glob("templates/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, rest := range markup.Split(string(text), -1) {
			if said := strings.NewReplacer("Waymark", "", `aria-describedby="`, "").Replace(rest); word.MatchString(said) {
				t.Errorf("%s says %q without t", name, strings.TrimSpace(said))
			}
		}
	}
}
