package scoring

import (
	"math/bits"
	"math/rand/v2"
)

// dice are small random numbers, four of one number of the generator.
type dice struct {
	source *rand.PCG
	word   uint64
	left   int
}

// roll returns a number from 0 to below n; n is at most some thousands, so that none is much more frequent than another.
func (d *dice) roll(n int) int {
	if d.left == 0 {
		d.word, d.left = d.source.Uint64(), 4
	}
	low := d.word & 0xffff
	d.word >>= 16
	d.left--
	return int(low * uint64(n) >> 16)
}

// one returns one of the bits.
func (d *dice) one(of uint64) uint64 {
	for range d.roll(bits.OnesCount64(of)) {
		of &= of - 1
	}
	return of & -of
}
