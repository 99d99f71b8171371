package storetest

import (
	"testing"
	"time"

	"waymark/quiz"
)

func (s *suite) ping(t *testing.T) { must(t, s.Ping(t.Context())) }

func (s *suite) versions(t *testing.T) {
	v := quiz.VersionFiles{Quiz: "quiz", Hash: "a1", Files: map[string][]byte{
		"quiz.yaml": []byte("title: Größe – “eins”\n"), "sets/empty.yaml": {}, "cards/ö.md": {0, 1, 0xff, 0xfe, '\n'},
	}}
	must(t, s.PutVersion(t.Context(), v))
	got, err := s.VersionFiles(t.Context(), "quiz", "a1")
	must(t, err)
	same(t, "the files", got, v)

	other := quiz.VersionFiles{Quiz: "quiz", Hash: "a1", Files: map[string][]byte{"quiz.yaml": []byte("other")}}
	must(t, s.PutVersion(t.Context(), other))
	got, err = s.VersionFiles(t.Context(), "quiz", "a1")
	must(t, err)
	same(t, "the files after they were put again", got, v)

	_, err = s.VersionFiles(t.Context(), "quiz", "b2")
	fails(t, "another hash", err, quiz.ErrNotFound)
	_, err = s.VersionFiles(t.Context(), "quiz2", "a1")
	fails(t, "another quiz", err, quiz.ErrNotFound)
}

func (s *suite) participants(t *testing.T) {
	secret := s.secret()
	p := quiz.Participant{ID: s.id(), Created: noon, Seen: noon.Add(time.Hour), Settings: quiz.Settings{
		Consents: map[string]quiz.Consent{"quiz": {Version: "v1", At: noon}, "größe": {Version: "v2", At: noon.Add(time.Microsecond)}},
	}}
	p.Token = quiz.Token{Hash: secret, Kind: quiz.SessionToken, Made: noon, Seen: noon.Add(time.Hour), Ends: noon.AddDate(0, 0, 7), Replaces: s.secret()}
	must(t, s.AddParticipant(t.Context(), p, p.Token))
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "the participant", got, p)
	got, err = s.Participant(t.Context(), p.ID)
	must(t, err)
	p.Token = quiz.Token{}
	same(t, "the participant by their id", got, p)
	_, err = s.Participant(t.Context(), s.id())
	fails(t, "a participant who is not there", err, quiz.ErrNotFound)
	_, err = s.ParticipantBySecret(t.Context(), s.secret())
	fails(t, "a secret of nobody", err, quiz.ErrNotFound)
}

func (s *suite) participantAddedTwice(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	must(t, s.AddParticipant(t.Context(), p, p.Token)) // as after a lost reply
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "the participant", got, p)

	other := quiz.Participant{ID: s.id(), Created: noon, Seen: noon}
	fails(t, "with another's secret", s.AddParticipant(t.Context(), other, p.Token), quiz.ErrConflict)
	got, err = s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "who holds the secret", got, p)
	_, err = s.Participant(t.Context(), other.ID)
	fails(t, "who was refused is not there", err, quiz.ErrNotFound)
}

func (s *suite) updateSettings(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	other, otherSecret := s.joinWithSecret(t)
	first := quiz.Settings{Consents: map[string]quiz.Consent{"quiz": {Version: "v9", At: noon}}}
	must(t, s.UpdateSettings(t.Context(), p.ID, first, 0))
	second := quiz.Settings{Consents: map[string]quiz.Consent{"other": {Version: "v1", At: noon}}}
	fails(t, "on settings that changed", s.UpdateSettings(t.Context(), p.ID, second, 0), quiz.ErrConflict)
	fails(t, "on settings to come", s.UpdateSettings(t.Context(), p.ID, second, 2), quiz.ErrConflict)
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	p.Settings, p.Revision = first, 1
	same(t, "the participant", got, p)
	must(t, s.UpdateSettings(t.Context(), p.ID, second, 1))
	got, err = s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	p.Settings, p.Revision = second, 2
	same(t, "the participant", got, p)
	got, err = s.ParticipantBySecret(t.Context(), otherSecret)
	must(t, err)
	same(t, "another participant", got, other)
	fails(t, "nobody", s.UpdateSettings(t.Context(), s.id(), first, 0), quiz.ErrNotFound)
}

func (s *suite) noteVisit(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	other := s.secret()
	must(t, s.AddToken(t.Context(), p.ID, browser(other), 9))
	must(t, s.UpdateSettings(t.Context(), p.ID, quiz.Settings{}, 0))
	for _, at := range []time.Time{noon.AddDate(0, 0, 3), noon.AddDate(0, 0, 2), noon.AddDate(0, 0, -3)} { // a clock can step back
		must(t, s.NoteVisit(t.Context(), p.ID, secret, at))
	}
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	p.Seen, p.Token.Seen, p.Revision = noon.AddDate(0, 0, 3), noon.AddDate(0, 0, 3), 1
	same(t, "the participant", got, p)
	got, err = s.ParticipantBySecret(t.Context(), other)
	must(t, err)
	same(t, "the token of another browser", got.Token, browser(other))
	must(t, s.NoteVisit(t.Context(), s.id(), secret, noon.AddDate(1, 0, 0))) // nobody's, and not theirs
	got, err = s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "the participant", got, p)
}

// fill gives a participant something in every table.
func (s *suite) fill(t *testing.T, p quiz.Participant) (open, finished quiz.Attempt) {
	t.Helper()
	open, finished = s.begin(t, p, "open"), s.begin(t, p, "finished")
	_, err := s.FinishAttempt(t.Context(), frozen(finished), finished.Revision, quiz.AnySettings)
	must(t, err)
	must(t, s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Step: "walk", Kind: quiz.StepStarted, At: noon}))
	return open, finished
}

func (s *suite) deleteParticipant(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	second := s.secret()
	must(t, s.AddToken(t.Context(), p.ID, browser(second), 9))
	stays, staysSecret := s.joinWithSecret(t)
	open, finished := s.fill(t, p)
	s.fill(t, stays)
	must(t, s.DeleteParticipant(t.Context(), p.ID))
	must(t, s.DeleteParticipant(t.Context(), p.ID))

	s.isGone(t, p, secret, second)
	for _, a := range []quiz.Attempt{open, finished} {
		_, err := s.Attempt(t.Context(), p.ID, a.ID)
		fails(t, "an attempt", err, quiz.ErrNotFound)
	}
	fails(t, "save", s.SaveAttempt(t.Context(), answered(open, s.id(), "ex"), 0), quiz.ErrNotFound)
	_, err := s.FinishAttempt(t.Context(), frozen(open), 0, quiz.AnySettings)
	fails(t, "finish", err, quiz.ErrNotFound)
	_, err = s.AddAttempt(t.Context(), s.blank(p, "open"))
	fails(t, "begin", err, quiz.ErrNotFound)
	fails(t, "report", s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", At: noon}), quiz.ErrNotFound)

	got, err := s.ParticipantBySecret(t.Context(), staysSecret)
	must(t, err)
	same(t, "who stays", got, stays)
	h, err := s.History(t.Context(), stays.ID, "quiz")
	must(t, err)
	if len(h.Results) != 1 || len(h.Events) != 1 {
		t.Errorf("of who stays, %d results and %d events are left", len(h.Results), len(h.Events))
	}
}

// isGone holds that nothing of the participant can be reached.
func (s *suite) isGone(t *testing.T, p quiz.Participant, secrets ...quiz.SecretHash) {
	t.Helper()
	for _, secret := range secrets {
		_, err := s.ParticipantBySecret(t.Context(), secret)
		fails(t, "a secret of who is gone", err, quiz.ErrNotFound)
	}
	fails(t, "update who is gone", s.UpdateSettings(t.Context(), p.ID, p.Settings, p.Revision), quiz.ErrNotFound)
	tokens, err := s.Tokens(t.Context(), p.ID)
	must(t, err)
	same(t, "the tokens of who is gone", tokens, []quiz.Token{})
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history of who is gone", h, quiz.History{})
	_, err = s.OpenAttempt(t.Context(), p.ID, "quiz", "open")
	fails(t, "the open attempt of who is gone", err, quiz.ErrNotFound)
}

func (s *suite) deleteUnseen(t *testing.T) {
	limit := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) // nobody else was here so long ago
	old, oldSecret := s.seen(t, limit.Add(-time.Microsecond), quiz.Settings{})
	older, olderSecret := s.seen(t, limit.AddDate(-20, 0, 0), quiz.Settings{})
	_, justSecret := s.seen(t, limit, quiz.Settings{})
	for _, p := range []quiz.Participant{old, older} {
		s.fill(t, p)
	}
	n, err := s.DeleteUnseen(t.Context(), limit)
	must(t, err)
	same(t, "how many were deleted", n, 2)
	s.isGone(t, old, oldSecret)
	s.isGone(t, older, olderSecret)
	_, err = s.ParticipantBySecret(t.Context(), justSecret)
	must(t, err)
	n, err = s.DeleteUnseen(t.Context(), limit)
	must(t, err)
	same(t, "how many were deleted again", n, 0)
}
