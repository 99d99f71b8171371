package questions

import (
	"os"
	"testing"
)

func TestAllKindsLoads(t *testing.T) {
	t.Parallel()
	q, files, problems := Load(os.DirFS("testdata/all-kinds"))
	for _, p := range problems {
		t.Errorf("%s:%d:%d: %s (%s) [%s]", p.Pos.File, p.Pos.Line, p.Pos.Column, p.Message, p.Hint, p.Code)
	}
	if q == nil || len(files) != 10 {
		t.Fatalf("quiz %v with %d files", q != nil, len(files))
	}
}
