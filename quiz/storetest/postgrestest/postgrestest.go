// Package postgrestest starts a private PostgreSQL server for tests. A test that needs one and does not find it fails.
package postgrestest

import (
	"sync"
	"testing"
)

// shared is the one server of this test process. It is started by the first test that needs it, and dies with the process.
var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Start returns the address of a fresh, empty database. Its server is started by the first call and ends with the test process;
// it does not wait for the disk.
func Start(t testing.TB) (address string) {
	t.Helper()
	shared.once.Do(func() { shared.server, shared.err = start(false) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server.Database(t)
}

// NewServer starts a server that is the test's own, and ends with it. A durable one waits for the disk at each commit,
// as a server of people's answers does.
func NewServer(t testing.TB, durable bool) *Server {
	t.Helper()
	s, err := start(durable)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Bindir returns the folder of PostgreSQL's programs, pgbench among them.
func Bindir(t testing.TB) string {
	t.Helper()
	dir, err := bindir()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
