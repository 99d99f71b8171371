package expression

import (
	"math/rand/v2"
	"testing"
)

// bytesFirst is a source of chance that is the bytes, each at both ends of a number, and when they are used up any other.
type bytesFirst struct {
	bytes []byte
	rest  rand.Source
}

func (b *bytesFirst) Uint64() uint64 {
	if len(b.bytes) == 0 {
		return b.rest.Uint64()
	}
	x := uint64(b.bytes[0])
	b.bytes = b.bytes[1:]
	return x * 0x0101010101010101
}

// FuzzPossible: bytes choose a tree, a space and frames in it; the readings of every part agree.
func FuzzPossible(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("a tree, then a space, then the frames"))
	f.Add([]byte{255, 128, 255, 0, 64, 200, 17, 99, 150, 3, 77, 240, 31, 180, 222, 5})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		m := newMaker(rand.New(&bytesFirst{bytes, rand.NewPCG(uint64(len(bytes)), 13)}))
		s, space := m.subject(), m.space()
		frames := make([]Frame, 8)
		for i := range frames {
			frames[i] = m.within(space)
			checkMeaning(t, s.root, frames[i])
			checkExact(t, s, frames[i])
		}
		checkSound(t, s, space, frames)
		for _, n := range s.parts {
			m.checkCauses(t, n, frames[0])
		}
	})
}
