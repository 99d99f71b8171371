package quiz

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"
)

// Participant is a person without an account, known by a secret that only they hold.
type Participant struct {
	ID       string
	Created  time.Time
	Seen     time.Time // the last visit, exact to a day; what is not seen for KeepDays is deleted
	Settings Settings
	Language string // in which they read now; not stored. "" is each quiz's own
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

// secretBytes is the length of a secret: 256 bits.
const secretBytes = 32

// Secret is what a participant returns with: 256 random bits as base64, or recovery words joined by single spaces.
// It is never stored, logged or put into a URL's path or query.
type Secret string

// NewSecret makes a secret from 256 random bits. The error is that of the random source.
func NewSecret(random io.Reader) (Secret, error) {
	var b [secretBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	return Secret(base64.RawURLEncoding.EncodeToString(b[:])), nil
}

// SecretHash is the SHA-256 of a secret: what is stored of it. A secret is random, so it needs no salt.
type SecretHash [sha256.Size]byte

// Hash returns the hash of the secret. A text that is no secret is ErrNotFound.
func (s Secret) Hash() (SecretHash, error) {
	if words := strings.Split(string(s), " "); len(words) == RecoveryWords {
		list := strings.Fields(recoveryList)
		for _, word := range words {
			if !isRecoveryWord(list, word) {
				return SecretHash{}, ErrNotFound
			}
		}
		return sha256.Sum256([]byte(s)), nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(s))
	if err != nil || len(b) != secretBytes {
		return SecretHash{}, ErrNotFound
	}
	return sha256.Sum256(b), nil
}

// Valid reports whether the text is a secret, of whomever.
func (s Secret) Valid() bool {
	_, err := s.Hash()
	return err == nil
}

// String hides the secret from logs and messages.
func (s Secret) String() string { return "(secret)" }

// GoString hides the secret from logs and messages.
func (s Secret) GoString() string { return s.String() }

// Reveal returns the secret itself, for the cookie and for the page that shows it once.
func (s Secret) Reveal() string { return string(s) }
