package questions

import (
	"os"
	"strings"
	"testing"

	"waymark/questions/library"
	"waymark/quiz/source"
)

// TestMentionsStandWhereTheySay holds for every shipped quiz that each mention covers its id in the file, and that everything meant is made somewhere.
func TestMentionsStandWhereTheySay(t *testing.T) {
	t.Parallel()
	quizzes := map[string]map[string][]byte{"nine-steps": Files(library.NineSteps())}
	for _, name := range []string{"small", "all-kinds", "translated", "workload"} {
		quizzes[name] = Files(os.DirFS("testdata/" + name))
	}
	for name, files := range quizzes {
		parsed := ParseIndexed(files)
		made, seen := map[source.Thing]int{}, map[source.ThingKind]int{}
		for _, m := range parsed.Mentions {
			line := []rune(strings.Split(string(files[m.Pos.File]), "\n")[m.Pos.Line-1])
			if got := string(line[m.Pos.Column-1 : m.Pos.Column-1+m.Length]); got != m.ID {
				t.Errorf("%s: %v stands at %q", name, m, got)
			}
			if m.Defines {
				made[m.Thing]++
			}
			seen[m.Kind]++
		}
		for _, m := range parsed.Mentions {
			switch {
			case made[m.Thing] == 1, m.Kind == source.ThingOption && (m.ID == "none" || m.ID == "skip" || m.ID == "yes" || m.ID == "no"):
			case m.ID == "next" || m.ID == "wait" || m.ID == "recheck" || m.ID == "all" || m.ID == "today":
			case made[m.Thing] == 0 && strings.HasPrefix(m.Pos.File, "tests/") && m.Kind == source.ThingOption: // a written answer
			default:
				t.Errorf("%s: %v is made %d times", name, m, made[m.Thing])
			}
		}
		if name == "all-kinds" {
			for _, kind := range []source.ThingKind{
				source.ThingName, source.ThingOption, source.ThingAnswers, source.ThingBand, source.ThingSet, source.ThingGuard,
				source.ThingPath, source.ThingStep, source.ThingTask, source.ThingCard, source.ThingTest,
			} {
				if seen[kind] == 0 {
					t.Errorf("%s mentions no %s", name, kind)
				}
			}
		}
	}
}
