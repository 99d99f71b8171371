package sqlstore_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"waymark/quiz"
	"waymark/quiz/sqlstore"
)

// TestAttemptsLikeTheModel drives one person's attempts in any order and holds the store to a model in memory.
func TestAttemptsLikeTheModel(t *testing.T) {
	t.Parallel()
	for name, database := range databases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := openStore(t, database(t))
			rapid.Check(t, func(r *rapid.T) {
				m := newModel(t, store)
				r.Repeat(map[string]func(*rapid.T){
					"": m.check, "begin": m.begin, "save": m.save, "finish": m.finish, "save again": m.saveAgain, "leave": m.leave,
				})
			})
		})
	}
}

// model is what the store must hold of one person.
type model struct {
	test     *testing.T
	store    *sqlstore.Store
	person   string
	there    bool
	attempts map[string]quiz.Attempt // by id
	order    []string                // of ids, for drawing
	results  map[string]quiz.Result
	last     map[string]int // by attempt, the revision before its last save
}

func newModel(t *testing.T, store *sqlstore.Store) *model {
	t.Helper()
	m := &model{
		test: t, store: store, person: newID(), there: true,
		attempts: map[string]quiz.Attempt{}, results: map[string]quiz.Result{}, last: map[string]int{},
	}
	if err := store.AddParticipant(t.Context(), quiz.Participant{ID: m.person, Created: noon, Seen: noon}, quiz.Token{Hash: secretOf(m.person)}); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *model) open(set string) (quiz.Attempt, bool) {
	for _, a := range m.attempts {
		if a.Set == set && a.State == quiz.AttemptOpen {
			return a, true
		}
	}
	return quiz.Attempt{}, false
}

// draw returns an attempt of the model, or one that is nowhere.
func (m *model) draw(r *rapid.T) quiz.Attempt {
	nowhere := quiz.Attempt{ID: "nowhere", Participant: m.person}
	if len(m.order) == 0 {
		return nowhere
	}
	i := rapid.IntRange(0, len(m.order)).Draw(r, "attempt")
	if i == len(m.order) {
		return nowhere
	}
	return m.attempts[m.order[i]]
}

func (m *model) expect(r *rapid.T, what string, got, want error) {
	if !errors.Is(got, want) || want == nil && got != nil {
		r.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func (m *model) begin(r *rapid.T) {
	a := quiz.Attempt{
		ID: newID(), Participant: m.person, Quiz: "quiz", Version: rapid.SampledFrom([]string{"v1", "v2"}).Draw(r, "version"),
		Set: rapid.SampledFrom([]string{"one", "two"}).Draw(r, "set"), State: quiz.AttemptOpen, Started: noon, Touched: noon,
	}
	got, err := m.store.AddAttempt(m.test.Context(), a)
	if !m.there {
		m.expect(r, "begin", err, quiz.ErrNotFound)
		return
	}
	m.expect(r, "begin", err, nil)
	want, ok := m.open(a.Set)
	if !ok {
		m.attempts[a.ID], want = a, a
		m.order = append(m.order, a.ID)
	}
	m.same(r, "begin", got, want)
}

func (m *model) same(r *rapid.T, what string, got, want any) {
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		r.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func (m *model) save(r *rapid.T) {
	a := m.draw(r)
	was := max(0, a.Revision+rapid.IntRange(-1, 1).Draw(r, "off by"))
	next := answered(a)
	next.Answers = maps.Clone(a.Answers)
	if next.Answers == nil {
		next.Answers = quiz.Answers{}
	}
	id := rapid.SampledFrom([]string{"a", "b", "ü"}).Draw(r, "question")
	next.Answers[id] = drawAnswer(r)
	next.Revision = was + 1
	err := m.store.SaveAttempt(m.test.Context(), next, was)
	stored, there := m.attempts[a.ID]
	switch {
	case !there:
		m.expect(r, "save", err, quiz.ErrNotFound)
	case stored.State != quiz.AttemptOpen:
		m.expect(r, "save", err, quiz.ErrFinished)
	case stored.Revision != was:
		m.expect(r, "save", err, quiz.ErrConflict)
	default:
		m.expect(r, "save", err, nil)
		m.attempts[a.ID], m.last[a.ID] = next, was
	}
}

func drawAnswer(r *rapid.T) quiz.Answer {
	return rapid.OneOf(
		rapid.Custom(func(r *rapid.T) quiz.Answer {
			return quiz.Answer{Form: quiz.Numeric, Number: rapid.Float64().Draw(r, "number")}
		}),
		rapid.Custom(func(r *rapid.T) quiz.Answer {
			text := rapid.StringMatching(`[^\x00]{0,20}`).Draw(r, "text")
			return quiz.Answer{Form: rapid.SampledFrom([]quiz.Form{quiz.Code, quiz.Written}).Draw(r, "form"), Text: text}
		}),
		rapid.Custom(func(r *rapid.T) quiz.Answer {
			return quiz.Answer{Form: quiz.Codes, Codes: rapid.SliceOfN(rapid.SampledFrom([]string{"", "x", "é"}), 0, 4).Draw(r, "codes")}
		}),
		rapid.Custom(func(r *rapid.T) quiz.Answer {
			day := quiz.Day(rapid.IntRange(-25567, 84369).Draw(r, "day")) // 1900 to 2200
			return quiz.Answer{Form: quiz.Dated, Day: day, About: rapid.Bool().Draw(r, "about")}
		}),
	).Draw(r, "answer")
}

// saveAgain sends the last save of an attempt once more: nothing changes, and it is no error.
func (m *model) saveAgain(r *rapid.T) {
	a := m.draw(r)
	if was, saved := m.last[a.ID]; saved && m.there {
		m.expect(r, "save again", m.store.SaveAttempt(m.test.Context(), a, was), nil)
	}
}

func (m *model) finish(r *rapid.T) {
	a := m.draw(r)
	was := max(0, a.Revision+rapid.SampledFrom([]int{0, 0, 0, 1, -1}).Draw(r, "off by"))
	result := quiz.Result{
		ID: a.ID, Participant: m.person, Quiz: "quiz", Version: a.Version, Set: a.Set, Answers: a.Answers,
		Because: fmt.Sprint(len(m.results)), At: noon,
	}
	got, err := m.store.FinishAttempt(m.test.Context(), result, was, quiz.AnySettings)
	stored, there := m.attempts[a.ID]
	first, finished := m.results[a.ID]
	switch {
	case !there:
		m.expect(r, "finish", err, quiz.ErrNotFound)
	case finished:
		m.expect(r, "finish", err, nil)
		m.same(r, "finish again", got, first)
	case stored.Revision != was:
		m.expect(r, "finish", err, quiz.ErrConflict)
	default:
		m.expect(r, "finish", err, nil)
		m.same(r, "finish", got, result)
		m.results[a.ID] = result
		stored.State, stored.Touched = quiz.AttemptFinished, noon
		m.attempts[a.ID] = stored
	}
}

func (m *model) leave(r *rapid.T) {
	if rapid.IntRange(0, 9).Draw(r, "leaves at 0") > 0 {
		return
	}
	m.expect(r, "leave", m.store.DeleteParticipant(m.test.Context(), m.person), nil)
	m.there = false
	clear(m.attempts)
	clear(m.results)
	clear(m.last)
	m.order = nil
}

// check reads everything back.
func (m *model) check(r *rapid.T) {
	for id, want := range m.attempts {
		got, err := m.store.Attempt(m.test.Context(), m.person, id)
		m.expect(r, "read", err, nil)
		m.same(r, "read", got, want)
	}
	for _, set := range []string{"one", "two"} {
		got, err := m.store.OpenAttempt(m.test.Context(), m.person, "quiz", set)
		if want, ok := m.open(set); ok {
			m.expect(r, "the open one", err, nil)
			m.same(r, "the open one", got, want)
		} else {
			m.expect(r, "the open one", err, quiz.ErrNotFound)
		}
	}
	h, err := m.store.History(m.test.Context(), m.person, "quiz")
	m.expect(r, "history", err, nil)
	want := slices.SortedFunc(maps.Values(m.results), func(a, b quiz.Result) int { return strings.Compare(a.ID, b.ID) })
	m.same(r, "history", h.Results, want)
}
