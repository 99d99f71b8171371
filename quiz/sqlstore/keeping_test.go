package sqlstore_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest/postgrestest"
)

// notices are what an operator was told.
type notices struct {
	mu   sync.Mutex
	list []string
}

func (n *notices) telling() sqlstore.Option {
	return sqlstore.Telling(func(notice sqlstore.Notice) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.list = append(n.list, notice.What+"; next: "+notice.Next)
	})
}

// count returns how many of them hold the text.
func (n *notices) count(text string) (count int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, notice := range n.list {
		if strings.Contains(notice, text) {
			count++
		}
	}
	return count
}

// order runs statements as the superuser.
func order(t *testing.T, address string, statements ...string) {
	t.Helper()
	c, err := plain(t, address).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, statement := range append([]string{"set default_transaction_read_only = off"}, statements...) {
		if _, err := c.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// ask returns what a statement answers.
func ask(t *testing.T, address, query string, args ...any) (answer string) {
	t.Helper()
	if err := plain(t, address).QueryRowContext(t.Context(), query, args...).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// refuses holds that the store keeps nothing and deletes nothing, that it is not ready, and that all is as it was.
func refuses(t *testing.T, store *sqlstore.Store, address string, a quiz.Attempt) {
	t.Helper()
	ctx := t.Context()
	counted := `select concat((select count(*) from participants), ' ', (select count(*) from tokens), ' ', (select count(*) from attempts where state = 'open'),
		' ', (select count(*) from results), ' ', (select count(*) from events))`
	before := ask(t, address, counted)
	for name, err := range map[string]error{
		"ping":   store.Ping(ctx),
		"answer": store.SaveAttempt(ctx, answered(a), a.Revision),
		"join":   func() error { _, err := begin(ctx, store); return err }(),
		"finish": func() error {
			_, err := store.FinishAttempt(ctx, quiz.Result{ID: a.ID, Participant: a.Participant, Quiz: "quiz", Set: "one", At: noon}, a.Revision, quiz.AnySettings)
			return err
		}(),
		"event":      store.AddEvent(ctx, quiz.Event{ID: newID(), Participant: a.Participant, Quiz: "quiz", At: noon}),
		"delete":     store.DeleteParticipant(ctx, a.Participant),
		"delete one": store.DeleteAttempt(ctx, a.Participant, a.ID),
		"way back":   store.AddToken(ctx, a.Participant, quiz.Token{Hash: secretOf(newID()), Kind: quiz.SessionToken}, 5),
		"end one":    store.RemoveToken(ctx, a.Participant, secretOf(a.Participant)),
		"sign out":   store.ReplaceTokens(ctx, a.Participant, secretOf(a.Participant), noon, quiz.Token{Hash: secretOf(newID())}),
		"successor":  store.EndReplaced(ctx, a.Participant, quiz.Token{Hash: secretOf(newID()), Replaces: secretOf(a.Participant)}),
		"move":       store.DeleteCopied(ctx, a.Participant, quiz.Extent{}),
		"settings":   store.UpdateSettings(ctx, a.Participant, quiz.Settings{}, 0),
		"withdraw":   store.WithdrawDetails(ctx, a.Participant, quiz.Settings{}, 0, "quiz", func(quiz.Result) (quiz.Answers, bool) { return nil, false }),
		"ended":      func() error { _, err := store.DeleteEndedTokens(ctx, noon); return err }(),
		"sweep":      func() error { _, err := store.DeleteUnseen(ctx, noon.AddDate(1, 0, 0)); return err }(),
		"publish":    store.PutVersion(ctx, quiz.VersionFiles{Quiz: "quiz", Hash: newID()}),
		"visit":      store.NoteVisit(ctx, a.Participant, secretOf(a.Participant), noon.AddDate(0, 0, 1)),
	} {
		if !errors.Is(err, quiz.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := store.Attempt(ctx, a.Participant, a.ID); err != nil {
		t.Errorf("reading: %v", err)
	}
	if after := ask(t, address, counted); after != before {
		t.Errorf("there were %s, and there are %s", before, after)
	}
}

// TestSettingsOfTheServer sets what operators set, before and while people answer; the parts share a server, so one comes after the other.
func TestSettingsOfTheServer(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t, true)
	order(t, server.Database(t), "create role app login superuser")
	t.Run("read only", func(t *testing.T) { readOnly(t, server.Database(t)) })
	t.Run("dangerous", func(t *testing.T) { dangerous(t, server.Database(t)) })
	t.Run("commits wait", func(t *testing.T) { commitsWait(t, server.Database(t)) })
	t.Run("its log", func(t *testing.T) { serversLog(t, server) })
}

// readOnly sets the database to read only in every way while people answer, and back.
func readOnly(t *testing.T, address string) {
	name := databaseOf(address)
	told := &notices{}
	if err := sqlstore.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	ours := strings.Replace(address, "waymark@", "app@", 1)
	store, err := sqlstore.Open(t.Context(), ours, told.telling())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	a, err := begin(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	for n, by := range [][2]string{
		{"alter role app set default_transaction_read_only = on", "alter role app reset default_transaction_read_only"},
		{"alter database " + name + " set default_transaction_read_only = on", "alter database " + name + " reset default_transaction_read_only"},
		{"alter role app in database " + name + " set default_transaction_read_only = on", "alter role app in database " + name + " reset default_transaction_read_only"},
		{"alter system set default_transaction_read_only = on", "alter system reset default_transaction_read_only"},
	} {
		set, reset := by[0], by[1]
		order(t, address, set, "select pg_reload_conf()")
		awaitPing(t, store, false)
		refuses(t, store, address, a)
		if got := told.count("the database takes no changes"); got != n+1 {
			t.Errorf("%s: told %d times, want %d: %q", set, got, n+1, told.list)
		}
		_, err := sqlstore.Open(t.Context(), ours)
		if err == nil || !strings.Contains(whole(err), "is set to read only") || !strings.Contains(whole(err), "default_transaction_read_only") {
			t.Errorf("%s: at the start it says: %v", set, err)
		}
		order(t, address, reset, "select pg_reload_conf()")
		awaitPing(t, store, true)
		next := answered(a)
		if err := store.SaveAttempt(t.Context(), next, a.Revision); err != nil {
			t.Errorf("after %s: %v", reset, err)
		}
		a = next
	}
}

// awaitPing asks until the store says that it keeps changes, or that it does not: the server reads its files a little later.
func awaitPing(t *testing.T, store *sqlstore.Store, keeps bool) {
	t.Helper()
	for t.Context().Err() == nil {
		if err := store.Ping(t.Context()); (err == nil) == keeps {
			return
		}
	}
}

// TestStandby restarts the server as a standby while people answer.
func TestStandby(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t, true)
	address := server.Database(t)
	store := openStore(t, address)
	a, err := begin(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	server.Kill(t)
	server.Standby(t)
	refuses(t, store, address, a)
	_, err = sqlstore.Open(t.Context(), address)
	if err == nil || !strings.Contains(whole(err), "the server is a standby") || !strings.Contains(whole(err), "name the primary") {
		t.Errorf("at the start it says: %v", err)
	}
	if err := sqlstore.Migrate(t.Context(), address); err != nil {
		t.Errorf("tables that are up to date: %v", err)
	}
	empty := strings.Replace(address, "/"+databaseOf(address), "/postgres", 1)
	if err := sqlstore.Migrate(t.Context(), empty); err == nil || !strings.Contains(whole(err), "name the primary") {
		t.Errorf("migrate says: %v", err)
	}
	two := strings.Replace(address, "@127.0.0.1", "@127.0.0.1:1,127.0.0.1", 1)
	if _, err := sqlstore.Open(t.Context(), two); err == nil || !strings.Contains(whole(err), "name the primary among the hosts") {
		t.Errorf("of two hosts it says: %v", err)
	}
	primary := postgrestest.Start(t)
	all := strings.Replace(primary, "@127.0.0.1", "@127.0.0.1:1,127.0.0.1:"+server.Port()+",127.0.0.1", 1)
	if _, err := begin(t.Context(), openStore(t, all)); err != nil {
		t.Errorf("of a host where nobody listens, a standby and the primary: %v", err)
	}
}

// commitsWait sets for the role, the database and the server that commits need not wait for the disk.
func commitsWait(t *testing.T, address string) {
	name := databaseOf(address)
	order(t, address, "alter role app set synchronous_commit = off", "alter database "+name+" set default_transaction_isolation = 'serializable'",
		// What a commit waits for is noted in the row itself.
		"create table noted (commits text, isolation text)",
		`create function note() returns trigger language plpgsql as $$ begin
			insert into noted values (current_setting('synchronous_commit'), current_setting('transaction_isolation')); return null; end $$`)
	if err := sqlstore.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"participants", "tokens", "attempts", "results", "events"} {
		order(t, address, "create trigger note after insert or update or delete on "+table+" for each statement execute function note()")
	}
	change := func(store *sqlstore.Store) {
		t.Helper()
		a, err := begin(t.Context(), store)
		if err == nil {
			err = store.SaveAttempt(t.Context(), answered(a), a.Revision)
		}
		if err == nil {
			err = store.DeleteParticipant(t.Context(), a.Participant)
		}
		if err != nil {
			t.Error(err)
		}
		if noted := ask(t, address, "select coalesce(string_agg(distinct concat(commits, ' ', isolation), ', '), 'nothing') from noted"); noted != "on read committed" {
			t.Errorf("changes were made with %s", noted)
		}
		order(t, address, "delete from noted")
	}
	ours := strings.Replace(address, "waymark@", "app@", 1)
	for kind, through := range map[string]string{"direct": ours, "pooled": postgrestest.Pooler(t, ours, "transaction"), "asked": ours + "&synchronous_commit=off"} {
		told := &notices{}
		store, err := sqlstore.Open(t.Context(), through, told.telling())
		if err != nil {
			t.Fatal(kind, err)
		}
		change(store)
		if got := told.count("asks for on by itself"); (got == 1) != (kind == "pooled") {
			t.Errorf("%s: told %q", kind, told.list)
		}
		order(t, address, "alter system set synchronous_commit = off", "select pg_reload_conf()")
		change(store)
		order(t, address, "alter system reset synchronous_commit", "select pg_reload_conf()")
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}

// dangerous holds that an operator is told of a server that can lose what was acknowledged, again when it is so again.
func dangerous(t *testing.T, address string) {
	store, told := openTold(t, address)
	for n := range 2 {
		order(t, address, "alter system reset log_min_duration_statement", "alter system set full_page_writes = off", "select pg_reload_conf()")
		awaitTold(t, store, told, "full_page_writes = off", n+1)
		order(t, address, "alter system reset full_page_writes", "alter system set log_min_duration_statement = 0", "select pg_reload_conf()")
		awaitTold(t, store, told, "PostgreSQL's log keeps what people answer", n+1)
	}
	if _, told := openTold(t, postgrestest.Start(t)); told.count("fsync = off") != 1 {
		t.Errorf("told %q", told.list)
	}
}

func openTold(t *testing.T, address string) (*sqlstore.Store, *notices) {
	t.Helper()
	told := &notices{}
	if err := sqlstore.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	store, err := sqlstore.Open(t.Context(), address, told.telling())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store, told
}

// serversLog looks for answers in PostgreSQL's own log: with the parameters of the role that operators are told to set, and without.
func serversLog(t *testing.T, server *postgrestest.Server) {
	address := server.Database(t)
	order(t, address, "alter role app set log_parameter_max_length = 0", "alter role app set log_parameter_max_length_on_error = 0",
		"alter system set log_min_duration_statement = 0", "select pg_reload_conf()")
	for role, logged := range map[string]bool{"app": false, "waymark": true} {
		store, told := openTold(t, strings.Replace(address, "waymark@", role+"@", 1))
		a, err := begin(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		next, said := answered(a), "said "+newID()
		next.Answers["q"] = quiz.Answer{Form: quiz.Written, Text: said}
		if err := store.SaveAttempt(t.Context(), next, a.Revision); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(server.Log(t), said); got != logged || (told.count("log keeps what people answer") == 1) != logged {
			t.Errorf("of %s, that the log has the answer is %v, told %q", role, got, told.list)
		}
	}
}

// awaitTold asks the store until the operator was told so often.
func awaitTold(t *testing.T, store *sqlstore.Store, told *notices, text string, count int) {
	t.Helper()
	for t.Context().Err() == nil {
		if err := store.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := told.count(text); got >= count {
			if got > count {
				t.Fatalf("told %d times of %q", got, text)
			}
			return
		}
	}
}

// TestNoValueInErrors makes the server refuse a row, with its values in the details: they are in no error of the store.
func TestNoValueInErrors(t *testing.T) {
	t.Parallel()
	address := postgrestest.Start(t)
	store := openStore(t, address)
	a, err := begin(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	order(t, address, "alter table attempts add constraint small check (revision < 1)")
	next := answered(a)
	next.Answers["q"] = quiz.Answer{Form: quiz.Written, Text: "what she said"}
	err = store.SaveAttempt(t.Context(), next, a.Revision)
	if err == nil || strings.Contains(err.Error(), "she said") || strings.Contains(err.Error(), a.Participant) {
		t.Errorf("the error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.SaveAttempt(ctx, next, a.Revision); !errors.Is(err, context.Canceled) {
		t.Errorf("of who has left: %v", err)
	}
}
