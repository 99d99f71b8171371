package source

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// How much of an author's line is shown, in runes: a line of any length stays readable.
const (
	shownBefore = 80 // before the place
	shownLine   = 160
)

// The colours of a terminal.
const (
	plain  = "\x1b[0m"
	bold   = "\x1b[1m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	cyan   = "\x1b[36m"
)

// Render writes problems for people to read: for each a line with the place, what is wrong and its code, the author's
// own line with carets below what is meant, and the hint; an empty line stands between two problems. files are the
// contents of the files by name; a problem in a file that is not among them, or with no line, is written without
// its line. With color, a terminal's colours are used. The error is that of w.
func Render(w io.Writer, problems []Problem, files map[string][]byte, color bool) error {
	var out bytes.Buffer
	for i, p := range problems {
		if i > 0 {
			out.WriteByte('\n')
		}
		paint := func(style, s string) string {
			if !color || s == "" {
				return s
			}
			return style + s + plain
		}
		tone := red
		if p.Severity == Warning {
			tone = yellow
		}
		fmt.Fprintf(&out, "%s %s %s  %s\n", paint(bold, p.Pos.String()+":"), paint(tone, string(p.Severity)+":"), clean(p.Message), paint(cyan, "["+p.Code+"]"))
		if line, carets, ok := excerpt(files[p.Pos.File], p); ok {
			fmt.Fprintf(&out, "    %s\n    %s\n", line, paintCarets(carets, tone, color))
		}
		if p.Hint != "" {
			fmt.Fprintf(&out, "%s %s\n", paint(bold, "hint:"), clean(p.Hint))
		}
	}
	_, err := w.Write(out.Bytes())
	return err
}

func paintCarets(carets, tone string, color bool) string {
	if !color {
		return carets
	}
	at := strings.IndexByte(carets, '^')
	return carets[:at] + tone + carets[at:] + plain
}

// excerpt returns the author's line and the carets for the line below it; false when there is no such line.
func excerpt(file []byte, p Problem) (line, carets string, ok bool) {
	if p.Pos.Line < 1 || p.Pos.Column < 1 {
		return "", "", false
	}
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	for range p.Pos.Line - 1 {
		end := bytes.IndexByte(file, '\n')
		if end < 0 {
			return "", "", false
		}
		file = file[end+1:]
	}
	if end := bytes.IndexByte(file, '\n'); end >= 0 {
		file = file[:end]
	}
	runes := []rune(clean(strings.TrimSuffix(string(file), "\r")))
	if len(runes) == 0 {
		return "", "", false
	}
	from := min(p.Pos.Column-1, len(runes))
	to := min(from+max(p.Length, 1), max(len(runes), from+1))
	runes, from, to = clip(runes, from, to)
	var below strings.Builder
	for _, r := range runes[:from] {
		if r == '\t' {
			below.WriteByte('\t')
			continue
		}
		below.WriteString(strings.Repeat(" ", cells(r)))
	}
	for i := from; i < to; i++ {
		width := 1
		if i < len(runes) {
			width = max(1, cells(runes[i]))
		}
		below.WriteString(strings.Repeat("^", width))
	}
	return string(runes), below.String(), true
}

// clip shortens a long line to the part around from..to, with an ellipsis where something was left out.
func clip(runes []rune, from, to int) ([]rune, int, int) {
	if skip := from - shownBefore; skip > 0 && len(runes) > shownLine {
		runes = append([]rune{'…'}, runes[skip:]...)
		from, to = from-skip+1, to-skip+1
	}
	if len(runes) > shownLine {
		runes = append(runes[:shownLine:shownLine], '…')
		to = min(to, shownLine)
	}
	return runes, from, to
}

// clean is Clean for one line.
func clean(s string) string { return strings.ReplaceAll(Clean(s), "\n", "·") }

// cells is how many columns of a terminal a rune takes: 0 for a mark on the rune before, 2 for the wide scripts and
// pictures (Unicode Standard Annex 11, the ranges in common use), else 1.
func cells(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me), r == '\u200d', r >= 0xfe00 && r <= 0xfe0f:
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf && r != 0x303f, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6,
		r >= 0x1f300 && r <= 0x1f64f, r >= 0x1f680 && r <= 0x1f6ff, r >= 0x1f900 && r <= 0x1f9ff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	default:
		return 1
	}
}
