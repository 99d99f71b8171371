package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// group is a table of the page: the modules that the patterns reach on any of the targets, and no group before it.
type group struct {
	title, says string
	targets     []target
	patterns    []string
	shipped     bool // in the program: nothing but permissive licences
}

func groups() []group {
	linux, program := []target{builtOn("linux", "amd64")}, []string{"./cmd/waymark"}
	others := []target{builtOn("linux", "arm64"), builtOn("darwin", "arm64"), builtOn("windows", "amd64")}
	return []group{
		{"In the program", "What `waymark` is linked with. Their licences ask for no more than that text and authors are named.", linux, program, true},
		{"In the program on other systems", "Besides, on Linux on ARM, on macOS or on Windows.", others, program, true},
		{"In the tools", "What looks the code over and writes this page and the bill of materials. None of it is in the program.", linux, []string{"./cmd/sbom", "tool"}, false},
		{"In the tests", "None of it is in the program.", linux, []string{"-test", "./..."}, false},
	}
}

const pageBegin = `# Dependencies

<!-- Written by make dependencies; a test holds that it fits go.mod. -->

Every library comes as a Go module, checked against ` + "`go.sum`" + ` and Go's checksum database, in the one version that ` + "`go.mod`" + ` names; none is
copied into the tree. The licence is that of the module's own files; what it holds of others is named behind it.
` + "`make sbom`" + ` writes the same about one built program as CycloneDX 1.6, with the version of Go and of SQLite.
[SECURITY.md](../SECURITY.md) says how soon one is brought up to date.
`

// writeDependencies writes docs/dependencies.md for the module in root. The errors are those of the go command and of termsOf;
// a licence in the program that is not permissive is one, too.
func writeDependencies(ctx context.Context, w io.Writer, root string) error {
	var page strings.Builder
	page.WriteString(pageBegin)
	told := map[string]bool{}
	for _, g := range groups() {
		modules, err := g.modules(ctx, root)
		if err != nil {
			return err
		}
		fmt.Fprintf(&page, "\n## %s\n\n%s\n\n| module | version | licence | used by |\n|---|---|---|---|\n", g.title, g.says)
		for _, m := range sorted(modules) {
			if told[m.Path] {
				continue
			}
			told[m.Path] = true
			row, err := g.row(m, modules)
			if err != nil {
				return err
			}
			page.WriteString(row)
		}
	}
	if err := requirementsTold(ctx, root, told); err != nil {
		return err
	}
	if err := writePageTools(&page, root); err != nil {
		return err
	}
	_, err := io.WriteString(w, page.String())
	return err
}

// modules are those of all targets.
func (g group) modules(ctx context.Context, root string) (map[string]*module, error) {
	all := map[string]*module{}
	for _, built := range g.targets {
		modules, err := modulesOf(ctx, root, built, g.patterns...)
		if err != nil {
			return nil, err
		}
		for path, m := range modules {
			if all[path] != nil {
				maps.Copy(all[path].uses, m.uses)
			} else {
				all[path] = m
			}
		}
	}
	return all, nil
}

// row is the line of a module.
func (g group) row(m *module, modules map[string]*module) (string, error) {
	terms, err := termsOf(m)
	if err != nil {
		return "", err
	}
	if all := append(slices.Clone(terms.own), terms.bundle...); g.shipped && slices.ContainsFunc(all, func(id string) bool { return !permissive(id) }) {
		return "", fmt.Errorf("%s is under %s, which asks for more than naming its authors; the program must not hold it", m.Path, strings.Join(all, ", "))
	}
	text := terms.expression()
	if len(terms.bundle) > 0 {
		text += ", holds " + strings.Join(terms.bundle, ", ")
	}
	var users []string
	for _, user := range modules {
		if user.uses[m.Path] {
			users = append(users, user.Path)
		}
	}
	slices.SortFunc(users, func(a, b string) int {
		return cmp.Or(-compareBool(modules[a].Main, modules[b].Main), strings.Compare(a, b))
	})
	if len(users) == 0 {
		users = []string{"`go tool`"}
	}
	return fmt.Sprintf("| `%s` | %s | %s | %s |\n", m.Path, m.Version, text, strings.Join(users, ", ")), nil
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// requirementsTold is an error when go.mod names a module that no table has.
func requirementsTold(ctx context.Context, root string, told map[string]bool) error {
	out, err := goCommand(ctx, root, nil, "mod", "edit", "-json")
	if err != nil {
		return err
	}
	var mod struct{ Require []struct{ Path string } }
	if err := json.Unmarshal(out, &mod); err != nil {
		return fmt.Errorf("reading go.mod: %w", err)
	}
	for _, required := range mod.Require {
		if !told[required.Path] {
			return fmt.Errorf("go.mod names %s and nothing uses it; run go mod tidy", required.Path)
		}
	}
	return nil
}

// writePageTools writes the table of what npm installs for the tests of pages, from its lock file.
func writePageTools(page *strings.Builder, root string) error {
	text, err := os.ReadFile(filepath.Join(root, "scripts", "page-tools", "package-lock.json"))
	if err != nil {
		return err
	}
	var lock struct {
		Packages map[string]struct{ Version, License string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return fmt.Errorf("scripts/page-tools/package-lock.json: %w", err)
	}
	page.WriteString("\n## In the tests of pages\n\nInstalled by npm in the versions and with the checksums of `scripts/page-tools/package-lock.json`, without running their scripts.\nBesides, tests use PostgreSQL, Chromium and Node.js as the system has them.\n\n| package | version | licence |\n|---|---|---|\n")
	rows := map[string]bool{}
	for place, pkg := range lock.Packages {
		if place == "" {
			continue
		}
		if pkg.License == "" {
			return fmt.Errorf("the lock file does not tell the licence of %s", place)
		}
		name := place[strings.LastIndex(place, "node_modules/")+len("node_modules/"):]
		rows[fmt.Sprintf("| `%s` | %s | %s |\n", name, pkg.Version, pkg.License)] = true
	}
	for _, row := range slices.Sorted(maps.Keys(rows)) {
		page.WriteString(row)
	}
	return nil
}
