package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
)

// root is the folder of the module.
const root = "../.."

// borders are the packages of this module that each may import, and the libraries that it alone may know.
var borders = map[string]struct{ ours, libraries []string }{
	"waymark/quiz/source":                 {},
	"waymark/quiz/language":               {},
	"waymark/quiz":                        {ours: []string{"waymark/quiz/source"}},
	"waymark/quiz/storetest":              {ours: []string{"waymark/quiz", "waymark/quiz/source"}, libraries: []string{"github.com/google/go-cmp"}},
	"waymark/quiz/storetest/postgrestest": {libraries: []string{"github.com/lib/pq"}},
	"waymark/quiz/sqlstore": {
		ours:      []string{"waymark/quiz", "waymark/quiz/source", "waymark/migrations"},
		libraries: []string{"github.com/jmoiron/sqlx", "github.com/lib/pq", "modernc.org/sqlite", "github.com/pressly/goose/v3"},
	},
	"waymark/migrations": {libraries: []string{"github.com/pressly/goose/v3", "github.com/lib/pq", "modernc.org/sqlite"}},
	"waymark/scoring": {
		ours:      []string{"waymark/quiz", "waymark/quiz/language", "waymark/quiz/source", "waymark/scoring/expression"},
		libraries: []string{"github.com/expr-lang/expr"},
	},
	"waymark/scoring/expression":      {},
	"waymark/batch":                   {ours: []string{"waymark/quiz", "waymark/quiz/source"}, libraries: []string{"github.com/go-json-experiment/json/jsontext"}},
	"waymark/scoring/findings":        {ours: []string{"waymark/quiz", "waymark/quiz/source", "waymark/scoring"}},
	"waymark/questions":               {ours: []string{"waymark/quiz", "waymark/quiz/source"}, libraries: []string{"go.yaml.in/yaml/v3"}},
	"waymark/questions/library":       {},
	"waymark/questions/starter":       {},
	"waymark/questions/questionstest": {},
	"waymark/web": {
		ours:      []string{"waymark/quiz", "waymark/quiz/language", "waymark/quiz/source"},
		libraries: []string{"github.com/labstack/echo/v4", "github.com/yuin/goldmark", "github.com/google/uuid", "golang.org/x/text", "golang.org/x/time", "github.com/arran4/golang-ical"},
	},
	"waymark/vet":     {ours: []string{"waymark/quiz", "waymark/quiz/source", "waymark/questions", "waymark/scoring", "waymark/scoring/findings"}},
	"waymark/docs":    {},
	"waymark/faults":  {},
	"waymark/preview": {ours: []string{"waymark/quiz", "waymark/quiz/source"}},
	"waymark/lsp": {
		ours:      []string{"waymark/quiz", "waymark/quiz/source", "waymark/questions", "waymark/scoring"},
		libraries: []string{"github.com/creachadair/jrpc2"},
	},
	"waymark/cmd/sbom": {libraries: []string{"github.com/CycloneDX/cyclonedx-go", "github.com/google/uuid", "modernc.org/sqlite"}},
	"waymark/cmd/waymark": {
		ours: []string{
			"waymark/batch", "waymark/quiz", "waymark/quiz/source", "waymark/quiz/sqlstore", "waymark/scoring", "waymark/scoring/findings", "waymark/questions", "waymark/docs", "waymark/questions/library", "waymark/questions/starter", "waymark/lsp", "waymark/preview", "waymark/vet", "waymark/web",
		},
		libraries: []string{"github.com/alecthomas/kong", "github.com/fsnotify/fsnotify", "github.com/google/uuid", "github.com/mattn/go-isatty", "github.com/prometheus/client_golang"},
	},
}

func TestBordersOfPackages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, pkg := range listPackages(t) {
		seen[pkg.ImportPath] = true
		allowed, known := borders[pkg.ImportPath]
		if !known {
			t.Errorf("%s is a package that no border is drawn for; add it to borders", pkg.ImportPath)
			continue
		}
		for _, imported := range pkg.Imports {
			ours := strings.HasPrefix(imported, "waymark")
			library := !ours && strings.Contains(strings.Split(imported, "/")[0], ".")
			within := func(path string) bool { return imported == path || strings.HasPrefix(imported, path+"/") }
			switch {
			case ours && !slices.Contains(allowed.ours, imported):
				t.Errorf("%s imports %s; imports point inward only", pkg.ImportPath, imported)
			case library && !slices.ContainsFunc(allowed.libraries, within):
				t.Errorf("%s imports %s, which is none of its libraries", pkg.ImportPath, imported)
			}
		}
	}
	for path := range borders {
		if !seen[path] {
			t.Errorf("%s has a border and is no package", path)
		}
	}
}

// goPackage is what `go list -json` says of a package.
type goPackage struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg goPackage
		err := d.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, pkg)
	}
}

func TestBordersOfCode(t *testing.T) {
	t.Parallel()
	for path, file := range goFiles(t) {
		if lines := file.set.Position(file.syntax.End()).Line; lines > 400 {
			t.Errorf("%s has %d lines; 400 are the most", path, lines)
		}
		for _, decl := range file.syntax.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if lines := file.line(f.End()) - file.line(f.Pos()) + 1; lines > 60 {
				t.Errorf("%s:%d: %s has %d lines; 60 are the most", path, file.line(f.Pos()), f.Name.Name, lines)
			}
			if f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s:%d: init works behind everybody's back; call a function", path, file.line(f.Pos()))
			}
		}
		if strings.HasPrefix(path, "cmd/") {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && asksTheClock(s) {
				t.Errorf("%s:%d: time.%s; the clock is injected", path, file.line(s.Pos()), s.Sel.Name)
			}
			return !setsDeadline(n)
		})
	}
}

// setsDeadline reports whether the node sets the deadline of a connection, which is by the system's clock.
func setsDeadline(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	return ok && slices.Contains([]string{"SetDeadline", "SetReadDeadline", "SetWriteDeadline"}, f.Sel.Name)
}

func asksTheClock(s *ast.SelectorExpr) bool {
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name)
}

// goFile is the syntax of a file of the program.
type goFile struct {
	set    *token.FileSet
	syntax *ast.File
}

func (f goFile) line(pos token.Pos) int { return f.set.Position(pos).Line }

// goFiles returns every Go file that is no test, by its path in the module.
func goFiles(t *testing.T) map[string]goFile {
	t.Helper()
	files := map[string]goFile{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && name != root {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		path, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		files[filepath.ToSlash(path)] = goFile{set, syntax}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d files were found", len(files))
	}
	return files
}

// TestBordersOfContent holds that what the shipped quiz says stands in its files alone.
func TestBordersOfContent(t *testing.T) {
	t.Parallel()
	q, _, problems := questions.Load(library.NineSteps())
	if q == nil {
		t.Fatalf("the shipped quiz does not load: %+v", problems)
	}
	names := contentNames(q)
	if len(names) < 60 {
		t.Fatalf("only %d names were found in the shipped quiz", len(names))
	}
	for path, file := range goFiles(t) {
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Errorf("%s:%d: %v", path, file.line(literal.Pos()), err)
			}
			if name := contentIn(text, names); name != "" {
				t.Errorf("%s:%d: %q is a name of the shipped quiz; it belongs in the quiz's files", path, file.line(literal.Pos()), name)
			}
			return true
		})
	}
}

// contentNames are the ids of the quiz's questions, sets, steps and scales, and the names of its settings.
func contentNames(q *quiz.Quiz) map[string]bool {
	names := map[string]bool{}
	for _, set := range q.Sets {
		names[set.ID] = true
		for _, page := range set.Questions {
			names[page.ID] = true
			for _, part := range page.Answerable() {
				names[part.ID] = true
			}
		}
	}
	for _, step := range q.Steps {
		names[step.ID] = true
	}
	for _, scale := range q.Scales {
		names[scale.ID] = true
	}
	for _, setting := range q.Settings {
		names[setting.Name] = true
	}
	return names
}

// contentIn returns the name that the text is, or holds as a word when no English word looks like it.
func contentIn(text string, names map[string]bool) string {
	if names[text] {
		return text
	}
	for _, word := range regexp.MustCompile(`[a-z0-9_-]+`).FindAllString(text, -1) {
		if names[word] && strings.ContainsAny(word, "_-0123456789") {
			return word
		}
	}
	return ""
}

func TestBordersOfMigrations(t *testing.T) {
	t.Parallel()
	postgres, sqlite := migrationNumbers(t, "postgres"), migrationNumbers(t, "sqlite")
	if diff := cmp.Diff(postgres, sqlite); diff != "" {
		t.Errorf("PostgreSQL and SQLite have other migrations (-postgres +sqlite):\n%s", diff)
	}
}

// migrationNumbers are the numbers of the migrations of a database, each once.
func migrationNumbers(t *testing.T, database string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, "migrations", database))
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, entry := range entries {
		number, _, named := strings.Cut(entry.Name(), "_")
		if !named || filepath.Ext(entry.Name()) != ".sql" {
			t.Errorf("%s/%s is not named like 00001_what.sql", database, entry.Name())
		}
		if slices.Contains(numbers, number) {
			t.Errorf("%s has the number %s twice", database, number)
		}
		numbers = append(numbers, number)
	}
	if len(numbers) == 0 {
		t.Errorf("%s has no migrations", database)
	}
	return numbers
}
