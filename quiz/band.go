package quiz

import "waymark/quiz/source"

// Band is a named range of a scale with a meaning in words.
type Band struct {
	ID    string
	Name  string // the word for it in a sentence; the id unless a translation has another
	Range Range
	Means string
	Pos   source.Pos
}

// Range is a range of numbers; a bound that is not there is open to infinity.
type Range struct {
	Low, High         float64
	HasLow, HasHigh   bool
	LowOpen, HighOpen bool // the bound itself does not belong to the range
}

// Contains reports whether x lies in the range. An unknown x (NaN) lies in none.
func (r Range) Contains(x float64) bool {
	if x != x {
		return false
	}
	if r.HasLow && (x < r.Low || r.LowOpen && x == r.Low) {
		return false
	}
	return !r.HasHigh || x < r.High || !r.HighOpen && x == r.High
}

// BandOf returns the id of the band that x lies in, "" for none.
func BandOf(bands []Band, x float64) string {
	for _, b := range bands {
		if b.Range.Contains(x) {
			return b.ID
		}
	}
	return ""
}
