package sqlstore

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// patience is how long the connections of a pool wait for a server that says nothing.
type patience struct {
	silence time.Duration
	over    atomic.Bool // none of them waits any more
}

// until returns when a read or write that begins now gives up.
func (p *patience) until(now time.Time) time.Time {
	if p.over.Load() {
		return now
	}
	return now.Add(p.silence)
}

// dialer opens connections that give up on a network that went silent: lib/pq does not look at the context while it reads.
type dialer struct {
	patience *patience
	within   time.Duration // bounds how long connecting may take
}

var _ pq.DialerContext = dialer{}

// Dial connects.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, d.within)
}

// DialTimeout connects within a time.
func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext connects until the context ends.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: d.within}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &impatient{Conn: c, patience: d.patience}, nil
}

// impatient is a connection on which each read and write has to end within a time, and by the deadline that was set for all of them.
type impatient struct {
	net.Conn
	patience *patience
	deadline atomic.Pointer[time.Time]
}

// SetDeadline bounds all reads and writes; the zero time bounds each alone again.
func (c *impatient) SetDeadline(t time.Time) error {
	c.deadline.Store(&t)
	return c.Conn.SetDeadline(t)
}

// Read reads, or fails with a timeout.
func (c *impatient) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(c.until(time.Now())); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// Write writes, or fails with a timeout.
func (c *impatient) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(c.until(time.Now())); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// until is when a read or write that begins now gives up.
func (c *impatient) until(now time.Time) time.Time {
	t := c.patience.until(now)
	if d := c.deadline.Load(); d != nil && !d.IsZero() && d.Before(t) {
		return *d
	}
	return t
}
