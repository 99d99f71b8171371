package main

import (
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"
	sqlite3 "modernc.org/sqlite/lib"
)

// writeBill writes the bill of materials of a program that was built from the module in root. It is the same for the same
// program. It is an error when the program was built with other versions than go.mod names now, or a licence is not recognised.
func writeBill(ctx context.Context, w io.Writer, root, program string) error {
	bytes, err := os.ReadFile(program)
	if err != nil {
		return fmt.Errorf("%w; build it first: make build", err)
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return fmt.Errorf("%s is no program that Go built: %w", program, err)
	}
	modules, err := modulesOf(ctx, root, builtFor(info), "./"+strings.TrimPrefix(strings.TrimPrefix(info.Path, info.Main.Path), "/"))
	if err != nil {
		return err
	}
	if err := sameModules(info, modules); err != nil {
		return err
	}
	components, err := componentsOf(ctx, root, info, modules)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(bytes)
	bill := cyclonedx.NewBOM()
	bill.JSONSchema = "http://cyclonedx.org/schema/bom-1.6.schema.json"
	bill.SerialNumber = uuid.NewSHA1(uuid.NameSpaceURL, sum[:]).URN()
	bill.Metadata = metadataOf(info, filepath.Base(program), hex.EncodeToString(sum[:]))
	bill.Components = &components
	bill.Dependencies = dependenciesOf(info, modules)
	return cyclonedx.NewBOMEncoder(w, cyclonedx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(bill, cyclonedx.SpecVersion1_6)
}

// builtFor is the target that a program says it was built for.
func builtFor(info *debug.BuildInfo) target {
	var built target
	for _, s := range info.Settings {
		switch {
		case slices.Contains([]string{"GOOS", "GOARCH", "CGO_ENABLED"}, s.Key):
			built = append(built, s.Key+"="+s.Value)
		case s.Key == "-tags":
			built = append(built, "GOFLAGS=-tags="+s.Value)
		}
	}
	return built
}

// sameModules is an error unless the program holds just these modules, in these versions.
func sameModules(info *debug.BuildInfo, modules map[string]*module) error {
	held, named := map[string]string{}, map[string]string{}
	for _, dep := range info.Deps {
		held[dep.Path] = dep.Version + " " + dep.Sum
	}
	for _, m := range sorted(modules) {
		named[m.Path] = m.Version + " " + m.Sum
	}
	if !maps.Equal(held, named) {
		return fmt.Errorf("the program was not built from what go.mod and go.sum name now; build it again: make build")
	}
	return nil
}

// metadataOf tells of the program itself. The time is that of the commit, when the program knows it.
func metadataOf(info *debug.BuildInfo, name, sum string) *cyclonedx.Metadata {
	var properties []cyclonedx.Property
	metadata := &cyclonedx.Metadata{
		Lifecycles: &[]cyclonedx.Lifecycle{{Phase: cyclonedx.LifecyclePhasePostBuild}},
		Tools: &cyclonedx.ToolsChoice{Components: &[]cyclonedx.Component{
			{Type: cyclonedx.ComponentTypeApplication, Name: info.Main.Path + "/cmd/sbom"},
		}},
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			metadata.Timestamp = s.Value
		}
		properties = append(properties, cyclonedx.Property{Name: "go:build:" + s.Key, Value: s.Value})
	}
	metadata.Component = &cyclonedx.Component{
		BOMRef: info.Main.Path, Type: cyclonedx.ComponentTypeApplication, Name: name, Version: info.Main.Version,
		PackageURL: packageURL(info.Main.Path, strings.Trim(info.Main.Version, "()")),
		Hashes:     &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: sum}},
		Properties: &properties,
	}
	return metadata
}

// componentsOf are the modules, the standard library, and the SQLite that one of the modules is a translation of.
func componentsOf(ctx context.Context, root string, info *debug.BuildInfo, modules map[string]*module) ([]cyclonedx.Component, error) {
	home, err := goCommand(ctx, root, nil, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	library := &module{Path: "std", Version: strings.TrimPrefix(info.GoVersion, "go"), Dir: strings.TrimSpace(string(home))}
	var components []cyclonedx.Component
	for _, m := range append(sorted(modules), library) {
		terms, err := termsOf(m)
		if err != nil {
			return nil, err
		}
		component := cyclonedx.Component{
			BOMRef: m.Path, Type: cyclonedx.ComponentTypeLibrary, Name: m.Path, Version: m.Version, Scope: cyclonedx.ScopeRequired,
			PackageURL: packageURL(m.Path, m.Version), Licenses: &cyclonedx.Licenses{licence(terms.own)},
		}
		if len(terms.bundle) > 0 {
			component.Evidence = &cyclonedx.Evidence{Licenses: &cyclonedx.Licenses{licence(append(slices.Clone(terms.own), terms.bundle...))}}
		}
		if m.Sum != "" {
			component.Properties = &[]cyclonedx.Property{{Name: "go:sum", Value: m.Sum}}
		}
		if m.Path == "modernc.org/sqlite" {
			component.Components = &[]cyclonedx.Component{translatedSQLite()}
		}
		components = append(components, component)
	}
	return components, nil
}

// translatedSQLite is the C program that modernc.org/sqlite is a translation of; what is found in SQLite is told under its name.
func translatedSQLite() cyclonedx.Component {
	return cyclonedx.Component{
		BOMRef: "sqlite", Type: cyclonedx.ComponentTypeLibrary, Name: "sqlite", Version: sqlite3.SQLITE_VERSION,
		PackageURL: "pkg:generic/sqlite@" + sqlite3.SQLITE_VERSION,
		CPE:        "cpe:2.3:a:sqlite:sqlite:" + sqlite3.SQLITE_VERSION + ":*:*:*:*:*:*:*",
		Licenses:   &cyclonedx.Licenses{licence([]string{"blessing"})},
	}
}

// licence is one licence by its id, several as an expression.
func licence(ids []string) cyclonedx.LicenseChoice {
	if len(ids) == 1 {
		return cyclonedx.LicenseChoice{License: &cyclonedx.License{ID: ids[0]}}
	}
	return cyclonedx.LicenseChoice{Expression: strings.Join(ids, " AND ")}
}

// packageURL is the address of a module in the language of package URLs.
func packageURL(path, version string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return "pkg:golang/" + strings.Join(parts, "/") + "@" + strings.ReplaceAll(url.PathEscape(version), "+", "%2B")
}

// dependenciesOf tells which module uses which; every one uses the standard library.
func dependenciesOf(info *debug.BuildInfo, modules map[string]*module) *[]cyclonedx.Dependency {
	var all []cyclonedx.Dependency
	for _, m := range append(sorted(modules), modules[info.Main.Path]) {
		uses := append(slices.Sorted(maps.Keys(m.uses)), "std")
		all = append(all, cyclonedx.Dependency{Ref: m.Path, Dependencies: &uses})
	}
	all = append(all, cyclonedx.Dependency{Ref: "std"})
	return &all
}
