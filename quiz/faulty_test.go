package quiz_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"waymark/quiz"
)

// fault is what happens at a call of the store.
type fault int

const (
	noFault     fault = iota
	lostCall          // the call does not arrive
	lostReply         // it is carried out, and its reply does not arrive
	outage            // it does not arrive, nor does any later one until the fault ends
	outageAfter       // it is carried out, its reply does not arrive, nor does any later call
	crash             // the program ends before the call
	crashAfter        // the program ends before the reply
	otherWindow       // another window acts before the call
	numberFaults
)

func (f fault) String() string {
	return [...]string{"none", "lost call", "lost reply", "outage", "outage after", "crash", "crash after", "other window"}[f]
}

var errLost = fmt.Errorf("lost: %w", quiz.ErrUnavailable)

// faulty is a real store whose calls meet a fault at one of them. It works through every call that a participant's acts make.
type faulty struct {
	quiz.Store
	mu    sync.Mutex
	at    int // the call that meets the fault, from 1
	calls int
	fault fault
	down  bool
	other func() // acts in another window
}

// arm makes the n-th call from now on meet the fault.
func (f *faulty) arm(n int, what fault, other func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at, f.calls, f.fault, f.down, f.other = n, 0, what, false, other
}

// disarm ends every fault, and returns how many calls there were and whether the program has ended.
func (f *faulty) disarm() (calls int, crashed bool) {
	crashed = f.ended()
	f.mu.Lock()
	defer f.mu.Unlock()
	calls = f.calls
	f.fault, f.down, f.other = noFault, false, nil
	return calls, crashed
}

// ended reports whether the program has ended.
func (f *faulty) ended() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.down && (f.fault == crash || f.fault == crashAfter)
}

// meet counts a call, and returns the fault that it meets.
func (f *faulty) meet() fault {
	f.mu.Lock()
	f.calls++
	met := noFault
	switch {
	case f.down:
		met = lostCall
	case f.calls == f.at:
		met = f.fault
	}
	f.down = f.down || met == outage || met == outageAfter || met == crash || met == crashAfter
	other := f.other
	if met == otherWindow {
		f.other = nil
	}
	f.mu.Unlock()
	if met == otherWindow && other != nil {
		other()
	}
	return met
}

func through[T any](f *faulty, call func() (T, error)) (T, error) {
	var none T
	switch met := f.meet(); met {
	case lostCall, outage, crash:
		return none, errLost
	case lostReply, outageAfter, crashAfter:
		if _, err := call(); err != nil {
			return none, err
		}
		return none, errLost
	default:
		return call()
	}
}

func (f *faulty) do(call func() error) error {
	_, err := through(f, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

func (f *faulty) AddParticipant(ctx context.Context, p quiz.Participant, t quiz.Token) error {
	return f.do(func() error { return f.Store.AddParticipant(ctx, p, t) })
}

func (f *faulty) Participant(ctx context.Context, id string) (quiz.Participant, error) {
	return through(f, func() (quiz.Participant, error) { return f.Store.Participant(ctx, id) })
}

func (f *faulty) ParticipantBySecret(ctx context.Context, secret quiz.SecretHash) (quiz.Participant, error) {
	return through(f, func() (quiz.Participant, error) { return f.Store.ParticipantBySecret(ctx, secret) })
}

func (f *faulty) NoteVisit(ctx context.Context, participant string, secret quiz.SecretHash, at time.Time) error {
	return f.do(func() error { return f.Store.NoteVisit(ctx, participant, secret, at) })
}

func (f *faulty) UpdateSettings(ctx context.Context, participant string, s quiz.Settings, was int) error {
	return f.do(func() error { return f.Store.UpdateSettings(ctx, participant, s, was) })
}

func (f *faulty) WithdrawDetails(ctx context.Context, participant string, s quiz.Settings, was int, id string, outcome func(quiz.Result) (quiz.Answers, bool)) error {
	return f.do(func() error { return f.Store.WithdrawDetails(ctx, participant, s, was, id, outcome) })
}

func (f *faulty) Tokens(ctx context.Context, participant string) ([]quiz.Token, error) {
	return through(f, func() ([]quiz.Token, error) { return f.Store.Tokens(ctx, participant) })
}

func (f *faulty) AddToken(ctx context.Context, participant string, t quiz.Token, most int) error {
	return f.do(func() error { return f.Store.AddToken(ctx, participant, t, most) })
}

func (f *faulty) RemoveToken(ctx context.Context, participant string, secret quiz.SecretHash) error {
	return f.do(func() error { return f.Store.RemoveToken(ctx, participant, secret) })
}

func (f *faulty) ReplaceTokens(ctx context.Context, participant string, keep quiz.SecretHash, since time.Time, add ...quiz.Token) error {
	return f.do(func() error { return f.Store.ReplaceTokens(ctx, participant, keep, since, add...) })
}

func (f *faulty) EndReplaced(ctx context.Context, participant string, t quiz.Token) error {
	return f.do(func() error { return f.Store.EndReplaced(ctx, participant, t) })
}

func (f *faulty) DeleteParticipant(ctx context.Context, participant string) error {
	return f.do(func() error { return f.Store.DeleteParticipant(ctx, participant) })
}

func (f *faulty) DeleteCopied(ctx context.Context, participant string, was quiz.Extent) error {
	return f.do(func() error { return f.Store.DeleteCopied(ctx, participant, was) })
}

func (f *faulty) AddAttempt(ctx context.Context, a quiz.Attempt) (quiz.Attempt, error) {
	return through(f, func() (quiz.Attempt, error) { return f.Store.AddAttempt(ctx, a) })
}

func (f *faulty) OpenAttempt(ctx context.Context, participant, id, set string) (quiz.Attempt, error) {
	return through(f, func() (quiz.Attempt, error) { return f.Store.OpenAttempt(ctx, participant, id, set) })
}

func (f *faulty) Attempt(ctx context.Context, participant, id string) (quiz.Attempt, error) {
	return through(f, func() (quiz.Attempt, error) { return f.Store.Attempt(ctx, participant, id) })
}

func (f *faulty) SaveAttempt(ctx context.Context, a quiz.Attempt, was int) error {
	return f.do(func() error { return f.Store.SaveAttempt(ctx, a, was) })
}

func (f *faulty) FinishAttempt(ctx context.Context, r quiz.Result, was, settings int) (quiz.Result, error) {
	return through(f, func() (quiz.Result, error) { return f.Store.FinishAttempt(ctx, r, was, settings) })
}

func (f *faulty) Attempts(ctx context.Context, participant, id string) ([]quiz.Attempt, error) {
	return through(f, func() ([]quiz.Attempt, error) { return f.Store.Attempts(ctx, participant, id) })
}

func (f *faulty) DeleteAttempt(ctx context.Context, participant, id string) error {
	return f.do(func() error { return f.Store.DeleteAttempt(ctx, participant, id) })
}

func (f *faulty) History(ctx context.Context, participant, id string) (quiz.History, error) {
	return through(f, func() (quiz.History, error) { return f.Store.History(ctx, participant, id) })
}

func (f *faulty) AddEvent(ctx context.Context, e quiz.Event) error {
	return f.do(func() error { return f.Store.AddEvent(ctx, e) })
}
