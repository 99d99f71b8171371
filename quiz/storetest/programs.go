package storetest

import (
	"testing"

	"waymark/quiz"
)

// boardOf returns the beat of a program, 0 for none, and the current version of a quiz, "" for none.
func (s *suite) boardOf(t *testing.T, program, quizID string) (beat int64, current string) {
	t.Helper()
	b, err := s.Board(t.Context())
	must(t, err)
	return b.Programs[program], b.Current[quizID]
}

func (s *suite) programs(t *testing.T) {
	one, other := s.id(), s.id()
	beats := func(what string, wantOne, wantOther int64) {
		t.Helper()
		gotOne, _ := s.boardOf(t, one, "")
		gotOther, _ := s.boardOf(t, other, "")
		same(t, what, []int64{gotOne, gotOther}, []int64{wantOne, wantOther})
	}
	beats("before they run", 0, 0)
	must(t, s.NoteProgram(t.Context(), one, 1))
	must(t, s.NoteProgram(t.Context(), one, 1)) // as after a lost reply
	must(t, s.NoteProgram(t.Context(), other, 7))
	beats("both", 1, 7)
	must(t, s.NoteProgram(t.Context(), one, 2))
	beats("a beat later", 2, 7)
	must(t, s.RemoveProgram(t.Context(), one, 1)) // it has beaten since
	beats("after a removal that came too late", 2, 7)
	must(t, s.RemoveProgram(t.Context(), one, 2))
	must(t, s.RemoveProgram(t.Context(), one, 2))
	beats("after a removal", 0, 7)
	must(t, s.RemoveProgram(t.Context(), other, 9)) // its last beat may not have arrived
	beats("after both were removed", 0, 0)
}

func (s *suite) currentVersions(t *testing.T) {
	first, second := s.id(), s.id() // quizzes
	put := func(quizID, hash string) {
		t.Helper()
		must(t, s.PutVersion(t.Context(), quiz.VersionFiles{Quiz: quizID, Hash: hash, Files: map[string][]byte{"quiz.yaml": nil}}))
	}
	current := func(what, quizID, want string) {
		t.Helper()
		_, got := s.boardOf(t, "", quizID)
		same(t, what, got, want)
	}
	put(first, "a1")
	put(first, "b2")
	put(second, "c3")
	current("none", first, "")
	must(t, s.SetCurrent(t.Context(), first, "a1"))
	must(t, s.SetCurrent(t.Context(), first, "b2"))
	must(t, s.SetCurrent(t.Context(), second, "c3"))
	current("the last one", first, "b2")
	current("that of another quiz", second, "c3")
	must(t, s.SetCurrent(t.Context(), first, "a1"))
	must(t, s.SetCurrent(t.Context(), first, "a1")) // as after a lost reply
	current("one that was current before", first, "a1")
	fails(t, "a version that is not kept", s.SetCurrent(t.Context(), first, "d4"), quiz.ErrNotFound)
	fails(t, "a version of another quiz", s.SetCurrent(t.Context(), first, "c3"), quiz.ErrNotFound)
	current("after what was refused", first, "a1")
}
