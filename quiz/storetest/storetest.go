// Package storetest is the contract of quiz.Store as a test suite: whatever keeps what participants gave has to pass it.
package storetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"waymark/quiz"
)

// Run holds the store that open returns to every sentence of quiz.Store. The store has to be empty; its tests run in parallel.
func Run(t *testing.T, open func(t *testing.T) quiz.Store) {
	t.Helper()
	s := &suite{Store: open(t)}
	tests := s.tests()
	maps.Copy(tests, s.testsOfEmpty())
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// tests are the sentences of quiz.Store, by name.
func (s *suite) tests() map[string]func(t *testing.T) {
	return map[string]func(t *testing.T){
		"Ping":                   s.ping,
		"Versions":               s.versions,
		"Programs":               s.programs,
		"CurrentVersions":        s.currentVersions,
		"Participants":           s.participants,
		"ParticipantAddedTwice":  s.participantAddedTwice,
		"UpdateSettings":         s.updateSettings,
		"NoteVisit":              s.noteVisit,
		"Tokens":                 s.tokens,
		"MostTokens":             s.mostTokens,
		"ReplaceTokens":          s.replaceTokens,
		"EndReplaced":            s.endReplaced,
		"DeleteEndedTokens":      s.deleteEndedTokens,
		"DeleteParticipant":      s.deleteParticipant,
		"DeleteUnseen":           s.deleteUnseen,
		"DeleteUnseenOf":         s.deleteUnseenOf,
		"AddAttempt":             s.addAttempt,
		"AttemptsOfOthers":       s.attemptsOfOthers,
		"SaveAttempt":            s.saveAttempt,
		"SaveAttemptRefused":     s.saveAttemptRefused,
		"SaveAttemptRepeated":    s.saveAttemptRepeated,
		"FinishAttempt":          s.finishAttempt,
		"FinishAttemptRefused":   s.finishAttemptRefused,
		"Attempts":               s.attempts,
		"DeleteAttempt":          s.deleteAttempt,
		"WithdrawDetails":        s.withdrawDetails,
		"FinishAfterWithdrawal":  s.finishAfterWithdrawal,
		"DeleteCopied":           s.deleteCopied,
		"History":                s.history,
		"Events":                 s.events,
		"EveryAnswer":            s.everyAnswer,
		"EmptyAnswers":           s.emptyAnswers,
		"Times":                  s.times,
		"UnfitTexts":             s.unfitTexts,
		"UnfitNumbers":           s.unfitNumbers,
		"EndedContext":           s.endedContext,
		"OneOfManySaves":         s.oneOfManySaves,
		"OneSaveManyTimes":       s.oneSaveManyTimes,
		"OneAttemptOfMany":       s.oneAttemptOfMany,
		"OneResultOfMany":        s.oneResultOfMany,
		"SavesWhileFinishing":    s.savesWhileFinishing,
		"DeletionWhileReporting": s.deletionWhileReporting,
		"ManyParticipantsAtOnce": s.manyParticipantsAtOnce,
		"AttemptsWhileFinishing": s.attemptsWhileFinishing,
		"AddingTokensAndLeaving": s.addingTokensAndLeaving,
		"SettingsOfManyWindows":  s.settingsOfManyWindows,
		"WithdrawWhileFinishing": s.withdrawWhileFinishing,
		"CopyWhileAnswering":     s.copyWhileAnswering,
	}
}

// suite is the store under test, and what makes each test's people its own.
type suite struct {
	quiz.Store
	made atomic.Int64
}

// noon is when everything happens that has no other time.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 123456000, time.UTC)

// id returns an identifier that no one else has.
func (s *suite) id() string { return fmt.Sprintf("0193f3a0-0000-7000-8000-%012d", s.made.Add(1)) }

// secret returns the hash of a secret that no one else has.
func (s *suite) secret() quiz.SecretHash { return sha256.Sum256([]byte(s.id())) }

// join adds a participant.
func (s *suite) join(t *testing.T) quiz.Participant {
	t.Helper()
	p, _ := s.joinWithSecret(t)
	return p
}

func (s *suite) joinWithSecret(t *testing.T) (quiz.Participant, quiz.SecretHash) {
	t.Helper()
	secret := s.secret()
	p := quiz.Participant{ID: s.id(), Created: noon, Seen: noon, Token: browser(secret)}
	must(t, s.AddParticipant(t.Context(), p, p.Token))
	return p, secret
}

// browser is the token of a browser that was signed in at noon.
func browser(secret quiz.SecretHash) quiz.Token {
	return quiz.Token{Hash: secret, Kind: quiz.SessionToken, Made: noon, Seen: noon}
}

// seen adds a participant who was here at the time the last time.
func (s *suite) seen(t *testing.T, at time.Time, settings quiz.Settings) (quiz.Participant, quiz.SecretHash) {
	t.Helper()
	secret := s.secret()
	p := quiz.Participant{ID: s.id(), Created: noon, Seen: at, Settings: settings, Token: browser(secret)}
	must(t, s.AddParticipant(t.Context(), p, p.Token))
	return p, secret
}

// blank is an attempt that is not stored yet.
func (s *suite) blank(p quiz.Participant, set string) quiz.Attempt {
	return quiz.Attempt{
		ID: s.id(), Participant: p.ID, Quiz: "quiz", Version: "v1", Set: set, State: quiz.AttemptOpen,
		Answers: quiz.Answers{}, Changed: map[string]int{}, Started: noon, Touched: noon,
	}
}

// begin adds an attempt.
func (s *suite) begin(t *testing.T, p quiz.Participant, set string) quiz.Attempt {
	t.Helper()
	a, err := s.AddAttempt(t.Context(), s.blank(p, set))
	must(t, err)
	return a
}

// answered returns the attempt with one more answer, as Attempt.Apply would leave it.
func answered(a quiz.Attempt, operation, code string) quiz.Attempt {
	a.Revision++
	a.Answers = quiz.Answers{"who": {Form: quiz.Code, Text: code}}
	a.Changed = map[string]int{"who": a.Revision}
	a.Operations = append(append([]string{}, a.Operations...), operation)
	a.Touched = a.Touched.Add(time.Second)
	return a
}

// frozen is a result of the attempt.
func frozen(a quiz.Attempt) quiz.Result {
	return quiz.Result{
		ID: a.ID, Participant: a.Participant, Quiz: a.Quiz, Version: a.Version, Set: a.Set, Ruler: "r1", Answers: a.Answers,
		Scores: map[string]quiz.Score{"calm": {Value: 91.66666666666667, Scored: true, Band: "high"}, "sleep": {}},
		Fired:  []string{"guard"}, Next: "walk", Because: "Your need is 92 of 100 – “high”.", Engine: "1", At: noon.Add(time.Hour),
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fails holds that the error is the wanted one.
func fails(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %q", what, err, want)
	}
}

// same holds that both are equal; an empty map or list is like none.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
