package scoring_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"waymark/questions"
	"waymark/questions/library"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/scoring"
)

// TestMentionsOfRules holds for every shipped quiz that each mention covers its id in the file, and that what rules mean is made somewhere.
func TestMentionsOfRules(t *testing.T) {
	t.Parallel()
	quizzes := map[string]map[string][]byte{"nine-steps": questions.Files(library.NineSteps())}
	for _, name := range []string{"small", "all-kinds", "translated", "workload"} {
		quizzes[name] = questions.Files(os.DirFS("../questions/testdata/" + name))
	}
	seen := map[source.ThingKind]int{}
	for name, files := range quizzes {
		parsed := questions.ParseIndexed(files)
		_, _, mentions := scoring.CompileIndexed(parsed.Quiz)
		made := map[source.Thing]bool{}
		for _, m := range parsed.Mentions {
			made[m.Thing] = made[m.Thing] || m.Defines
		}
		for _, m := range mentions {
			line := []rune(strings.Split(string(files[m.Pos.File]), "\n")[m.Pos.Line-1])
			if got := string(line[m.Pos.Column-1 : m.Pos.Column-1+m.Length]); got != m.ID {
				t.Errorf("%s: %v stands at %q", name, m, got)
			}
			seen[m.Kind]++
			given := m.Kind == source.ThingFunction || m.Kind == source.ThingOption && (m.ID == "yes" || m.ID == "no" || m.ID == "none" || m.ID == "skip")
			value := m.Kind == source.ThingOption && slices.ContainsFunc(parsed.Quiz.Values, func(v *quiz.Value) bool { return v.ID == m.Of })
			if !made[m.Thing] && !given && !value && m.ID != "wait" && m.ID != "recheck" {
				t.Errorf("%s: %v is made nowhere", name, m)
			}
		}
	}
	for _, kind := range []source.ThingKind{
		source.ThingName, source.ThingOption, source.ThingBand, source.ThingSet, source.ThingStep, source.ThingFunction,
	} {
		if seen[kind] == 0 {
			t.Errorf("the rules mention no %s", kind)
		}
	}
}
