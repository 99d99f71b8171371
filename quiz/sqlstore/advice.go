package sqlstore

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"

	"github.com/lib/pq"

	"waymark/migrations"
	"waymark/quiz"
)

// advice is an error that says in words what keeps a database from being used, and what to do.
type advice struct {
	what string
	next string
	err  error
}

func (a *advice) Error() string {
	if a.err == nil || a.err == quiz.ErrInvalid || a.err == quiz.ErrUnavailable { // which tell nothing more than the words
		return a.what
	}
	return a.what + ": " + a.err.Error()
}

func (a *advice) Unwrap() error { return a.err }

func advise(what, next string, err error) error { return &advice{what: what, next: next, err: err} }

// Next returns what an operator can do about an error of this package; "" when the error does not tell.
func Next(err error) string {
	var a *advice
	if errors.As(err, &a) {
		return a.next
	}
	var pg *pq.Error
	if errors.As(err, &pg) {
		_, next := adviceOn(pg)
		return next
	}
	return ""
}

// explain says in words what keeps PostgreSQL from being used. Of a veiled target no text is shown that can name its host or port.
func explain(t target, err error) error {
	var known *advice
	var pg *pq.Error
	var lookup *net.DNSError
	var network net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.As(err, &pg):
		what, next := adviceOn(pg)
		if what == "" {
			what, next = "the database can't be used", "see PostgreSQL's log for that moment; the address names the server, the user and the database"
		}
		return advise(what, next, err)
	case errors.Is(err, pq.ErrSSLNotSupported):
		return advise("the server of the database does not speak TLS", "switch it on there (ssl = on), or, on a network that you alone use, add sslmode=disable to the address", err)
	case errors.As(err, &certificate):
		return advise("the certificate of the database's server can't be verified", "add sslrootcert=FILE with the authority that signed it to the address", err)
	case standing(err) != "":
		return advise("no host of the address takes changes", standing(err), quiz.ErrUnavailable)
	case errors.As(err, &lookup), t.veiled:
		return advise("the host of the database can't be found or reached; it is not shown, because it may be a piece of the password",
			"see that the host in the address is right; "+howToWrite, quiz.ErrUnavailable)
	case errors.As(err, &network), errors.Is(err, quiz.ErrUnavailable):
		return advise("the database can't be reached", "see that PostgreSQL is running, and that host and port in the address are right", err)
	default:
		return err
	}
}

// standing returns what to do when every host was left out because it takes no changes.
func standing(err error) string {
	said := err.Error()
	if strings.Contains(said, "server is in hot standby mode") || strings.Contains(said, "session is read-only") {
		return "name the primary among the hosts, or end what sets default_transaction_read_only there"
	}
	return ""
}

// adviceOn says what an error of the server's means for its operator, and what to do; "" when nothing is known.
func adviceOn(pg *pq.Error) (what, next string) {
	switch pg.Code {
	case "28P01", "28000":
		return "the database refuses the user or the password", "see both in the address, and pg_hba.conf on the server"
	case "3D000":
		return "there is no such database", "create it with `createdb --encoding=UTF8 NAME`"
	case "42501":
		return "the user of the database may not do that", adviceOnRights(pg.Message)
	case "42P01", "3F000":
		return "the tables are not found", "run `waymark migrate` on this database first, as the role that owns it; when that was done, see that search_path of this role names the schema of the tables"
	case "42703":
		return "the tables are not those of this program", "run `waymark migrate` on this database first"
	case "25006", "0A000":
		return "the database takes no changes", noChanges
	case "42704", "08P01", "22023":
		if name := parameterIn(pg.Message); name != "" {
			return "the server, or a pooler before it, does not know the parameter " + name,
				"take " + name + " out of the address" + insteadOf(name)
		}
	case "53300":
		return "the server has no connection left", "raise max_connections on the server, or let fewer programs use it; each Waymark keeps up to 24"
	case "57014":
		return "the server gave up on a statement", "see statement_timeout and lock_timeout of the role, and what else runs on the database"
	case "57P03", "57P01", "57P02":
		return "the server of the database is starting or stopping", "wait until it runs, then start this program again"
	case "53100":
		return "the disk of the database is full", "make room on it"
	}
	return "", ""
}

// noChanges is what to do about a database that can only be read.
const noChanges = "name the primary in the address when this is a standby; else end what sets default_transaction_read_only for the role, the database or the server (see `\\drds` in psql)"

func adviceOnRights(message string) string {
	if strings.Contains(message, "for schema") {
		return "run `waymark migrate` as the role that owns the database, or, as that role, `grant create, usage on schema public to ROLE`"
	}
	return "run `waymark migrate` as the role that owns the tables; for the role that serves: grant select, insert, update, delete on all tables in schema public to ROLE"
}

// insteadOf says what does the work of a parameter of libpq, or of one that a pooler does not pass on.
func insteadOf(name string) string {
	switch {
	case name == "channel_binding" || strings.HasPrefix(name, "gss") || strings.HasPrefix(name, "ssl") || name == "require_auth":
		return "; sslmode=verify-full sees that the server is the right one"
	case strings.Contains(name, "timeout"):
		return "; set it on the role: alter role ROLE set " + name + " = …"
	}
	return ""
}

// parameterIn returns the parameter that a server or a pooler refuses at connecting.
func parameterIn(message string) string {
	for _, before := range []string{"unrecognized configuration parameter ", "unsupported startup parameter: ", "unsupported startup parameter in options: ", "invalid configuration parameter name "} {
		if _, name, found := strings.Cut(message, before); found {
			return strings.Trim(name, `"`)
		}
	}
	return ""
}

// explainTables says in words what migrations found in the database.
func explainTables(err error) error {
	switch {
	case errors.Is(err, migrations.ErrNewer):
		return advise("this database was made by a newer waymark", "start that version or a newer one; to go back to this one, restore a backup from before the update", err)
	case errors.Is(err, migrations.ErrForeign):
		return advise("this database holds the tables of another program", "give waymark a database of its own, and name it in the address", err)
	default:
		return err
	}
}
