package faults

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// deletedWithin is how long what was moved into a private visit may still be stored: it is tried again every minute.
const deletedWithin = 90 * time.Second

// me prepares a form of the page "Your data".
func (p *person) me(do string) (form, bool) {
	r, _ := p.b.get("/me")
	return r.does("do", do)
}

// withdraw prepares to take back the yes to keep more than the outcome.
func (p *person) withdraw() (act, bool) {
	f, ok := p.me("outcome")
	return act{
		name: "withdraw", form: f, sent: func() { p.withdrawn = max(p.withdrawn, maybe) },
		is: func(r reply) bool {
			if !r.leadsTo("/me") || !p.onlyFollows {
				return r.leadsTo("/me")
			}
			page, _ := p.b.get("/me") // it offers it again when it was not done
			_, again := page.does("do", "outcome")
			return isKnown(page) && !again
		},
		took: func(reply) { p.withdrawn = done },
	}, ok
}

// link prepares to make ways back.
func (p *person) link() (act, bool) {
	f, ok := p.me("link")
	return act{
		name: "ways back", form: f, sent: func() {},
		is:   func(r reply) bool { return len(waysOn(r)) == 2 },
		took: func(r reply) { p.ways = append(p.ways, waysOn(r)...) },
	}, ok
}

// waysOn returns the link's secret and the words that a page shows.
func waysOn(r reply) []string {
	_, secret, ok := strings.Cut(r.value("f-link"), "#")
	words := r.texts("words", "li")
	if !ok || secret == "" || len(words) == 0 {
		return nil
	}
	return []string{secret, strings.Join(words, " ")}
}

// signOutEverywhere prepares to end every other way in.
func (p *person) signOutEverywhere() (act, bool) {
	f, ok := p.me("sign-out-everywhere")
	before := slices.Clone(p.ways)
	return act{
		name: "sign out everywhere", form: f,
		sent: func() { p.everywhere = maybe; p.doubt(before) },
		is:   func(r reply) bool { return len(waysOn(r)) == 2 },
		took: func(r reply) {
			p.everywhere = done
			p.end(before)
			p.ways = append(p.ways, waysOn(r)...)
		},
	}, ok
}

// doubt notes that ways back may open nothing any more.
func (p *person) doubt(ways []string) {
	p.maybe = append(p.maybe, ways...)
	p.ways = slices.DeleteFunc(p.ways, func(way string) bool { return slices.Contains(ways, way) })
}

// end notes that ways back, and the other device, open nothing any more.
func (p *person) end(ways []string) {
	p.ended = append(p.ended, ways...)
	was := func(way string) bool { return slices.Contains(ways, way) }
	p.ways, p.maybe = slices.DeleteFunc(p.ways, was), slices.DeleteFunc(p.maybe, was)
	if p.other != nil {
		p.dead, p.other = append(p.dead, p.other), nil
	}
}

// signOut prepares to leave this browser alone; only with a way back.
func (p *person) signOut() (act, bool) {
	f, ok := p.me("sign-out")
	before := p.b.copied()
	return act{
		name: "sign out here", form: f, sent: func() {},
		is:   func(r reply) bool { return r.ok() && !isKnown(r) },
		took: func(reply) { p.dead = append(p.dead, before) },
	}, ok && len(p.ways) > 0 && p.private == not
}

// goPrivate prepares to take everything out of the store.
func (p *person) goPrivate() (act, bool) {
	f, ok := p.me("private")
	before := slices.Clone(p.ways)
	return act{
		name: "go private", form: f,
		sent: func() { p.private = maybe; p.doubt(before) },
		is:   func(r reply) bool { return r.ok() && isPrivate(r) },
		took: func(r reply) {
			if p.private = done; saysLeft(r) {
				p.left, p.other = true, nil
				return
			}
			p.end(before)
		},
	}, ok
}

// saysLeft reports whether the page of a private visit says that what was stored before may not be deleted yet.
func saysLeft(r reply) bool {
	return r.has(func(n *html.Node) bool { return attribute(n, "class") == "wrong" && attribute(n, "role") == "status" })
}

// awaitDeleted waits until the page of a private visit no longer says that something is left, which the program promises to see to. The
// short half does not wait for a minute.
func (p *person) awaitDeleted() {
	if !whole() {
		return
	}
	look := time.NewTicker(500 * time.Millisecond)
	defer look.Stop()
	for late := time.After(deletedWithin); ; {
		if r, _ := p.b.get("/me"); isPrivate(r) && !saysLeft(r) {
			p.left = false
			p.end(slices.Clone(p.maybe))
			return
		}
		select {
		case <-look.C:
		case <-late:
			p.site.tally.fail(stays, "%s: what was stored before the private visit is not deleted within %v", p.state(), deletedWithin)
			return
		}
	}
}

// endSignIn prepares to end what the second device came in with, and nothing else.
func (p *person) endSignIn() (a act, ok bool) {
	r, _ := p.b.get("/me/sign-ins")
	other := p.other
	if other == nil || r.page == nil {
		return act{}, false
	}
	for n := range r.page.Descendants() {
		if n.Data != "li" || !has(n, func(n *html.Node) bool { return n.Data == "Another browser" }) {
			continue
		}
		for below := range n.Descendants() {
			if below.Data == "form" {
				a.form, ok = readForm(below), true
			}
		}
	}
	a.name, a.sent = "end a sign-in", func() { p.other = nil }
	a.is = func(r reply) bool { return r.leadsTo("/me/sign-ins") && p.confirmed() }
	a.took = func(reply) { p.dead = append(p.dead, other) }
	return a, ok
}

// deleteResult prepares to delete one sitting that the account knows, a finished one when finished is set.
func (p *person) deleteResult(finished bool) (act, bool) {
	r, _ := p.b.get("/me/results")
	f, ok := r.form(func(f form) bool {
		s := p.sits[f.fields.Get("result")]
		return f.is("do", "ask-delete-result") && s != nil && (!finished || s.finished == done)
	})
	if !ok {
		return act{}, false
	}
	if f, ok = p.b.post(f).does("do", "delete-result"); !ok {
		return act{}, false
	}
	s := p.sits[f.fields.Get("result")]
	return act{
		name: "delete a result", form: f, sent: func() { s.deleted = max(s.deleted, maybe) },
		is:   func(r reply) bool { return r.leadsTo("/me/results") },
		took: func(reply) { s.deleted = done },
	}, true
}

// deleteAll prepares to delete everything.
func (p *person) deleteAll() (act, bool) {
	r, _ := p.b.get("/me/delete")
	f, ok := r.does("do", "delete")
	before := p.b.copied()
	return act{
		name: "delete everything", form: f, sent: func() { p.gone = maybe },
		is: func(r reply) bool { return r.ok() && !isKnown(r) },
		took: func(reply) {
			p.gone = done
			p.dead = append(p.dead, before)
			if p.other != nil {
				p.dead = append(p.dead, p.other)
			}
			p.ended = append(p.ended, slices.Concat(p.ways, p.maybe)...)
		},
	}, ok
}

// comesBack opens a person's answers with a link or words in a browser; it reports whether they are open then.
func (b *browser) comesBack(way string) bool {
	r, _ := b.get("/return")
	f, ok := r.form(func(f form) bool { return f.action == "/return" })
	if !ok {
		return false
	}
	f.fields.Set("code", way)
	f, ok = b.post(f).does("mine", "yes")
	return ok && b.post(f).leadsTo("/")
}

// secondDevice lets the person in on another device too.
func (p *person) secondDevice() {
	if p.other != nil || len(p.ways) == 0 || p.private != not {
		return
	}
	other := newBrowser(p.site, p.b.from)
	acknowledged := other.comesBack(p.ways[0])
	if !p.settling {
		p.site.tally.act(acknowledged)
	}
	if acknowledged {
		p.other = other
	}
}

// step does one thing by chance. allowed names the dear ones that may be among them.
func (p *person) step(allowed map[string]bool) {
	var a act
	var ok bool
	switch n := p.dice.IntN(100); {
	case n < 40:
		a, ok = p.goOn(noteSet)
	case n < 55:
		a, ok = p.goOn(worrySet)
	case n < 65:
		if other := theOther(); p.agreed[other.id] {
			a, ok = p.goOn(other.sets[p.dice.IntN(len(other.sets))])
		} else {
			a, ok = p.agree()
		}
	case n < 76:
		a, ok = p.tick()
	case n < 80:
		a, ok = p.withdraw()
	case n < 84:
		a, ok = p.link()
	case n < 86:
		if p.secondDevice(); p.other != nil && p.dice.IntN(3) == 0 {
			a, ok = p.endSignIn()
		}
	case n < 89:
		a, ok = p.signOutEverywhere()
	case n < 92:
		a, ok = p.signOut()
	case n < 96:
		a, ok = p.deleteResult(false)
	case n < 98 && allowed["private"]:
		a, ok = p.goPrivate()
	case n >= 98:
		a, ok = p.deleteAll()
	}
	if ok && p.do(a) && a.name == "sign out here" {
		p.enter()
	}
}
