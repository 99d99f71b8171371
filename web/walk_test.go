package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const quizPath = "/quizzes/all-kinds"

// started is a browser of a person who agreed, on the first set.
func (s *site) started(t testing.TB) *browser {
	t.Helper()
	return s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
}

// startedToStay is started on a device that is to remember the person.
func (s *site) startedToStay(t testing.TB) *browser {
	t.Helper()
	return s.browser(t).get(quizPath).submit("age", "yes", "agree", "yes", "remember", "yes").wants(http.StatusOK, quizPath+"/sets/about-you")
}

// aboutYou answers the first set up to its check page.
func (b *browser) aboutYou(shifts string) *browser {
	b.t.Helper()
	set := quizPath + "/sets/about-you"
	b.submit().wants(http.StatusOK, set+"/welcome")
	b.submit().wants(http.StatusOK, set+"/sleeper")
	b.submit("sleeper", "child").wants(http.StatusOK, set+"/worries")
	b.submit("worries", "work", "worries", "money").wants(http.StatusOK, set+"/shifts")
	b.submit("shifts", shifts)
	if shifts == "yes" {
		b.wants(http.StatusOK, set+"/shift_end").submit("shift_end", "06:30")
	}
	b.wants(http.StatusOK, set+"/since")
	b.submit("since.day", "3", "since.month", "Sep", "since.year", "2026", "since.about", "yes").wants(http.StatusOK, set+"/hours")
	b.submit("hours", "5,5").wants(http.StatusOK, set+"/told")
	return b.submit("told", "").wants(http.StatusOK, set+"/check")
}

// nights answers the second set and sees the plan.
func (b *browser) nights() *browser {
	b.t.Helper()
	set := quizPath + "/sets/nights"
	b.get(set).submit().wants(http.StatusOK, set+"/nights-grid")
	b.submit("n_long", "5", "n_wake", "4", "n_rested", "1").wants(http.StatusOK, set+"/n_tired")
	b.submit("n_tired", "4").wants(http.StatusOK, set+"/coffee")
	b.submit("coffee", "decaf").wants(http.StatusOK, set+"/check")
	return b.submit().wants(http.StatusOK, quizPath+"/plan")
}

func TestFirstVisit(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser(t)
	b.get("/").reads("Better nights", "about 6 minutes").lacks("Your plan")
	b.get(quizPath).reads("Better nights", "180 days", "They are not a diagnosis.", "I am 18 or over", "I am younger than that")
	b.submit().wants(http.StatusUnprocessableEntity, quizPath).
		reads("Error: Before you start – Waymark", "There is a problem", "Tick the box if you agree")
	b.submit("age", "yes", "agree", "yes").wants(http.StatusOK, quizPath+"/sets/about-you").
		reads("About you", "A few facts come before any advice.", "First a few facts.", "6 questions, about 2 minutes", "Start")
	b.aboutYou("no").reads("My child’s", "Work; Money", "About 3 September 2026", "5.5 hours", "No answer", "See my plan")
	b.submit().wants(http.StatusOK, quizPath+"/plan").
		reads("Next: step 1", "Wind down", "Calm nights come before better evenings.", "Answer 3 questions", "Take step 1 first.")
	b.nights().reads("Restless nights are at 88 of 100 (high), so begin here.", "88 of 100", "Most nights are hard.",
		"Scores can be off by about 20 points either way.", "Look again on 7 December 2026.", "Done when: Your nights are mostly calm.")
	b.get("/").reads("Next for you: Wind down", "Go on where you were")
	b.get(quizPath+"/history").reads("23 November 2026", "Your nights", "About you", "88 of 100")
	b.get(quizPath).reads("Go to your plan").lacks("I agree that")
}

func TestChangeReturnsToCheck(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("no")
	set := quizPath + "/sets/about-you"
	b.get(set+"/sleeper?change=1").reads("Save and go back").submit("sleeper", "me").wants(http.StatusOK, set+"/check").reads("My own")
	b.get(set+"/shifts?change=1").submit("shifts", "yes").wants(http.StatusOK, set+"/shift_end?change=1")
	b.submit("shift_end", "05:15").wants(http.StatusOK, set+"/check").reads("05:15", "Does you work") // words follow the new answer
}

func TestWordsFollowTheAnswer(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("no")
	b.get(quizPath + "/sets/about-you/hours").reads("How many hours of sleep does your child get on a usual night?")
	b.submit("hours", "5").get(quizPath + "/sets/about-you/check").submit()
	b.get(quizPath+"/sets/nights").submit().submit("n_long", "1", "n_wake", "1", "n_rested", "5").submit("n_tired", "1")
	b.reads("part of your child’s day").wants(http.StatusOK, quizPath+"/sets/nights/coffee")
}

func TestComingBackToAnOpenAttempt(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).submit().submit().submit("sleeper", "me")
	set := quizPath + "/sets/about-you"
	b.get(set).reads("Continue").submit().wants(http.StatusOK, set+"/worries").reads("Question 3 of 7")
	b.get(set+"/nothing").wants(http.StatusOK, set+"/worries")
	b.get(set+"/shift_end").wants(http.StatusOK, set+"/worries") // not asked
	b.get(set + "/sleeper")
	if !strings.Contains(b.page, `value="me" checked`) {
		t.Error("the stored answer is not shown")
	}
	if strings.Count(b.get(set+"/worries").page, " checked") != 0 {
		t.Error("an option is chosen before the person chose")
	}
	b.get(set+"/check").reads("Still to answer").submit().wants(http.StatusUnprocessableEntity, set+"/check").
		reads("There is a problem", "Still to answer: What is on your mind when you lie awake?")
	b.get(quizPath+"/sets/evenings/e_same").wants(http.StatusOK, quizPath+"/steps/calm-evening") // its step is waiting
}

func TestSecondSittingStartsFromTheLastAnswers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	s.clock.pass(24 * time.Hour)
	b.get(quizPath+"/sets/about-you").submit().wants(http.StatusOK, quizPath+"/sets/about-you/check").reads("About 3 September 2026")
}

func TestTasksAndEvents(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nights()
	b.submitForm(`value="t1"`).wants(http.StatusOK, quizPath+"/plan")
	if !strings.Contains(b.page, `aria-pressed="true"`) {
		t.Error("the task is not ticked")
	}
	step := quizPath + "/steps/wind-down"
	b.get(step).reads("A calm hour", "6 hours are few", "I have begun this step", "Tell us what has happened since", "Answer the questions again")
	b.submitForm(`value="started"`).wants(http.StatusOK, step).lacks("I have begun this step")
	b.submitForm(`value="t1"`).wants(http.StatusOK, step).lacks(`aria-pressed="true"`)
	b.submitForm(`value="closed"`).wants(http.StatusOK, step).reads("You closed this step.", "Open it again").lacks("My nights are calm enough.")
	b.submitForm(`value="reopened"`).wants(http.StatusOK, step).reads("My nights are calm enough.")
	s.clock.pass(15 * 24 * time.Hour)
	b.get(step).reads("It is time to look again")
	b.get(quizPath+"/plan").reads("It is time to look again", "Answer again")
	b.get(quizPath+"/sets/look-back").submit().submit("talked", "soon").submit("note", "walking").submit().wants(http.StatusOK, quizPath+"/plan")
}

func TestWaitingStepSaysWhyAndWhatElse(t *testing.T) {
	t.Parallel()
	b := newSite(t).started(t).aboutYou("no").submit()
	b.get(quizPath+"/steps/calm-evening").wants(http.StatusOK, quizPath+"/steps/calm-evening").
		reads("Not yet", "Take step 1 first.", "What you can do instead", "Answer the questions: Your nights", "Wind down").
		lacks("Choose <strong>one</strong> habit", "Go to bed at the same time", "/sets/evenings", "Evenings change slowly")
	b.nights()
	b.submitForm(`value="t1"`).reads("It opens a few days after", "Opens on 26 November 2026.")
	b.get(quizPath + "/steps/calm-evening").reads("It opens on 26 November 2026.").lacks("/sets/evenings")
}

func TestWaitAndRecheckSayTheDate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	b.get(quizPath+"/sets/nights").submit().submit("n_long", "1", "n_wake", "1", "n_rested", "5").submit("n_tired", "1").
		submit("coffee", "0").submit().wants(http.StatusOK, quizPath+"/plan").
		reads("Wait until 26 November 2026", "Nothing is open today. Rest is part of the plan.", "Done")
	s.clock.pass(4 * 24 * time.Hour)
	b.get(quizPath+"/plan").reads("Next: step 2", "A calm evening")
	b.get(quizPath+"/sets/evenings").submit().submit("e_screen", "1").submit("e_same", "5").submit("naps", "0").submit().
		reads("Look again on", "Both steps are done.")
}
