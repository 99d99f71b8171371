package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// licences are what the files of a module say of its terms, as SPDX identifiers.
type licences struct {
	own    []string // of the module
	bundle []string // besides, of works of others that it holds
}

// expression is the own licences as one SPDX expression.
func (l licences) expression() string { return strings.Join(l.own, " AND ") }

// mark is what a licence is known by: sentences that it has, and such as only a stricter one has beside them.
type mark struct {
	id    string
	has   []string
	lacks []string
}

// marks are the licences that are recognised. Case, line breaks and punctuation do not matter.
func marks() []mark {
	const (
		redistribution = "redistribution and use in source and binary forms with or without modification are permitted provided that the following conditions are met"
		binary         = "redistributions in binary form must reproduce the above copyright notice"
		endorse        = "may be used to endorse or promote products derived from this software"
		advertising    = "all advertising materials mentioning features"
		isc            = "permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted"
		noticeAppears  = "provided that the above copyright notice and this permission notice appear in all copies"
	)
	return []mark{
		{id: "MIT", has: []string{
			"permission is hereby granted free of charge to any person obtaining a copy of this software and associated documentation files",
			"the above copyright notice and this permission notice shall be included in all copies or substantial portions of the software",
		}},
		{id: "BSD-3-Clause", has: []string{redistribution, binary, endorse}, lacks: []string{advertising}},
		{id: "BSD-2-Clause", has: []string{redistribution, binary}, lacks: []string{endorse, advertising}},
		{id: "Apache-2.0", has: []string{"apache license version 2 0"}},
		{id: "ISC", has: []string{isc, noticeAppears}},
		{id: "0BSD", has: []string{isc}, lacks: []string{noticeAppears}},
		{id: "Unlicense", has: []string{"this is free and unencumbered software released into the public domain"}},
		{id: "blessing", has: []string{"sqlite is public domain"}},
	}
}

// mozilla is how the text of the Mozilla Public License begins.
const mozilla = "mozilla public license version 2 0"

// strange are words of licences that ask for more than naming their authors. A text with one of them is never guessed at.
func strange() *regexp.Regexp {
	return regexp.MustCompile(`general public licen[cs]e|affero|common development and distribution|eclipse public|creative commons|commons clause|business source|server side public|all advertising materials`)
}

// permissive reports whether a licence asks for no more than that its text and its authors are named.
func permissive(id string) bool {
	return slices.Contains([]string{"MIT", "BSD-3-Clause", "BSD-2-Clause", "Apache-2.0", "ISC", "0BSD", "Unlicense", "blessing"}, id)
}

// recognise returns the licences whose sentences stand in a text, in the order of marks. It is nil when a text says
// something that is not recognised.
func recognise(text string) []string {
	words := strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
	if strings.Contains(words, mozilla) { // it names the licences that it may be combined with
		return []string{"MPL-2.0"}
	}
	if strange().MatchString(words) {
		return nil
	}
	within := func(sentence string) bool { return strings.Contains(words, sentence) }
	var ids []string
	for _, m := range marks() {
		if !slices.ContainsFunc(m.has, func(s string) bool { return !within(s) }) && !slices.ContainsFunc(m.lacks, within) {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// termsOf are the licences of a module, without those that it only lists.
func termsOf(m *module) (licences, error) {
	found, err := licencesOf(m.Dir)
	if err != nil {
		return licences{}, err
	}
	// Its notice lists every module of its graph; the one under the MPL is used by a tool that made its code, and is compiled into nothing.
	if m.Path == "modernc.org/sqlite" {
		found.bundle = slices.DeleteFunc(found.bundle, func(id string) bool { return id == "MPL-2.0" })
	}
	return found, nil
}

// licencesOf reads the files of a folder that tell its terms: LICENSE, LICENCE, COPYING or UNLICENSE itself for the module's own,
// names that begin so for what it holds of others. It is an error when there is no own one, or one that is not recognised.
func licencesOf(dir string) (licences, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return licences{}, err
	}
	var found licences
	own := regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying)(\.(txt|md))?$`)
	others := regexp.MustCompile(`(?i)^(licen[cs]e|copying)[-_.]`)
	for _, entry := range entries {
		isOwn := own.MatchString(entry.Name())
		if !entry.Type().IsRegular() || !isOwn && !others.MatchString(entry.Name()) || filepath.Ext(entry.Name()) == ".go" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return licences{}, err
		}
		ids := recognise(string(text))
		switch {
		case isOwn && ids == nil:
			return licences{}, fmt.Errorf("%s is a licence that is not recognised; read it, and add its sentences to marks in cmd/sbom/licences.go when Waymark may be shipped under it", filepath.Join(dir, entry.Name()))
		case isOwn:
			found.own = append(found.own, ids...)
		default:
			found.bundle = append(found.bundle, ids...)
		}
	}
	if found.own == nil {
		return licences{}, fmt.Errorf("%s has no file that tells its licence; without one nobody may ship it", dir)
	}
	slices.Sort(found.own)
	slices.Sort(found.bundle)
	found.own = slices.Compact(found.own)
	found.bundle = slices.DeleteFunc(slices.Compact(found.bundle), func(id string) bool { return slices.Contains(found.own, id) })
	return found, nil
}
