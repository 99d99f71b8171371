package questions

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// complaint is what YAML says is wrong, and on which line (0 when it does not say).
type complaint struct {
	line    int
	message string
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

func complaintOf(err error) complaint {
	found := yamlLine.FindStringSubmatch(err.Error())
	if found == nil {
		return complaint{message: err.Error()}
	}
	line, convErr := strconv.Atoi(found[1])
	if convErr != nil {
		line = 0
	}
	return complaint{line, found[2]}
}

// syntax reports why a file can't be read as YAML, in words that do not speak of YAML.
func (f *file) syntax(text string, err error) {
	all := lines(text)
	if errors.Is(err, errSecond) || strings.Contains(err.Error(), "<document start>") {
		f.secondDocument(all)
		return
	}
	c := complaintOf(err)
	line := failingLine(text, c)
	if line > len(all) {
		line = len(all)
	}
	d := diagnose(c.message, all, line)
	f.report(d.line, d.column, d.length, d.code, d.message, d.hint)
}

// secondDocument reports a line of dashes or dots, which begins another document.
func (f *file) secondDocument(all [][]rune) {
	seen := false
	for i, line := range all {
		s := strings.TrimSpace(string(line))
		if (strings.HasPrefix(string(line), "---") || s == "...") && seen {
			f.report(i+1, 1, 3, "file/second-document", "a second part begins here", "delete this line: a file holds one part")
			return
		}
		seen = seen || s != "" && !strings.HasPrefix(s, "#")
	}
	f.report(1, 1, 0, "file/second-document", "this file has more than one part", "delete the lines of dashes")
}

// failingLine finds the line on which reading fails: the first with which the text up to it fails in the same way as all
// of it. YAML itself often names the line where the group began. Near its guess first, then by halving.
func failingLine(text string, c complaint) int {
	ends := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			ends = append(ends, i+1)
		}
	}
	if ends[len(ends)-1] < len(text) {
		ends = append(ends, len(text))
	}
	last := len(ends) - 1
	fails := func(n int) bool {
		_, err := parseYAML(text[:ends[n]])
		return err != nil && complaintOf(err).message == c.message
	}
	for n := max(1, c.line-1); c.line > 0 && n <= min(c.line+2, last); n++ {
		if fails(n) && !fails(n-1) {
			return n
		}
	}
	low, high := 0, last
	for step := 1; high-step > 0; step *= 2 { // from the end backwards, since what fails later fails to the end
		if !fails(high - step) {
			low = high - step
			break
		}
		high -= step
	}
	for high-low > 1 {
		if middle := (low + high) / 2; fails(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return max(1, high)
}

// diagnosis is a problem with the form of a line.
type diagnosis struct {
	line, column, length int
	code, message, hint  string
}

var (
	secondColon  = regexp.MustCompile(`^\s*(?:- )*[^\s:#'"\[{][^:]*:\s+[^'"|>\[{\s].*?(:)(?:\s|$)`)
	afterQuote   = regexp.MustCompile(`^\s*(?:- )*(?:[^\s:#'"][^:]*:\s+)?(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*([^\s,#:\]}])`)
	openQuote    = regexp.MustCompile(`(?:^\s*|[:\-,\[{]\s*)(['"])`)
	escapeSign   = regexp.MustCompile(`\\[^0abtnvfre "'/\\N_LPxuU]`)
	badStart     = regexp.MustCompile("(?::\\s+|^\\s*(?:- +)?)([@`%*&!])")
	questionMark = regexp.MustCompile(`[\[{,:]\s*[^\s'"\[{,][^'"\[{,]*(\?)`)
	noKey        = regexp.MustCompile(`^\s*(?:- )?[^:]*$`)
)

// diagnose says in plain words what is wrong on a line (from 1), from YAML's message and the line itself.
func diagnose(message string, all [][]rune, line int) diagnosis {
	text := string(all[line-1])
	indent := len(text) - len(strings.TrimLeft(text, " "))
	d := diagnosis{line: line, column: indent + 1, length: 1}
	tabs := func() bool { return strings.HasPrefix(strings.TrimLeft(text, " "), "\t") }
	mark := func(re *regexp.Regexp) bool {
		at := re.FindStringSubmatchIndex(text)
		if at == nil {
			return false
		}
		d.column = len([]rune(text[:at[len(at)-2]])) + 1
		return true
	}
	says := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(message, part) })
	}
	switch {
	case tabs() || says("tab character"):
		d.column = len([]rune(text[:max(0, strings.Index(text, "\t"))])) + 1
		d.code, d.message = "file/tab", "this line is set in with a tab"
		d.hint = "use spaces in its place, two for each level"
	case says("unexpected end of stream"):
		mark(openQuote)
		d.code, d.message = "file/quote", "this quotation mark is never closed"
		d.hint = "put the same mark at the end of the text; within '…' an apostrophe is written twice"
	case says("expected ',' or") && mark(questionMark):
		d.code, d.message = "file/question-mark", "a question mark stands in a text between brackets"
		d.hint = `put the text in quotes: "…"`
	case says("expected ',' or"):
		d.column = len([]rune(text[:max(0, strings.IndexAny(text, "[{"))])) + 1
		d.code, d.message = "file/bracket", "this bracket is never closed, or a comma is missing behind it"
		d.hint = "close it with the bracket of the same kind, and put commas between the entries; put a text with brackets in quotes"
	case says("unknown escape character", "hexdecimal", "Unicode character escape"):
		if at := escapeSign.FindStringIndex(text); at != nil {
			d.column = len([]rune(text[:at[0]])) + 1
		}
		d.code, d.message = "file/backslash", `a backslash has a meaning of its own within "…"`
		d.hint = "use '…' around the text in place of \"…\""
	case says("cannot start any token", "unknown anchor", "tag", "directive", "alphabetic or numeric", "expected whitespace", "did not find expected '!'") && mark(badStart):
		d.code, d.message = "file/first-character", "a text can't begin with "+string(all[line-1][d.column-1])
		d.hint = "put the text in quotes"
	case says("mapping values are not allowed", "did not find expected key", "could not find expected ':'") && mark(secondColon):
		d.code, d.message = "file/colon", "a colon stands inside a text that has no quotes"
		d.hint = `put the text in quotes: "…"`
	case mark(afterQuote):
		d.code, d.message = "file/after-quote", "something follows a text in quotes"
		d.hint = "put the whole text in quotes, with the other kind of quotation mark around it"
	case says("could not find expected ':'") || says("mapping values", "did not find expected key") && noKey.MatchString(text):
		d.code, d.message = "file/no-colon", "this line has no key with a colon"
		d.hint = "write key: text; set a text that goes on further in than its key, or put it below a |"
	case says("exceeded max depth"):
		d.code, d.message, d.hint = "file/depth", "lists and groups stand too deep inside each other here", "a quiz needs no such depth; see if a bracket is missing"
	case says("mapping values", "did not find expected", "are not allowed in this context"):
		d.code, d.message = "file/indent", "this line is not set in like its neighbours"
		d.hint = "lines of one group begin in the same column; what belongs to a key stands two spaces further in"
	default:
		d.code, d.message = "file/form", "this line can't be read"
		d.hint = "look at the colons, quotation marks and spaces at the beginning, here and on the line above"
	}
	return d
}
