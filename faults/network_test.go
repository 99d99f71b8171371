package faults

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
	"github.com/rs/zerolog"

	"waymark/quiz/storetest/postgrestest"
)

// network is what lies between a program and PostgreSQL, and can fail.
type network struct {
	t     *testing.T
	proxy *toxiproxy.Proxy
}

// newNetwork returns a network in front of a server, and the address through it.
func newNetwork(t *testing.T, address string) (*network, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	n := &network{t: t, proxy: toxiproxy.NewProxy(server, t.Name(), "127.0.0.1:0", u.Host)}
	if err := n.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.proxy.Stop)
	u.Host = n.proxy.Listen
	return n, u.String()
}

// poison makes the network fail, until cure.
func (n *network) poison(kind, direction string, attributes map[string]any) toxics.Toxic {
	n.t.Helper()
	toxic, err := json.Marshal(map[string]any{"name": kind + direction, "type": kind, "stream": direction, "attributes": attributes})
	if err != nil {
		n.t.Fatal(err)
	}
	wrapper, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(string(toxic)))
	if err != nil {
		n.t.Fatal(err)
	}
	return wrapper.Toxic
}

// cure makes the network whole; connections that failed do not come back.
func (n *network) cure() { n.proxy.Toxics.ResetToxics(context.Background()) }

// away takes the server off the network, or brings it back.
func (n *network) away(away bool) {
	n.t.Helper()
	if away {
		n.proxy.Stop()
	} else if err := n.proxy.Start(); err != nil {
		n.t.Fatal(err)
	}
}

// lostCommitType names the fault of lostCommit among those of the library.
const lostCommitType = "lost_commit"

// lostCommit lets a change of the database through, swallows what comes back, and breaks the connection.
type lostCommit struct {
	mu     sync.Mutex
	skip   int    // how many changes pass before; below 0 all do
	before bool   // what is swallowed is the reply to the beginning of a transaction, so that nothing of it happens
	then   func() // is called once a reply was swallowed
}

// arm makes the change after so many others the one whose reply is lost.
func (l *lostCommit) arm(skip int, then func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.skip, l.before, l.then = skip, false, then
}

// armBefore makes the next transaction one that is broken off when it has begun.
func (l *lostCommit) armBefore(then func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.skip, l.before, l.then = 0, true, then
}

// disarm lets all replies pass from now on, and reports whether one was swallowed since arm.
func (l *lostCommit) disarm() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	swallowed := l.skip < 0
	l.skip, l.then = -1, nil
	return swallowed
}

// swallows reports whether this reply is lost.
func (l *lostCommit) swallows(r serverReply) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.before && !r.began || !l.before && !r.changed {
		return false
	}
	now := l.skip == 0
	if l.skip >= 0 {
		l.skip--
	}
	if now && l.then != nil {
		go l.then() // it may close this very connection
	}
	return now
}

// NewState is what is known of one connection: the bytes of a reply that is not whole yet.
func (l *lostCommit) NewState() any { return &replies{} }

// Pipe passes replies on, each when it is whole.
func (l *lostCommit) Pipe(stub *toxics.ToxicStub) {
	state := stub.State.(*replies)
	for {
		select {
		case <-stub.Interrupt:
			return
		case chunk := <-stub.Input:
			if chunk == nil {
				stub.Close()
				return
			}
			for _, reply := range state.add(chunk.Data) {
				if l.swallows(reply) {
					stub.Close()
					return
				}
				stub.Output <- &stream.StreamChunk{Data: reply.data, Timestamp: chunk.Timestamp}
			}
		}
	}
}

// replies cuts what a PostgreSQL server says into replies: all messages up to the one that says that it is ready.
type replies struct{ rest []byte }

// serverReply is one of them.
type serverReply struct {
	data    []byte
	changed bool // it tells of a change that is durable now
	began   bool // it tells that a transaction has begun
}

// The kinds of messages that matter here, and the state outside of a transaction.
const (
	commandComplete = 'C'
	readyForQuery   = 'Z'
	idle            = 'I'
)

func (r *replies) add(data []byte) (whole []serverReply) {
	r.rest = append(r.rest, data...)
	changed, began, from := false, false, 0
	for at := 0; len(r.rest)-at >= 5; {
		end := at + 1 + int(binary.BigEndian.Uint32(r.rest[at+1:]))
		if end > len(r.rest) {
			break
		}
		body := r.rest[at+5 : end]
		switch r.rest[at] {
		case commandComplete:
			tag, _, _ := strings.Cut(strings.TrimRight(string(body), "\x00"), " ")
			began = began || tag == "BEGIN"
			changed = changed || slices.Contains([]string{"COMMIT", "INSERT", "UPDATE", "DELETE"}, tag)
		case readyForQuery:
			whole = append(whole, serverReply{slices.Clone(r.rest[from:end]), changed && body[0] == idle, began})
			changed, began, from = false, false, end
		}
		at = end
	}
	r.rest = slices.Clone(r.rest[from:])
	return whole
}

// TestNetwork breaks the network between the program and its database while people do everything.
func TestNetwork(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fault     string
		kind      string
		direction string
		with      map[string]any
		going     int // how many acts are acknowledged while it lasts
	}{
		{"database 500 ms away", "latency", "downstream", map[string]any{"latency": 500}, 6},
		{"connections to the database reset", "reset_peer", "downstream", map[string]any{"timeout": 20}, 0},
		{"database silent: questions lost", "timeout", "upstream", map[string]any{"timeout": 0}, 0},
		{"database silent: answers lost", "timeout", "downstream", map[string]any{"timeout": 0}, 0},
		{"database closes after a silent second", "timeout", "downstream", map[string]any{"timeout": 1000}, 0},
	} {
		t.Run(test.fault, func(t *testing.T) {
			t.Parallel()
			n, address := newNetwork(t, postgrestest.Start(t))
			tl := newTally(t, test.fault, "PostgreSQL")
			st := newStorm(t, &site{programs: []*program{newProgram(t, address)}, tally: tl}, 6, "private")
			for range times(1, 4) {
				tl.goesOn(40)
				n.poison(test.kind, test.direction, test.with)
				if test.going > 0 {
					tl.goesOn(test.going)
				} else {
					tl.refuses(12)
				}
				n.cure()
			}
			tl.goesOn(30)
			st.settle()
		})
	}
}

// TestDatabaseServer stops, kills and freezes PostgreSQL while people do everything.
func TestDatabaseServer(t *testing.T) {
	t.Parallel()
	for fault, with := range map[string]struct {
		begin, end func(*postgrestest.Server, testing.TB)
	}{
		"PostgreSQL killed":           {(*postgrestest.Server).Kill, (*postgrestest.Server).Restart},
		"PostgreSQL stopped":          {(*postgrestest.Server).Stop, (*postgrestest.Server).Restart},
		"PostgreSQL frozen (SIGSTOP)": {(*postgrestest.Server).Freeze, (*postgrestest.Server).Thaw},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			server := postgrestest.NewServer(t, true)
			tl := newTally(t, fault, "PostgreSQL")
			st := newStorm(t, &site{programs: []*program{newProgram(t, server.Database(t))}, tally: tl}, 6, "private")
			for range times(1, 4) {
				tl.goesOn(40)
				with.begin(server, t)
				tl.refuses(12)
				with.end(server, t)
			}
			tl.goesOn(30)
			st.settle()
		})
	}
}
