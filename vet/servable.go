package vet

import (
	"fmt"
	"io/fs"
	"slices"
	"time"

	"waymark/quiz"
	"waymark/quiz/source"
)

// Servable reads a quiz that people may be served: without an error, and with all its tests passing. The error names the first thing that
// is in the way.
func Servable(folder fs.FS, at time.Time) (*quiz.Version, error) {
	c, problems := Load(folder)
	if i := slices.IndexFunc(problems, func(p source.Problem) bool { return p.Severity == source.Error }); i >= 0 {
		return nil, fmt.Errorf("%s, the first error at %s", source.Count(problems), whereAndWhat(problems[i]))
	}
	for _, test := range c.Version.Quiz.Tests {
		if found := c.Scorer.Test(test); len(found) > 0 {
			return nil, fmt.Errorf("the test %q fails: %s: expected %s, came %s", test.Name, found[0].What, found[0].Want, found[0].Got)
		}
	}
	return c.Version, nil
}

func whereAndWhat(p source.Problem) string {
	return fmt.Sprintf("%s:%d:%d: %s", p.Pos.File, p.Pos.Line, p.Pos.Column, p.Message)
}
