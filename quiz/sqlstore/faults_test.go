package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest/postgrestest"
)

func newID() string { return uuid.Must(uuid.NewV7()).String() }

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// begin adds a participant with an open attempt.
func begin(ctx context.Context, s quiz.Store) (quiz.Attempt, error) {
	id := newID()
	if err := s.AddParticipant(ctx, quiz.Participant{ID: id, Created: noon, Seen: noon}, quiz.Token{Hash: secretOf(id)}); err != nil {
		return quiz.Attempt{}, err
	}
	return s.AddAttempt(ctx, quiz.Attempt{ID: newID(), Participant: id, Quiz: "quiz", Version: "v1", Set: "one", State: quiz.AttemptOpen, Started: noon, Touched: noon})
}

// secretOf makes a secret's hash of a participant's id.
func secretOf(participant string) (h quiz.SecretHash) {
	copy(h[:], participant)
	return h
}

// answered returns the attempt with its next answer.
func answered(a quiz.Attempt) quiz.Attempt {
	a.Revision++
	a.Answers = quiz.Answers{"q": {Form: quiz.Numeric, Number: float64(a.Revision)}}
	a.Changed = map[string]int{"q": a.Revision}
	a.Operations = []string{newID()}
	return a
}

func TestReplicasMigrateAtOnce(t *testing.T) {
	t.Parallel()
	address := postgrestest.Start(t)
	var replicas sync.WaitGroup
	for range 5 {
		replicas.Go(func() {
			if err := sqlstore.Migrate(t.Context(), address); err != nil {
				t.Error(err)
				return
			}
			store, err := sqlstore.Open(t.Context(), address)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := begin(t.Context(), store); err != nil {
				t.Error(err)
			}
			if err := store.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	replicas.Wait()
}

// TestLostReplies breaks the connection in place of each reply in turn: the call succeeds all the same, and has happened once.
func TestLostReplies(t *testing.T) {
	t.Parallel()
	network, address := newProxy(t, postgrestest.Start(t))
	store := openStore(t, address)
	for lost := range 12 {
		ctx := t.Context()
		network.swallowAfter(lost)
		a, err := begin(ctx, store)
		if err != nil {
			t.Fatalf("reply %d lost: begin: %v", lost, err)
		}
		network.swallowAfter(lost)
		for range 3 {
			next := answered(a)
			if err := store.SaveAttempt(ctx, next, a.Revision); err != nil {
				t.Fatalf("reply %d lost: save: %v", lost, err)
			}
			a = next
		}
		network.swallowAfter(lost)
		r := quiz.Result{ID: a.ID, Participant: a.Participant, Quiz: "quiz", Set: "one", Because: fmt.Sprint("lost ", lost), At: noon}
		if got, err := store.FinishAttempt(ctx, r, a.Revision, quiz.AnySettings); err != nil || got.Because != r.Because {
			t.Fatalf("reply %d lost: finish: %+v, %v", lost, got, err)
		}
		network.swallowAfter(lost)
		if err := store.AddEvent(ctx, quiz.Event{ID: newID(), Participant: a.Participant, Quiz: "quiz", At: noon}); err != nil {
			t.Fatalf("reply %d lost: report: %v", lost, err)
		}
		if h, err := store.History(ctx, a.Participant, "quiz"); err != nil || len(h.Results) != 1 || len(h.Events) != 1 {
			t.Fatalf("reply %d lost: %+v, %v", lost, h, err)
		}
		network.swallowAfter(lost)
		if err := store.DeleteParticipant(ctx, a.Participant); err != nil {
			t.Fatalf("reply %d lost: delete: %v", lost, err)
		}
		network.swallowAfter(-1)
	}
}

// TestTimeOfACall lets the network fail in every way that takes time: a call ends at its deadline, and by its own bound without one.
func TestTimeOfACall(t *testing.T) {
	t.Parallel()
	const call, slack = time.Second, 500 * time.Millisecond
	network, address := newProxy(t, postgrestest.Start(t))
	openStore(t, address) // with the usual bound: this machine may be busy
	store, err := sqlstore.Open(t.Context(), address, sqlstore.Within(call))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	a, err := begin(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	for fault, set := range map[string]func(bool){
		"silent": network.setSilent,
		"hangs up": func(on bool) {
			network.setHangUp(map[bool]time.Duration{true: call / 4}[on])
		},
		"slow": func(on bool) { network.setDelay(map[bool]time.Duration{true: call / 2}[on]) },
	} {
		set(true)
		timeCalls(t, fault, store, a, call, slack)
		set(false)
		network.cut()
		if stored, err := store.Attempt(t.Context(), a.Participant, a.ID); err != nil {
			t.Errorf("after the network was %s: %v", fault, err)
		} else {
			a = stored
		}
	}
}

// timeCalls makes every kind of call, with a deadline and without, and holds how long it may take.
func timeCalls(t *testing.T, fault string, store *sqlstore.Store, a quiz.Attempt, call, slack time.Duration) {
	t.Helper()
	calls := map[string]func(ctx context.Context) error{
		"read":   func(ctx context.Context) error { _, err := store.Attempt(ctx, a.Participant, a.ID); return err },
		"save":   func(ctx context.Context) error { return store.SaveAttempt(ctx, answered(a), a.Revision) },
		"join":   func(ctx context.Context) error { _, err := begin(ctx, store); return err },
		"delete": func(ctx context.Context) error { return store.DeleteParticipant(ctx, newID()) },
		"ping":   store.Ping,
	}
	var waiting sync.WaitGroup
	for name, one := range calls {
		for _, within := range []time.Duration{call / 3, call} {
			waiting.Go(func() {
				ctx := t.Context()
				if within < call {
					bounded, cancel := context.WithTimeout(ctx, within)
					defer cancel()
					ctx = bounded
				}
				start := time.Now()
				err := one(ctx)
				most := within + slack
				if name == "join" && err == nil {
					most += within // it is two calls
				}
				late := time.Since(start) > most
				if late || err != nil && !errors.Is(err, quiz.ErrUnavailable) && !errors.Is(err, quiz.ErrConflict) {
					t.Errorf("%s while the network %s, within %v: %v after %v", name, fault, within, err, time.Since(start))
				}
				if err == nil && fault != "slow" {
					t.Errorf("%s succeeds while the network %s", name, fault)
				}
			})
		}
	}
	waiting.Wait()
}

// TestCloseOfSilentServer closes many connections to a server that answers none of them.
func TestCloseOfSilentServer(t *testing.T) {
	t.Parallel()
	network, address := newProxy(t, postgrestest.Start(t))
	store := openStore(t, address)
	for network.connections() < 8 {
		var reading sync.WaitGroup
		for range 16 {
			reading.Go(func() {
				if _, err := store.History(t.Context(), "nobody", "quiz"); err != nil {
					t.Error(err)
				}
			})
		}
		reading.Wait()
	}
	network.setSilent(true)
	start := time.Now()
	_ = store.Close() // the farewells are lost
	if took := time.Since(start); took > 8*time.Second {
		t.Errorf("closing took %v", took)
	}
}

// TestServerIsRestarted kills PostgreSQL while people answer: what was acknowledged is there, and the store goes on by itself.
func TestServerIsRestarted(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t, true)
	store := openStore(t, server.Database(t))
	var acknowledged [8]atomic.Int64 // by person
	answering, stop := context.WithCancel(t.Context())
	var done sync.WaitGroup
	for person := range acknowledged {
		a, err := begin(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		done.Go(func() { answerThrough(t, answering, store, a, &acknowledged[person]) })
	}
	for crash := range 3 {
		for person := range acknowledged {
			goesOn(t, &acknowledged[person], 20)
		}
		if crash < 2 {
			server.Kill(t)
			server.Restart(t)
		}
	}
	stop()
	done.Wait()
}

// goesOn waits until the counter has grown by so much.
func goesOn(t *testing.T, counter *atomic.Int64, by int64) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for from, late := counter.Load(), time.After(time.Minute); counter.Load() < from+by; {
		select {
		case <-look.C:
		case <-late:
			t.Fatal("nothing is acknowledged any more")
		}
	}
}

// answerThrough saves until the context ends.
func answerThrough(t *testing.T, ctx context.Context, store *sqlstore.Store, a quiz.Attempt, acknowledged *atomic.Int64) {
	for ctx.Err() == nil {
		next := answered(a)
		err := store.SaveAttempt(t.Context(), next, a.Revision)
		if err == nil {
			a = next
			acknowledged.Add(1)
			continue
		}
		if !errors.Is(err, quiz.ErrUnavailable) && !errors.Is(err, quiz.ErrConflict) {
			t.Errorf("save: %v", err)
			return
		}
		stored, err := store.Attempt(t.Context(), a.Participant, a.ID)
		if errors.Is(err, quiz.ErrUnavailable) {
			continue
		}
		// What was not acknowledged may be there or not; what was acknowledged is.
		if err != nil || stored.Revision != a.Revision && stored.Revision != next.Revision {
			t.Errorf("acknowledged was revision %d, stored is %d: %v", a.Revision, stored.Revision, err)
			return
		}
		a = stored
	}
	stored, err := store.Attempt(t.Context(), a.Participant, a.ID)
	if err != nil || stored.Revision != a.Revision {
		t.Errorf("at the end, acknowledged is revision %d, stored is %d: %v", a.Revision, stored.Revision, err)
	}
}
