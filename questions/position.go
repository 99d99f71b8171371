package questions

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"waymark/quiz/source"
)

// place is where a rune stands in a file; both count from 0.
type place struct{ line, column int }

// walker goes through the decoded value of a scalar and the lines of its file side by side.
type walker struct {
	lines  [][]rune
	value  []rune
	at     place
	places []place // of the runes of value that were found so far
}

// textOf returns the value of a scalar with the way back to each of its runes. When the walk does not find the value
// in the file, every place is that of the scalar's start: a worse caret, never another text.
func textOf(name string, lines [][]rune, n *yaml.Node) source.Text {
	t := source.Text{Value: n.Value, Start: source.Pos{File: name, Line: n.Line, Column: n.Column}}
	w := walker{lines: lines, value: []rune(n.Value), at: place{n.Line - 1, n.Column - 1}}
	if w.walk(n.Style) && len(w.places) > 0 {
		t.Start.Line, t.Start.Column = w.places[0].line+1, w.places[0].column+1
		t.Runs = runs(w.places)
	}
	return t
}

func (w *walker) walk(style yaml.Style) bool {
	switch {
	case w.at.line < 0 || w.at.line >= len(w.lines):
		return false
	case style&yaml.LiteralStyle != 0:
		return w.literal()
	case style&yaml.FoldedStyle != 0:
		return w.folded()
	case style&yaml.DoubleQuotedStyle != 0:
		return w.flow('"')
	case style&yaml.SingleQuotedStyle != 0:
		return w.flow('\'')
	default:
		return w.flow(0)
	}
}

// runs shortens places to those that do not follow the one before.
func runs(places []place) []source.Run {
	var short []source.Run
	for i, p := range places {
		if i == 0 || p != (place{places[i-1].line, places[i-1].column + 1}) {
			short = append(short, source.Run{Rune: i, Line: p.line + 1, Column: p.column + 1})
		}
	}
	if len(short) == 1 {
		return nil // everything follows the start
	}
	return short
}

// rest is what is left of the line.
func (w *walker) rest() []rune {
	if w.at.line >= len(w.lines) || w.at.column > len(w.lines[w.at.line]) {
		return nil
	}
	return w.lines[w.at.line][w.at.column:]
}

// next is the rune of the value to be found next.
func (w *walker) next() rune { return w.value[len(w.places)] }

// found notes that the next rune of the value stands at p.
func (w *walker) found(p place) { w.places = append(w.places, p) }

// flow walks a plain (quote 0) or quoted scalar.
func (w *walker) flow(quote rune) bool {
	if quote != 0 {
		if rest := w.rest(); len(rest) == 0 || rest[0] != quote {
			return false
		}
		w.at.column++
	}
	for len(w.places) < len(w.value) {
		rest := w.rest()
		switch {
		case isBlank(rest):
			if !w.fold() {
				return false
			}
		case quote == '"' && rest[0] == '\\':
			if !w.escape(rest) {
				return false
			}
		case rest[0] != w.next():
			return false
		default:
			w.found(w.at)
			w.at.column++
			if quote == '\'' && rest[0] == quote {
				w.at.column++ // written twice
			}
		}
	}
	return true
}

// fold walks over the end of a line: it is read as a space, or as a line end for each empty line behind it.
func (w *walker) fold() bool {
	end := w.at
	w.nextLine()
	empty := 0
	for ; isBlank(w.rest()); empty++ {
		if w.at.line >= len(w.lines) {
			return false
		}
		w.nextLine()
	}
	if empty == 0 {
		if w.next() != ' ' {
			return false
		}
		w.found(end)
	}
	for i := range empty {
		if len(w.places) == len(w.value) || w.next() != '\n' {
			return false
		}
		w.found(place{end.line + 1 + i, 0})
	}
	w.skipBlanks()
	return true
}

// escape walks over a backslash and what it stands for.
func (w *walker) escape(rest []rune) bool {
	if len(rest) == 1 { // the line goes on below
		w.nextLine()
		for isBlank(w.rest()) {
			if w.at.line >= len(w.lines) {
				return false
			}
			if w.next() != '\n' {
				return false
			}
			w.found(place{w.at.line, 0})
			w.nextLine()
			if len(w.places) == len(w.value) {
				return true
			}
		}
		w.skipBlanks()
		return true
	}
	length := 2
	switch rest[1] {
	case 'x':
		length = 4
	case 'u':
		length = 6
	case 'U':
		length = 10
	}
	w.found(w.at)
	w.at.column += length
	return true
}

func (w *walker) nextLine() { w.at = place{w.at.line + 1, 0} }

func (w *walker) skipBlanks() {
	for rest := w.rest(); len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t'); rest = rest[1:] {
		w.at.column++
	}
}

// literal walks a "|" scalar: each of its lines is the end of a line of the file.
func (w *walker) literal() bool {
	w.nextLine()
	for len(w.places) < len(w.value) {
		text := w.value[len(w.places):]
		if end := slices.Index(text, '\n'); end >= 0 {
			text = text[:end]
		}
		if w.at.line >= len(w.lines) || !endsWith(w.lines[w.at.line], text) {
			return false
		}
		w.at.column = len(w.lines[w.at.line]) - len(text)
		for range text {
			w.found(w.at)
			w.at.column++
		}
		if len(w.places) < len(w.value) {
			w.found(w.at) // the line end
		}
		w.nextLine()
	}
	return true
}

// folded walks a ">" scalar. How far its lines are set in is tried out, since the header may say less than there is.
func (w *walker) folded() bool {
	header := w.at.line
	w.nextLine()
	for isBlank(w.rest()) {
		if w.at.line >= len(w.lines) {
			return len(w.value) == 0
		}
		w.nextLine()
	}
	w.skipBlanks()
	for indent := w.at.column; indent >= 0; indent-- {
		w.places = w.places[:0]
		w.at = place{header + 1, indent}
		if w.foldedBy(indent) {
			return true
		}
	}
	return false
}

// foldedBy walks the lines of a ">" scalar that are set in so far.
func (w *walker) foldedBy(indent int) bool {
	for len(w.places) < len(w.value) {
		if w.at.line >= len(w.lines) {
			return false
		}
		rest := w.rest()
		switch {
		case len(rest) > 0:
			if rest[0] != w.next() {
				return false
			}
			w.found(w.at)
			w.at.column++
		case w.next() == ' ':
			w.found(w.at)
			w.at = place{w.at.line + 1, indent}
		case w.next() == '\n':
			if !w.lineEnds(indent) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// lineEnds walks a run of line ends of a ">" scalar: one for each empty line, and one more beside lines set in further.
func (w *walker) lineEnds(indent int) bool {
	for len(w.places) < len(w.value) && w.next() == '\n' {
		if len(w.rest()) > 0 {
			return false
		}
		at := w.at
		if at.line < len(w.lines) {
			at.column = min(at.column, len(w.lines[at.line]))
		}
		w.found(at)
		w.at = place{w.at.line + 1, indent}
	}
	for w.at.line < len(w.lines) && len(w.rest()) == 0 {
		w.at = place{w.at.line + 1, indent}
	}
	return true
}

func isBlank(line []rune) bool {
	return !slices.ContainsFunc(line, func(r rune) bool { return r != ' ' && r != '\t' })
}

func endsWith(line, end []rune) bool {
	return len(line) >= len(end) && slices.Equal(line[len(line)-len(end):], end)
}
