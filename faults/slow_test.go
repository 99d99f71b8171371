package faults

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// held is how long a client that sends nothing more may keep its connection: the time for a form, and some for a busy machine.
const held = 4 * pageWithin

// TestSlowClients holds that clients who send slowly, or nothing, keep nobody from their pages and are sent away.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	const host = "Host: quiz.example.org\r\n"
	const post = "POST /me HTTP/1.1\r\n" + host + "Content-Type: application/x-www-form-urlencoded\r\n"
	clients := map[string]string{ // what they send before they fall silent
		"clients that send nothing":          "",
		"clients that send half a head":      "GET / HTTP/1.1\r\n" + host,
		"clients that send half a form":      post + "Content-Length: 1000\r\n\r\ndo=link",
		"clients that send an endless chunk": post + "Transfer-Encoding: chunked\r\n\r\nffffff\r\ndo=link",
	}
	n := times(40, 500)
	tl := newTally(t, fmt.Sprint(n, " slow clients of each of four kinds"), "SQLite")
	p := newProgram(t, databases()["SQLite"](t))
	var holding sync.WaitGroup
	for fault, sent := range clients {
		for range n {
			c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			holding.Go(func() { holdOn(tl, c, fault, sent) })
		}
	}
	st := newStorm(t, &site{programs: []*program{p}, tally: tl}, 4)
	holding.Wait()
	tl.goesOn(20)
	st.settle()
}

// holdOn sends something, then nothing more, and waits until it is sent away.
func holdOn(tl *tally, c net.Conn, fault, sent string) {
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(held)); err != nil {
		tl.t.Error(err)
		return
	}
	if _, err := io.WriteString(c, sent); err != nil {
		return // it was sent away already
	}
	if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
		tl.fail(slow, "%s still are connected after %v", fault, held)
	}
}
