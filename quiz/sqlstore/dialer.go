package sqlstore

import (
	"context"
	"net"
	"time"

	"github.com/lib/pq"
)

// dialWithin bounds how long connecting may take.
const dialWithin = 5 * time.Second

// dialer opens connections that give up on a network that went silent: lib/pq does not look at the context while it reads.
type dialer struct{ silence time.Duration }

var _ pq.DialerContext = dialer{}

// Dial connects.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, dialWithin)
}

// DialTimeout connects within a time.
func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

// DialContext connects until the context ends.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: dialWithin}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return impatient{Conn: c, silence: d.silence}, nil
}

// impatient is a connection on which each read and write has to end within a time.
type impatient struct {
	net.Conn
	silence time.Duration
}

// Read reads, or fails with a timeout.
func (c impatient) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// Write writes, or fails with a timeout.
func (c impatient) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
