package quiz

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
)

// Engine names the meaning of rules, scores and plans in this program; a result keeps it, so that it can be replayed.
// It changes when the same version, history and clock would give another plan.
const Engine = "1"

// Version is a published state of a quiz, ready to use. It is immutable.
type Version struct {
	Quiz   *Quiz
	Hash   string
	Files  map[string][]byte
	Scorer Scorer

	translated map[string]*Version // by language
	original   *Version            // of a translated version
}

// Set returns the set with the id, nil when there is none.
func (q *Quiz) Set(id string) *Set {
	for _, s := range q.Sets {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Step returns the step with the id, nil when there is none.
func (q *Quiz) Step(id string) *Step {
	for _, s := range q.Steps {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// Card returns the card with the id, nil when there is none.
func (q *Quiz) Card(id string) *Card {
	for _, c := range q.Cards {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Scale returns the scale with the id, nil when there is none.
func (q *Quiz) Scale(id string) *Scale {
	for _, s := range q.Scales {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// ScalesOf returns the scales that use a question of the set.
func (q *Quiz) ScalesOf(set *Set) []*Scale {
	var scales []*Scale
	for _, scale := range q.Scales {
		if set.uses(scale) {
			scales = append(scales, scale)
		}
	}
	return scales
}

func (s *Set) uses(scale *Scale) bool {
	for _, page := range s.Questions {
		for _, q := range page.Answerable() {
			if slices.Contains(scale.Items, q.ID) {
				return true
			}
		}
	}
	return false
}

// Guard returns the guard with the id, nil when there is none.
func (q *Quiz) Guard(id string) *Guard {
	for _, g := range q.Guards {
		if g.ID == id {
			return g
		}
	}
	return nil
}

// Question returns the page with the id, nil when there is none.
func (s *Set) Question(id string) *Question {
	for _, q := range s.Questions {
		if q.ID == id {
			return q
		}
	}
	return nil
}

// HashFiles names a version: the hex SHA-256 over the names and contents of its files, each with its length before it,
// in the order of the names.
func HashFiles(files map[string][]byte) string {
	h := sha256.New()
	write := func(b []byte) {
		_ = binary.Write(h, binary.BigEndian, uint64(len(b))) // a hash never fails to be written to
		h.Write(b)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		write([]byte(name))
		write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}
