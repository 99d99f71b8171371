package quiz_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/scoring"
)

// world is a service over the shipped quiz and a SQLite file, with a clock that the test moves.
type world struct {
	*quiz.Service
	t     *testing.T
	now   time.Time
	load  func(files map[string][]byte) (*quiz.Version, error)
	store quiz.Store
}

// newWorldTime is when a world begins.
var newWorldTime = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func (w *world) clock() time.Time { return w.now }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: newWorldTime, load: loadVersion}
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "waymark.db")
	if err := sqlstore.Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	store, err := sqlstore.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	w.store, w.Service = store, w.over(store)
	w.publish(library.NineSteps())
	return w
}

// loadVersion reads and compiles the files of a quiz.
func loadVersion(files map[string][]byte) (*quiz.Version, error) {
	q, problems := questions.Parse(files)
	if len(problems) > 0 {
		return nil, errors.New(problems[0].Message)
	}
	scorer, problems := scoring.Compile(q)
	if len(problems) > 0 {
		return nil, errors.New(problems[0].Message)
	}
	return &quiz.Version{Quiz: q, Hash: quiz.HashFiles(files), Files: files, Scorer: scorer}, nil
}

// over returns a service of its own over the store, as after a restart.
func (w *world) over(store quiz.Store) *quiz.Service {
	return quiz.NewService(quiz.Config{
		Store: store, Load: w.load, Now: w.clock, Random: rand.Reader,
		NewID: func() (string, error) { id, err := uuid.NewV7(); return id.String(), err },
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
}

func (w *world) publish(fsys fs.FS) *quiz.Version {
	w.t.Helper()
	_, files, problems := questions.Load(fsys)
	if len(problems) > 0 {
		w.t.Fatal(problems)
	}
	v, err := w.load(files)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.Publish(w.t.Context(), v); err != nil {
		w.t.Fatal(err)
	}
	return v
}

// agreement is what somebody says who read the text about what a quiz stores.
func (w *world) agreement(id, language string, details bool) quiz.Agreement {
	w.t.Helper()
	v, err := w.Quiz(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return quiz.Agreement{Text: v.In(language).Quiz.ConsentText(), Language: language, Details: details}
}

func (w *world) join() quiz.Participant {
	w.t.Helper()
	p, _, err := w.Join(w.t.Context(), "nine-steps", w.agreement("nine-steps", "", false))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) begin(p quiz.Participant, set string) quiz.Sitting {
	w.t.Helper()
	s, err := w.Begin(w.t.Context(), p, "nine-steps", set)
	if err != nil {
		w.t.Fatalf("begin %s: %v", set, err)
	}
	return s
}

// page makes the save of a page that is shown now.
func page(s quiz.Sitting, question, operation, answer string) (quiz.Place, quiz.Save) {
	raw := quiz.Answer{Form: quiz.Written, Text: answer}
	return quiz.Place{Quiz: "nine-steps", Set: s.Set.ID, Attempt: s.Attempt.ID, Question: question},
		quiz.Save{Operation: operation, Revision: s.Attempt.AnswerRevision(s.Set.Question(question)), Answers: quiz.Answers{question: raw}}
}

// take answers a whole set, "question=answer" in order, and finishes it.
func (w *world) take(p quiz.Participant, set string, answers ...string) quiz.Sitting {
	w.t.Helper()
	s := w.begin(p, set)
	for i, a := range answers {
		question, answer, _ := strings.Cut(a, "=")
		place, save := page(s, question, set+a+string(rune('a'+i)), answer)
		var err error
		if s, err = w.Answer(w.t.Context(), p, place, save); err != nil {
			w.t.Fatalf("%s: %v", a, err)
		}
	}
	if s.Result != nil {
		return s
	}
	s, err := w.Finish(w.t.Context(), p, quiz.Place{Quiz: "nine-steps", Set: set, Attempt: s.Attempt.ID})
	if err != nil {
		w.t.Fatalf("finish %s: %v (open: %+v)", set, err, s.FirstOpen())
	}
	return s
}

var (
	about  = []string{"in_when=2026-10-11", "in_who=ex", "in_contact=none", "in_last=2026-11-08", "in_asked=no", "in_ties=none", "in_reason=space", "in_pronoun=he", "in_want=decide"}
	safe   = []string{"sf_selfharm=no", "sf_fear=no", "sf_harm=none", "sf_order=no", "sf_own=none", "sf_private=no"}
	spiral = []string{"s1a=3", "s1b=3", "s1c=3", "s1d=3", "s1e=3", "s1f=3"}
)

func (w *world) next(p quiz.Participant) string {
	w.t.Helper()
	o, err := w.Overview(w.t.Context(), p, "nine-steps")
	if err != nil {
		w.t.Fatal(err)
	}
	return o.Plan.Next
}

func TestTheWayToAPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	for _, step := range []struct {
		next    string
		answers []string
	}{{"about-you", about}, {"safety", safe}, {"spiral", spiral}} {
		if got := w.next(p); got != step.next {
			t.Fatalf("next is %s, want %s", got, step.next)
		}
		w.take(p, step.next, step.answers...)
	}
	w.now = w.now.AddDate(0, 0, 31)
	if got := w.next(p); got != "safety" {
		t.Errorf("after 31 days next is %s, want safety", got)
	}
}

func TestSavesHappenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	s := w.begin(p, "about-you")
	place, save := page(s, "in_who", "op-1", "ex")
	first, err := w.Answer(t.Context(), p, place, save)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Answer(t.Context(), p, place, save)
	if err != nil || again.Attempt.Revision != first.Attempt.Revision {
		t.Errorf("a double submit: revision %d after %d, %v", again.Attempt.Revision, first.Attempt.Revision, err)
	}
	_, other := page(s, "in_who", "op-2", "me")
	_, err = w.Answer(t.Context(), p, place, other)
	var stale *quiz.StaleError
	if !errors.As(err, &stale) || stale.Stored.Text != "ex" || stale.Given.Text != "me" {
		t.Errorf("an older tab: %v", err)
	}
	if s := w.begin(p, "about-you"); s.Attempt.ID != first.Attempt.ID || s.Attempt.Answers["in_who"].Text != "ex" {
		t.Errorf("beginning again: %+v", s.Attempt)
	}
}

// TestDraftsAreAnswersOnlyUntilAGuardWouldAct saves what is chosen before it is sent.
func TestDraftsAreAnswersOnlyUntilAGuardWouldAct(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	s := w.begin(p, "safety")
	draft := func(operation, answer string) {
		t.Helper()
		place, save := page(s, "sf_selfharm", operation, answer)
		save.Draft = true
		var err error
		if s, err = w.Answer(t.Context(), p, place, save); err != nil {
			t.Fatalf("%s: %v", answer, err)
		}
	}
	draft("op-1", "no")
	if got := w.begin(p, "safety").Attempt.Answers["sf_selfharm"].Text; got != "no" {
		t.Errorf("a draft is stored as %q", got)
	}
	draft("op-2", "might_act")
	if at := w.begin(p, "safety"); s.Result != nil || len(at.Attempt.Answers) != 0 || at.FirstOpen().ID != "sf_selfharm" {
		t.Errorf("a slip of the finger ends the set, or leaves the answer before it: %+v, %+v", s.Result, at.Attempt)
	}
	place, save := page(s, "sf_selfharm", "op-3", "might_act")
	sent, err := w.Answer(t.Context(), p, place, save)
	if err != nil || sent.Result == nil {
		t.Errorf("what is sent does not act at once: %+v, %v", sent.Result, err)
	}
}

func TestManyTabsAtOnceLeaveEveryAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	s := w.begin(p, "about-you")
	place, save := page(s, "in_when", "op-first", "2026-10-11")
	if _, err := w.Answer(t.Context(), p, place, save); err != nil {
		t.Fatal(err)
	}
	var tabs sync.WaitGroup
	for _, a := range about[1:7] {
		question, answer, _ := strings.Cut(a, "=")
		tabs.Go(func() {
			place, save := page(s, question, "op-"+question, answer)
			if _, err := w.Answer(context.WithoutCancel(t.Context()), p, place, save); err != nil {
				t.Errorf("%s: %v", a, err)
			}
		})
	}
	tabs.Wait()
	if got := w.begin(p, "about-you").Attempt; len(got.Answers) != 7 || got.Revision != 7 {
		t.Errorf("%d answers at revision %d", len(got.Answers), got.Revision)
	}
}

func TestFinishedAttempt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	w.take(p, "safety", safe...)
	s := w.take(p, "spiral", spiral...)
	if s.Result.Scores["stuck"].Value != 50 || s.Result.Next != "spiral" || len(s.Result.Answers) != 6 {
		t.Errorf("%+v", s.Result)
	}
	w.now = w.now.Add(time.Hour)
	again, err := w.Finish(t.Context(), p, quiz.Place{Quiz: "nine-steps", Set: "spiral", Attempt: s.Attempt.ID})
	if err != nil || !again.Result.At.Equal(s.Result.At) {
		t.Errorf("finishing twice: %+v, %v", again.Result, err)
	}
	place, save := page(s, "s1a", "late", "5")
	if _, err := w.Answer(t.Context(), p, place, save); !errors.Is(err, quiz.ErrFinished) {
		t.Errorf("an answer to a finished attempt: %v", err)
	}
}

func TestUnfinishedAndRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	s := w.begin(p, "about-you")
	if _, err := w.Finish(t.Context(), p, quiz.Place{Quiz: "nine-steps", Set: "about-you", Attempt: s.Attempt.ID}); !errors.Is(err, quiz.ErrUnfinished) {
		t.Errorf("finishing with open questions: %v", err)
	}
	for answer, message := range map[string]string{
		"":           "Enter the day it ended, or choose that it has not ended.",
		"2026-12-24": "This day is still to come. Enter a day up to today.",
	} {
		place, save := page(s, "in_when", "op"+answer, answer)
		if answer == "" {
			save.Answers = nil
		}
		_, err := w.Answer(t.Context(), p, place, save)
		var refused *quiz.AnswerError
		if !errors.As(err, &refused) || refused.Message != message {
			t.Errorf("%q: %v, want %q", answer, err, message)
		}
	}
	if got := w.begin(p, "about-you").Attempt; got.Revision != 0 {
		t.Errorf("a refused answer was stored: %+v", got)
	}
}

func TestWhatIsNoLongerAskedDoesNotCount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	w.take(p, "safety", safe...)
	s := w.take(p, "check-in", "ci_msg=sent", "ci_msg_on=2026-11-01", "ci_reply=warm", "ci_msg=none", "ci_first=none", "ci_both=neither")
	for _, question := range []string{"ci_msg_on", "ci_reply"} {
		if a, kept := s.Result.Answers[question]; kept {
			t.Errorf("%s counts: %+v", question, a)
		}
	}
	carried := w.begin(p, "check-in").Attempt.Answers
	if carried["ci_both"].Text != "neither" || carried["ci_first"].Form != quiz.Unanswered {
		t.Errorf("carried: %+v", carried)
	}
}

// TestStopIsHeard: the answer that closes contact must not take its own question away, and is not forgotten when it is no longer asked.
func TestStopIsHeard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	w.take(p, "safety", safe...)
	s := w.take(p, "check-in", "ci_msg=sent", "ci_msg_on=2026-11-01", "ci_reply=stop", "ci_first=none", "ci_both=neither")
	if s.Result.Answers["ci_reply"].Text != "stop" {
		t.Fatalf("%+v", s.Result.Answers)
	}
	closed := func() string {
		o, err := w.Overview(t.Context(), p, "nine-steps")
		if err != nil {
			t.Fatal(err)
		}
		state, _ := o.Plan.Step("light-contact")
		return state.Guard
	}
	if got := closed(); got != "asked_no_contact" {
		t.Errorf("light contact is closed by %q", got)
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.take(p, "check-in", "ci_reply=warm", "ci_first=me")
	if got := closed(); got != "asked_no_contact" {
		t.Errorf("after the answer was changed, light contact is closed by %q", got)
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.take(p, "check-in", "ci_first=ex")
	if got := closed(); got == "asked_no_contact" {
		t.Error("after the ex wrote first, on a later day, the guard still closes")
	}
}

// TestNoQuestionSpeaksOfContactThatIsClosed for a person who was afraid.
func TestNoQuestionSpeaksOfContactThatIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	w.take(p, "safety", "sf_selfharm=no", "sf_fear=yes", "sf_harm=control", "sf_order=no", "sf_own=none", "sf_private=no")
	for _, q := range w.begin(p, "check-in").Asked.Questions {
		if q.ID != "ci_first" {
			t.Errorf("%s is asked", q.ID)
		}
	}
}

func TestDangerActsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", about...)
	s := w.take(p, "safety", "sf_selfharm=might_act")
	if s.Attempt.State != quiz.AttemptFinished || s.Result.Next != "support" || w.next(p) != "support" {
		t.Fatalf("%+v", s.Result)
	}
	if _, err := w.Begin(t.Context(), p, "nine-steps", "spiral"); !errors.Is(err, quiz.ErrPaused) {
		t.Errorf("a set while the plan is paused: %v", err)
	}
	w.now = w.now.Add(time.Hour)
	w.take(p, "safety", safe...)
	if got := w.next(p); got != "spiral" {
		t.Errorf("after the questions were answered again, next is %s", got)
	}
}

func TestSetsOfClosedStepsAreClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	w.take(p, "about-you", append([]string{"in_when=2026-10-11", "in_who=ex", "in_contact=none", "in_last=2026-11-08", "in_asked=for_good"}, about[5:]...)...)
	w.take(p, "safety", safe...)
	for _, set := range []string{"one-message", "light-contact", "fresh-start"} {
		if _, err := w.Begin(t.Context(), p, "nine-steps", set); !errors.Is(err, quiz.ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", set, err)
		}
		err := w.Report(t.Context(), p, quiz.Event{ID: "e-" + set, Quiz: "nine-steps", Step: set, Kind: quiz.StepStarted})
		if !errors.Is(err, quiz.ErrClosed) {
			t.Errorf("an event of %s: %v, want ErrClosed", set, err)
		}
	}
}

func TestOnePersonNeverReachesAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine, yours := w.join(), w.join()
	s := w.begin(mine, "about-you")
	place, save := page(s, "in_who", "op", "ex")
	if _, err := w.Answer(t.Context(), yours, place, save); !errors.Is(err, quiz.ErrNotFound) {
		t.Errorf("another's attempt: %v", err)
	}
	if _, err := w.Finish(t.Context(), yours, place); !errors.Is(err, quiz.ErrNotFound) {
		t.Errorf("another's attempt: %v", err)
	}
}

func TestUnseenAreDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.gives()
	w.now = w.now.AddDate(0, 0, 179)
	w.gives()
	for _, want := range []int{0, 1} {
		if n, err := w.DeleteUnseen(t.Context()); n.People != want || err != nil {
			t.Errorf("deleted %d, want %d (%v)", n.People, want, err)
		}
		w.now = w.now.AddDate(0, 0, 2)
	}
}

// TestAttemptStaysOnItsVersion publishes a changed quiz in the middle of an attempt.
func TestAttemptStaysOnItsVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.join()
	began := w.begin(p, "about-you")

	changed := fstest.MapFS{}
	err := fs.WalkDir(library.NineSteps(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(library.NineSteps(), name)
		content = []byte(strings.ReplaceAll(string(content), "Who ended it?", "Who said that it was over?"))
		changed[name] = &fstest.MapFile{Data: content, Mode: os.FileMode(0o644)}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := w.publish(changed); v.Hash == began.Version.Hash {
		t.Fatal("the changed quiz has the same hash")
	}
	s, err := w.Sitting(t.Context(), p, "nine-steps", "about-you")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Set.Question("in_who").Ask; got != "Who ended it?" {
		t.Errorf("in the middle of an attempt the question became %q", got)
	}
	s = w.take(p, "about-you", about...)
	if s.Result.Version != began.Version.Hash {
		t.Error("the result names another version than the attempt began with")
	}
	if got := w.begin(p, "about-you").Set.Question("in_who").Ask; got != "Who said that it was over?" {
		t.Errorf("a new attempt asks %q", got)
	}
}
