package web

import (
	"strings"

	"waymark/quiz"
)

// inWords writes an answer as a person reads it; "" for no answer.
func inWords(vc voice, q *quiz.Question, a quiz.Answer) string {
	if a.StandIn {
		return vc.t("Only the outcome of this answer is kept.")
	}
	switch a.Form {
	case quiz.Code:
		return optionLabel(vc, q, a.Text)
	case quiz.Codes:
		labels := make([]string, 0, len(a.Codes))
		for _, code := range a.Codes {
			labels = append(labels, optionLabel(vc, q, code))
		}
		return strings.Join(labels, "; ")
	case quiz.Numeric:
		return numberInWords(vc, q, a.Number)
	case quiz.Dated:
		if a.About {
			return vc.t("About %s", vc.date(a.Day))
		}
		return vc.date(a.Day)
	default:
		return a.Text
	}
}

func optionLabel(vc voice, q *quiz.Question, value string) string {
	if o, ok := q.Option(value); ok {
		return vc.say(o.Label)
	}
	return value
}

func numberInWords(vc voice, q *quiz.Question, x float64) string {
	for _, o := range q.Options {
		if o.Numbered && o.Number == x {
			return vc.say(o.Label)
		}
	}
	return strings.TrimSpace(decimal(x) + " " + vc.say(q.Unit))
}
