package vet

import (
	"fmt"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
	"waymark/scoring/findings"
)

// Servable returns nil for a quiz that people may be served: it was compiled without an error among its problems, all its tests pass, and
// nobody was found who breaks a promise. Else the error names the first thing that is in the way. at is the clock of the search.
func Servable(c Compiled, problems []source.Problem, at time.Time) error {
	if err := firstError(problems); err != nil {
		return err
	}
	for _, test := range c.Version.Quiz.Tests {
		if found := c.Scorer.Test(test); len(found) > 0 {
			return fmt.Errorf("the test %q fails: %s: expected %s, came %s", test.Name, found[0].What, found[0].Want, found[0].Got)
		}
	}
	return firstError(findings.Promises(c.Scorer.Prove(at, scoring.EnoughProof())))
}

// ServableVersion compiles the version of a quiz that was published with these files. The error is that of Servable.
func ServableVersion(files map[string][]byte, at time.Time) (*quiz.Version, error) {
	c, problems := Compile(parsed(files))
	if err := Servable(c, problems, at); err != nil {
		return nil, err
	}
	return c.Version, nil
}

func firstError(problems []source.Problem) error {
	for _, p := range problems {
		if p.Severity == source.Error {
			return fmt.Errorf("%s, the first error at %s: %s", source.Count(problems), p.Pos, p.Message)
		}
	}
	return nil
}
