package web_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestPlanSaysWhatItRestsOn(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("no").submit()
	b.reads("Why not yet", "You have not been through the questions of “Your nights” It waits at least until you have been through them.")
	b.nights().reads("Why this is next", "From your answers, its need is 88 of 100.", "No other step is open.",
		"Your score for “Restless nights” is 88 of 100 (high)", "Change : ", "Which answers do most to it", "raise it most:")
	b.get(quizPath+"/steps/wind-down").reads("Why this is next", "its need is 88 of 100")
}

func TestChangeOfAnAnswerThatWasSent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.startedToStay(t).aboutYou("no").submit().nights()
	s.clock.pass(24 * time.Hour)
	set := quizPath + "/sets/nights"
	b.get(set+"/n_tired?change=1").wants(http.StatusOK, set+"/n_tired?change=1").
		reads("You want to change your answer to", "Your answers of 23 November 2026 are filled in.")
	b.submit().wants(http.StatusOK, set+"/n_tired?change=1").reads("Save and go back")
	if !strings.Contains(b.page, `value="4" checked`) {
		t.Error("the last answer is not filled in")
	}
	b.submit("n_tired", "1").wants(http.StatusOK, set+"/check").submit().wants(http.StatusOK, quizPath+"/plan").lacks("88 of 100")
	s.clock.pass(30 * 24 * time.Hour)
	b.get(set).reads("You answered these questions on 24 November 2026.").
		reads("What could change your plan is asked first.")
	b.get(quizPath + "/sets/about-you").reads("You answered these questions on 23 November 2026.").lacks("is asked first")
	b.get(set+"/n_tired?change=1").reads("Its questions are all asked again").submit().wants(http.StatusOK, set+"/nights-grid")
	b.get(quizPath+"/sets/evenings/e_same?change=1").wants(http.StatusOK, quizPath+"/steps/calm-evening") // its step waits
}

func TestPlanSaysWhatAnotherAnswerWouldChange(t *testing.T) {
	t.Parallel()
	files := changed(t, allKinds, "sets/nights.yaml", "  - id: n_tired\n", "  - id: n_tired\n    better: lower\n")
	replace := func(file, old, new string) {
		files[file].Data = bytes.Replace(files[file].Data, []byte(old), []byte(new), 1)
	}
	replace("steps/calm-evening.md", "person_closed('wind-down') or tasks('wind-down') > 0 or done('wind-down')", "n_tired <= 3")
	replace("steps/calm-evening.md", "on: today - days_since('nights') + quiet_days", "on: today")
	const said = "If your answer to “I was tired during the day” were “Sometimes” instead of “Often”, and nothing else changed, step 2, “A calm evening”, would be open."
	b := newSite(t, serving(files)).started(t).aboutYou("no").submit().lacks("What another answer would change").nights()
	b.lacks("What another answer would change") // a guard can close the step
	replace("rules.yaml", "close: [calm-evening]", "close: [wind-down]")
	replace("rules.yaml", "close: all", "close: [wind-down]")
	b = newSite(t, serving(files)).started(t).aboutYou("no").submit().lacks("What another answer would change").nights()
	b.reads("What another answer would change", said, "not advice")
}

func TestFinishWhenWhatIsNextIsCertain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).lacks("Finish now").aboutYou("yes").submit()
	set := quizPath + "/sets/nights"
	b.get(set).submit().wants(http.StatusOK, set+"/nights-grid").lacks("Finish now") // nothing is answered yet
	b.submit("n_long", "5", "n_wake", "4", "n_rested", "1").wants(http.StatusOK, set+"/n_tired")
	b.reads("What is next for you is certain already", "Finish now", "Continue")
	b.get(set+"/check").reads("Still to answer", "Finish now")
	b.submitForm(`name="now"`).wants(http.StatusOK, quizPath+"/plan").reads("Next: step 1")
}

func TestNobodyFinishesWhatIsOpen(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).submit().submit().submit("sleeper", "me")
	check := quizPath + "/sets/about-you/check"
	_, fields := b.get(check).lacks("Finish now").form("")
	fields.Set("now", "yes")
	b.post(check, fields).wants(http.StatusUnprocessableEntity, check).reads("There is a problem")
}

func TestCarriedAnswersSayTheirDate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").lacks("The same since").submit()
	set := quizPath + "/sets/about-you"
	for range 2 { // confirming keeps the date
		s.clock.pass(24 * time.Hour)
		b.get(set).submit().wants(http.StatusOK, set+"/check").
			reads("Is this still right?", "These answers are from before.", "My child’s The same since 23 November 2026", "Still the same, see my plan").
			lacks("After this").submit().wants(http.StatusOK, quizPath+"/plan")
	}
	b.get(set).submit().get(set+"/sleeper?change=1").submit("sleeper", "me").wants(http.StatusOK, set+"/check").
		reads("Check your answers", "Those with a date are from before.", "My own", "The same since").lacks("My own The same since", "Is this still right?")
}

// TestStaleAnswersAreAskedAgain: what is no longer fresh is asked after the page of what is, and nothing else is.
func TestStaleAnswersAreAskedAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.startedToStay(t).aboutYou("no").submit()
	set := quizPath + "/sets/about-you"
	s.clock.pass(31 * 24 * time.Hour)
	b.get(set).submit().wants(http.StatusOK, set+"/check").reads("Is this still right?", "My child’s", "After this, still to answer: 2 questions.").
		lacks("Still to answer", "See my plan", "What is on your mind")
	b.get(set+"/worries").lacks("checked").reads("Question 2 of 3").submit("worries", "money").wants(http.StatusOK, set+"/told").submit().wants(http.StatusOK, set+"/check").
		reads("Check your answers", "My child’s The same since 23 November 2026", "Money").lacks("Money The same since").submit().wants(http.StatusOK, quizPath+"/plan")
	s.clock.pass(29 * 24 * time.Hour)
	b.get(set).submit().reads("Is this still right?", "Money The same since 24 December 2026").lacks("After this")
}

// TestPlanSaysWhyANeedJustAsGreatIsNotNext holds that of two needs that are nearly equal each says so, and neither says that it is the
// greatest.
func TestPlanSaysWhyANeedJustAsGreatIsNotNext(t *testing.T) {
	t.Parallel()
	chosen := safe()
	chosen["s2e"], chosen["s2f"], chosen["s2g"] = "2", "3", "2"
	const same = " That is so close that it counts as the same, and the earlier step comes first."
	shipped(t).agreed(t).take("about-you", chosen).take("safety", chosen).take("spiral", chosen).take("own-days", chosen).
		reads("Next: step 1", "“Get your own days back” has a need of 71."+same, "Days of your own are among your strongest needs right now (71 of 100",
			"“Step out of the spiral” has a need of 67."+same).
		lacks("The next step, “Step out of the spiral”", "your strongest need right")
}
