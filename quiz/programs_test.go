package quiz_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"

	"github.com/google/uuid"

	"waymark/questions/starter"
	"waymark/quiz"
	"waymark/quiz/sqlstore"
	"waymark/quiz/storetest/postgrestest"
)

// deadLooks is for how many looks of another program one has to be silent to be taken for dead.
const deadLooks = 12

// fleet is a PostgreSQL with programs on it.
type fleet struct {
	*world
	address string
}

func newFleet(t *testing.T) *fleet {
	t.Helper()
	f := &fleet{world: &world{t: t, load: loadVersion, now: newWorldTime}, address: postgrestest.Start(t)}
	if err := sqlstore.Migrate(t.Context(), f.address); err != nil {
		t.Fatal(err)
	}
	return f
}

// member is one program of a fleet.
type member struct {
	*quiz.Service
	t     *testing.T
	store quiz.Store
	log   bytes.Buffer
}

// start is a program that has begun to serve the files; it has not looked yet.
func (f *fleet) start(files map[string][]byte) *member {
	f.t.Helper()
	store, err := sqlstore.Open(f.t.Context(), f.address)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { store.Close() })
	private, err := sqlstore.OpenMemory(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { private.Close() })
	m := &member{t: f.t, store: store}
	m.Service = quiz.NewService(quiz.Config{
		Store: store, Private: private, PrivateVisits: 9, Load: f.load, Now: f.clock, Random: rand.Reader, Accept: acceptFiles,
		NewID: func() (string, error) { id, err := uuid.NewV7(); return id.String(), err },
		Log:   slog.New(slog.NewTextHandler(&m.log, nil)),
	})
	m.publish(files)
	return m
}

// acceptFiles refuses what a program of these tests can't serve.
func acceptFiles(files map[string][]byte) (*quiz.Version, error) {
	if bytes.Contains(files["quiz.yaml"], []byte("# newer")) {
		return nil, errors.New("a test fails")
	}
	return loadVersion(files)
}

func (m *member) publish(files map[string][]byte) {
	m.t.Helper()
	v, err := loadVersion(files)
	if err == nil {
		err = m.Publish(m.t.Context(), v)
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *member) look() {
	m.t.Helper()
	if err := m.Look(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
}

// agreement is that of a person who read what the program says of the quiz.
func (m *member) agreement() quiz.Agreement {
	m.t.Helper()
	v, err := m.Quiz("walks")
	if err != nil {
		m.t.Fatal(err)
	}
	return quiz.Agreement{Text: v.Quiz.ConsentText()}
}

// isAlone holds what the program knows of others.
func (m *member) isAlone(want bool, when string) {
	m.t.Helper()
	if got := m.Alone(); got != want || m.PrivateVisits() != want {
		m.t.Errorf("%s it is alone: %t, private visits: %t; want %t", when, got, m.PrivateVisits(), want)
	}
}

// serves holds which version of the quiz the program serves.
func (m *member) serves(files map[string][]byte, when string) {
	m.t.Helper()
	v, err := m.Quiz("walks")
	if err != nil {
		m.t.Fatal(err)
	}
	if v.Hash != quiz.HashFiles(files) {
		m.t.Errorf("%s it serves another version:\n%s", when, &m.log)
	}
}

// walking are the files of a small quiz, with texts in them replaced: file, old, new and so on.
func walking(t *testing.T, replace ...string) map[string][]byte {
	t.Helper()
	files := maps.Clone(starter.Files("walks", "Walks"))
	for i := 0; i < len(replace); i += 3 {
		was := string(files[replace[i]])
		if !strings.Contains(was, replace[i+1]) {
			t.Fatalf("%s has no %q", replace[i], replace[i+1])
		}
		files[replace[i]] = []byte(strings.Replace(was, replace[i+1], replace[i+2], 1))
	}
	return files
}

// withMoods is the quiz with one more set.
func withMoods(t *testing.T) map[string][]byte {
	t.Helper()
	files := walking(t, "quiz.yaml", "look-back]", "look-back, moods]")
	files["sets/moods.yaml"] = []byte("set: moods\ntitle: Your mood\nquestions:\n  - {id: mood, ask: \"Are you well?\", yes_no: true}\n  - {id: rested, ask: \"Are you rested?\", yes_no: true}\n")
	return files
}

func TestProgramsSeeEachOther(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	one := f.start(walking(t))
	one.isAlone(false, "before it has looked")
	one.look()
	one.isAlone(true, "by itself")
	visitor, secret, err := one.JoinPrivately(t.Context(), "walks", one.agreement())
	if err != nil {
		t.Fatal(err)
	}
	stored, _, err := one.Join(t.Context(), "walks", one.agreement())
	if err != nil {
		t.Fatal(err)
	}

	other := f.start(walking(t))
	other.look()
	other.isAlone(false, "beside another one")
	one.look()
	one.isAlone(false, "with another one beside")
	if _, _, err := one.JoinPrivately(t.Context(), "walks", one.agreement()); !errors.Is(err, quiz.ErrNotAlone) {
		t.Errorf("a private visit beside another program: %v", err)
	}
	if _, _, err := one.GoPrivate(t.Context(), stored); !errors.Is(err, quiz.ErrNotAlone) {
		t.Errorf("going private beside another program: %v", err)
	}
	if p, err := one.Recognise(t.Context(), secret); err != nil || p.ID != visitor.ID {
		t.Errorf("the visit that was under way: %v, %v", p, err)
	}
	for range 3 * deadLooks {
		one.look()
		other.look()
	}
	one.isAlone(false, "beside one that lives")
	other.isAlone(false, "beside one that lives")

	if err := other.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	one.look()
	one.isAlone(true, "after the other one has left")
	if p, err := one.Recognise(t.Context(), secret); err != nil || p.ID != visitor.ID {
		t.Errorf("the visit that was under way: %v, %v", p, err)
	}

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := one.Look(gone); err == nil {
		t.Error("a look that could not be made is no error")
	}
	one.isAlone(false, "when it could not look")
	one.look()
	one.isAlone(true, "when it could look again")
}

// TestDeadProgramIsSwept: who ends without a word is believed alive for a while, as the others look and whatever their clocks say.
func TestDeadProgramIsSwept(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	one, killed := f.start(walking(t)), f.start(walking(t))
	killed.look()
	for range deadLooks {
		one.look()
	}
	one.isAlone(false, "too early to tell")
	one.look()
	one.isAlone(true, "after a long silence")
	board, err := one.store.Board(t.Context())
	if err != nil || len(board.Programs) != 1 {
		t.Errorf("the dead one is still there: %v, %v", board.Programs, err)
	}
	killed.look() // it only hung
	one.look()
	one.isAlone(false, "when the silent one is back")
	killed.isAlone(false, "back again")
}

// TestOneProgramOfAFile: no other program can have an SQLite file open, so nothing has to be looked up or written.
func TestOneProgramOfAFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if !w.Alone() {
		t.Error("before it has looked it does not know that it is alone")
	}
	if err := w.Look(t.Context()); err != nil || !w.Alone() {
		t.Errorf("after a look it does not know that it is alone: %v", err)
	}
	if board, err := w.store.Board(t.Context()); err != nil || len(board.Programs) != 0 {
		t.Errorf("it notes itself: %v, %v", board.Programs, err)
	}
	if err := w.Leave(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestPublishedVersionsAreFollowed(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	old, changed := walking(t), withMoods(t)
	one := f.start(old)
	one.look()
	other := f.start(changed)
	other.look()
	one.serves(old, "before it looks")
	one.look()
	one.serves(changed, "after another program has started with a newer folder")
	for range 3 {
		other.look()
		one.look()
	}
	one.serves(changed, "later")
	other.serves(changed, "later")
	back := f.start(old)
	one.look()
	other.look()
	for _, m := range []*member{one, other, back} {
		m.serves(old, "after a program has started with the older folder")
	}
	if err := back.Follow(t.Context(), "walks"); err != nil {
		t.Error(err)
	}
	other.publish(changed)
	if err := back.Follow(t.Context(), "walks"); err != nil {
		t.Error(err)
	}
	back.serves(changed, "asked at once")
	other.publish(starter.Files("other", "Other")) // no folder of one holds it
	one.look()
	if _, err := one.Quiz("other"); !errors.Is(err, quiz.ErrNotFound) {
		t.Errorf("a quiz that it was not started with: %v", err)
	}
}

// TestUnservableVersionsAreNotFollowed publishes what this program can't serve.
func TestUnservableVersionsAreNotFollowed(t *testing.T) {
	t.Parallel()
	f := newFleet(t)
	good := walking(t)
	m := f.start(good)
	for name, files := range map[string]map[string][]byte{
		"broken":          {"quiz.yaml": []byte("quiz: [")},
		"a test fails":    walking(t, "quiz.yaml", "language: en", "language: en # newer"),
		"of another quiz": starter.Files("other", "Other"),
	} {
		hash := quiz.HashFiles(files)
		if err := m.store.PutVersion(t.Context(), quiz.VersionFiles{Quiz: "walks", Hash: hash, Files: files}); err != nil {
			t.Fatal(err)
		}
		if err := m.store.SetCurrent(t.Context(), "walks", hash); err != nil {
			t.Fatal(err)
		}
		m.log.Reset()
		m.look()
		m.look()
		m.serves(good, name+":")
		if n := strings.Count(m.log.String(), "can't be served here, the last good one is"); n != 1 {
			t.Errorf("%s: the log says so %d times:\n%s", name, n, &m.log)
		}
		changed := walking(t, "quiz.yaml", "title: 'Walks'", fmt.Sprintf("title: 'Walks, %s'", name))
		m.publish(changed)
		m.serves(changed, name+", and mended:")
		m.publish(good)
	}
}
