package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"waymark/quiz/source"
)

// pathOf returns the path of a file: URI; "" for another.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' {
		path = path[1:] // a drive of Windows
	}
	return filepath.FromSlash(path)
}

// uriOf returns the file: URI of a path.
func uriOf(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// lineOf returns a line of a text by its number from 1, without its end; "" when there is none.
func lineOf(text []byte, number int) string {
	rest := strings.TrimPrefix(string(text), "\ufeff")
	for n := 1; ; n++ {
		line, more, found := strings.Cut(rest, "\n")
		if n == number {
			return strings.TrimSuffix(line, "\r")
		}
		if !found {
			return ""
		}
		rest = more
	}
}

// inEditor turns a place in runes into one in UTF-16 code units.
func inEditor(text []byte, at source.Pos) position {
	if at.Line < 1 {
		return position{}
	}
	units, column := 0, 1
	for _, r := range lineOf(text, at.Line) {
		if column >= at.Column {
			break
		}
		column++
		units += max(1, utf16.RuneLen(r))
	}
	return position{Line: at.Line - 1, Character: units}
}

// inFile turns a place in UTF-16 code units into one in runes.
func inFile(file string, text []byte, at position) source.Pos {
	found := source.Pos{File: file, Line: at.Line + 1, Column: 1}
	units := 0
	for _, r := range lineOf(text, found.Line) {
		if units >= at.Character {
			break
		}
		found.Column++
		units += max(1, utf16.RuneLen(r))
	}
	return found
}

// spanOf returns the range of so many runes from a place on; at least one, so that it can be seen.
func spanOf(text []byte, at source.Pos, length int) span {
	end := at
	end.Column += max(1, length)
	return span{inEditor(text, at), inEditor(text, end)}
}
