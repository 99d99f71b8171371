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
	must(t, s.AddParticipant(t.Context(), p, secret))
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "the participant", got, p)
	_, err = s.ParticipantBySecret(t.Context(), s.secret())
	fails(t, "a secret of nobody", err, quiz.ErrNotFound)
}

func (s *suite) participantAddedTwice(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	must(t, s.AddParticipant(t.Context(), p, secret)) // as after a lost reply
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "the participant", got, p)

	other := quiz.Participant{ID: s.id(), Created: noon, Seen: noon}
	fails(t, "with another's secret", s.AddParticipant(t.Context(), other, secret), quiz.ErrConflict)
	got, err = s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	same(t, "who holds the secret", got, p)
	fails(t, "who was refused is not there", s.UpdateParticipant(t.Context(), other), quiz.ErrNotFound)
}

func (s *suite) updateParticipant(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	other, otherSecret := s.joinWithSecret(t)
	changed := p
	changed.Created = noon.AddDate(-1, 0, 0) // is not what UpdateParticipant stores
	changed.Seen = noon.AddDate(0, 0, 3)
	changed.Settings = quiz.Settings{Consents: map[string]quiz.Consent{"quiz": {Version: "v9", At: noon}}}
	must(t, s.UpdateParticipant(t.Context(), changed))
	got, err := s.ParticipantBySecret(t.Context(), secret)
	must(t, err)
	changed.Created = p.Created
	same(t, "the participant", got, changed)
	got, err = s.ParticipantBySecret(t.Context(), otherSecret)
	must(t, err)
	same(t, "another participant", got, other)
	fails(t, "nobody", s.UpdateParticipant(t.Context(), quiz.Participant{ID: s.id(), Seen: noon}), quiz.ErrNotFound)
}

func (s *suite) secrets(t *testing.T) {
	p, first := s.joinWithSecret(t)
	other, others := s.joinWithSecret(t)
	second := s.secret()
	must(t, s.AddSecret(t.Context(), p.ID, second))
	must(t, s.AddSecret(t.Context(), p.ID, second)) // as after a lost reply
	fails(t, "another's secret", s.AddSecret(t.Context(), p.ID, others), quiz.ErrConflict)
	fails(t, "a secret for nobody", s.AddSecret(t.Context(), s.id(), s.secret()), quiz.ErrNotFound)
	for _, secret := range []quiz.SecretHash{first, second} {
		got, err := s.ParticipantBySecret(t.Context(), secret)
		must(t, err)
		same(t, "who holds the secret", got, p)
	}
	must(t, s.RemoveSecret(t.Context(), other.ID, first)) // it is not theirs
	_, err := s.ParticipantBySecret(t.Context(), first)
	must(t, err)
	must(t, s.RemoveSecret(t.Context(), p.ID, first))
	must(t, s.RemoveSecret(t.Context(), p.ID, first))
	_, err = s.ParticipantBySecret(t.Context(), first)
	fails(t, "a secret that was removed", err, quiz.ErrNotFound)
	got, err := s.ParticipantBySecret(t.Context(), second)
	must(t, err)
	same(t, "who holds the other secret", got, p)
}

func (s *suite) replaceSecrets(t *testing.T) {
	p, first := s.joinWithSecret(t)
	_, others := s.joinWithSecret(t)
	second, fresh := s.secret(), s.secret()
	must(t, s.AddSecret(t.Context(), p.ID, second))
	fails(t, "by another's secret", s.ReplaceSecrets(t.Context(), p.ID, others), quiz.ErrConflict)
	_, err := s.ParticipantBySecret(t.Context(), first)
	must(t, err) // what was refused changed nothing
	must(t, s.ReplaceSecrets(t.Context(), p.ID, fresh))
	must(t, s.ReplaceSecrets(t.Context(), p.ID, fresh)) // as after a lost reply
	for _, secret := range []quiz.SecretHash{first, second} {
		_, err := s.ParticipantBySecret(t.Context(), secret)
		fails(t, "a secret that was replaced", err, quiz.ErrNotFound)
	}
	got, err := s.ParticipantBySecret(t.Context(), fresh)
	must(t, err)
	same(t, "who holds the new secret", got, p)
	_, err = s.ParticipantBySecret(t.Context(), others)
	must(t, err)
	fails(t, "secrets of nobody", s.ReplaceSecrets(t.Context(), s.id(), s.secret()), quiz.ErrNotFound)
}

// fill gives a participant something in every table.
func (s *suite) fill(t *testing.T, p quiz.Participant) (open, finished quiz.Attempt) {
	t.Helper()
	open, finished = s.begin(t, p, "open"), s.begin(t, p, "finished")
	_, err := s.FinishAttempt(t.Context(), frozen(finished), finished.Revision)
	must(t, err)
	must(t, s.AddEvent(t.Context(), quiz.Event{ID: s.id(), Participant: p.ID, Quiz: "quiz", Step: "walk", Kind: quiz.StepStarted, At: noon}))
	return open, finished
}

func (s *suite) deleteParticipant(t *testing.T) {
	p, secret := s.joinWithSecret(t)
	second := s.secret()
	must(t, s.AddSecret(t.Context(), p.ID, second))
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
	_, err := s.FinishAttempt(t.Context(), frozen(open), 0)
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
	fails(t, "update who is gone", s.UpdateParticipant(t.Context(), p), quiz.ErrNotFound)
	h, err := s.History(t.Context(), p.ID, "quiz")
	must(t, err)
	same(t, "the history of who is gone", h, quiz.History{})
	_, err = s.OpenAttempt(t.Context(), p.ID, "quiz", "open")
	fails(t, "the open attempt of who is gone", err, quiz.ErrNotFound)
}

func (s *suite) deleteUnseen(t *testing.T) {
	limit := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) // nobody else was here so long ago
	seen := func(at time.Time) (quiz.Participant, quiz.SecretHash) {
		p, secret := s.joinWithSecret(t)
		p.Seen = at
		must(t, s.UpdateParticipant(t.Context(), p))
		return p, secret
	}
	old, oldSecret := seen(limit.Add(-time.Microsecond))
	older, olderSecret := seen(limit.AddDate(-20, 0, 0))
	_, justSecret := seen(limit)
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
