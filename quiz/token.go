package quiz

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
)

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

// String names the secret in forms, as hexadecimal digits: nobody can get back to the secret from there.
func (h SecretHash) String() string { return hex.EncodeToString(h[:]) }

// ParseSecretHash reads what String wrote. ErrInvalid for anything else.
func ParseSecretHash(s string) (h SecretHash, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, fmt.Errorf("the hash of a secret: %w", ErrInvalid)
	}
	return SecretHash(b), nil
}

// TokenKind says what a secret is held by.
type TokenKind string

// The kinds of tokens.
const (
	UnknownToken TokenKind = ""        // made before kinds were kept
	SessionToken TokenKind = "session" // a browser's cookie
	LinkToken    TokenKind = "link"    // a return link
	WordsToken   TokenKind = "words"   // recovery words
)

// How long a browser stays signed in.
const (
	SessionLife = 30 * 24 * time.Hour  // one that was not to be remembered, from its beginning
	SessionIdle = 180 * 24 * time.Hour // one that was, from its last visit
)

// How many tokens of a kind a participant may have; when there is one more, the one that was used least lately ends.
const (
	MostSessions = 16
	MostWaysBack = 8 // return links, and as many recovery words
)

// Token is what is stored of a secret.
type Token struct {
	Hash     SecretHash
	Kind     TokenKind
	Made     time.Time  // zero when it is not known
	Seen     time.Time  // the last visit with it, exact to a day; zero for none
	Ends     time.Time  // from then on it opens nothing; zero when it does not end by itself
	Replaces SecretHash // of the same browser: it ends when this one is seen; zero for none
}

// Pending reports whether the token was handed out in exchange for another one, and not seen yet.
func (t Token) Pending() bool { return t.Replaces != SecretHash{} }

// ended reports whether the token opens nothing any more.
func (t Token) ended(now time.Time) bool {
	idle := t.Kind == SessionToken && t.Ends.IsZero() && !t.Seen.IsZero() && now.Sub(t.Seen) >= SessionIdle
	return idle || !t.Ends.IsZero() && !now.Before(t.Ends)
}

// most is how many tokens of its kind a participant may have.
func (k TokenKind) most() int {
	if k == SessionToken {
		return MostSessions
	}
	return MostWaysBack
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
