package quiz

import "time"

// Participant is a person without an account, known by a secret that only they hold.
type Participant struct {
	ID       string
	Created  time.Time
	Seen     time.Time // the last visit, exact to a day; what is not seen for KeepDays is deleted
	Settings Settings
	Revision int    // grows by one with every change of Settings
	Language string // in which they read now; not stored. "" is each quiz's own
	Token    Token  // of the secret by which they were recognised; the zero Token for who was not
	Network  string // from which they come now, in whatever words; not stored, but held for as long as a private visit lasts. "" is not known
}

// Settings are what a participant chose.
type Settings struct {
	Consents map[string]Consent `json:"consents,omitempty"` // by quiz
}

// Consent is a participant's yes to what a quiz stores.
type Consent struct {
	Version string    `json:"version"`           // of the quiz whose text they read
	Text    string    `json:"text,omitempty"`    // the hash of that text, see Quiz.ConsentText; a person who agreed to another is asked again
	Details bool      `json:"details,omitempty"` // a separate yes: the answers of sets that keep their outcome are kept too
	Read    string    `json:"read,omitempty"`    // the language in which they read it
	At      time.Time `json:"at"`
}
