package sqlstore

import (
	"encoding/json"
	"fmt"

	"waymark/quiz"
)

// mark is a parameter of our own that is given when a connection begins. A pooler refuses it, or does not pass it on; so whoever can
// read it back speaks with one session of the server alone.
const mark = "waymark.direct"

// question asks the server how it keeps what it is given. On a session of our own it also sees to it that a commit waits for the disk,
// whatever is set for the role, the database or the server, now and later.
const question = `select json_build_object(
	'direct', own.yes,
	'encoding', current_setting('server_encoding'),
	'read_only', current_setting('transaction_read_only') = 'on',
	'standby', pg_is_in_recovery(),
	'commit', case when own.yes then set_config('synchronous_commit', case when now.commits in ('off', 'local') then 'on' else now.commits end, false) else now.commits end,
	'isolation', case when own.yes then set_config('default_transaction_isolation', 'read committed', false) else current_setting('default_transaction_isolation') end,
	'fsync', current_setting('fsync', true),
	'full_page_writes', current_setting('full_page_writes', true),
	'logs_values', coalesce(current_setting('log_parameter_max_length', true), '0') <> '0'
		and (current_setting('log_statement', true) in ('mod', 'all') or coalesce(current_setting('log_min_duration_statement', true), '-1') <> '-1'
			or coalesce(current_setting('log_min_duration_sample', true), '-1') <> '-1' or coalesce(current_setting('log_transaction_sample_rate', true), '0') <> '0')
		or coalesce(current_setting('log_parameter_max_length_on_error', true), '0') <> '0'
		or coalesce(nullif(current_setting('auto_explain.log_min_duration', true), ''), '-1') <> '-1'
			and coalesce(nullif(current_setting('auto_explain.log_parameter_max_length', true), ''), '-1') <> '0',
	'defaults', (select coalesce(md5(string_agg(concat(s.setdatabase, s.setrole, s.setconfig), ';' order by s.setdatabase, s.setrole)), 'none')
		from pg_db_role_setting s
		where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
			and s.setrole in (0, (select oid from pg_roles where rolname = session_user)))
)::text
from (select coalesce(current_setting('` + mark + `', true), '') = 'yes' as yes) own, (select current_setting('synchronous_commit') as commits) now`

// state is what the server answers to question.
type state struct {
	Direct         bool   `json:"direct"` // no pooler is in between
	Encoding       string `json:"encoding"`
	ReadOnly       bool   `json:"read_only"`
	Standby        bool   `json:"standby"`
	Commit         string `json:"commit"`    // synchronous_commit
	Isolation      string `json:"isolation"` // of a transaction that names none
	Fsync          string `json:"fsync"`
	FullPageWrites string `json:"full_page_writes"`
	LogsValues     bool   `json:"logs_values"` // the server's log holds what people answer
	Defaults       string `json:"defaults"`    // a hash of what is set for the role and the database
}

func readState(text string) (s state, err error) {
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, fmt.Errorf("what the server says of itself can't be read: %w", err)
	}
	return s, nil
}

// endangers reports a synchronous_commit by which what was acknowledged can be lost.
func endangers(commit string) bool { return commit == "off" || commit == "local" }

// refusal is why the server keeps no changes now; nil when it keeps them. ErrUnavailable.
func (s state) refusal() error {
	switch {
	case s.Standby:
		return advise("the server is a standby and takes no changes", "name the primary in the address, or several hosts: postgres://USER@HOST1:5432,HOST2:5432/NAME finds it among them", quiz.ErrUnavailable)
	case s.ReadOnly:
		return advise("the database is set to read only and takes no changes", noChanges, quiz.ErrUnavailable)
	default:
		return nil
	}
}

// notices are what an operator should know of the server. Whoever named the pooler in the address need not be told of it.
func (s state) notices(known bool) []Notice {
	var list []Notice
	add := func(holds bool, what, next string) {
		if holds {
			list = append(list, Notice{What: what, Next: next})
		}
	}
	add(s.Fsync == "off", "the server runs with fsync = off: when its machine stops, what people were told is stored can be lost, or the database damaged", "set fsync = on in postgresql.conf and reload")
	add(s.FullPageWrites == "off", "the server runs with full_page_writes = off: when its machine stops, the database can be damaged", "set full_page_writes = on in postgresql.conf and reload, unless its file system writes pages whole")
	add(!s.Direct && !known, "a pooler is between this program and PostgreSQL, so no statement is prepared by name", "nothing has to be done; binary_parameters=yes in the address says it beforehand")
	add(!s.Direct && endangers(s.Commit), "synchronous_commit is "+s.Commit+" behind the pooler, so each change asks for on by itself, which is slower", "alter role ROLE set synchronous_commit = on, then let the pooler connect anew")
	add(s.LogsValues, "PostgreSQL's log keeps what people answer", "set log_parameter_max_length = 0, log_parameter_max_length_on_error = 0 and auto_explain.log_parameter_max_length = 0; see docs/operating.md")
	add(s.refusal() != nil, "the database takes no changes, so nothing is stored and /readyz says 503", noChanges)
	return list
}
