package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

// aForm is how browsers name the body of a form.
const aForm = "application/x-www-form-urlencoded"

// body is something that no page of ours sends.
type body struct {
	name, kind string
	text       func(right url.Values) io.Reader // of the fields that a page would send
}

// bodies are of every kind.
func bodies() []body {
	as := func(text string) func(url.Values) io.Reader {
		return func(url.Values) io.Reader { return strings.NewReader(text) }
	}
	behind := func(text string) func(url.Values) io.Reader {
		return func(right url.Values) io.Reader { return strings.NewReader(right.Encode() + "&" + text) }
	}
	many := func(n int, field string) string { return strings.Repeat(field+"&", n) }
	return []body{
		{"nothing", aForm, as("")},
		{"nothing of no kind", "", as("")},
		{"a form of no kind", "", behind("x=y")},
		{"a form called text", "text/plain", behind("x=y")},
		{"a form of a kind that is none", ";;;=", behind("x=y")},
		{"JSON", "application/json", as(`{"do":"delete"}`)},
		{"JSON called a form", aForm, as(`{"do":"delete"}`)},
		{"deep JSON called a form", aForm, as(strings.Repeat(`{"a":[`, 8000))},
		{"deep brackets", aForm, as("a" + strings.Repeat("[b]", 5000) + "=c")},
		{"parts", "multipart/form-data; boundary=x", as("--x\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\ndelete\r\n--x--\r\n")},
		{"parts called a form", aForm, as("--x\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\ndelete\r\n--x--\r\n")},
		{"broken percent", aForm, behind("weight=%zz")},
		{"half a percent", aForm, behind("weight=%")},
		{"semicolons", aForm, as("do=delete;do=link")},
		{"500 fields", aForm, behind(many(500, "a=b"))},
		{"500 values of one field", aForm, behind(many(500, "weight=most"))},
		{"60,000 separators", aForm, as(strings.Repeat("&", 60_000))},
		{"10 MB", aForm, as("mark=" + strings.Repeat("x", 10<<20))},
		{"10 MB of unknown length", aForm, func(url.Values) io.Reader {
			return io.MultiReader(strings.NewReader("mark="), bytes.NewReader(make([]byte, 10<<20)))
		}},
		{"a name of 60,000 letters", aForm, behind(strings.Repeat("n", 60_000) + "=1")},
		{"NUL", aForm, behind("mark=%00&mood=%00&weight=%00")},
		{"a raw NUL", aForm, behind("mark=\x00")},
		{"broken UTF-8", aForm, behind("mark=%ff%fe&weight=%c3")},
		{"half of a surrogate pair", aForm, behind("mark=%ed%a0%80")},
		{"a name of broken UTF-8", aForm, behind("%ff=1")},
		{"an id that is none", aForm, as("_attempt=1&_operation=1&_revision=1&kind=task&result=1&code=1&quiz=1")},
		{"a huge revision", aForm, as("_attempt=00000000-0000-7000-8000-000000000000&_operation=00000000-0000-7000-8000-000000000000&_revision=99999999999999999999")},
		{"another's ids", aForm, as("_attempt=00000000-0000-7000-8000-000000000000&_operation=00000000-0000-7000-8000-000000000000&_revision=0&result=00000000-0000-7000-8000-000000000000")},
		{"something else to do", aForm, as("do=constructor&kind=__proto__&task=..%2f..%2f&quiz=../evening")},
	}
}

// TestBodies sends bodies of every kind to every page that takes a form: nothing changes, nothing breaks, and an answer comes.
func TestBodies(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, name, address string) {
		tl := newTally(t, "bodies of every kind", name)
		s := &site{programs: []*program{newProgram(t, address)}, tally: tl}
		p := settled(s)
		a, ok := p.goOn(noteSet)
		tick, ticks := p.tick()
		if !ok || !ticks {
			t.Fatal("the pages have no forms")
		}
		right := a.form.fields
		for name, values := range tick.form.fields {
			right[name] = values
		}
		right.Del("mark") // so that no body is a whole answer
		before, _ := p.b.read()
		for _, path := range []string{evening, theOther().quiz, worrySet + "/check", a.form.action, restStep, "/me", "/return", "/region", "/language"} {
			for _, body := range bodies() {
				p.throw(path, body, right)
			}
		}
		after, ok := p.b.read()
		if !ok || !reflect.DeepEqual(before[quizID], after[quizID]) {
			tl.fail(lost, "a body of some kind has changed what is kept:\n%+v\n%+v", before, after)
		}
		p.settle()
	})
}

// throw sends a body to a page.
func (p *person) throw(path string, body body, right url.Values) {
	program, ctx := p.site.pick()
	fields := url.Values{}
	for name, values := range right {
		if path != restStep || name != "task" { // else it would be a tick
			fields[name] = values
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, program.url+path, body.text(fields))
	if err != nil {
		p.site.tally.t.Fatal(err)
	}
	p.b.copied().dress(req)
	req.Header.Set("Content-Type", body.kind)
	if body.kind == "" {
		req.Header.Del("Content-Type")
	}
	since := startWatch()
	resp, err := program.client.Do(req)
	r := p.b.copied().take(resp, err)
	p.site.tally.act(false)
	what := fmt.Sprintf("%s with %s", path, body.name)
	switch {
	case r.err != nil && strings.HasPrefix(body.name, "10 MB"): // it may be sent away before it has said all
	case r.err != nil:
		p.site.tally.fail(broken, "POST %s: %v", what, r.err)
	default:
		p.site.tally.page("POST", what, r.status, since)
	}
}
