package questions

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"waymark/quiz/source"
)

// piece is what one rune, or nothing, of a value looks like in a file. A rune of 0 is written without being read.
type piece struct {
	read    rune
	written string
}

// written writes pieces behind a beginning, and returns the file, the value, and the place of each rune of the value.
func written(before string, pieces []piece, after string) (file, value string, places []source.Pos) {
	var out, read strings.Builder
	line, column := 1, 1
	write := func(s string) {
		for _, r := range s {
			out.WriteRune(r)
			column++
			if r == '\n' {
				line, column = line+1, 1
			}
		}
	}
	write(before)
	for _, p := range pieces {
		if p.read != 0 {
			places = append(places, source.Pos{File: "f", Line: line, Column: column})
			read.WriteRune(p.read)
		}
		write(p.written)
	}
	write(after)
	return out.String(), read.String(), places
}

// letters are runes that mean nothing to YAML in the middle of a text, of one to four bytes.
func letters() *rapid.Generator[rune] {
	return rapid.SampledFrom([]rune("abcxyzäßé€’“日本🙂019=><()+*/?!"))
}

func word(t *rapid.T) string {
	return "w" + string(rapid.SliceOfN(letters(), 0, 6).Draw(t, "word"))
}

// folds writes words with a space, or the end of a line that is read as a space or as line ends.
func folds(t *rapid.T, spell func(rune) []piece) []piece {
	var pieces []piece
	for i, n := 0, rapid.IntRange(1, 8).Draw(t, "words"); i < n; i++ {
		for _, r := range word(t) {
			pieces = append(pieces, spell(r)...)
		}
		if i == n-1 {
			break
		}
		indent := "    " + strings.Repeat(" ", rapid.IntRange(0, 3).Draw(t, "indent"))
		trailing := strings.Repeat(" ", rapid.IntRange(0, 2).Draw(t, "trailing"))
		switch empty := rapid.IntRange(-2, 2).Draw(t, "empty lines"); {
		case empty < 0:
			for range -empty {
				pieces = append(pieces, piece{' ', " "})
			}
		case empty == 0:
			pieces = append(pieces, piece{' ', trailing + "\n" + indent})
		default:
			pieces = append(pieces, piece{0, trailing + "\n"})
			for range empty {
				pieces = append(pieces, piece{'\n', "\n"})
			}
			pieces = append(pieces, piece{0, indent})
		}
	}
	return pieces
}

func asIs(r rune) []piece { return []piece{{r, string(r)}} }

// styles are generators of files `k: TEXT`, one for each way in which a text can be written.
func styles() map[string]func(t *rapid.T) (file, value string, places []source.Pos) {
	return map[string]func(t *rapid.T) (string, string, []source.Pos){
		"plain": func(t *rapid.T) (string, string, []source.Pos) {
			return written("a: 1\nk:  ", folds(t, asIs), "\nz: 1\n")
		},
		"single": func(t *rapid.T) (string, string, []source.Pos) {
			pieces := folds(t, func(r rune) []piece {
				if r == 'x' {
					return []piece{{'\'', "''"}}
				}
				return asIs(r)
			})
			return written("ä: {k: '", pieces, "', z: 1}\n")
		},
		"double": func(t *rapid.T) (string, string, []source.Pos) {
			spelt := map[rune][]piece{
				'x': {{'"', `\"`}}, 'y': {{'\n', `\n`}}, 'z': {{'é', `\xe9`}}, '€': {{'€', `\u20ac`}}, '🙂': {{'🙂', `\U0001F642`}},
				'*': {{0, "\\\n   "}, {'c', "c"}}, '/': {{'\\', `\\`}}, '?': {{'\t', `\t`}},
			}
			pieces := folds(t, func(r rune) []piece {
				if p, ok := spelt[r]; ok {
					return p
				}
				return asIs(r)
			})
			return written("- k: \"", pieces, "\"\n  z: 1\n")
		},
		"literal": func(t *rapid.T) (string, string, []source.Pos) {
			header := rapid.SampledFrom([]string{"|", "|-", "|+", "|2", "| # said so"}).Draw(t, "header")
			return written("k: "+header, block(t, true), "z: 1\n")
		},
		"folded": func(t *rapid.T) (string, string, []source.Pos) {
			header := rapid.SampledFrom([]string{">", ">-", ">+", ">2"}).Draw(t, "header")
			return written("k: "+header, block(t, false), "z: 1\n")
		},
	}
}

// block writes lines set in by two spaces. In a literal all line ends are read; folded ones become spaces, or are read
// when an empty line follows or a line set in further stands beside them.
func block(t *rapid.T, literal bool) []piece {
	pieces := []piece{{0, "\n"}}
	n := rapid.IntRange(1, 6).Draw(t, "lines")
	further := false
	for i := range n {
		was := further
		further = i > 0 && rapid.IntRange(0, 3).Draw(t, "further") == 0
		pieces = append(pieces, lineEnd(t, i, literal, was || further)...)
		pieces = append(pieces, piece{0, "  "})
		if further {
			pieces = append(pieces, piece{' ', " "}, piece{' ', " "})
		}
		for _, r := range word(t) + " " + word(t) {
			pieces = append(pieces, asIs(r)...)
		}
	}
	return append(pieces, piece{0, "\n"})
}

// lineEnd writes the end of line i-1 and up to two empty lines.
func lineEnd(t *rapid.T, i int, literal, kept bool) []piece {
	if i == 0 {
		return nil
	}
	empty := rapid.IntRange(0, 2).Draw(t, "empty lines")
	if !literal && !kept && empty == 0 {
		return []piece{{' ', "\n"}}
	}
	pieces := make([]piece, empty+1)
	for j := range pieces {
		pieces[j] = piece{'\n', "\n"}
	}
	if !literal && !kept {
		pieces[empty].read = 0 // the places are those of the first of the line ends
	}
	return pieces
}

func TestEveryRuneHasItsPlace(t *testing.T) {
	t.Parallel()
	for name, style := range styles() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				file, value, places := style(t)
				text := find(t, file, "k")
				// How a block ends, and whether escapes are folded, is YAML's affair; the places of what is read are ours.
				if !strings.HasPrefix(text.Value, value) {
					t.Fatalf("the test wrote %q but YAML reads %q\n%s", value, text.Value, file)
				}
				for i, want := range places {
					if got := text.Pos(i); got != want {
						t.Fatalf("rune %d of %q: got %v, want %v\n%s", i, text.Value, got, want, file)
					}
				}
			})
		})
	}
}

// find returns the text behind the first key of this name.
func find(t interface{ Fatalf(string, ...any) }, file, key string) source.Text {
	root, err := parseYAML(file)
	if err != nil || root == nil {
		t.Fatalf("%v\n%s", err, file)
	}
	var search func(n *yaml.Node) *yaml.Node
	search = func(n *yaml.Node) *yaml.Node {
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 && child.Value == key {
				return n.Content[i+1]
			}
			if found := search(child); found != nil {
				return found
			}
		}
		return nil
	}
	n := search(root)
	if n == nil {
		t.Fatalf("no key %q in\n%s", key, file)
		return source.Text{}
	}
	return textOf("f", lines(file), n)
}

func TestTextFallsBackToItsStart(t *testing.T) {
	t.Parallel()
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: "other", Line: 1, Column: 4}
	got := textOf("f", lines("k: text"), n)
	if got.Start != (source.Pos{File: "f", Line: 1, Column: 4}) || got.Runs != nil || got.Value != "other" {
		t.Errorf("got %+v", got)
	}
}

func FuzzPosition(f *testing.F) {
	for _, style := range styles() {
		for i := range 5 {
			file := rapid.Custom(func(t *rapid.T) string {
				file, _, _ := style(t)
				return file
			}).Example(i)
			f.Add(file)
		}
	}
	f.Add("k: |\n\n   a\n\n\n")
	f.Add("k: >1\n  a\n b\n")
	f.Add("k: \"a\\\n\n  b\"")
	f.Fuzz(func(t *testing.T, file string) {
		r := newReader(map[string][]byte{"f.yaml": []byte(file)})
		opened, ok := r.open("f.yaml")
		if !ok {
			return
		}
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			if n.Kind == yaml.ScalarNode {
				checkPlaces(t, opened, n)
			}
			for _, child := range n.Content {
				walk(child)
			}
		}
		walk(opened.root)
	})
}

// checkPlaces fails when a letter or digit of a text is said to stand where another one does.
func checkPlaces(t *testing.T, f *file, n *yaml.Node) {
	text := f.text(n)
	if text.Value != n.Value {
		t.Fatalf("the text %q became %q", n.Value, text.Value)
	}
	if text.Runs == nil && (text.Start == source.Pos{File: f.name, Line: n.Line, Column: n.Column}) {
		return // plain on one line, or the fallback
	}
	for i, r := range []rune(text.Value) {
		at := text.Pos(i)
		if at.Line < 1 || at.Line > len(f.lines) || at.Column < 1 || at.Column > len(f.lines[at.Line-1])+1 {
			t.Fatalf("rune %d of %q is outside the file: %v", i, text.Value, at)
		}
		if at.Column > len(f.lines[at.Line-1]) {
			continue // a line end
		}
		there := f.lines[at.Line-1][at.Column-1]
		if there != r && there != '\\' && r != ' ' && r != '\n' {
			t.Fatalf("rune %d of %q, %q: there is %q at %v in\n%s", i, text.Value, r, there, at, fmt.Sprint(f.lines))
		}
	}
}
