package web

import (
	"math"
	"strconv"

	"waymark/quiz"
)

// whole rounds a score half up and writes it without a fraction.
func whole(x float64) string { return strconv.FormatFloat(math.Floor(x+0.5), 'f', 0, 64) }

// decimal writes a number as a person would type it.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// questions writes "1 question" or "3 questions".
func (p phrases) questions(n int) string { return p.t("%d questions", n) }

// duration says how long something takes; "" when the author did not say.
func (p phrases) duration(minutes int) string {
	if minutes <= 0 {
		return ""
	}
	return p.t("about %d minutes", minutes)
}

// stateWord is how a state is called on a page.
func (p phrases) stateWord(s quiz.State) string {
	switch s {
	case quiz.Done:
		return p.t("Done")
	case quiz.Closed:
		return p.t("Closed")
	case quiz.Waiting:
		return p.t("Not yet")
	default:
		return p.t("Open")
	}
}
