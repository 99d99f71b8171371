package postgrestest_test

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"waymark/quiz/storetest/postgrestest"
)

func run(t *testing.T, address, query string) error {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(query)
	return err
}

func TestStartGivesFreshDatabases(t *testing.T) {
	t.Parallel()
	for range 2 {
		if err := run(t, postgrestest.Start(t), "create table mine (x int)"); err != nil {
			t.Error(err)
		}
	}
}

func TestServerIsKilledAndRestarted(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t, true)
	address := server.Database(t)
	if err := run(t, address, "create table mine (x int)"); err != nil {
		t.Fatal(err)
	}
	server.Kill(t)
	if err := run(t, address, "select 1"); err == nil {
		t.Error("a killed server answers")
	}
	server.Restart(t)
	if err := run(t, address, "insert into mine values (1)"); err != nil {
		t.Error(err)
	}
}

func TestServerIsStoppedAndRestarted(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t, false)
	address := server.Database(t)
	server.Stop(t)
	if err := run(t, address, "select 1"); err == nil {
		t.Error("a stopped server answers")
	}
	server.Restart(t)
	if err := run(t, address, "select 1"); err != nil {
		t.Error(err)
	}
}

// TestServerIsFrozen holds that a frozen server says nothing, neither to who is connected nor to who comes, and goes on where it was.
func TestServerIsFrozen(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t, false)
	db, err := sql.Open("postgres", server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	connected, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer connected.Close()
	server.Freeze(t)
	said := make(chan error, 2)
	go func() { said <- connected.PingContext(t.Context()) }()
	go func() { said <- db.PingContext(t.Context()) }()
	select {
	case err := <-said:
		t.Errorf("a frozen server answers: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	server.Thaw(t)
	for range 2 {
		if err := <-said; err != nil {
			t.Error(err)
		}
	}
}

// aloneVariable makes this test binary start a server and wait to be killed.
const aloneVariable = "WAYMARK_TEST_START_AND_WAIT"

// TestServerDiesWithItsTests kills a test process; its server must not stay behind.
func TestServerDiesWithItsTests(t *testing.T) {
	t.Parallel()
	if os.Getenv(aloneVariable) != "" {
		fmt.Println("port", postgrestest.NewServer(t, false).Port())
		<-t.Context().Done() // never: it is killed
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServerDiesWithItsTests$")
	child.Env = append(os.Environ(), aloneVariable+"=yes")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var port int
	if _, err := fmt.Fscanf(out, "port %d\n", &port); err != nil {
		t.Fatalf("the other test process does not say its port: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for late := time.After(30 * time.Second); ; {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", fmt.Sprint("127.0.0.1:", port))
		if err != nil {
			return
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatal("the server is still there")
		}
	}
}
