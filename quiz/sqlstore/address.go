package sqlstore

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/lib/pq"

	"waymark/quiz"
)

// target is where an address leads.
type target struct {
	config pq.Config
	pooled bool // binary_parameters=yes says that a pooler is in between
	veiled bool // a piece of the password may have been taken for a host or port: neither is shown
}

// howToWrite is the form of an address, for messages.
const howToWrite = "write postgres://USER:PASSWORD@HOST:PORT/NAME, with %2F for a /, %40 for an @, %23 for a # and %3F for a ? in the password"

// parseAddress reads an address of PostgreSQL; see Open. ErrInvalid. No error shows the password, nor a piece of it.
func parseAddress(address string, within time.Duration) (target, error) {
	authority, path, hides := split(address)
	if strings.Contains(address, "#") || strings.Contains(path, "@") {
		return target{}, advise("the address of the database can't be read: it looks as if the password held a /, # or ? as it is", howToWrite, quiz.ErrInvalid)
	}
	t := target{veiled: hides}
	listed, err := listHosts(address, authority)
	if err == nil {
		t.config, err = pq.NewConfig(listed)
	}
	if err != nil {
		return target{}, explainAddress(address, t.veiled, err)
	}
	c := &t.config
	if c.SSLMode == "" {
		c.SSLMode = sslMode(*c)
	}
	if c.ConnectTimeout <= 0 {
		c.ConnectTimeout = within
		if hosts := len(c.Multi) + 1; hosts > 1 { // one that is gone leaves time for the others
			c.ConnectTimeout = within / time.Duration(hosts+1)
		}
	}
	if c.ApplicationName == "" {
		c.ApplicationName = "waymark"
	}
	if c.TargetSessionAttrs == "" && len(c.Multi) > 0 {
		c.TargetSessionAttrs = pq.TargetSessionAttrsReadWrite
	}
	t.pooled = c.BinaryParameters
	// A statement that is not prepared by name travels whole, in one round trip: its halves could meet different sessions of a pooler.
	c.BinaryParameters = true
	return t, nil
}

// split takes the authority and the path out of an address. It hides what may hold a piece of a password: of an address with an @ where
// none belongs, the text before it was taken for a host or a port.
func split(address string) (authority, path string, hides bool) {
	_, rest, _ := strings.Cut(address, "://")
	end := len(rest)
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		end = at
	}
	authority, rest = rest[:end], rest[end:]
	path, _, _ = strings.Cut(rest, "?")
	return authority, path, strings.Count(authority, "@") > 1 || strings.Contains(rest, "@")
}

// listHosts writes several hosts with their ports, as libpq takes them, in the way in which lib/pq takes them.
func listHosts(address, authority string) (string, error) {
	at := strings.LastIndexByte(authority, '@') + 1
	user, hosts := authority[:at], authority[at:]
	if !strings.Contains(hosts, ",") {
		return address, nil
	}
	u, err := url.Parse(strings.Replace(address, authority, user, 1))
	if err != nil {
		return "", err
	}
	var names, ports []string
	for host := range strings.SplitSeq(hosts, ",") {
		name, port, err := net.SplitHostPort(host)
		if err != nil {
			name, port = strings.Trim(host, "[]"), "5432"
		}
		names, ports = append(names, name), append(ports, port)
	}
	query := u.Query()
	query.Set("host", strings.Join(names, ","))
	if !query.Has("port") {
		query.Set("port", strings.Join(ports, ","))
	}
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// explainAddress says what is wrong with an address. What lib/pq says of an environment variable, or of a value with a name, is no secret.
func explainAddress(address string, veiled bool, err error) error {
	said := err.Error()
	if strings.HasPrefix(said, "pq: environment variable") || strings.HasPrefix(said, "pq: wrong value for $") {
		return advise("the environment has a variable of PostgreSQL that this program can't use ("+said+")", "unset it for this program; the address says all", quiz.ErrInvalid)
	}
	for _, known := range []string{"pq: wrong value for", "pq: unsupported ", "pq: weak sslmode", "pq: could not match"} {
		if strings.HasPrefix(said, known) && !veiled && !errors.As(err, new(*url.Error)) {
			return advise("the address of the database can't be used ("+said+")", "correct that value in the address, or in the PG… variable of the environment that holds it", quiz.ErrInvalid)
		}
	}
	if strings.Contains(address, "@") || strings.Contains(address, "password") {
		said = "what is wrong is not shown, because it may hold the password"
	}
	return advise(fmt.Sprintf("the address of the database can't be read (%s)", said), howToWrite, quiz.ErrInvalid)
}

// sslMode is how a connection is protected when the address does not say it.
func sslMode(config pq.Config) pq.SSLMode {
	local := isLocal(config.Host, config.Hostaddr)
	for _, other := range config.Multi {
		local = local && isLocal(other.Host, other.Hostaddr)
	}
	if local {
		return pq.SSLModeDisable
	}
	return pq.SSLModeVerifyFull
}

func isLocal(host string, addr netip.Addr) bool {
	if addr.IsValid() {
		return addr.IsLoopback()
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "" || host == "localhost" || filepath.IsAbs(host) || host[0] == '@' || err == nil && ip.IsLoopback()
}
