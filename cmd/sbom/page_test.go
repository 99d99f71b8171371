package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDependencies holds that docs/dependencies.md is what go.mod and the modules' own files say, and so also that the program
// holds nothing whose licence is not recognised or not permissive.
func TestDependencies(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := writeDependencies(t.Context(), &want, root); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(page), want.String()); diff != "" {
		t.Errorf("docs/dependencies.md does not fit go.mod; run make dependencies (-there +fits):\n%s", diff)
	}
}

// TestRequirements holds that a module that only go.mod names is not passed over.
func TestRequirements(t *testing.T) {
	t.Parallel()
	if err := requirementsTold(t.Context(), root, map[string]bool{}); err == nil || !strings.Contains(err.Error(), "go mod tidy") {
		t.Errorf("want that go mod tidy is to be run, got %v", err)
	}
}

const (
	mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
		documentation files (the "Software"), … The above copyright notice and this permission notice shall be included in
		all copies or substantial portions of the Software.`
	bsd2 = `Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
		following conditions are met: … Redistributions in binary form must reproduce the above copyright notice, …`
	bsd3   = bsd2 + ` may be used to endorse or promote products derived from this software …`
	apache = "Apache License\n Version 2.0, January 2004"
)

func TestRecognise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"a sentence", "You may use this as you like.", nil},
		{"MIT without its notice", strings.Split(mit, "The above")[0], nil},
		{"MIT", mit, []string{"MIT"}},
		{"BSD with two clauses", bsd2, []string{"BSD-2-Clause"}},
		{"BSD with three", bsd3, []string{"BSD-3-Clause"}},
		{"BSD with four", bsd3 + "All advertising materials mentioning features or use of this software", nil},
		{"Apache", apache, []string{"Apache-2.0"}},
		{"two at once", mit + apache, []string{"MIT", "Apache-2.0"}},
		{"GPL", "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007", nil},
		{"MIT or GPL", mit + " or the GNU Lesser General Public License", nil},
		{"MIT and no selling", mit + "\n“Commons Clause” License Condition v1.0", nil},
		{"MPL", "Mozilla Public License Version 2.0 … the GNU General Public License, Version 2.0 …", []string{"MPL-2.0"}},
	} {
		if diff := cmp.Diff(c.want, recognise(c.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestLicencesOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		files map[string]string
		want  licences
		fails string
	}{
		{"none", map[string]string{"README.md": mit}, licences{}, "no file that tells its licence"},
		{"one that is not recognised", map[string]string{"LICENSE": "All rights reserved."}, licences{}, "not recognised"},
		{"one beside one that is not", map[string]string{"LICENSE": mit, "COPYING": "All rights reserved."}, licences{}, "not recognised"},
		{"its own", map[string]string{"COPYING": bsd3}, licences{own: []string{"BSD-3-Clause"}}, ""},
		{"in English spelling", map[string]string{"LICENCE.txt": mit}, licences{own: []string{"MIT"}}, ""},
		{"of others", map[string]string{"LICENSE": bsd3, "LICENSE-GO": bsd3, "LICENSE-X.md": mit}, licences{own: []string{"BSD-3-Clause"}, bundle: []string{"MIT"}}, ""},
		{"code that is named so", map[string]string{"LICENSE": mit, "license_test.go": bsd3}, licences{own: []string{"MIT"}}, ""},
	} {
		folder := t.TempDir()
		for name, text := range c.files {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := licencesOf(folder)
		if c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) || c.fails == "" && err != nil {
			t.Errorf("%s: want the error %q, got %v", c.name, c.fails, err)
		}
		if err == nil && (got.expression() != c.want.expression() || strings.Join(got.bundle, " ") != strings.Join(c.want.bundle, " ")) {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
	}
}

// TestShipped holds that a licence that asks for more than names never enters the program, and may be in tools and tests.
func TestShipped(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "LICENSE"), []byte("Mozilla Public License Version 2.0"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := &module{Path: "a.example/a", Version: "v1.0.0", Dir: folder}
	if _, err := (group{shipped: true}).row(m, nil); err == nil || !strings.Contains(err.Error(), "MPL-2.0") {
		t.Errorf("want that the program must not hold it, got %v", err)
	}
	if row, err := (group{}).row(m, nil); err != nil || !strings.Contains(row, "MPL-2.0") {
		t.Errorf("want a row, got %q and %v", row, err)
	}
}
