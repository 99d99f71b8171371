// Package questionstest makes quizzes to measure with.
package questionstest

import (
	"fmt"
	"strings"
)

// The size of the large quiz.
const (
	largeSets      = 25
	largeQuestions = 20 // of a set; one is a choice, the others are ratings
	largeScales    = 50
	largeValues    = 100
	largeGuards    = 10
	largeSteps     = 30
)

// Large returns the files of a quiz of 500 questions and 200 rules: 50 scales, 100 values, 10 guards, 30 steps with conditions. It has no problems.
func Large() map[string][]byte {
	files := map[string][]byte{
		"quiz.yaml":  []byte(largeQuiz()),
		"rules.yaml": []byte(largeRules()),
	}
	for set := range largeSets {
		files[fmt.Sprintf("sets/set-%d.yaml", set)] = []byte(largeSet(set))
	}
	for step := range largeSteps {
		files[fmt.Sprintf("steps/step-%d.md", step)] = []byte(largeStep(step))
	}
	return files
}

func largeQuiz() string {
	var sets []string
	for set := range largeSets {
		sets = append(sets, fmt.Sprintf("set-%d", set))
	}
	return "quiz: large\ntitle: A large quiz\nsummary: Made to measure with.\nlanguage: en\nsets: [" + strings.Join(sets, ", ") +
		"]\nprivacy: Nothing is kept.\nkeep_days: 30\n"
}

// rating is the id of a rating question; the first question of each set is a choice.
func rating(set, i int) string {
	return fmt.Sprintf("q%d_%d", set%largeSets, 1+i%(largeQuestions-1))
}

func choice(set int) string { return fmt.Sprintf("q%d_0", set%largeSets) }

func largeSet(set int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "set: set-%d\ntitle: Set %d\nanswers:\n  often: [Never, Rarely, Sometimes, Often, Always]\nquestions:\n", set, set)
	fmt.Fprintf(&b, "  - id: %s\n    ask: How is it going in part %d?\n    choose: {well: Well, badly: Badly, unsure: I am not sure}\n", choice(set), set)
	for i := range largeQuestions - 1 {
		fmt.Fprintf(&b, "  - id: %s\n    ask: Statement %d of part %d is true of me.\n    rate: often\n", rating(set, i), i, set)
		if i%9 == 8 {
			fmt.Fprintf(&b, "    show_if: %s != 'well'\n", choice(set))
		}
	}
	return b.String()
}

func largeRules() string {
	var b strings.Builder
	b.WriteString("settings:\n  much: 70\n  little: 30\nscales:\n")
	for scale := range largeScales {
		set := scale / 2
		var items []string
		for i := range 9 {
			items = append(items, rating(set, i+9*(scale%2)))
		}
		fmt.Fprintf(&b, "  scale%d:\n    title: Scale %d\n    items: [%s]\n    reverse: [%s]\n    score: percent\n    needs: 7\n", scale, scale, strings.Join(items, ", "), items[2])
		b.WriteString("    bands:\n      low: {range: below 37.5}\n      middle: {range: 37.5 to 62.5}\n      high: {range: above 62.5}\n")
	}
	b.WriteString("values:\n")
	for value := range largeValues {
		a, c := value%largeScales, (value*7+3)%largeScales
		switch value % 4 {
		case 0:
			fmt.Fprintf(&b, "  value%d: scale%d > much and band(scale%d) in ['low', 'middle']\n", value, a, c)
		case 1:
			fmt.Fprintf(&b, "  value%d: value%d or %s == 'badly' and scale%d < little\n", value, value-1, choice(value), c)
		case 2:
			fmt.Fprintf(&b, "  value%d: mean_known(scale%d, scale%d) - first_known(scale%d, 50) / 2\n", value, a, c, (a+1)%largeScales)
		default:
			fmt.Fprintf(&b, "  value%d: not value%d and (%s in [4, 5] or value%d > 10)\n", value, value-2, rating(value, value), value-1)
		}
	}
	b.WriteString("guards:\n")
	for guard := range largeGuards {
		fmt.Fprintf(&b, "  guard%d:\n    when: %s == 'badly' and value%d\n    close: [step-%d, step-%d]\n    because: This part comes later.\n",
			guard, choice(2*guard), 8*guard, 1+2*guard, 2+2*guard)
	}
	b.WriteString("plan:\n  order: [")
	for step := range largeSteps {
		if step > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "step-%d", step)
	}
	b.WriteString("]\n  tie: 5\n  wait: Nothing is open today.\n  recheck: {days: 30, because: Every step is done.}\n")
	return b.String()
}

func largeStep(step int) string {
	set := step % largeSets
	var b strings.Builder
	fmt.Fprintf(&b, "---\nstep: step-%d\nset: set-%d\nnumber: %d\ntitle: Step %d\nneed: scale%d\n", step, set, step+1, step, step)
	fmt.Fprintf(&b, "wait_for:\n  - that: taken('set-%d')\n    because: Answer its questions first.\n    take: set-%d\n", set, set)
	if step > 0 {
		fmt.Fprintf(&b, "  - that: done('step-%d') or value%d\n    because: One step after the other.\n", step-1, 4*(step%largeSets)+1)
	}
	fmt.Fprintf(&b, "done: scale%d < little\ndone_when: It has become little.\nbecause: This is your next step ({scale%d} of 100).\n", step, step)
	b.WriteString("tasks:\n  t1: Do one thing of this step.\n---\nOne thing at a time.\n")
	return b.String()
}
