package sqlstore_test

import (
	"net"
	"net/url"
	"sync"
	"testing"
)

// proxy is a network between the store and PostgreSQL that can fail.
type proxy struct {
	listener net.Listener
	target   string

	mu      sync.Mutex
	silent  bool
	swallow int // how many replies pass before one is swallowed and its connection breaks; -1 for all
	open    map[net.Conn]bool
}

// newProxy returns a network and the address through it.
func newProxy(t *testing.T, address string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: u.Host, swallow: -1, open: map[net.Conn]bool{}}
	var serving sync.WaitGroup
	serving.Go(func() { p.serve(&serving) })
	t.Cleanup(func() {
		listener.Close()
		p.cut()
		serving.Wait()
	})
	u.Host = listener.Addr().String()
	return p, u.String()
}

func (p *proxy) serve(serving *sync.WaitGroup) {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		p.mu.Unlock()
		serving.Go(func() { p.pass(server, client, false) })
		serving.Go(func() { p.pass(client, server, true) })
	}
}

// pass copies until either side ends, or the network fails.
func (p *proxy) pass(to, from net.Conn, replies bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil || replies && p.swallows() {
			return
		}
		if p.isSilent() {
			continue
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) isSilent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.silent
}

func (p *proxy) swallows() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.swallow == 0
	if p.swallow >= 0 {
		p.swallow--
	}
	return now
}

// swallowAfter lets n replies pass, swallows the next and breaks its connection.
func (p *proxy) swallowAfter(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.swallow = n
}

// setSilent makes the network lose everything, without telling anyone, or no longer.
func (p *proxy) setSilent(silent bool) {
	p.mu.Lock()
	p.silent = silent
	p.mu.Unlock()
}

// connections returns how many were made since the last cut.
func (p *proxy) connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.open) / 2
}

// cut breaks every connection.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
	clear(p.open)
}
