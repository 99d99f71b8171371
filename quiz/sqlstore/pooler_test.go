package sqlstore_test

import (
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest"
	"waymark/quiz/storetest/postgrestest"
)

// through returns the address of the same database through a pooler.
func through(t *testing.T, pooler, address string) string {
	t.Helper()
	by, err := url.Parse(pooler)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = by.Host
	return u.String()
}

// TestContractBehindPooler holds the store to its contract behind a pgbouncer that gives each transaction another session, whether the
// address tells of it or not.
func TestContractBehindPooler(t *testing.T) {
	t.Parallel()
	pooler := postgrestest.Pooler(t, postgrestest.Start(t), "transaction")
	for name, more := range map[string]string{"untold": "", "told": "&binary_parameters=yes"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) quiz.Store { return openStore(t, through(t, pooler, postgrestest.Start(t))+more) })
		})
	}
}

// TestManyBehindPooler lets more people answer at once than the pooler has sessions: nobody meets an error, or what is another's.
func TestManyBehindPooler(t *testing.T) {
	t.Parallel()
	direct := postgrestest.Start(t)
	for mode, settings := range map[string][]string{
		"transaction": nil,
		"session":     {"default_pool_size = 40"},
		"ignoring":    {"ignore_startup_parameters = waymark.direct"},
	} {
		pooler := postgrestest.Pooler(t, direct, strings.Replace(mode, "ignoring", "transaction", 1), settings...)
		store, told := openTold(t, pooler)
		var people sync.WaitGroup
		for range 16 {
			people.Go(func() {
				if err := sit(t, store); err != nil {
					t.Errorf("%s: %v", mode, err)
				}
			})
		}
		people.Wait()
		if told.count("a pooler is between this program and PostgreSQL") != 1 {
			t.Errorf("%s: told %q", mode, told.list)
		}
	}
}

// sit answers, finishes and deletes, and looks at each that it is one's own.
func sit(t *testing.T, store *sqlstore.Store) error {
	ctx := t.Context()
	a, err := begin(ctx, store)
	if err != nil {
		return err
	}
	for range 10 {
		next := answered(a)
		if err := store.SaveAttempt(ctx, next, a.Revision); err != nil {
			return err
		}
		a = next
		one, err := store.Attempt(ctx, a.Participant, a.ID)
		all, err2 := store.Attempts(ctx, a.Participant, "quiz")
		who, err3 := store.ParticipantBySecret(ctx, secretOf(a.Participant))
		if err := errors.Join(err, err2, err3); err != nil {
			return err
		}
		if one.ID != a.ID || one.Revision != a.Revision || len(all) != 1 || all[0].ID != a.ID || who.ID != a.Participant {
			return errors.New("what is another's was read")
		}
	}
	if _, err := store.FinishAttempt(ctx, quiz.Result{ID: a.ID, Participant: a.Participant, Quiz: "quiz", Set: "one", At: noon}, a.Revision, quiz.AnySettings); err != nil {
		return err
	}
	if h, err := store.History(ctx, a.Participant, "quiz"); err != nil || len(h.Results) != 1 || h.Results[0].ID != a.ID {
		return errors.Join(err, errors.New("the history is another's"))
	}
	return store.DeleteParticipant(ctx, a.Participant)
}

// TestPoolerComesLater leads a program that serves through a pooler, as when a name is pointed there, and back.
func TestPoolerComesLater(t *testing.T) {
	t.Parallel()
	direct := postgrestest.Start(t)
	pooler := postgrestest.Pooler(t, direct, "transaction")
	network, address := newProxy(t, direct)
	store, told := openTold(t, address)
	if err := sit(t, store); err != nil {
		t.Fatal(err)
	}
	for n, to := range []string{pooler, direct} {
		network.lead(t, to)
		network.cut()
		var people sync.WaitGroup
		for range 8 {
			people.Go(func() {
				if err := sit(t, store); err != nil {
					t.Error(n, err)
				}
			})
		}
		people.Wait()
	}
	if told.count("a pooler is between") != 1 {
		t.Errorf("told %q", told.list)
	}
}

// TestStatementPooler meets a pooler that allows no transactions.
func TestStatementPooler(t *testing.T) {
	t.Parallel()
	direct := postgrestest.Start(t)
	if err := sqlstore.Migrate(t.Context(), direct); err != nil {
		t.Fatal(err)
	}
	_, err := sqlstore.Open(t.Context(), postgrestest.Pooler(t, direct, "statement"))
	if err == nil || !strings.Contains(whole(err), "allows no transactions") || !strings.Contains(whole(err), "pool_mode = transaction") {
		t.Errorf("it says: %v", err)
	}
}

// TestParametersOfAddress names parameters that the server, or the pooler, does not know.
func TestParametersOfAddress(t *testing.T) {
	t.Parallel()
	direct := postgrestest.Start(t)
	pooler := postgrestest.Pooler(t, direct, "transaction")
	for address, says := range map[string]string{
		direct + "&channel_binding=require":    "next: take channel_binding out of the address; sslmode=verify-full",
		pooler + "&channel_binding=require":    "next: take channel_binding out of the address; sslmode=verify-full",
		pooler + "&statement_timeout=5000":     "next: take statement_timeout out of the address; set it on the role: alter role ROLE set statement_timeout",
		direct + "&keepalives=1":               "next: take keepalives out of the address",
		direct + "&sslcertmode=disable":        "next: take sslcertmode out of the address",
		direct + "&statement_timeout=whenever": "statement_timeout",
	} {
		_, err := sqlstore.Open(t.Context(), address)
		if err == nil || !strings.Contains(whole(err), says) {
			t.Errorf("%s: %v", address, whole(err))
		}
	}
}
