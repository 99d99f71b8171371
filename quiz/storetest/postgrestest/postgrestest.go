// Package postgrestest starts a private PostgreSQL server for tests. A test that needs one and does not find it fails.
package postgrestest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"
)

// notFound says what to install.
const notFound = "PostgreSQL's server programs (initdb, postgres) are not here. `make test` installs them; by hand: apt-get install postgresql, or brew install postgresql."

// startWithin bounds how long the server may take to answer its first query.
const startWithin = time.Minute

// server is the one server of this test process.
type server struct {
	once    sync.Once
	address string    // of its database postgres
	life    io.Closer // open while this process lives; the collector would close it if nobody held it
	err     error
	mu      sync.Mutex
	made    int // databases
}

// shared is started by the first test that needs it, and dies with the process.
var shared server

// Start returns the address of a fresh, empty database. The server is started by the first call and ends with the test process.
func Start(t testing.TB) (address string) {
	t.Helper()
	shared.once.Do(func() { shared.address, shared.life, shared.err = start() })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	name, err := shared.create()
	if err != nil {
		t.Fatalf("create a database: %v", err)
	}
	return strings.Replace(shared.address, "/postgres?", "/"+name+"?", 1)
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

func (s *server) create() (name string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	db, err := sql.Open("postgres", s.address)
	if err != nil {
		return "", err
	}
	defer db.Close()
	s.made++
	name = fmt.Sprintf("test%d", s.made)
	_, err = db.Exec("create database " + pq.QuoteIdentifier(name))
	return name, err
}

// bindir finds a full installation: a lone postgres on the PATH is none.
func bindir() (string, error) {
	var dirs []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/usr/pgsql-*/bin"} {
		found, _ := filepath.Glob(pattern) // the patterns are well-formed
		slices.Reverse(found)
		dirs = append(dirs, found...)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, dir := range dirs {
		if isProgram(dir, "initdb") && isProgram(dir, "postgres") {
			return dir, nil
		}
	}
	return "", fmt.Errorf("%s", notFound)
}

func isProgram(dir, name string) bool {
	info, err := os.Stat(filepath.Join(dir, name))
	return err == nil && !info.IsDir()
}

// start makes a cluster in a temporary folder and starts its server.
func start() (address string, life io.Closer, err error) {
	bin, err := bindir()
	if err != nil {
		return "", nil, err
	}
	folder, err := os.MkdirTemp("", "waymark-postgres-")
	if err != nil {
		return "", nil, err
	}
	as, err := newAccount(folder)
	if err != nil {
		return "", nil, err
	}
	data := filepath.Join(folder, "data")
	initdb := as.command(filepath.Join(bin, "initdb"), "-D", data, "-U", "waymark", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return "", nil, err
	}
	// The keeper outlives no one: when this process ends, in whatever way, its standard input closes, and it stops the server
	// and removes the folder.
	keeper := as.command("/bin/sh", "-c", `
		"$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync="$4" &
		server=$!
		cat >/dev/null
		kill -INT $server
		wait $server
		rm -rf "$2"`, "keeper", bin, folder, port, fsync())
	keeper.Stdout, keeper.Stderr = log, log
	if life, err = keeper.StdinPipe(); err != nil {
		return "", nil, err
	}
	if err := keeper.Start(); err != nil {
		return "", nil, fmt.Errorf("start postgres: %w", err)
	}
	address = fmt.Sprintf("postgres://waymark@127.0.0.1:%s/postgres?sslmode=disable", port)
	if err := await(address); err != nil {
		said, _ := os.ReadFile(log.Name())
		return "", nil, fmt.Errorf("postgres does not answer: %w\n%s", err, said)
	}
	return address, life, nil
}

// fsync is on when a benchmark asks for it: what is measured then is what a server of people's answers does.
func fsync() string {
	if os.Getenv("WAYMARK_TEST_FSYNC") != "" {
		return "on"
	}
	return "off"
}

// freePort returns a port of the loopback address that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// await tries to connect until the server answers.
func await(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	db, err := sql.Open("postgres", address)
	if err != nil {
		return err
	}
	defer db.Close()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-again.C:
		}
	}
}
