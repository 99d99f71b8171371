package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
	"waymark/scoring/findings"
	"waymark/vet"
)

// proof is what was found out about something that somebody may or may not reach.
type proof struct {
	What    string          `json:"what"`
	Pos     source.Pos      `json:"pos"`
	Verdict scoring.Verdict `json:"verdict"` // proved: nobody reaches it; witness: the results and events show somebody who does
	Shown   []shownResult   `json:"results,omitempty"`
	Events  []quiz.Event    `json:"events,omitempty"`
}

// shownResult is what a witness answered.
type shownResult struct {
	Set     string       `json:"set"`
	On      quiz.Day     `json:"on"`
	Answers quiz.Answers `json:"answers"`
}

// proofsOf returns everything that was asked about the quiz of the folder, in the order of the quiz: who gets where, and who breaks a promise.
func proofsOf(f folder, l vet.Look) []proof {
	var all []proof
	for _, r := range l.Reached {
		all = append(all, proofOf(f, findings.Title(r.Subject), r.Pos, r.Verdict, r.Sheet))
	}
	for _, p := range l.Promises {
		all = append(all, proofOf(f, "somebody breaks the promise “"+p.Promise.Because+"”", p.Promise.Pos, p.Verdict, p.Sheet))
	}
	return all
}

func proofOf(f folder, what string, pos source.Pos, verdict scoring.Verdict, sheet scoring.Sheet) proof {
	one := proof{What: what, Pos: pos, Verdict: verdict, Events: sheet.Case.History.Events}
	one.Pos.File = f.path(one.Pos.File)
	for _, result := range sheet.Case.History.Results {
		one.Shown = append(one.Shown, shownResult{result.Set, quiz.DayOf(result.At), result.Answers})
	}
	if sheet.Set != "" {
		one.Shown = append(one.Shown, shownResult{sheet.Set, quiz.DayOf(sheet.Case.At), sheet.Answers})
	}
	return one
}

// printProofs writes a line for each proof.
func printProofs(w io.Writer, proofs []proof) error {
	for _, p := range proofs {
		said := map[scoring.Verdict]string{
			scoring.Proved: "nobody", scoring.NotDecided: "not decided", scoring.Witness: "for one who answered " + p.answers(),
		}[p.Verdict]
		if p.Verdict == scoring.Witness && len(p.Shown)+len(p.Events) == 0 {
			said = "for one who answered nothing"
		}
		if _, err := fmt.Fprintf(w, "%s:%d: %s: %s\n", source.Quote(p.Pos.File), p.Pos.Line, p.What, said); err != nil {
			return err
		}
	}
	return nil
}

func (p proof) answers() string {
	var parts []string
	for _, r := range p.Shown {
		var answers []string
		for _, id := range slices.Sorted(maps.Keys(r.Answers)) {
			value, err := r.Answers[id].MarshalJSON()
			if err == nil {
				answers = append(answers, id+": "+string(value))
			}
		}
		parts = append(parts, r.Set+" on "+r.On.String()+" {"+strings.Join(answers, ", ")+"}")
	}
	for _, e := range p.Events {
		parts = append(parts, strings.TrimSpace(e.Step+" "+string(e.Kind)+" "+e.Task))
	}
	return strings.Join(parts, ", ")
}
