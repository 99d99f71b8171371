package quiz

import "errors"

// The errors that adapters and the service return; compare with errors.Is.
var (
	ErrNotFound    = errors.New("not found")
	ErrConflict    = errors.New("changed meanwhile")                                   // the revision is not the stored one
	ErrFinished    = errors.New("the attempt is finished")                             // its answers do not change any more
	ErrUnavailable = errors.New("the store is out of reach")                           // try again
	ErrFull        = errors.New("the store has no space left")                         // not to be tried again
	ErrNotAsked    = errors.New("the question is not asked")                           // its condition is false
	ErrUnfinished  = errors.New("a question is not answered yet")                      // the attempt can't be finished
	ErrClosed      = errors.New("the step is not open")                                // closed by a guard, or waiting
	ErrPaused      = errors.New("the plan is paused")                                  // a guard pauses everything
	ErrLimit       = errors.New("more than may be")                                    // a *LimitError says which limit, and until when
	ErrNotAlone    = errors.New("another program serves the same store, or may do so") // what is in the memory of one is not found by the other
	ErrInvalid     = errors.New("not valid")                                           // a value that no page offers
)

// AnswerError is an answer that its question refuses. Message can be shown to the person.
type AnswerError struct {
	Question string
	Message  string
	// Text and Values are what Message was made of, by fmt's rules, so that it can be said in another language; "" for an author's message.
	Text   string
	Values []any
}

// Error returns the question's id and the message, never the answer.
func (e *AnswerError) Error() string { return e.Question + ": " + e.Message }

// StaleError is a save from a page that is older than the stored answer. Nothing was overwritten.
type StaleError struct {
	Question string
	Stored   Answer // what is stored now
	Given    Answer // what the page sent
	Revision int    // of the stored answer
}

// Error returns the question's id, never the answers.
func (e *StaleError) Error() string { return e.Question + ": changed since the page was shown" }

// Unwrap makes a StaleError an ErrConflict.
func (e *StaleError) Unwrap() error { return ErrConflict }
