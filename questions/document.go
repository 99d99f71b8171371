package questions

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"waymark/quiz/source"
)

// file is one file while it is read.
type file struct {
	r     *reader
	name  string
	lines [][]rune // what YAML reads of it, by lines
	root  *yaml.Node
	body  source.Text // what follows the front matter of a .md file
}

// open reads the form of a file: its characters, its front matter, its YAML. A file that fails here is broken, and false.
func (r *reader) open(name string) (*file, bool) {
	f := &file{r: r, name: name}
	text, ok := f.characters(r.files[name])
	if ok && strings.HasSuffix(name, ".md") {
		text, ok = f.frontMatter(text)
	}
	if ok {
		f.lines = lines(text)
		f.root, ok = f.decode(text)
	}
	if !ok {
		r.broken[name] = true
	}
	return f, ok
}

func lines(text string) [][]rune {
	var split [][]rune
	for line := range strings.SplitSeq(text, "\n") {
		split = append(split, []rune(strings.TrimSuffix(line, "\r")))
	}
	return split
}

// report adds a problem of this file.
func (f *file) report(line, column, length int, code, message, hint string) {
	f.r.report(source.Problem{
		Code: code, Severity: source.Error, Pos: source.Pos{File: f.name, Line: line, Column: column},
		Length: length, Message: message, Hint: hint,
	})
}

// characters refuses what is no text, and returns the text without a byte order mark.
func (f *file) characters(b []byte) (string, bool) {
	if len(b) > maxFile {
		f.report(0, 0, 0, "file/too-large", "this file is larger than 256 KiB", "share its content out over several files")
		return "", false
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	line, column := 1, 1
	for rest := b; len(rest) > 0; {
		c, size := utf8.DecodeRune(rest)
		if message, hint := unreadable(c, size, rest); message != "" {
			f.report(line, column, 1, "file/character", message, hint)
			return "", false
		}
		rest = rest[size:]
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
	}
	return string(b), true
}

// unreadable says what is wrong with a character that may not stand in a file, "" when nothing is.
func unreadable(c rune, size int, rest []byte) (message, hint string) {
	switch {
	case c == utf8.RuneError && size == 1:
		return "this character is not saved as UTF-8", "save the file with the encoding UTF-8"
	case c == '\r' && !bytes.HasPrefix(rest, []byte("\r\n")):
		return "this line ends in a way that can't be read", "save the file with line ends of Unix or Windows"
	case slices.Contains([]rune{'\u0085', '\u2028', '\u2029', '\ufeff'}, c):
		return fmt.Sprintf("a character that can't be seen (U+%04X) stands here", c), "delete it, and type the space or line end again"
	case c < ' ' && c != '\n' && c != '\r' && c != '\t', c >= 0x7f && c < 0xa0, c == 0xfffe, c == 0xffff:
		return fmt.Sprintf("a control character (U+%04X) stands here", c), "delete it"
	default:
		return "", ""
	}
}

// frontMatter splits a .md file and returns the front matter with an empty line in place of the first "---",
// so that its lines keep their numbers.
func (f *file) frontMatter(text string) (string, bool) {
	all := strings.SplitAfter(text, "\n")
	isFence := func(line string) bool { return strings.TrimRight(line, " \t\r\n") == "---" }
	if !isFence(all[0]) {
		f.report(1, 1, 0, "file/front-matter", "this file does not begin with a line of three dashes",
			"write --- on the first line, then the keys, then --- again, then the text")
		return "", false
	}
	end := slices.IndexFunc(all[1:], isFence) + 1
	if end == 0 {
		f.report(1, 1, 3, "file/front-matter", "the keys that begin here have no end", "write --- on a line of its own below the last key")
		return "", false
	}
	f.body = f.markdown(strings.Join(all[end+1:], ""), end+2)
	return "\n" + strings.Join(all[1:end], ""), true
}

// markdown makes a Text of the lines from number first on, without empty lines around it.
func (f *file) markdown(text string, first int) source.Text {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for strings.HasPrefix(text, "\n") {
		text, first = text[1:], first+1
	}
	t := source.Text{Value: strings.TrimSpace(text), Start: source.Pos{File: f.name, Line: first, Column: 1}}
	text = strings.TrimRight(text, " \t\n")
	if skipped := utf8.RuneCountInString(text) - utf8.RuneCountInString(t.Value); skipped > 0 {
		t.Start.Column += skipped
	}
	n := 0
	for i, line := range strings.Split(t.Value, "\n") {
		column := 1
		if i == 0 {
			column = t.Start.Column
		}
		t.Runs = append(t.Runs, source.Run{Rune: n, Line: first + i, Column: column})
		n += utf8.RuneCountInString(line) + 1
	}
	f.checkLength(t)
	return t
}

func (f *file) checkLength(t source.Text) {
	if len(t.Value) > maxText {
		f.report(t.Start.Line, t.Start.Column, 0, "file/long-text", fmt.Sprintf("this text has %d bytes; a text has at most %d", len(t.Value), maxText), "shorten it")
	}
}

// decode reads YAML into nodes, and refuses what a quiz has no use for.
func (f *file) decode(text string) (*yaml.Node, bool) {
	root, err := parseYAML(text)
	if err != nil {
		f.syntax(text, err)
		return nil, false
	}
	if root == nil {
		f.report(0, 0, 0, "file/empty", "nothing is written in this file", "write its keys, or delete the file")
		return nil, false
	}
	return root, f.inspect(root, 0)
}

var errSecond = errors.New("a second document")

// parseYAML returns the root of the only document in the text, nil when there is none.
func parseYAML(text string) (root *yaml.Node, err error) {
	defer func() {
		// The library promises errors, not panics; an author's file must not end the program if it breaks that.
		if p := recover(); p != nil {
			root, err = nil, fmt.Errorf("the file can't be read: %v", p)
		}
	}()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, errSecond
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(document.Content) != 1 || document.Content[0].ShortTag() == "!!null" {
		return nil, nil
	}
	return document.Content[0], nil
}

// checkRemark warns of a remark that looks as if it were meant as part of a text, like "step #1".
func (f *file) checkRemark(n *yaml.Node) {
	remark := strings.TrimPrefix(n.LineComment, "#")
	if remark == "" || strings.HasPrefix(remark, " ") || strings.HasPrefix(remark, "#") || n.Line > len(f.lines) {
		return
	}
	line := string(f.lines[n.Line-1])
	f.r.report(source.Problem{
		Code: "file/remark", Severity: source.Warning,
		Pos:     source.Pos{File: f.name, Line: n.Line, Column: utf8.RuneCountInString(line[:max(0, strings.LastIndex(line, n.LineComment))]) + 1},
		Message: "what stands behind # is a remark and is left out", Hint: "if it belongs to the text, put the text in quotes; begin a remark with # and a space",
	})
}

// checkEscapes refuses characters that a file can't hold, where a text in quotes writes them by an escape.
func (f *file) checkEscapes(n *yaml.Node) bool {
	at := strings.IndexFunc(n.Value, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' })
	if at < 0 {
		return true
	}
	c, _ := utf8.DecodeRuneInString(n.Value[at:])
	f.report(n.Line, n.Column, 1, "file/character", fmt.Sprintf("this text holds a control character (U+%04X)", c), `delete the escape in it, like \x1b`)
	return false
}

// inspect refuses anchors, aliases, tags and merges below a node, and nesting that is too deep; false when there are any.
// It also reports texts that are too long and remarks that may be none.
func (f *file) inspect(n *yaml.Node, depth int) bool {
	if depth > maxDepth {
		f.report(n.Line, n.Column, 1, "file/depth", fmt.Sprintf("lists and groups stand more than %d deep inside each other here", maxDepth), "a quiz needs no such depth; see if a bracket is missing")
		return false
	}
	fine := false
	const quote = "if it belongs to the text, put the text in quotes"
	switch {
	case n.Kind == yaml.AliasNode:
		f.report(n.Line, n.Column, 1, "file/alias", "a text can't begin with *", quote)
	case n.Anchor != "":
		f.report(n.Line, n.Column, 1, "file/anchor", "a text can't begin with &", quote)
	case n.Style&yaml.TaggedStyle != 0:
		f.report(n.Line, n.Column, 1, "file/tag", "a text can't begin with !", quote)
	case n.ShortTag() == "!!merge":
		f.report(n.Line, n.Column, 2, "file/merge", "the key << is not used in a quiz", "write the keys out")
	default:
		fine = true
	}
	if n.Kind == yaml.ScalarNode {
		f.checkRemark(n)
		f.checkLength(source.Text{Value: n.Value, Start: source.Pos{Line: n.Line, Column: n.Column}})
		fine = f.checkEscapes(n) && fine
	}
	for _, child := range n.Content {
		fine = f.inspect(child, depth+1) && fine
	}
	return fine
}
