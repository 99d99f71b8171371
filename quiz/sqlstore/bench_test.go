package sqlstore_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest/postgrestest"
)

// durable are the databases, each waiting for the disk at every commit.
func durable() map[string]func(b *testing.B) (address string) {
	return map[string]func(b *testing.B) string{
		"SQLite":     func(b *testing.B) string { return "sqlite:" + filepath.Join(b.TempDir(), "waymark.db") },
		"PostgreSQL": func(b *testing.B) string { return postgrestest.NewServer(b, true).Database(b) },
	}
}

// perClient is how many participants each client answers for in turn.
const perClient = 100

// person is the number of a participant, also of their attempt and their secret, so that pgbench can name them.
type person int

func (p person) id() string { return strconv.Itoa(int(p)) }

func (p person) secret() (h quiz.SecretHash) {
	_, _ = hex.Decode(h[:], fmt.Appendf(nil, "%064d", int(p))) // 64 digits are 32 bytes
	return h
}

// sitting is an attempt after twenty answers.
func sitting(p person) quiz.Attempt {
	a := quiz.Attempt{ID: p.id(), Participant: p.id(), Quiz: "quiz", Version: strings.Repeat("0", 64), Set: "one", State: quiz.AttemptOpen, Started: noon, Touched: noon}
	a.Answers, a.Changed = quiz.Answers{}, map[string]int{}
	for i := range 20 {
		id := fmt.Sprint("question_", i)
		a.Answers[id], a.Changed[id] = quiz.Answer{Form: quiz.Code, Text: "often"}, i
		a.Operations = append(a.Operations, newID())
	}
	return a
}

// populate adds the participants of so many clients, each with an open attempt, two results and three events.
func populate(b *testing.B, store *sqlstore.Store, clients int) {
	b.Helper()
	ctx := b.Context()
	var adding sync.WaitGroup
	for client := range clients {
		adding.Go(func() {
			for i := range perClient {
				p := person(client*perClient + i)
				errs := []error{store.AddParticipant(ctx, quiz.Participant{ID: p.id(), Created: noon, Seen: noon}, quiz.Token{Hash: p.secret()})}
				for n := range 2 {
					a := sitting(p)
					a.ID = fmt.Sprint(p.id(), "-", n)
					_, err := store.AddAttempt(ctx, a)
					_, finished := store.FinishAttempt(ctx, quiz.Result{ID: a.ID, Participant: a.Participant, Quiz: "quiz", Set: "one", Answers: a.Answers, At: noon}, 0, quiz.AnySettings)
					errs = append(errs, err, finished)
				}
				for range 3 {
					errs = append(errs, store.AddEvent(ctx, quiz.Event{ID: newID(), Participant: p.id(), Quiz: "quiz", Step: "walk", Kind: quiz.StepStarted, At: noon}))
				}
				_, err := store.AddAttempt(ctx, sitting(p))
				if err := errors.Join(append(errs, err)...); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	adding.Wait()
	if b.Failed() {
		b.FailNow()
	}
}

// answer makes the statements of one answer's page: who is it, what have they done, where are they, save.
func answer(ctx context.Context, store *sqlstore.Store, p person) error {
	who, err := store.ParticipantBySecret(ctx, p.secret())
	if err != nil {
		return err
	}
	a, err := store.Attempt(ctx, who.ID, p.id())
	if err != nil {
		return err
	}
	if _, err := store.History(ctx, who.ID, "quiz"); err != nil {
		return err
	}
	was := a.Revision
	a.Revision++
	a.Operations = append(a.Operations[1:], strconv.Itoa(a.Revision))
	return store.SaveAttempt(ctx, a, was)
}

// BenchmarkSaveAttempt is the saving alone, BenchmarkAnswer all that an answer's page asks of the store.
func BenchmarkSaveAttempt(b *testing.B) {
	benchmark(b, func(ctx context.Context, store *sqlstore.Store, client, _ int, a *quiz.Attempt) error {
		if a.ID == "" {
			var err error
			if *a, err = store.Attempt(ctx, person(client*perClient).id(), person(client*perClient).id()); err != nil {
				return err
			}
		}
		was := a.Revision
		a.Revision++
		a.Operations = append(a.Operations[1:], strconv.Itoa(a.Revision))
		return store.SaveAttempt(ctx, *a, was)
	})
}

// BenchmarkAnswer is all that an answer's page asks of the store.
func BenchmarkAnswer(b *testing.B) {
	benchmark(b, func(ctx context.Context, store *sqlstore.Store, client, n int, _ *quiz.Attempt) error {
		return answer(ctx, store, person(client*perClient+n%perClient))
	})
}

// benchmark runs fn with one client and with 32 on each database; n counts the calls of a client, own is its own.
func benchmark(b *testing.B, fn func(ctx context.Context, store *sqlstore.Store, client, n int, own *quiz.Attempt) error) {
	for name, database := range durable() {
		b.Run(name, func(b *testing.B) {
			store := openBenchmark(b, database(b))
			populate(b, store, 32+runtime.GOMAXPROCS(0))
			for _, clients := range []int{1, 32} {
				b.Run(fmt.Sprint("clients=", clients), func(b *testing.B) {
					b.SetParallelism(max(1, clients/runtime.GOMAXPROCS(0)))
					if clients == 1 {
						serial(b, store, fn)
						return
					}
					var next atomic.Int64
					b.RunParallel(func(pb *testing.PB) {
						var own quiz.Attempt
						client := int(next.Add(1) - 1)
						for n := 0; pb.Next(); n++ {
							if err := fn(b.Context(), store, client, n, &own); err != nil {
								b.Error(err)
								return
							}
						}
					})
					b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
				})
			}
		})
	}
}

func serial(b *testing.B, store *sqlstore.Store, fn func(ctx context.Context, store *sqlstore.Store, client, n int, own *quiz.Attempt) error) {
	var own quiz.Attempt
	for n := 0; b.Loop(); n++ {
		if err := fn(b.Context(), store, 0, n, &own); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
}

func openBenchmark(b *testing.B, address string) *sqlstore.Store {
	b.Helper()
	if err := sqlstore.Migrate(b.Context(), address); err != nil {
		b.Fatal(err)
	}
	store, err := sqlstore.Open(b.Context(), address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	return store
}

// BenchmarkAgainstPgbench lets the store and PostgreSQL's own load generator make the same statements on the same server,
// in turns, and reports how much of its rate the store reaches.
func BenchmarkAgainstPgbench(b *testing.B) {
	const rounds, round = 3, 2 * time.Second
	server := postgrestest.NewServer(b, true)
	address := server.Database(b)
	store := openBenchmark(b, address)
	populate(b, store, 32)
	script := pgbenchScript(b)
	for _, clients := range []int{1, 8, 32} {
		b.Run(fmt.Sprint("clients=", clients), func(b *testing.B) {
			var ours, theirs float64
			for b.Loop() {
				ours, theirs = 0, 0
				for range rounds {
					ours += answersPerSecond(b, store, clients, round) / rounds
					theirs += pgbench(b, address, script, clients, round) / rounds
				}
			}
			b.ReportMetric(ours, "answers/s")
			b.ReportMetric(theirs, "pgbench/s")
			b.ReportMetric(ours/theirs, "ratio-to-pgbench")
		})
	}
}

func answersPerSecond(b *testing.B, store *sqlstore.Store, clients int, during time.Duration) float64 {
	b.Helper()
	ctx := b.Context()
	var total atomic.Int64
	var answering sync.WaitGroup
	start := time.Now()
	for client := range clients {
		answering.Go(func() {
			n := 0
			for ; time.Since(start) < during; n++ {
				if err := answer(ctx, store, person(client*perClient+n%perClient)); err != nil {
					b.Error(err)
					return
				}
			}
			total.Add(int64(n))
		})
	}
	answering.Wait()
	return float64(total.Load()) / time.Since(start).Seconds()
}

// pgbenchScript writes the statements of answer for pgbench.
func pgbenchScript(b *testing.B) (path string) {
	b.Helper()
	answers := map[string]map[string]string{}
	a := sitting(0)
	for id := range a.Answers {
		answers[id] = map[string]string{"code": "often"}
	}
	body, err := json.Marshal(map[string]any{"answers": answers, "changed": a.Changed, "operations": a.Operations})
	if err != nil {
		b.Fatal(err)
	}
	script := `\set n :client_id * ` + strconv.Itoa(perClient) + ` + random(0, ` + strconv.Itoa(perClient-1) + `)
select participant_id, created_at, seen_at, settings from participants where participant_id = (select participant_id from tokens where secret_hash = decode(lpad(:n, 64, '0'), 'hex'));
select participant_id, attempt_id, quiz, version, set_id, state, revision, body, started_at, touched_at from attempts where participant_id = :n and attempt_id = :n \gset
select participant_id, result_id, quiz, version, set_id, ruler, body, engine, at from results where participant_id = :n and quiz = 'quiz';
select participant_id, event_id, quiz, step, kind, task, at from events where participant_id = :n and quiz = 'quiz';
update attempts set revision = :revision + 1, body = '` + strings.ReplaceAll(string(body), ":", ": ") + `', touched_at = 1 where participant_id = :n and attempt_id = :n and state = 'open' and revision = :revision;
`
	path = filepath.Join(b.TempDir(), "answer.sql")
	if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// pgbench returns how many transactions a second pgbench reaches with prepared statements.
func pgbench(b *testing.B, address, script string, clients int, during time.Duration) float64 {
	b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	out, err := exec.CommandContext(b.Context(), filepath.Join(postgrestest.Bindir(b), "pgbench"),
		"-h", u.Hostname(), "-p", u.Port(), "-U", u.User.Username(), "-n", "-M", "prepared", "-f", script,
		"-c", strconv.Itoa(clients), "-j", strconv.Itoa(min(clients, runtime.GOMAXPROCS(0))), "-T", strconv.Itoa(int(during.Seconds())),
		strings.TrimPrefix(u.Path, "/")).CombinedOutput()
	if err != nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	tps := regexp.MustCompile(`tps = ([0-9.]+)`).FindSubmatch(out)
	if tps == nil {
		b.Fatalf("pgbench says\n%s", out)
	}
	rate, err := strconv.ParseFloat(string(tps[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return rate
}
