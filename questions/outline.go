package questions

import (
	"strings"
)

// outline follows the indentation of lines, so that a place in a file is understood also while the file can't be read.
type outline struct {
	levels []level
	open   bool   // the last key's or entry's text may go on, on lines that are set in further than indent
	block  bool   // it is a text of several lines, behind | or >
	indent int    // of the key or entry
	text   string // so far
}

// level is a group or a list.
type level struct {
	indent int
	list   bool
	keys   []string // of a group; the last is the one that is being filled
}

// whereabouts is a place in a file: the keys that lead there from the top, with "-" for an entry of a list, and what stands before it.
type whereabouts struct {
	steps  []string
	has    []string // the keys that stand already in the group of the place
	begun  string   // the text before the place
	behind bool     // behind a key on the same line, so that no key can stand here
}

// whereIs finds the end of the line here, below the lines above.
func whereIs(above [][]rune, here []rune) whereabouts {
	o := &outline{}
	for _, line := range above {
		o.read(line)
	}
	w := o.last(here)
	w.steps = o.steps(w.steps)
	w.bracketed()
	return w
}

// read takes a line in.
func (o *outline) read(line []rune) {
	at := indentOf(line)
	if o.goesOn(line) {
		o.text += " " + strings.TrimSpace(string(line))
		return
	}
	if at == len(line) || line[at] == '#' {
		return
	}
	at = o.dashes(line)
	o.leave(at, false)
	o.open, o.indent, o.block, o.text = true, at-1, false, ""
	key, rest, ok := keyOf(line[at:])
	if !ok {
		o.text = string(line[at:])
		return
	}
	if top := o.top(); top != nil && !top.list && top.indent == at {
		top.keys = append(top.keys, key)
	} else {
		o.levels = append(o.levels, level{indent: at, keys: []string{key}})
	}
	o.indent, o.text = at, rest
	if strings.HasPrefix(rest, "|") || strings.HasPrefix(rest, ">") {
		o.block, o.text = true, ""
	}
}

// goesOn reports whether the line is more of the text above it.
func (o *outline) goesOn(line []rune) bool {
	return o.open && (o.block || o.text != "") && (indentOf(line) > o.indent || indentOf(line) == len(line))
}

// last takes the line in that ends at the place.
func (o *outline) last(here []rune) whereabouts {
	if o.goesOn(here) && (indentOf(here) > o.indent) {
		return whereabouts{begun: strings.TrimSpace(o.text + " " + strings.TrimLeft(string(here), " "))}
	}
	at := o.dashes(here)
	if _, _, ok := keyOf(here[at:]); ok {
		o.read(here)
		return whereabouts{begun: o.text, behind: true}
	}
	o.leave(at, false)
	w := whereabouts{begun: string(here[at:])}
	if top := o.top(); top != nil && !top.list && top.indent >= at {
		w.has = top.keys
		w.steps = []string{""} // the last key is not the place's
	}
	return w
}

// dashes takes the dashes in that begin entries of lists, and returns where what follows them begins.
func (o *outline) dashes(line []rune) int {
	at := indentOf(line)
	for at < len(line) && line[at] == '-' && (at+1 == len(line) || line[at+1] == ' ') {
		o.leave(at, true)
		if top := o.top(); top == nil || !top.list || top.indent != at {
			o.levels = append(o.levels, level{indent: at, list: true})
		}
		for at++; at < len(line) && line[at] == ' '; at++ {
		}
	}
	return at
}

func (o *outline) top() *level {
	if len(o.levels) == 0 {
		return nil
	}
	return &o.levels[len(o.levels)-1]
}

// leave leaves the groups and lists that a line with the indentation ends.
func (o *outline) leave(at int, dash bool) {
	for top := o.top(); top != nil && (top.indent > at || top.indent == at && top.list && !dash); top = o.top() {
		o.levels = o.levels[:len(o.levels)-1]
	}
}

// steps are the keys that lead to the innermost group or text, without the last when without is not empty.
func (o *outline) steps(without []string) []string {
	var steps []string
	for _, l := range o.levels {
		switch {
		case l.list:
			steps = append(steps, "-")
		case len(l.keys) > 0:
			steps = append(steps, l.keys[len(l.keys)-1])
		}
	}
	return steps[:max(0, len(steps)-len(without))]
}

// bracketed follows groups and lists in brackets in the text before the place.
func (w *whereabouts) bracketed() {
	text := strings.TrimLeft(w.begun, " ")
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return
	}
	var opened []level
	begin, quote := 0, rune(0)
	top := func() *level { return &opened[len(opened)-1] }
	fresh := func(i int) bool { return strings.TrimSpace(text[begin:i]) == "" }
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && fresh(i):
			quote = c
		case (c == '{' || c == '[') && fresh(i):
			opened, begin = append(opened, level{list: c == '['}), i+1
		case len(opened) == 0:
		case c == ':' && !top().list && top().indent == 0 && (i+1 == len(text) || text[i+1] == ' '):
			top().keys, top().indent = append(top().keys, strings.Trim(strings.TrimSpace(text[begin:i]), `"'`)), 1 // behind a key
			begin = i + 1
		case c == ',':
			top().indent, begin = 0, i+1
		case c == '}' || c == ']':
			opened, begin = opened[:len(opened)-1], i+1
		}
	}
	w.has, w.behind = nil, len(opened) == 0
	for i, l := range opened {
		last := i == len(opened)-1
		switch {
		case l.list:
			w.steps = append(w.steps, "-")
		case last && l.indent == 0:
			w.has = l.keys
		case len(l.keys) == 0: // a bracket where a key should stand
			w.steps = append(w.steps, "")
		default:
			w.steps = append(w.steps, l.keys[len(l.keys)-1])
			w.behind = last
		}
	}
	w.begun = strings.TrimLeft(text[begin:], " ")
}

func indentOf(line []rune) int {
	at := 0
	for at < len(line) && line[at] == ' ' {
		at++
	}
	return at
}

// keyOf splits a line into a key and what stands behind it.
func keyOf(line []rune) (key, rest string, ok bool) {
	text := string(line)
	if text == "" || strings.ContainsRune("{[,#|>", line[0]) {
		return "", "", false
	}
	if line[0] == '"' || line[0] == '\'' {
		if end := strings.IndexRune(text[1:], line[0]); end >= 0 && strings.HasPrefix(text[end+2:], ":") {
			return text[1 : end+1], strings.TrimSpace(text[end+3:]), true
		}
		return "", "", false
	}
	key, rest, ok = strings.Cut(text+" ", ": ")
	if !ok || strings.Contains(key, " #") {
		return "", "", false
	}
	return strings.TrimSpace(key), strings.TrimLeft(strings.TrimSuffix(rest, " "), " "), true
}
