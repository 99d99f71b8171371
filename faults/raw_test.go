package faults

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"
)

// wire is a connection on which a request is written piece by piece.
type wire struct {
	net.Conn
	b       *browser
	request []byte
	req     *http.Request
	sent    int
}

// dial connects to one of the programs, to send a form.
func (b *browser) dial(f form) (*wire, error) {
	p, _ := b.site.pick()
	if p == nil {
		return nil, errDown
	}
	req, err := http.NewRequest(http.MethodPost, p.url+f.action, strings.NewReader(f.fields.Encode()))
	if err != nil {
		return nil, err
	}
	b.dress(req)
	var text bytes.Buffer
	if err := req.Write(&text); err != nil {
		return nil, err
	}
	c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		return nil, err
	}
	return &wire{Conn: c, b: b, request: text.Bytes(), req: req}, c.SetDeadline(time.Now().Add(giveUp))
}

// write writes the request up to so many bytes before its end.
func (w *wire) write(before int) error {
	until := max(w.sent, len(w.request)-before)
	n, err := w.Write(w.request[w.sent:until])
	w.sent += n
	return err
}

// read reads the answer.
func (w *wire) read(since watch) reply {
	defer w.Close()
	resp, err := http.ReadResponse(bufio.NewReader(w.Conn), w.req)
	r := w.b.take(resp, err)
	if r.err == nil {
		w.b.site.tally.page(http.MethodPost, w.req.URL.Path, r.status, since)
	} else if ne := (net.Error)(nil); errors.As(r.err, &ne) && ne.Timeout() {
		w.b.site.tally.fail(slow, "POST %s: no answer within %v", w.req.URL.Path, giveUp)
	}
	return r
}

// leaving is when a browser goes away that has sent a form.
type leaving int

const (
	halfSent  leaving = iota // half of the form was sent
	atOnce                   // all of it was sent
	firstByte                // the first byte of the answer came
	headless                 // so much of the answer came that its cookies did not
	leavings
)

func (l leaving) String() string {
	return [...]string{"half of the form sent", "at once", "after the first byte", "after some bytes"}[l]
}

// leave sends the form and goes away before the answer is there; then it waits until the program has dealt with it.
func (b *browser) leave(f form, when leaving) error {
	program := b.site.programs[0]
	before := program.posts()
	w, err := b.dial(f)
	if err != nil {
		return err
	}
	unsent := 0
	if when == halfSent {
		unsent = 1 + len(f.fields.Encode())/2
	}
	err = w.write(unsent)
	switch when {
	case firstByte, headless:
		some := make([]byte, 1+30*int(when-firstByte))
		if _, err := w.Read(some); err != nil {
			return err
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	if when == halfSent && len(f.fields) == 0 {
		return nil // half of its head is no request
	}
	return program.awaitPosts(before + 1)
}
