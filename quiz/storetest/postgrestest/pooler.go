package postgrestest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// pooling is the script of a pooler's keeper: it ends the pooler when its standard input closes, as it does when this process ends.
const pooling = `
	"$1" "$2" >>"$3" 2>&1 & pooler=$!
	read -r order
	kill -TERM $pooler
	wait $pooler`

// Pooler starts a pgbouncer before the server of the address until the end of the test, and returns the address through it. The mode is
// its pool_mode; settings are further lines of its configuration. It lets the roles waymark and app in.
func Pooler(t testing.TB, address, mode string, settings ...string) string {
	t.Helper()
	program, err := poolerProgram()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp(parent(), "waymark-pgbouncer-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	users, config := filepath.Join(folder, "users"), filepath.Join(folder, "pgbouncer.ini")
	var text bytes.Buffer
	fmt.Fprintf(&text, "[databases]\n* = host=%s port=%s\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %s\nunix_socket_dir =\n", u.Hostname(), u.Port(), port)
	fmt.Fprintf(&text, "auth_type = trust\nauth_file = %s\npool_mode = %s\ndefault_pool_size = 4\n", users, mode)
	for _, line := range settings {
		fmt.Fprintln(&text, line)
	}
	err = errors.Join(os.WriteFile(config, text.Bytes(), 0o600), os.WriteFile(users, []byte("\"waymark\" \"\"\n\"app\" \"\"\n"), 0o600),
		os.WriteFile(filepath.Join(folder, "log"), nil, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	as, err := newAccount(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := as.own(users, config, filepath.Join(folder, "log")); err != nil {
		t.Fatal(err)
	}
	keeper := as.command("/bin/sh", "-c", pooling, "keeper", program, config, filepath.Join(folder, "log"))
	orders, err := keeper.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := keeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		orders.Close()
		_ = keeper.Wait() // pgbouncer says by its exit code that it was told to end
	})
	u.Host = net.JoinHostPort("127.0.0.1", port)
	if err := listens(t.Context(), u.Host); err != nil {
		said, _ := os.ReadFile(filepath.Join(folder, "log"))
		t.Fatalf("pgbouncer does not listen: %v\n%s", err, said)
	}
	return u.String()
}

func poolerProgram() (string, error) {
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("pgbouncer is not here. `make test` installs it; by hand: apt-get install pgbouncer, or brew install pgbouncer")
}

// listens waits until somebody listens at the address.
func listens(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			return c.Close()
		}
		select {
		case <-ctx.Done():
			return err
		case <-again.C:
		}
	}
}
