package docs_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"waymark/migrations"
)

// root is the folder of the module.
const root = ".."

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// row is a line of the table of requirements.
type row struct{ id, level, short, verdict, by string }

var (
	requirement = regexp.MustCompile(`(?m)^\| v5\.0\.0-(\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)
	code        = regexp.MustCompile("`([^`\\n]+)`")
	testFunc    = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Z]\w*)\(`)
	testName    = regexp.MustCompile(`^(?:Test|Fuzz|Benchmark)[A-Z]\w*$`)
	filePath    = regexp.MustCompile(`^[\w.-]+(?:/[\w.-]+)+$|^(?:SECURITY\.md|README\.md|Makefile)$`)
	onThisPage  = regexp.MustCompile(`“([^”]+)” on this page`)
)

func requirements(t *testing.T) []row {
	t.Helper()
	text := page(t, "docs/security.md")
	var rows []row
	for _, m := range requirement.FindAllStringSubmatch(text, -1) {
		rows = append(rows, row{m[1], m[2], m[3], m[4], m[5]})
	}
	if lines := strings.Count(text, "\n| v5.0.0-"); lines != len(rows) {
		t.Errorf("%d of %d lines are no whole rows", lines-len(rows), lines)
	}
	return rows
}

// testsOfTree are the names of all tests, fuzz targets and benchmarks.
func testsOfTree(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && name != root || entry.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestRequirementsAreWhole holds that the table has each requirement of ASVS 5.0.0 of levels 1 and 2 once, in order, with a verdict.
func TestRequirementsAreWhole(t *testing.T) {
	t.Parallel()
	rows := requirements(t)
	var want []string
	for lines := bufio.NewScanner(strings.NewReader(page(t, "docs/testdata/asvs.txt"))); lines.Scan(); {
		section, numbers, _ := strings.Cut(lines.Text(), ":")
		for _, n := range strings.Fields(numbers) {
			number, level, _ := strings.Cut(n, "/")
			want = append(want, section+"."+number+" "+level)
		}
	}
	if len(want) != 253 || len(rows) != len(want) {
		t.Fatalf("%d requirements are known and %d are judged", len(want), len(rows))
	}
	count := map[string]int{"met": 0, "by the operator": 0, "not applicable": 0, "not met": 0}
	for i, r := range rows {
		if r.id+" "+r.level != want[i] {
			t.Errorf("%s of level %s stands where %s belongs", r.id, r.level, want[i])
		}
		if _, known := count[r.verdict]; !known {
			t.Errorf("%s: %q is no verdict", r.id, r.verdict)
		}
		count[r.verdict]++
	}
	sums := fmt.Sprintf("Of %d requirements %d are met, %d are by the operator, %d are not applicable, and %d are not met.",
		len(rows), count["met"], count["by the operator"], count["not applicable"], count["not met"])
	if !strings.Contains(page(t, "docs/security.md"), sums) {
		t.Errorf("the page does not say: %s", sums)
	}
}

// TestRequirementsAreMetByWhatIsThere holds that what is met names a test, a file or a part of the page, and that everything that is
// named anywhere on the page is there.
func TestRequirementsAreMetByWhatIsThere(t *testing.T) {
	t.Parallel()
	text, tests := page(t, "docs/security.md"), testsOfTree(t)
	if len(tests) < 300 {
		t.Fatalf("only %d tests were found", len(tests))
	}
	named := func(where, by string) (n int) {
		for _, m := range code.FindAllStringSubmatch(by, -1) {
			switch name := m[1]; {
			case testName.MatchString(name):
				n++
				if !tests[name] {
					t.Errorf("%s: there is no %s", where, name)
				}
			case filePath.MatchString(name):
				n++
				if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(name))); err != nil {
					t.Errorf("%s: there is no %s", where, name)
				}
			}
		}
		for _, m := range onThisPage.FindAllStringSubmatch(by, -1) {
			n++
			if !regexp.MustCompile(`(?m)^##+ ` + regexp.QuoteMeta(m[1]) + `$`).MatchString(text) {
				t.Errorf("%s: no part of the page is called %q", where, m[1])
			}
		}
		return n
	}
	for _, r := range requirements(t) {
		if n := named(r.id, r.by); r.verdict == "met" && n == 0 {
			t.Errorf("%s is met by nothing that is named: %s", r.id, r.by)
		}
	}
	before, _, _ := strings.Cut(text, "\n## OWASP")
	named("above the table", before)
}

// TestBoundsAreThoseOfTheCode holds that each bound is named with the constant that it is.
func TestBoundsAreThoseOfTheCode(t *testing.T) {
	t.Parallel()
	_, part, _ := strings.Cut(page(t, "docs/security.md"), "\n## Bounds\n")
	part, _, _ = strings.Cut(part, "\n## ")
	spaces := regexp.MustCompile(`[ \t]+`)
	bounds := 0
	for line := range strings.Lines(part) {
		var file string
		for _, m := range code.FindAllStringSubmatch(line, -1) {
			if filePath.MatchString(m[1]) {
				file = spaces.ReplaceAllString(page(t, m[1]), " ")
				continue
			}
			if bounds++; !regexp.MustCompile(`(?m)^(?: |const )` + regexp.QuoteMeta(m[1]) + `(?: //|$)`).MatchString(file) {
				t.Errorf("the code does not say %s: %s", m[1], line)
			}
		}
	}
	if bounds < 12 {
		t.Errorf("only %d bounds were found", bounds)
	}
}

// TestOperatorsStatements holds that the statements for operators are taken by the tables as they are.
func TestOperatorsStatements(t *testing.T) {
	t.Parallel()
	_, statements, _ := strings.Cut(page(t, "docs/security.md"), "```sql\n")
	statements, _, _ = strings.Cut(statements, "```")
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "waymark.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.WithoutCancel(t.Context())
	if err := migrations.SQLite(ctx, db); err != nil {
		t.Fatal(err)
	}
	for i, kind := range []string{"session", "", "link", "words", "link"} {
		whose := "another"
		if i == 4 {
			whose = "0193f3a0-0000-7000-8000-000000000001"
		}
		if _, err := db.ExecContext(ctx, `insert into tokens (secret_hash, participant_id, kind) values (?, ?, ?)`, []byte{byte(i)}, whose, kind); err != nil {
			t.Fatal(err)
		}
	}
	left := []int{3, 2}
	for line := range strings.Lines(statements) {
		if _, err := db.ExecContext(ctx, line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		var n int
		if err := db.QueryRowContext(ctx, `select count(*) from tokens`).Scan(&n); err != nil || len(left) == 0 || n != left[0] {
			t.Fatalf("%s: %d ways in are left, %v", line, n, err)
		}
		left = left[1:]
	}
	if len(left) > 0 {
		t.Errorf("%d statements are missing", len(left))
	}
}
