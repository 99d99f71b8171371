package library_test

import (
	"testing"

	"waymark/questions"
	"waymark/questions/library"
)

func TestTheShippedQuizHasNoProblem(t *testing.T) {
	t.Parallel()
	q, files, problems := questions.Load(library.NineSteps())
	for _, p := range problems {
		t.Errorf("%s:%d:%d: %s: %s [%s]", p.Pos.File, p.Pos.Line, p.Pos.Column, p.Severity, p.Message, p.Code)
	}
	if q == nil || q.ID != "nine-steps" || len(q.Steps) != 9 || len(files) == 0 {
		t.Errorf("the quiz was not read: %d files", len(files))
	}
}
