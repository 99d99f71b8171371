package web

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestLimitsAreDocumented holds that operators read the figures that are in force, and the names of all limits.
func TestLimitsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Limits\n")
	say := func(a allowance) string { return fmt.Sprintf("%d, then one every %g s", a.burst, a.every.Seconds()) }
	for what, l := range map[string]limits{"begin, stored": limitsOfJoins(), "begin a private visit": limitsOfPrivate(), "wrong tries to come back": limitsOfReturns()} {
		row := fmt.Sprintf("| %s | %s | %s |", what, say(l.network), say(l.wide))
		if l.all.burst > 0 {
			row += fmt.Sprintf(" %s |", say(l.all))
		}
		if !strings.Contains(section, row) {
			t.Errorf("docs/operating.md has no row %s", row)
		}
	}
	for _, limit := range allLimits() {
		for _, name := range []string{limit.Kind, limit.Reason} {
			if !strings.Contains(section, "`"+name+"`") {
				t.Errorf("docs/operating.md does not name %s", name)
			}
		}
	}
}
