package faults

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// key is the name of the cookie by which a browser is known.
const key = "waymark"

// giveUp is how long a browser waits for an answer; then it is as if none came.
const giveUp = 3 * pageWithin

// site is the programs that people meet at one address, as behind a balancer that leaves out what is down.
type site struct {
	programs []*program
	tally    *tally
}

// pick returns one of the programs that are up, and the context of what is asked of it; nil when none is.
func (s *site) pick() (*program, context.Context) {
	for _, i := range rand.Perm(len(s.programs)) {
		if ctx, up := s.programs[i].isUp(); up {
			return s.programs[i], ctx
		}
	}
	return nil, nil
}

// errDown is that no program is up.
var errDown = errors.New("nobody listens")

// browser is a browser without scripts, with its cookies.
type browser struct {
	site *site
	jar  http.CookieJar
	from string // the network address that the proxy in front names
}

func newBrowser(s *site, from string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // cookiejar.New with no options never fails
	}
	return &browser{site: s, jar: jar, from: from}
}

// copied returns a browser with the same cookies, which goes its own way from then on.
func (b *browser) copied() *browser {
	other := newBrowser(b.site, b.from)
	other.jar.SetCookies(anyURL(), b.jar.Cookies(anyURL()))
	return other
}

// anyURL is where cookies are looked up: they do not tell ports apart.
func anyURL() *url.URL { return &url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/"} }

// reply is what came back.
type reply struct {
	err      error // no whole answer came
	status   int
	location string // where a redirect leads, without the host
	body     string
	page     *html.Node // of an HTML body
	newKey   bool       // the browser got another key than it sent
}

// ok reports whether a page came that says no error.
func (r reply) ok() bool { return r.err == nil && r.status == http.StatusOK }

// leadsTo reports whether the answer leads on to an address that begins like this.
func (r reply) leadsTo(prefix string) bool {
	return r.err == nil && r.status == http.StatusSeeOther && strings.HasPrefix(r.location, prefix)
}

// get opens a page and follows where it leads; the path is that of the page that came.
func (b *browser) get(path string) (r reply, at string) {
	for range 6 {
		at = path
		r = b.do(http.MethodGet, path, nil)
		if r.err != nil || r.status != http.StatusSeeOther {
			return r, at
		}
		path = r.location
	}
	b.site.tally.fail(broken, "%s leads round in a circle", route(path))
	return reply{err: errors.New("a circle")}, at
}

// post sends a form and does not follow.
func (b *browser) post(f form) reply { return b.do(http.MethodPost, f.action, f.fields) }

func (b *browser) do(method, path string, fields url.Values) reply {
	p, life := b.site.pick()
	if p == nil {
		return reply{err: errDown}
	}
	ctx, cancel := context.WithTimeout(life, giveUp)
	defer cancel()
	path, _, _ = strings.Cut(path, "#")
	req, err := http.NewRequestWithContext(ctx, method, p.url+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return reply{err: err}
	}
	b.dress(req)
	since := startWatch()
	resp, err := p.client.Do(req)
	r := b.take(resp, err)
	switch {
	case r.err == nil:
		b.site.tally.page(method, path, r.status, since)
	case life.Err() == nil && ctx.Err() != nil:
		b.site.tally.fail(slow, "%s %s: no answer within %v (%v); the program's last words:\n%s", method, route(path), giveUp, r.err, p.lastWords())
	}
	return r
}

// dress gives a request what a browser and the proxy send with it.
func (b *browser) dress(req *http.Request) {
	if req.Method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	req.Header.Set("X-Forwarded-For", b.from)
	for _, c := range b.jar.Cookies(anyURL()) {
		req.AddCookie(c)
	}
}

// take reads an answer and keeps its cookies.
func (b *browser) take(resp *http.Response, err error) reply {
	if err != nil {
		return reply{err: err}
	}
	defer resp.Body.Close()
	b.jar.SetCookies(anyURL(), resp.Cookies())
	body, err := io.ReadAll(resp.Body)
	sent, got := keyIn(resp.Request.Cookies()), keyIn(resp.Cookies())
	r := reply{newKey: got != "" && got != sent, err: err, status: resp.StatusCode, body: string(body), location: resp.Header.Get("Location")}
	if r.err == nil && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		r.page, r.err = html.Parse(strings.NewReader(r.body))
	}
	return r
}

// keyIn returns the secret that a cookie holds, without what says how long it is kept; "" for none.
func keyIn(cookies []*http.Cookie) string {
	for _, c := range cookies {
		if c.Name == key {
			secret, _, _ := strings.Cut(c.Value, ".")
			return secret
		}
	}
	return ""
}

// form is a form of a page with what it would send as it is.
type form struct {
	action string
	fields url.Values
	ticks  map[string][]string // the values of radio buttons and boxes, by name
	typed  []string            // the names of fields that take a text
}

// is reports whether the field is sent with the value.
func (f form) is(name, value string) bool { return f.fields.Get(name) == value }

// form returns the first form of the page that fits.
func (r reply) form(fits func(form) bool) (form, bool) {
	if r.page == nil {
		return form{}, false
	}
	for n := range r.page.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || attribute(n, "method") != "post" {
			continue
		}
		if f := readForm(n); fits(f) {
			return f, true
		}
	}
	return form{}, false
}

// does returns the form of a page that has the field with the value.
func (r reply) does(name, value string) (form, bool) {
	return r.form(func(f form) bool { return f.is(name, value) })
}

func readForm(n *html.Node) form {
	f := form{action: attribute(n, "action"), fields: url.Values{}, ticks: map[string][]string{}}
	for field := range n.Descendants() {
		name, value := attribute(field, "name"), attribute(field, "value")
		switch {
		case field.Type != html.ElementNode || name == "":
		case field.Data == "textarea":
			f.typed = append(f.typed, name)
		case field.Data != "input":
		case attribute(field, "type") == "hidden":
			f.fields.Add(name, value)
		case attribute(field, "type") == "radio" || attribute(field, "type") == "checkbox":
			f.ticks[name] = append(f.ticks[name], value)
		default:
			f.typed = append(f.typed, name)
		}
	}
	return f
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// texts returns what stands in the elements of a name within those of a class.
func (r reply) texts(class, element string) (texts []string) {
	if r.page == nil {
		return nil
	}
	for n := range r.page.Descendants() {
		if n.Type != html.ElementNode || attribute(n, "class") != class {
			continue
		}
		for below := range n.Descendants() {
			if below.Type == html.ElementNode && below.Data == element && below.FirstChild != nil {
				texts = append(texts, below.FirstChild.Data)
			}
		}
	}
	return texts
}

// has reports whether any element of the page fits.
func (r reply) has(fits func(*html.Node) bool) bool { return r.page != nil && has(r.page, fits) }

func has(n *html.Node, fits func(*html.Node) bool) bool {
	for below := range n.Descendants() {
		if fits(below) {
			return true
		}
	}
	return false
}

// value returns the value of the element with an id.
func (r reply) value(id string) string {
	if r.page == nil {
		return ""
	}
	for n := range r.page.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "id") == id {
			return attribute(n, "value")
		}
	}
	return ""
}
