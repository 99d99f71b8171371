package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// module is a Go module that something of ours is built with.
type module struct {
	Path    string
	Version string
	Sum     string // as in go.sum
	Dir     string // where its files are
	Main    bool   // this module
	Replace *module

	uses map[string]bool // paths of the modules that its linked packages import
}

// target is what a program is built for, as variables of the go command.
type target []string

// builtOn is the target of a system and a processor, with pure Go.
func builtOn(system, processor string) target {
	return target{"GOOS=" + system, "GOARCH=" + processor, "CGO_ENABLED=0"}
}

// modulesOf returns the modules whose packages the go command links for the patterns, by path, without the standard library.
// The errors are those of `go list`, or say that a module is replaced.
func modulesOf(ctx context.Context, root string, built target, patterns ...string) (map[string]*module, error) {
	type listed struct {
		ImportPath string
		Imports    []string
		Module     *module
	}
	out, err := goCommand(ctx, root, built, append([]string{"list", "-deps", "-json=ImportPath,Imports,Module"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	modules, byPackage := map[string]*module{}, map[string]*module{}
	var packages []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg listed
		if err := d.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading what go list says: %w", err)
		}
		if pkg.Module == nil {
			continue
		}
		if pkg.Module.Replace != nil {
			return nil, fmt.Errorf("%s is replaced in go.mod; a bill of materials needs the version that is published", pkg.Module.Path)
		}
		if modules[pkg.Module.Path] == nil {
			pkg.Module.uses = map[string]bool{}
			modules[pkg.Module.Path] = pkg.Module
		}
		byPackage[pkg.ImportPath] = modules[pkg.Module.Path]
		packages = append(packages, pkg)
	}
	for _, pkg := range packages {
		for _, imported := range pkg.Imports {
			if used, from := byPackage[imported], byPackage[pkg.ImportPath]; used != nil && used != from {
				from.uses[used.Path] = true
			}
		}
	}
	return modules, nil
}

// goCommand runs the go command in a folder and returns what it prints.
func goCommand(ctx context.Context, dir string, built target, args ...string) ([]byte, error) {
	var said strings.Builder
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Stderr = dir, &said
	cmd.Env = append(os.Environ(), built...)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, strings.TrimSpace(said.String()))
	}
	return out, nil
}

// sorted returns the modules in the order of their paths, without this one.
func sorted(modules map[string]*module) []*module {
	var list []*module
	for _, m := range modules {
		if !m.Main {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b *module) int { return strings.Compare(a.Path, b.Path) })
	return list
}
