package web

import (
	"math"
	"strconv"

	"waymark/quiz"
)

// longDate writes a date like 13 December 2026.
func longDate(d quiz.Day) string { return d.Time().Format("2 January 2006") }

// whole rounds a score half up and writes it without a fraction.
func whole(x float64) string { return strconv.FormatFloat(math.Floor(x+0.5), 'f', 0, 64) }

// decimal writes a number as a person would type it.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// count writes "1 question" or "3 questions".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// duration says how long something takes; "" when the author did not say.
func duration(minutes int) string {
	if minutes <= 0 {
		return ""
	}
	return "about " + count(minutes, "minute", "minutes")
}

// stateWord is how a state is called on a page.
func stateWord(s quiz.State) string {
	switch s {
	case quiz.Done:
		return "Done"
	case quiz.Closed:
		return "Closed"
	case quiz.Waiting:
		return "Not yet"
	default:
		return "Open"
	}
}
