package vet

import (
	"io/fs"
	"slices"
	"time"

	"waymark/quiz/source"
	"waymark/scoring"
	"waymark/scoring/findings"
)

// Look is everything that is found in the files of a quiz.
type Look struct {
	Compiled
	Problems []source.Problem         // that the author has not allowed, sorted by place
	Silenced int                      // how many the author has allowed with a reason
	Reached  []scoring.Finding        // who gets where; none of a quiz that does not compile
	Promises []scoring.PromiseFinding // who breaks what the quiz promises; none of a quiz that does not compile
}

// Check reads and compiles the quiz of a folder and looks it over; see LookOver.
func Check(folder fs.FS, at time.Time) Look {
	c, problems := Load(folder)
	return LookOver(c, problems, at)
}

// LookOver looks a quiz over that was compiled with some problems. at is the clock of the people of its proofs, and the
// one by which cards grow old.
func LookOver(c Compiled, problems []source.Problem, at time.Time) Look {
	l := Look{Compiled: c}
	if c.Scorer == nil {
		l.Problems, l.Silenced = Quick(problems, c.Files)
		return l
	}
	l.Reached = c.Scorer.Reach(at, scoring.EnoughEffort())
	l.Promises = c.Scorer.Prove(at, scoring.EnoughProof())
	problems = slices.Concat(problems, findings.Promises(l.Promises), findings.Find(c.Version.Quiz, c.Scorer, l.Reached, at))
	l.Problems, l.Silenced = source.Silence(problems, c.Files)
	return l
}

// Quick takes away the problems that the author has allowed, where only some were looked for: that a remark allows nothing is not said,
// since a closer look may find what it allows. It also returns how many were taken away.
func Quick(problems []source.Problem, files map[string][]byte) (rest []source.Problem, silenced int) {
	rest, silenced = source.Silence(problems, files)
	return slices.DeleteFunc(rest, func(p source.Problem) bool { return p.Code == "silence/unused" }), silenced
}
