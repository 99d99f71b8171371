package questions

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
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
	d := diagnose(c.message, string(all[line-1]))
	if open, ok := openedBefore(all, line); ok && (d.code == "file/indent" || d.code == "file/no-colon" || d.code == "file/after-quote" || d.code == "file/bracket") {
		line, d = open, diagnose("unexpected end of stream", string(all[open-1]))
	}
	f.report(line, d.column, 1, d.code, d.message, d.hint)
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
	// No dashes: what comes first is set in further than the rest.
	line := slices.IndexFunc(all, func(line []rune) bool {
		s := strings.TrimSpace(string(line))
		return s != "" && !strings.HasPrefix(s, "#")
	})
	d := diagnose("are not allowed in this context", string(all[max(line, 0)]))
	f.report(max(line, 0)+1, d.column, 1, d.code, d.message, d.hint)
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

// quotesBack is how many lines above a failing line an unclosed quotation mark is looked for.
const quotesBack = 50

// openedBefore finds the line above line on which a text in quotes begins and does not end, when the same mark stands on
// line: then that mark was taken for the end of the text.
func openedBefore(all [][]rune, line int) (int, bool) {
	for i := line - 1; i > 0 && i >= line-quotesBack; i-- {
		at := leftOpen.FindStringSubmatch(string(all[i-1]))
		if at != nil && strings.Contains(string(all[line-1]), at[1]+at[2]) {
			return i, true
		}
	}
	return 0, false
}

// diagnosis is a problem with the form of a line.
type diagnosis struct {
	complaint string // of YAML
	text      string // the line
	column    int

	code, message, hint string
}

var (
	secondColon  = regexp.MustCompile(`^\s*(?:- )*[^\s:#'"\[{][^:]*:\s+[^'"|>\[{\s].*?(:)(?:\s|$)`)
	afterQuote   = regexp.MustCompile(`^\s*(?:- )*(?:[^\s:#'"][^:]*:\s+)?(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*([^\s,#:\]}])`)
	openQuote    = regexp.MustCompile(`(?:^\s*|[:\-,\[{]\s*)(['"])`)
	escapeSign   = regexp.MustCompile(`\\[^0abtnvfre "'/\\N_LPxuU]`)
	badStart     = regexp.MustCompile("(?::\\s+|^\\s*(?:- +)?)([@`%*&!])")
	questionMark = regexp.MustCompile(`[\[{,:]\s*[^\s'"\[{,][^'"\[{,]*(\?)`)
	leftOpen     = regexp.MustCompile(`^\s*(?:- )*(?:[^\s:#'"][^:]*:\s+)?(?:(")(?:[^"\\]|\\.)*|(')(?:[^']|'')*)$`)
	blockText    = regexp.MustCompile(`:\s+([|>])`)
	loneSign     = regexp.MustCompile(`:\s+([-?\]}])`)
	doubleComma  = regexp.MustCompile(`[,\[{]\s*(,)`)
	noKey        = regexp.MustCompile(`^\s*(?:- )?[^:]*$`)
)

// diagnose says in plain words what is wrong with a line, from YAML's complaint and the line itself.
func diagnose(complaint, text string) diagnosis {
	d := diagnosis{complaint: complaint, text: text}
	d.column = len(text) - len(strings.TrimLeft(text, " ")) + 1
	if !d.signs() && !d.shape() {
		d.is("file/form", "this line can't be read", "look at the colons, quotation marks and spaces at the beginning, here and on the line above")
	}
	return d
}

// is settles the diagnosis.
func (d *diagnosis) is(code, message, hint string) bool {
	d.code, d.message, d.hint = code, message, hint
	return true
}

// says reports whether YAML's complaint holds one of the parts.
func (d *diagnosis) says(parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(d.complaint, part) })
}

// to puts the caret at the byte of the line, when there is one.
func (d *diagnosis) to(at int) {
	if at >= 0 {
		d.column = utf8.RuneCountInString(d.text[:at]) + 1
	}
}

// mark looks for a pattern and puts the caret at its last group.
func (d *diagnosis) mark(re *regexp.Regexp) bool {
	at := re.FindStringSubmatchIndex(d.text)
	if at == nil {
		return false
	}
	d.to(at[len(at)-2])
	return true
}

// signs looks for a sign that means something else than its author thinks.
func (d *diagnosis) signs() bool {
	switch {
	case strings.HasPrefix(strings.TrimLeft(d.text, " "), "\t"), d.says("tab character"):
		d.to(strings.Index(d.text, "\t"))
		return d.is("file/tab", "this line is set in with a tab", "use spaces in its place, two for each level")
	case d.says("unexpected end of stream"):
		d.mark(openQuote)
		return d.is("file/quote", "this quotation mark is never closed", "put the same mark at the end of the text; within '…' an apostrophe is written twice")
	case d.says("expected ',' or") && d.mark(questionMark):
		return d.is("file/question-mark", "a question mark stands in a text between brackets", `put the text in quotes: "…"`)
	case d.says("expected ',' or"):
		d.to(strings.IndexAny(d.text, "[{"))
		return d.is("file/bracket", "this bracket is never closed, or a comma is missing behind it",
			"close it with the bracket of the same kind, and put commas between the entries; put a text with brackets in quotes")
	case d.says("unknown escape character", "hexdecimal", "Unicode character escape"):
		if at := escapeSign.FindStringIndex(d.text); at != nil {
			d.to(at[0])
		}
		return d.is("file/backslash", `a backslash has a meaning of its own within "…"`, `use '…' around the text in place of "…"`)
	case d.says("cannot start any token", "unknown anchor", "tag", "directive", "alphabetic or numeric", "expected whitespace", "did not find expected '!'") && d.mark(badStart):
		return d.is("file/first-character", "a text can't begin with "+string([]rune(d.text)[d.column-1]), "put the text in quotes")
	case d.says("comment or line break") && d.mark(blockText):
		return d.is("file/block", "a text follows "+string([]rune(d.text)[d.column-1])+" on the same line", "begin the text on the line below, two spaces further in, or put it in quotes")
	case d.says("expected node content") && d.mark(doubleComma):
		return d.is("file/comma", "nothing stands before this comma", "take one comma away")
	case d.says("are not allowed in this context", "expected node content") && d.mark(loneSign):
		return d.is("file/first-character", "a text can't begin with "+string([]rune(d.text)[d.column-1])+" here", "put the text in quotes; a list begins on the line below its key")
	case d.says("exceeded max depth"):
		return d.is("file/depth", "lists and groups stand too deep inside each other here", "a quiz needs no such depth; see if a bracket is missing")
	default:
		return false
	}
}

// shape looks for what is wrong with keys and with where lines begin.
func (d *diagnosis) shape() bool {
	switch {
	case d.says("mapping values are not allowed", "did not find expected key", "could not find expected ':'") && d.mark(secondColon):
		return d.is("file/colon", "a colon stands inside a text that has no quotes", `put the text in quotes: "…"`)
	case d.mark(afterQuote):
		return d.is("file/after-quote", "something follows a text in quotes", "put the whole text in quotes, with the other kind of quotation mark around it")
	case d.says("could not find expected ':'"), d.says("mapping values", "did not find expected key") && noKey.MatchString(d.text):
		return d.is("file/no-colon", "this line has no key with a colon", "write key: text; set a text that goes on further in than its key, or put it below a |")
	case d.says("mapping values", "did not find expected", "are not allowed in this context"):
		return d.is("file/indent", "this line is not set in like its neighbours", "lines of one group begin in the same column; what belongs to a key stands two spaces further in")
	default:
		return false
	}
}
