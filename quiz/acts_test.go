package quiz_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest/postgrestest"
)

// TestActs makes every act of a person meet every fault at every call of the store, and looks what holds then; see actor.check.
func TestActs(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, s *stage) {
		tried := 0
		for _, act := range acts {
			for what := range numberFaults {
				for n := 1; ; n++ {
					p := s.enter(t)
					calls := p.meets(t, act, n, what, acts[(n+int(what))%len(acts)])
					p.check(t, fmt.Sprintf("%s, %s at call %d of %d", act.name, what, n, calls))
					tried++
					if what == noFault || n >= calls || t.Failed() {
						break
					}
				}
			}
		}
		t.Logf("%d acts met a fault", tried)
	})
}

// TestActsOfTwoWindows makes every act come between any two calls of every other one.
func TestActsOfTwoWindows(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, s *stage) {
		for _, act := range acts {
			for _, other := range acts {
				stride := 1
				for n := 1; ; n += stride {
					p := s.enter(t)
					calls := p.meets(t, act, n, otherWindow, other)
					p.check(t, fmt.Sprintf("%s while another window does %s before call %d of %d", act.name, other.name, n, calls))
					if stride = max(1, calls/6); n >= calls || t.Failed() { // finishing a set has many calls that are alike
						break
					}
				}
			}
		}
	})
}

// TestCoursesOfActs draws several acts after one another, each with a fault or none.
func TestCoursesOfActs(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, s *stage) {
		rapid.Check(t, func(r *rapid.T) {
			p := s.enter(t)
			for range rapid.IntRange(2, 5).Draw(r, "acts") {
				act := acts[rapid.IntRange(0, len(acts)-1).Draw(r, "act")]
				what := fault(rapid.IntRange(0, int(numberFaults)-1).Draw(r, "fault"))
				p.meets(r, act, rapid.IntRange(1, 9).Draw(r, "call"), what, acts[rapid.IntRange(0, len(acts)-1).Draw(r, "other")])
				p.check(r, "after "+act.name+", "+what.String())
			}
		})
	})
}

// stage is a service over a store that meets faults, and somebody who must notice nothing of them.
type stage struct {
	store    *faulty
	service  *quiz.Service
	versions []*quiz.Version
	now      time.Time
	other    *actor
	private  []*sqlstore.Store // the memory of each program that was started
}

func eachDatabase(t *testing.T, test func(t *testing.T, s *stage)) {
	t.Helper()
	for name, address := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "waymark.db") },
		"PostgreSQL": func(t *testing.T) string { return postgrestest.Start(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := address(t)
			if err := sqlstore.Migrate(t.Context(), dsn); err != nil {
				t.Fatal(err)
			}
			store, err := sqlstore.Open(t.Context(), dsn)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { store.Close() })
			s := &stage{store: &faulty{Store: store}, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
			short := fstest.MapFS{}
			for name, content := range questions.Files(library.NineSteps()) {
				short[name] = &fstest.MapFile{Data: content}
				if name == "quiz.yaml" {
					short[name].Data = append([]byte("quiz: second\n"), content[len("quiz: nine-steps\n"):]...)
				}
			}
			for _, files := range []map[string][]byte{questions.Files(library.NineSteps()), questions.Files(short)} {
				v, err := loadVersion(files)
				if err != nil {
					t.Fatal(err)
				}
				s.versions = append(s.versions, v)
			}
			t.Cleanup(func() {
				for _, private := range s.private {
					private.Close()
				}
			})
			s.begin(t)
			s.other = s.enter(t)
			test(t, s)
		})
	}
}

// begin starts the program, also after it has ended: what was in memory is gone.
func (s *stage) begin(t fataler) {
	t.Helper()
	private, err := sqlstore.OpenMemory(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s.private = append(s.private, private)
	s.service = quiz.NewService(quiz.Config{
		Store: s.store, Private: private, PrivateVisits: 1 << 20, Load: loadVersion, Random: rand.Reader, Now: func() time.Time { return s.now },
		NewID: func() (string, error) { id, err := uuid.NewV7(); return id.String(), err },
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	for _, v := range s.versions {
		if err := s.service.Publish(context.Background(), v); err != nil {
			t.Fatal(err)
		}
	}
	for !s.service.Alone() { // until the one that ended without a word is taken for dead
		if err := s.service.Look(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// actor is a person with what they hold and what they did.
type actor struct {
	stage       *stage
	id          string
	secret      quiz.Secret // the key in their browser
	sent        quiz.Secret // that with which they sent what is under way
	other       quiz.Secret // that of another browser of theirs
	way         quiz.WayBack
	made        []quiz.WayBack // that a page showed them later
	safety      string         // id of the result that holds more than its outcome
	about       string
	asked, done map[string]bool // by act: they sent it; a page said that it was done
	signedOut   []quiz.Secret   // keys of which a page said so
	lostMemory  bool            // the program ended since they asked for a private visit
}

// enter makes a person who has finished two sets, agreed that all answers are kept, has a way back and a second browser.
func (s *stage) enter(t testing.TB) *actor {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	v := s.versions[0]
	p, secret, err := s.service.Join(ctx, "nine-steps", quiz.Agreement{Text: v.Quiz.ConsentText(), Details: true, Remember: true})
	must(err)
	a := &actor{stage: s, id: p.ID, secret: secret, asked: map[string]bool{}, done: map[string]bool{}}
	a.way, err = s.service.NewWayBack(ctx, p)
	must(err)
	a.other, err = s.service.SignIn(ctx, p, true, quiz.Participant{})
	must(err)
	take := func(set string, given ...string) string {
		answers := accepted(t, v.Quiz.Set(set), given)
		id := uuid.Must(uuid.NewV7()).String()
		attempt, err := s.store.AddAttempt(ctx, quiz.Attempt{
			ID: id, Participant: p.ID, Quiz: "nine-steps", Version: v.Hash, Set: set, State: quiz.AttemptOpen, Answers: answers,
			Changed: map[string]int{}, Started: s.now, Touched: s.now,
		})
		must(err)
		r := quiz.Result{ID: id, Participant: p.ID, Quiz: "nine-steps", Version: v.Hash, Set: set, Answers: answers, Scores: map[string]quiz.Score{}, At: s.now}
		_, err = s.store.FinishAttempt(ctx, r, attempt.Revision, quiz.AnySettings)
		must(err)
		s.now = s.now.Add(time.Second)
		return id
	}
	a.about = take("about-you", about...)
	a.safety = take("safety", "sf_selfharm=no", "sf_fear=no", "sf_harm=none", "sf_order=no", "sf_own=tracked", "sf_private=no")
	return a
}

func accepted(t testing.TB, set *quiz.Set, given []string) quiz.Answers {
	t.Helper()
	answers := quiz.Answers{}
	for _, g := range given {
		id, said, _ := strings.Cut(g, "=")
		answer, err := set.Question(id).Accept(quiz.Answer{Form: quiz.Written, Text: said})
		if err != nil {
			t.Fatal(err)
		}
		answers[id] = answer
	}
	return answers
}

// act is something that a person does in the browser by one form.
type act struct {
	name string
	do   func(ctx context.Context, a *actor, p quiz.Participant) error
}

// keyActs are refused on a private visit, to which there is no way back.
var keyActs = []string{"way back", "sign out", "end sign-in", "everywhere", "private"}

// acts are those of “Your data”, of a start page and of a step. Where a reply shows something, the person holds it when it arrives.
var acts = []act{
	{"agree", func(ctx context.Context, a *actor, p quiz.Participant) error {
		_, err := a.stage.service.Consent(ctx, p, "second", quiz.Agreement{Text: a.stage.versions[1].Quiz.ConsentText()})
		return err
	}},
	{"withdraw", func(ctx context.Context, a *actor, p quiz.Participant) error {
		_, err := a.stage.service.WithdrawDetails(ctx, p, "nine-steps")
		return err
	}},
	{"way back", func(ctx context.Context, a *actor, p quiz.Participant) error {
		way, err := a.stage.service.NewWayBack(ctx, p)
		if err == nil {
			a.made = append(a.made, way)
		}
		return err
	}},
	{"sign out", func(ctx context.Context, a *actor, p quiz.Participant) error {
		err := a.stage.service.SignOut(ctx, p, p.Token.Hash)
		if err == nil {
			a.signedOut = append(a.signedOut, a.sent)
		}
		return err
	}},
	{"end sign-in", func(ctx context.Context, a *actor, p quiz.Participant) error {
		hash, err := a.other.Hash()
		return errors.Join(err, a.stage.service.SignOut(ctx, p, hash))
	}},
	{"everywhere", func(ctx context.Context, a *actor, p quiz.Participant) error {
		secret, way, err := a.stage.service.SignOutEverywhere(ctx, p, true)
		if err == nil {
			a.secret, a.made = secret, []quiz.WayBack{way}
		}
		return err
	}},
	{"private", func(ctx context.Context, a *actor, p quiz.Participant) error {
		_, secret, err := a.stage.service.GoPrivate(ctx, p)
		if err == nil {
			a.secret = secret
		}
		return err
	}},
	{"delete one", func(ctx context.Context, a *actor, p quiz.Participant) error {
		return a.stage.service.DeleteAttempt(ctx, p, a.about)
	}},
	{"delete all", func(ctx context.Context, a *actor, p quiz.Participant) error { return a.stage.service.Forget(ctx, p) }},
	{"tick", func(ctx context.Context, a *actor, p quiz.Participant) error {
		return a.stage.service.Report(ctx, p, quiz.Event{ID: a.id, Quiz: "nine-steps", Step: "spiral", Kind: quiz.StepStarted})
	}},
	{"finish", func(ctx context.Context, a *actor, p quiz.Participant) error {
		sitting, err := a.stage.service.Begin(ctx, p, "nine-steps", "safety")
		if err != nil {
			return err
		}
		for i, g := range []string{"sf_selfharm=no", "sf_fear=no", "sf_harm=none", "sf_order=no", "sf_own=tracked", "sf_private=no"} {
			id, said, _ := strings.Cut(g, "=")
			place, save := page(sitting, id, fmt.Sprint(sitting.Attempt.ID, i), said)
			if sitting, err = a.stage.service.Answer(ctx, p, place, save); err != nil {
				return err
			}
		}
		_, err = a.stage.service.Finish(ctx, p, quiz.Place{Quiz: "nine-steps", Set: "safety", Attempt: sitting.Attempt.ID})
		return err
	}},
}

// told are the errors of which a page says what holds.
var told = []error{quiz.ErrUnavailable, quiz.ErrNotFound, quiz.ErrConflict, quiz.ErrInvalid, quiz.ErrFinished}

// does sends the form of the act with the key that the browser has, and notes what a page says.
func (a *actor) does(t fataler, one act) {
	t.Helper()
	s := a.stage
	s.now = s.now.Add(time.Second)
	before := *a
	a.sent = a.secret
	p, err := s.service.Recognise(context.Background(), a.secret)
	a.sent = before.secret
	if err == nil && !p.Private() || !slices.Contains(keyActs, one.name) {
		a.asked[one.name] = true
	}
	switch {
	case err != nil:
	case p.Private() && slices.Contains(keyActs, one.name):
		err = quiz.ErrInvalid
	default:
		err = one.do(context.Background(), a, p)
	}
	switch {
	case s.store.ended(): // so no reply arrives
		a.done["everywhere"] = a.done["everywhere"] && one.name != "everywhere"
		a.secret, a.made, a.signedOut = before.secret, before.made, before.signedOut
	case err == nil:
		a.done[one.name] = true
	case one.name == "everywhere":
		a.done[one.name] = false // it may have ended, once more, what an earlier page showed
	case !slices.ContainsFunc(told, func(one error) bool { return errors.Is(err, one) }):
		t.Fatalf("%s ends with %v", one.name, err)
	}
}

// meets lets the person do the act while the n-th call of the store meets the fault, and returns how many calls there were.
func (a *actor) meets(t fataler, one act, n int, what fault, other act) int {
	t.Helper()
	s := a.stage
	s.store.arm(n, what, func() { a.does(t, other) })
	a.does(t, one)
	calls, crashed := s.store.disarm()
	if crashed {
		a.lostMemory = a.lostMemory || a.asked["private"]
		s.begin(t)
	}
	return calls
}

type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}
