package source

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// allowed is a remark with which an author silences what was found: `# allow CODE: reason`, in Markdown `<!-- allow CODE: reason -->`.
// It stands on the line itself, or above the line or above a key under which the line stands.
var allowed = regexp.MustCompile(`(?:#|<!--)\s*allow\s+([a-z]+/[a-z-]+)\s*(?::\s*(.*?))?\s*(?:-->)?\s*$`)

// Silence takes those problems away that the author has silenced with a reason. An Error can't be silenced. It returns the rest, with
// a Warning for each remark that gives no reason or silences nothing, and how many were silenced. files are the contents by name.
func Silence(problems []Problem, files map[string][]byte) (rest []Problem, silenced int) {
	texts := map[string]*remarks{}
	for name, text := range files {
		if found := findRemarks(text); found != nil {
			texts[name] = found
		}
	}
	for _, p := range problems {
		in := texts[p.Pos.File]
		if p.Severity == Error || in == nil || !in.silence(p) {
			rest = append(rest, p)
			continue
		}
		silenced++
	}
	for name, in := range texts {
		rest = append(rest, in.problems(name)...)
	}
	Sort(rest)
	return rest, silenced
}

// remarks are the lines of a file with what is allowed there.
type remarks struct {
	lines [][]byte
	at    map[int]*remark // by line, from 0
}

type remark struct {
	code, reason string
	column       int
	used         bool
}

func findRemarks(text []byte) *remarks {
	if !bytes.Contains(text, []byte("allow ")) {
		return nil
	}
	r := &remarks{lines: bytes.Split(text, []byte("\n")), at: map[int]*remark{}}
	for i, line := range r.lines {
		if m := allowed.FindSubmatchIndex(line); m != nil {
			one := &remark{code: string(line[m[2]:m[3]]), column: len([]rune(string(line[:m[0]]))) + 1}
			if m[4] >= 0 {
				one.reason = strings.TrimSpace(string(line[m[4]:m[5]]))
			}
			r.at[i] = one
		}
	}
	if len(r.at) == 0 {
		return nil
	}
	return r
}

// silence reports whether a remark allows the problem: on its line, or right above it or above a line under which it is indented.
func (r *remarks) silence(p Problem) bool {
	line := p.Pos.Line - 1
	if line < 0 || line >= len(r.lines) {
		return false
	}
	if r.allows(line, p.Code) {
		return true
	}
	indent := indentation(r.lines[line])
	for above := line - 1; above >= 0; above-- {
		text := bytes.TrimSpace(r.lines[above])
		switch {
		case len(text) == 0:
		case isRemark(text):
			if indentation(r.lines[above]) <= indent && r.leads(above, line) && r.allows(above, p.Code) {
				return true
			}
		case indentation(r.lines[above]) < indent:
			indent, line = indentation(r.lines[above]), above
			if r.allows(above, p.Code) {
				return true
			}
		}
	}
	return false
}

// leads reports whether nothing but remarks stands between the remark and the line.
func (r *remarks) leads(from, line int) bool {
	return !slices.ContainsFunc(r.lines[from+1:line], func(l []byte) bool { return !isRemark(bytes.TrimSpace(l)) })
}

func isRemark(line []byte) bool {
	return bytes.HasPrefix(line, []byte("#")) || bytes.HasPrefix(line, []byte("<!--"))
}

func (r *remarks) allows(line int, code string) bool {
	one := r.at[line]
	if one == nil || one.code != code || one.reason == "" {
		return false
	}
	one.used = true
	return true
}

func (r *remarks) problems(file string) []Problem {
	var problems []Problem
	for line, one := range r.at {
		p := Problem{Severity: Warning, Pos: Pos{File: file, Line: line + 1, Column: one.column}}
		switch {
		case one.reason == "":
			p.Code, p.Hint = "silence/no-reason", fmt.Sprintf("write why, like: allow %s: skipping this question counts as a no", one.code)
			p.Message = "this remark allows something without a reason, so it does not count"
		case !one.used:
			p.Code, p.Hint = "silence/unused", "take the remark away"
			p.Message = fmt.Sprintf("this remark allows %q, which is not found here", one.code)
		default:
			continue
		}
		problems = append(problems, p)
	}
	return problems
}

func indentation(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }
