package findings

import (
	"fmt"

	"waymark/quiz/source"
	"waymark/scoring"
)

// Promises returns what is wrong with the promises of a quiz: an Error for each that somebody breaks, a Note for each of which that was
// not decided.
func Promises(found []scoring.PromiseFinding) []source.Problem {
	var problems []source.Problem
	for _, f := range found {
		p := source.Problem{Pos: f.Promise.Pos}
		switch f.Verdict {
		case scoring.Witness:
			p.Code, p.Severity = "promise/broken", source.Error
			p.Message = fmt.Sprintf("somebody breaks the promise “%s”", f.Promise.Because)
			p.Hint = "`waymark simulate` prints such a person as a test; change the rules, or the promise when it says more than you mean"
		case scoring.NotDecided:
			p.Code, p.Severity = "promise/not-decided", source.Note
			p.Message = fmt.Sprintf("it was not decided whether somebody breaks the promise “%s”", f.Promise.Because)
			p.Hint = "`waymark simulate` tries it with many people; a promise in plain answers is easier to prove"
		default:
			continue
		}
		problems = append(problems, p)
	}
	return problems
}
