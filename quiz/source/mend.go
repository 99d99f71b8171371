package source

import (
	"bytes"
	"slices"
	"strings"
)

// Mended is a problem that was mended: the words Old of its place are New now.
type Mended struct {
	Problem  Problem
	Old, New string
}

// slips are the codes of problems that are a slip of the finger where a single near word is known.
var slips = []string{
	"file/unknown-key", "rule/unknown-name", "rule/unknown-function", "rule/no-such-set", "rule/no-such-step", "ref/question", "ref/step", "ref/set",
	"ref/card", "ref/scale",
}

// Mend changes the files where a problem has one safe mend: a word that is one letter off from the only near one, a tab in place of
// spaces, a single = in a rule. It returns the files that it changed and what it mended; a problem that can't be mended alone is left.
func Mend(files map[string][]byte, problems []Problem) (changed map[string][]byte, mended []Mended) {
	changed = map[string][]byte{}
	problems = slices.Clone(problems)
	Sort(problems)
	// From the end to the beginning, so that the places before are still right.
	for _, p := range slices.Backward(problems) {
		text, there := changed[p.Pos.File]
		if !there {
			text = files[p.Pos.File]
		}
		from, to, ok := span(text, p)
		if !ok {
			continue
		}
		old := string(text[from:to])
		if by, ok := mendOf(p, old); ok {
			changed[p.Pos.File] = slices.Concat(text[:from], []byte(by), text[to:])
			mended = append(mended, Mended{p, old, by})
		}
	}
	slices.Reverse(mended)
	return changed, mended
}

// mendOf returns what belongs in the place of the old words.
func mendOf(p Problem, old string) (by string, ok bool) {
	switch {
	case slices.Contains(slips, p.Code):
		by = strings.TrimSuffix(strings.TrimPrefix(p.Hint, `did you mean "`), `"?`)
		return by, by != p.Hint && len(old) > 3 && distance(old, by) == 1
	case p.Code == "file/tab" && old == "\t":
		return "  ", true
	case p.Code == "rule/syntax" && old == "=":
		return "==", strings.HasPrefix(p.Hint, "write == ")
	default:
		return "", false
	}
}

// span returns the bytes of a file that a problem is about.
func span(file []byte, p Problem) (from, to int, ok bool) {
	if p.Pos.Line < 1 || p.Pos.Column < 1 {
		return 0, 0, false
	}
	if bytes.HasPrefix(file, []byte("\ufeff")) {
		from = len("\ufeff")
	}
	for range p.Pos.Line - 1 {
		end := bytes.IndexByte(file[from:], '\n')
		if end < 0 {
			return 0, 0, false
		}
		from += end + 1
	}
	line := file[from:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	runes := []rune(string(line))
	first, last := p.Pos.Column-1, p.Pos.Column-1+max(1, p.Length)
	if last > len(runes) {
		return 0, 0, false
	}
	from += len(string(runes[:first]))
	return from, from + len(string(runes[first:last])), true
}
