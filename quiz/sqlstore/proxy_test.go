package sqlstore_test

import (
	"net"
	"net/url"
	"sync"
	"testing"
	"time"
)

// proxy is a network between the store and PostgreSQL that can fail.
type proxy struct {
	listener net.Listener
	target   string

	mu      sync.Mutex
	silent  bool
	delay   time.Duration // of everything, in each direction
	hangUp  time.Duration // 0, or after how long a connection that got no answer is closed
	swallow int           // how many replies pass before one is swallowed and its connection breaks; -1 for all
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
		server, err := net.Dial("tcp", p.leads())
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		if p.hangUp > 0 {
			time.AfterFunc(p.hangUp, func() { client.Close() })
		}
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
		silent, delay := p.fault()
		if silent {
			continue
		}
		if delay > 0 {
			<-time.After(delay)
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) fault() (silent bool, delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.silent, p.delay
}

// setHangUp makes the network lose everything and close each connection after a time, from the next connection on.
func (p *proxy) setHangUp(after time.Duration) {
	p.mu.Lock()
	p.silent, p.hangUp = after > 0, after
	p.mu.Unlock()
	p.cut()
}

// setDelay makes the network slow.
func (p *proxy) setDelay(delay time.Duration) {
	p.mu.Lock()
	p.delay = delay
	p.mu.Unlock()
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

func (p *proxy) leads() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.target
}

// lead lets new connections go to another address.
func (p *proxy) lead(t *testing.T, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = u.Host
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
