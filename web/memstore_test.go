package web_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"waymark/quiz"
)

type memstore struct {
	mu       sync.Mutex
	people   map[string]quiz.Participant
	secrets  map[quiz.SecretHash]string
	attempts map[string]quiz.Attempt
	history  map[string]quiz.History
	versions map[string]quiz.VersionFiles
	down     error
}

func newMemstore() *memstore {
	return &memstore{people: map[string]quiz.Participant{}, secrets: map[quiz.SecretHash]string{}, attempts: map[string]quiz.Attempt{},
		history: map[string]quiz.History{}, versions: map[string]quiz.VersionFiles{}}
}

func (m *memstore) lock() func() { m.mu.Lock(); return m.mu.Unlock }

func (m *memstore) PutVersion(_ context.Context, v quiz.VersionFiles) error {
	defer m.lock()()
	m.versions[v.Hash] = v
	return m.down
}
func (m *memstore) VersionFiles(_ context.Context, _, hash string) (quiz.VersionFiles, error) {
	defer m.lock()()
	v, ok := m.versions[hash]
	if !ok {
		return v, quiz.ErrNotFound
	}
	return v, nil
}
func (m *memstore) AddParticipant(_ context.Context, p quiz.Participant, s quiz.SecretHash) error {
	defer m.lock()()
	m.people[p.ID], m.secrets[s] = p, p.ID
	return m.down
}
func (m *memstore) ParticipantBySecret(_ context.Context, s quiz.SecretHash) (quiz.Participant, error) {
	defer m.lock()()
	p, ok := m.people[m.secrets[s]]
	if m.down != nil {
		return p, m.down
	}
	if !ok {
		return p, quiz.ErrNotFound
	}
	return p, nil
}
func (m *memstore) UpdateParticipant(_ context.Context, p quiz.Participant) error {
	defer m.lock()()
	m.people[p.ID] = p
	return nil
}
func (m *memstore) AddSecret(_ context.Context, p string, s quiz.SecretHash) error {
	defer m.lock()()
	m.secrets[s] = p
	return nil
}
func (m *memstore) RemoveSecret(_ context.Context, _ string, s quiz.SecretHash) error {
	defer m.lock()()
	delete(m.secrets, s)
	return nil
}
func (m *memstore) DeleteParticipant(_ context.Context, p string) error {
	defer m.lock()()
	delete(m.people, p)
	return nil
}
func (m *memstore) DeleteUnseen(context.Context, time.Time) (int, error) { return 0, nil }
func (m *memstore) open(p, q, set string) (quiz.Attempt, bool) {
	for _, a := range m.attempts {
		if a.Participant == p && a.Quiz == q && a.Set == set && a.State == quiz.AttemptOpen {
			return copied(a), true
		}
	}
	return quiz.Attempt{}, false
}
func copied(a quiz.Attempt) quiz.Attempt {
	a.Answers, a.Changed, a.Operations = maps.Clone(a.Answers), maps.Clone(a.Changed), slices.Clone(a.Operations)
	return a
}
func (m *memstore) AddAttempt(_ context.Context, a quiz.Attempt) (quiz.Attempt, error) {
	defer m.lock()()
	if b, ok := m.open(a.Participant, a.Quiz, a.Set); ok {
		return b, nil
	}
	m.attempts[a.ID] = copied(a)
	return a, nil
}
func (m *memstore) OpenAttempt(_ context.Context, p, q, set string) (quiz.Attempt, error) {
	defer m.lock()()
	if a, ok := m.open(p, q, set); ok {
		return a, nil
	}
	return quiz.Attempt{}, quiz.ErrNotFound
}
func (m *memstore) Attempt(_ context.Context, p, id string) (quiz.Attempt, error) {
	defer m.lock()()
	a, ok := m.attempts[id]
	if !ok || a.Participant != p {
		return quiz.Attempt{}, quiz.ErrNotFound
	}
	return copied(a), nil
}
func (m *memstore) SaveAttempt(_ context.Context, a quiz.Attempt, was int) error {
	defer m.lock()()
	if m.attempts[a.ID].Revision != was {
		return quiz.ErrConflict
	}
	m.attempts[a.ID] = copied(a)
	return nil
}
func (m *memstore) FinishAttempt(_ context.Context, r quiz.Result, was int) (quiz.Result, error) {
	defer m.lock()()
	a := m.attempts[r.ID]
	if a.State == quiz.AttemptFinished {
		return r, nil
	}
	a.State = quiz.AttemptFinished
	m.attempts[r.ID] = a
	h := m.history[r.Participant]
	h.Results = append(slices.Clip(h.Results), r)
	m.history[r.Participant] = h
	return r, nil
}
func (m *memstore) History(_ context.Context, p, _ string) (quiz.History, error) {
	defer m.lock()()
	return m.history[p], nil
}
func (m *memstore) AddEvent(_ context.Context, e quiz.Event) error {
	defer m.lock()()
	h := m.history[e.Participant]
	h.Events = append(slices.Clip(h.Events), e)
	m.history[e.Participant] = h
	return nil
}
func (m *memstore) Ping(context.Context) error { return m.down }
