package quiz

import (
	"strconv"
	"time"
)

// ConsentText names, by its hash, the text about what is stored that a person agrees to: what the author wrote, for how long, and of
// which sets only the outcome is kept.
func (q *Quiz) ConsentText() string {
	files := map[string][]byte{"privacy": []byte(q.Privacy), "days": []byte(strconv.Itoa(q.KeepDays))}
	for _, set := range q.OutcomeSets() {
		files["set "+set.ID] = []byte(set.Title)
	}
	return HashFiles(files)
}

// OutcomeSets returns the sets that keep only the outcome of their answers.
func (q *Quiz) OutcomeSets() []*Set {
	var sets []*Set
	for _, set := range q.Sets {
		if set.Outcome {
			sets = append(sets, set)
		}
	}
	return sets
}

// consent notes that the participant agreed to what the version's quiz stores.
func (p *Participant) consent(v *Version, details bool, at time.Time) {
	consents := map[string]Consent{}
	for quiz, c := range p.Settings.Consents {
		consents[quiz] = c
	}
	consents[v.Quiz.ID] = Consent{Version: v.Hash, Text: v.Quiz.ConsentText(), At: at, Details: details, Read: p.Language}
	p.Settings.Consents = consents
}

// Agreed reports whether the consent is to the text that the quiz has now, in whatever language it was read.
func (c Consent) Agreed(v *Version) bool { return c.Text == v.In("").Quiz.ConsentText() }
