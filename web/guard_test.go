package web_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

func TestClosedStepShowsNothingOfItself(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("yes").submit()
	b.reads("Sleep and night work", "Closed", "You told us that the shift ends late, so evening habits are not what your child needs.")
	step := quizPath + "/steps/calm-evening"
	never := []string{"Choose <strong>one</strong> habit", "keep it for a week", "Go to bed at the same time", "/sets/evenings",
		"Evenings change slowly", "I have begun"}
	b.get(step).wants(http.StatusOK, step).reads("Closed", "You told us that the shift ends late", "What you can do instead", "Wind down").lacks(never...)
	b.get(quizPath+"/sets/evenings").wants(http.StatusOK, step).lacks(never...)
	b.get(quizPath+"/sets/evenings/e_screen").wants(http.StatusOK, step)
	b.get(quizPath+"/sets/evenings/check").wants(http.StatusOK, step)
	b.get(step)
	b.post(quizPath+"/sets/evenings", nil).wants(http.StatusOK, step)
	b.post(step, event("task", "same-time")).wants(http.StatusOK, step).lacks(never...)
	b.get(quizPath + "/plan").lacks(never...)
}

// paths are pages of a quiz that a pause has to stand in front of.
func paths() []string {
	return []string{
		quizPath, quizPath + "/plan", quizPath + "/history", quizPath + "/again.ics", quizPath + "/steps/wind-down", quizPath + "/steps/calm-evening",
		quizPath + "/sets/nights", quizPath + "/sets/nights/n_tired", quizPath + "/sets/nights/check", quizPath + "/sets/look-back",
	}
}

func TestPauseShowsOnlyHelp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nights()
	b.get(quizPath + "/sets/about-you").submit() // starts from the last answers
	b.get(quizPath+"/sets/about-you/worries").submit("worries", "dark").wants(http.StatusOK, quizPath+"/plan")
	for _, path := range paths() {
		b.get(path).reads("You do not want to be here any more, so the plan waits and help comes first.",
			"Talk to a person now", "Emergency", "112", "day and night", "These were checked on 1 November 2026.",
			"If this has changed, answer these questions again", "Leave this page", "Help", "Your data")
		b.lacks("Wind down", "Your nights", "Restless", "88 of", "Your plan", "/history", "/steps/", `href="/"`, "Back", "Tick", "Next")
	}
	b.post(quizPath+"/sets/nights", nil).wants(http.StatusOK, quizPath+"/plan")
	b.post(quizPath+"/steps/wind-down", event("started", "")).wants(http.StatusOK, quizPath+"/steps/wind-down").reads("Talk to a person now")
	b.get("/").lacks("Restless", "Next for you")
	again := quizPath + "/sets/about-you"
	b.get(again).wants(http.StatusOK, again).submit().wants(http.StatusOK, again+"/check")
	b.get(again+"/worries?change=1").submitForm("worries", "worries", "none").wants(http.StatusOK, again+"/check")
	b.submit().wants(http.StatusOK, quizPath+"/plan").reads("Your plan", "Wind down")
}

func TestFailedRuleIsSaidCalmly(t *testing.T) {
	t.Parallel()
	files := changed(t, allKinds, "rules.yaml", "when: shifts == 'yes'", "when: blown < 1")
	files["rules.yaml"].Data = bytes.Replace(files["rules.yaml"].Data,
		[]byte("values:"), []byte("values:\n  blown: "+strings.Repeat("1"+strings.Repeat("0", 150)+".0 * ", 3)+"hours"), 1)
	b := newSite(t, serving(files)).started(t).aboutYou("no").submit()
	b.wants(http.StatusOK, quizPath+"/plan").reads("One of the rules behind this plan could not be worked out.").lacks("rules.yaml", "blown")
}
