package postgrestest

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lib/pq"
)

// startWithin bounds how long the server may take to answer its first query.
const startWithin = time.Minute

// keeping is the script of the keeper. It outlives no one: when this process ends, in whatever way, its standard input
// closes, and it stops the server and removes the folder.
const keeping = `
	run() { "$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync="$4" >>"$2/log" 2>&1 & server=$!; }
	children() { ps -A -o ppid= -o pid= | while read -r parent child; do [ "$parent" != $server ] || echo $child; done; }
	run "$@"
	while read -r order; do
		case $order in
		kill) kill -QUIT $server; wait $server; echo killed ;;
		stop) kill -INT $server; wait $server; echo stopped ;;
		freeze) kill -STOP $server; kill -STOP $(children); echo frozen ;;
		thaw) kill -CONT $server $(children); echo thawed ;;
		start) run "$@" ;;
		esac
	done
	kill -CONT $server $(children) 2>/dev/null # it may be frozen
	kill -INT $server
	wait $server
	rm -rf "$2"`

// Server is a PostgreSQL server with a cluster in a temporary folder.
type Server struct {
	folder string
	port   string
	made   atomic.Int64 // databases
	keeper *exec.Cmd
	orders io.WriteCloser // of the keeper; the server lives while it is open
	says   *bufio.Reader
}

// start makes a cluster and starts its server.
func start(durable bool) (*Server, error) {
	bin, err := bindir()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(parent(), "waymark-postgres-")
	if err != nil {
		return nil, err
	}
	as, err := newAccount(folder)
	if err != nil {
		return nil, err
	}
	initdb := as.command(filepath.Join(bin, "initdb"), "-D", filepath.Join(folder, "data"),
		"-U", "waymark", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	fsync := "off"
	if durable {
		fsync = "on"
	}
	s := &Server{folder: folder, port: port, keeper: as.command("/bin/sh", "-c", keeping, "keeper", bin, folder, port, fsync)}
	if err := s.keep(); err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	return s, s.await()
}

func (s *Server) keep() (err error) {
	if s.orders, err = s.keeper.StdinPipe(); err != nil {
		return err
	}
	out, err := s.keeper.StdoutPipe()
	if err != nil {
		return err
	}
	s.says = bufio.NewReader(out)
	return s.keeper.Start()
}

// stop ends the server and removes its folder.
func (s *Server) stop() error { return errors.Join(s.orders.Close(), s.keeper.Wait()) }

// Kill ends the server as a crash does, without a last checkpoint; every connection breaks.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.order(t, "kill", "killed")
}

// Stop ends the server as an operator does who does not wait for its clients.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.order(t, "stop", "stopped")
}

// Freeze stops every process of the server without ending it: it says nothing, and no connection breaks. Thaw has to follow.
func (s *Server) Freeze(t testing.TB) {
	t.Helper()
	s.order(t, "freeze", "frozen")
}

// Thaw lets a frozen server go on.
func (s *Server) Thaw(t testing.TB) {
	t.Helper()
	s.order(t, "thaw", "thawed")
}

// order has the keeper do something and waits until it is done.
func (s *Server) order(t testing.TB, order, done string) {
	t.Helper()
	if _, err := io.WriteString(s.orders, order+"\n"); err != nil {
		t.Fatal(err)
	}
	if said, err := s.says.ReadString('\n'); said != done+"\n" {
		t.Fatalf("the server's keeper says %q, %v", said, err)
	}
}

// Restart starts the server again after Kill or Stop, at the same address, and waits until it answers.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if _, err := io.WriteString(s.orders, "start\n"); err != nil {
		t.Fatal(err)
	}
	if err := s.await(); err != nil {
		t.Fatal(err)
	}
}

// Standby starts the server again after Kill as a hot standby: it takes no changes and waits for a primary, which never comes.
func (s *Server) Standby(t testing.TB) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, "data", "standby.signal"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Restart(t)
}

// Log returns what the server wrote to its log.
func (s *Server) Log(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Database creates an empty database and returns its address.
func (s *Server) Database(t testing.TB) (address string) {
	t.Helper()
	db, err := sql.Open("postgres", s.address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test%d", s.made.Add(1))
	_, err = db.Exec("create database " + pq.QuoteIdentifier(name) + " template template0")
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	return s.address(name)
}

// Port is where the server listens on 127.0.0.1.
func (s *Server) Port() string { return s.port }

func (s *Server) address(database string) string {
	return fmt.Sprintf("postgres://waymark@127.0.0.1:%s/%s?sslmode=disable", s.port, database)
}

// await tries to connect until the server answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	db, err := sql.Open("postgres", s.address("postgres"))
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
			said, _ := os.ReadFile(filepath.Join(s.folder, "log"))
			return fmt.Errorf("postgres does not answer: %w\n%s", err, said)
		case <-again.C:
		}
	}
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
