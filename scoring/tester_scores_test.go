package scoring

import "testing"

// TestScoresAreComparedToTheDigitsThatAreWritten holds when a score is the one that a test expects.
func TestScoresAreComparedToTheDigitsThatAreWritten(t *testing.T) {
	t.Parallel()
	const twelfths, fifteen = 91.66666666666667, 15.000000000000002
	for _, test := range []struct {
		is, written float64
		same        bool
	}{
		{37.49999999999999, 37.5, true},
		{twelfths, 91.67, true},
		{twelfths, 91.7, true},
		{twelfths, 92, true},
		{twelfths, 91.66, false},
		{twelfths, 91.6667, true},
		{twelfths, 91.66666666666667, true},
		{twelfths, 91.66666666666669, false},
		{fifteen, 15, true},
		{fifteen, 15.000000000000002, true},
		{fifteen, 15.000000000000004, false},
		{31.25, 31.2, true},
		{31.25, 31.3, true},
		{50.6, 50, false},
		{-2.5, -2.5, true},
		{0.04, 0, true},
		{1e12, 1e12, true},
		{1e12 + 1, 1e12, false},
	} {
		if rounds(test.is, test.written) != test.same {
			t.Errorf("%v is written %v: not %v", test.is, test.written, test.same)
		}
	}
}
