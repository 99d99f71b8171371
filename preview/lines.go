package preview

import (
	"strings"

	"waymark/quiz/source"
)

// shownFile is a file with what is known of its lines.
type shownFile struct {
	Name  string
	Lines []shownLine
}

type shownLine struct {
	Number   int
	Text     string
	Class    string // seen, partly, unseen or ""
	Missing  string
	Problems []source.Problem
}

// file returns a file of the folder with its lines.
func (f Folder) file(name string) (shownFile, bool) {
	text, there := f.Files[name]
	if !there {
		return shownFile{}, false
	}
	shown := shownFile{Name: name}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		one := shownLine{Number: i + 1, Text: line}
		if s, known := f.Lines[Line{name, i + 1}]; known {
			one.Class, one.Missing = s.class(), strings.Join(s.Missing, "\n")
		}
		for _, p := range f.Problems {
			if p.Pos.File == name && p.Pos.Line == i+1 {
				one.Problems = append(one.Problems, p)
			}
		}
		shown.Lines = append(shown.Lines, one)
	}
	return shown, true
}

func (s Shown) class() string {
	switch {
	case len(s.Missing) == 0:
		return "seen"
	case s.Seen:
		return "partly"
	default:
		return "unseen"
	}
}
