package web_test

import (
	"context"
	"strings"
	"testing"
	"time"
)

// nightsLike answers the second set anew, all in one way, and returns to the plan.
func (b *browser) nightsLike(how string) *browser {
	b.t.Helper()
	b.get(quizPath + "/sets/nights").submit()
	b.submit("n_long", how, "n_wake", how, "n_rested", "3").submit("n_tired", how).submit("coffee", "decaf").submit()
	return b
}

// TestHistoryOverTime follows a scale through three sittings and a change of its questions.
func TestHistoryOverTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nightsLike("5")
	b.get(quizPath+"/history").reads("Restless nights", "23 November 2026", "88 of 100", "Answered: Your nights").lacks("<svg", "hange since", "questions changed")
	s.clock.pass(3 * 24 * time.Hour)
	b.nightsLike("1").get(quizPath+"/history").reads("26 November 2026", "13 of 100")
	b.lacks("hange since") // too close to the first
	if got := strings.Count(b.page, "<circle"); got != 2 {
		t.Errorf("%d dots for two sittings", got)
	}
	s.clock.pass(11 * 24 * time.Hour)
	b.nightsLike("4").get(quizPath + "/history").reads("7 December 2026 69 of 100 No clear change since 23 November 2026")
}

// TestHistoryAcrossAnotherRuler: a line ends where the questions changed, and nothing is compared across.
func TestHistoryAcrossAnotherRuler(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit().nightsLike("5")
	s.clock.pass(14 * 24 * time.Hour)
	b.nightsLike("1")
	s.clock.pass(14 * 24 * time.Hour)
	anew := load(t, changed(t, allKinds, "sets/nights.yaml", "I was tired during the day", "I was sleepy during the day"))
	if err := s.service.Publish(context.Background(), anew); err != nil {
		t.Fatal(err)
	}
	b.nightsLike("5").get(quizPath+"/history").reads("21 December 2026 88 of 100 Here the questions changed.", "7 December 2026 13 of 100 Clear change since 23 November 2026")
	if lines, marks := strings.Count(b.page, "<polyline"), strings.Count(b.page, `class="ruler"`); lines != 2 || marks != 1 {
		t.Errorf("%d lines and %d marks", lines, marks)
	}
	b.lacks("since 7 December")
	b.get("/me/answers.html").reads("Your scores over time", "Here the questions changed.", "Clear change since 23 November 2026")
}
