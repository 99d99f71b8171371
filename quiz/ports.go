package quiz

import (
	"context"
	"time"
)

// Store keeps what participants gave. Every method may also return ErrUnavailable or ErrFull.
// A method that returns nil has made what it was given durable.
type Store interface {
	// PutVersion keeps a version's files; one that is kept already is left as it is.
	PutVersion(ctx context.Context, v VersionFiles) error
	// VersionFiles returns the files of a version. ErrNotFound.
	VersionFiles(ctx context.Context, quiz, hash string) (VersionFiles, error)
	// SetCurrent makes a version the current one of its quiz, in place of any other. ErrNotFound when its files are not kept.
	SetCurrent(ctx context.Context, quiz, hash string) error

	// Exclusive reports whether no other program can use the store while this one does.
	Exclusive() bool
	// NoteProgram keeps that the program of this id runs, with a number that it makes grow for as long as it does.
	NoteProgram(ctx context.Context, program string, beat int64) error
	// RemoveProgram removes a program unless its beat has gone beyond the given one; one that is not there is no error.
	RemoveProgram(ctx context.Context, program string, beat int64) error
	// Board returns which programs run and which versions are current.
	Board(ctx context.Context) (Board, error)

	// AddParticipant keeps a new participant with the token of their first secret. ErrConflict when the secret is another participant's.
	AddParticipant(ctx context.Context, p Participant, t Token) error
	// Participant returns a participant, with the zero Token. ErrNotFound.
	Participant(ctx context.Context, id string) (Participant, error)
	// ParticipantBySecret returns who holds the secret, with its Token. ErrNotFound.
	ParticipantBySecret(ctx context.Context, secret SecretHash) (Participant, error)
	// NoteVisit stores that the participant was here with the secret, never earlier than it was stored before; nobody is no error.
	NoteVisit(ctx context.Context, participant string, secret SecretHash, at time.Time) error
	// UpdateSettings replaces the Settings of a participant whose stored Revision is `was`, and counts it up. ErrConflict when it is
	// another, ErrNotFound.
	UpdateSettings(ctx context.Context, participant string, s Settings, was int) error
	// WithdrawDetails is UpdateSettings which, in the same transaction, replaces the answers of each result of the quiz, and of its
	// attempt, for which outcome returns true by those that it returns. Outcome may be called more than once for a result.
	WithdrawDetails(ctx context.Context, participant string, s Settings, was int, quiz string, outcome func(Result) (Answers, bool)) error

	// Tokens returns the tokens of a participant, the latest made first; those of one time in the order of their hashes.
	Tokens(ctx context.Context, participant string) ([]Token, error)
	// AddToken lets a participant return with a further secret. When they have more than `most` of its kind then, those go that were
	// used least lately. ErrNotFound when there is no such participant, ErrConflict when the secret is another participant's.
	AddToken(ctx context.Context, participant string, t Token, most int) error
	// RemoveToken makes a secret open nothing any more, nor any that is to replace it; one that is not there is no error.
	RemoveToken(ctx context.Context, participant string, secret SecretHash) error
	// ReplaceTokens makes every secret of a participant open nothing any more but the kept one, and those that are to replace it and
	// were made at `since` or later, and adds others, in one transaction. ErrNotFound when the kept one opens nothing any more,
	// ErrConflict when one that is added is another participant's.
	ReplaceTokens(ctx context.Context, participant string, keep SecretHash, since time.Time, add ...Token) error
	// EndReplaced makes the secret that the token replaces open nothing any more. When that was done before, nothing happens.
	EndReplaced(ctx context.Context, participant string, t Token) error
	// DeleteEndedTokens removes tokens whose Ends is at the time or before, and returns how many.
	DeleteEndedTokens(ctx context.Context, at time.Time) (int, error)
	// DeleteParticipant removes everything of a participant from every table; one that is not there is no error.
	DeleteParticipant(ctx context.Context, participant string) error
	// DeleteCopied is DeleteParticipant when exactly so much is stored of the participant. ErrConflict when something came or changed
	// meanwhile; then nothing is removed. ErrNotFound when somebody else has deleted them, or when its Key opens nothing any more.
	DeleteCopied(ctx context.Context, participant string, was Extent) error
	// DeleteUnseen removes every participant whose Seen is before the time and returns how many.
	DeleteUnseen(ctx context.Context, before time.Time) (int, error)
	// DeleteUnseenOf removes everything of a quiz, also the consent, of every participant whose Seen is before the time and who has an
	// attempt, result or event of it, and returns how many they are.
	DeleteUnseenOf(ctx context.Context, quiz string, before time.Time) (int, error)
	// DeleteEmpty removes the participants who gave nothing, whose Seen is not before the one time but before the other, and returns how many.
	// Whoever has a result, an event, an attempt with an answer, or an attempt that began in the meantime gave something.
	DeleteEmpty(ctx context.Context, since, before time.Time) (int, error)
	// CountPeople returns how many participants have a Seen that is not before the one time but before the other, and how many of them
	// gave nothing, as for DeleteEmpty.
	CountPeople(ctx context.Context, since, before time.Time) (all, empty int, err error)
	// Size returns how much is stored. It may read all keys of participants.
	Size(ctx context.Context) (Size, error)

	// AddAttempt keeps a new attempt and returns it. When the participant has an open attempt of the same quiz and set,
	// that one is returned and nothing is kept.
	AddAttempt(ctx context.Context, a Attempt) (Attempt, error)
	// OpenAttempt returns the participant's open attempt of the set. ErrNotFound.
	OpenAttempt(ctx context.Context, participant, quiz, set string) (Attempt, error)
	// Attempt returns an attempt of the participant, open or finished. ErrNotFound, also for another person's.
	Attempt(ctx context.Context, participant, id string) (Attempt, error)
	// SaveAttempt replaces Revision, Answers, Changed, Operations and Touched of an open attempt whose stored revision is `was`.
	// ErrConflict when it is another, ErrFinished when the attempt is not open, ErrNotFound when it is not there.
	SaveAttempt(ctx context.Context, a Attempt, was int) error
	// FinishAttempt stores the result and closes the attempt of its id, in one transaction, when the attempt's stored revision is `was`,
	// and returns the result. Of the attempt's own answers only those that the result holds are kept, as they are there. When it was
	// finished before, the result stored then is returned. A result that holds what its participant may withdraw names the Revision of
	// the Settings that allow it, else settings is AnySettings: ErrConflict also when these have changed. ErrConflict, ErrNotFound.
	FinishAttempt(ctx context.Context, r Result, was, settings int) (Result, error)

	// Attempts returns all attempts of a participant for a quiz, open and finished, oldest first.
	Attempts(ctx context.Context, participant, quiz string) ([]Attempt, error)
	// DeleteAttempt removes an attempt and its result, and empties Fired, Next and Because of the results of its quiz that came after
	// it, since these may tell of its answers. An attempt that is not there, or is another person's, is no error.
	DeleteAttempt(ctx context.Context, participant, id string) error

	// History returns the results and events of a participant for a quiz, oldest first.
	History(ctx context.Context, participant, quiz string) (History, error)
	// AddEvent keeps an event; one with the same participant and ID is left as it is.
	AddEvent(ctx context.Context, e Event) error

	// Ping reports whether answers could be kept now.
	Ping(ctx context.Context) error
}

// Size is how much is stored.
type Size struct {
	People int
	Bytes  int64     // on the disk, with indexes
	Oldest time.Time // the least recent Seen of a participant; zero when there is none
}

// AnySettings is the Revision of settings that do not matter.
const AnySettings = -1

// Extent says how much is stored of a participant, so that what came meanwhile is noticed.
type Extent struct {
	Revision int            // of the settings
	Attempts map[string]int // by id, their Revision
	Results  int
	Events   int
	Key      SecretHash // a secret that opens it; zero for whichever
}

// VersionFiles are the files of a published state of a quiz.
type VersionFiles struct {
	Quiz  string
	Hash  string // hex SHA-256 over names and contents, see HashFiles
	Files map[string][]byte
}

// Board is what the programs that use one store tell each other.
type Board struct {
	Programs map[string]int64  // by id, the beat of each
	Current  map[string]string // by quiz, the hash of the version that was published last
}

// Scorer is the compiled rules of one version. Its methods are pure functions of their arguments, safe for use
// by several goroutines, and always end: a rule that fails closes what it guards and is named in Faults.
type Scorer interface {
	// Plan works out every step's state and what is next.
	Plan(h History, at time.Time) Plan
	// Why says on which of the person's own answers that plan rests.
	Why(h History, at time.Time) Why
	// Moves says the smallest change of answers after which a waiting step is open; never for a step that a guard can close.
	Moves(h History, at time.Time) []Move
	// Step says what a step's page says besides its state. An unknown step gives the zero value.
	Step(h History, at time.Time, step string) StepDetail
	// Ask decides what a set asks, given the answers of the attempt so far. An unknown set asks nothing.
	Ask(set string, answers Answers, h History, at time.Time) Asked
	// Enough reports whether the answers so far of a set settle what is next and which steps a guard closes, whatever else is answered or
	// left open. It is false of a set that comes first.
	Enough(set string, answers Answers, h History, at time.Time) bool
	// Decisive returns the ids of the pages that come first when a set is taken again, in its order: each alone could change what is next
	// while all else is answered as the last time, or belongs to one that could. None of a set that comes first or was not taken yet.
	Decisive(set string, h History, at time.Time) []string
	// Outcome returns answers of a set that give the same plan as these, now and later, in which what no rule tells apart is replaced; see
	// Answer.StandIn.
	Outcome(set string, answers Answers) Answers
	// Keep takes the answers out of a result that its set did not ask for, by its other answers.
	Keep(r *Result)
}

// Asked is what a set asks now.
type Asked struct {
	Questions []*Question       // the pages, in order; those whose condition is false are left out
	Refusals  map[string]string // by question, the message of the first Must that its answer breaks
	Pause     string            // the guard that acts at once, or ""
}
