package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"
)

// TestComingBack: the first page, the start page and the plan say what is due and what has opened, and nothing of it before.
func TestComingBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	b.get(quizPath+"/plan").lacks("again.ics", "last told us")
	b.nights().reads("The next date to look again", "Look again: 7 December 2026", "Put it into a calendar")
	b.get("/").lacks("last told us", "7 December")
	s.clock.pass(14 * 24 * time.Hour)
	for _, address := range []string{"/", quizPath} {
		b.get(address).reads("What you last told us is from 23 November 2026. Time to look again: Your nights")
	}
	b.get(quizPath + "/plan").reads("It is time to look again").lacks("last told us")
	b.lacks("again.ics")
}

// TestCalendarFile holds that the file is a calendar with one whole day, and says nothing of the person, the quiz or this site.
func TestCalendarFile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.started(t).aboutYou("no").submit()
	b.get(quizPath+"/again.ics").wants(http.StatusNotFound, quizPath+"/again.ics").reads("There is nothing at this address")
	b.nights()
	b.get(quizPath + "/again.ics")
	if got := b.header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("it is %q", got)
	}
	if b.header.Get("Cache-Control") != "no-store" || !strings.Contains(b.header.Get("Content-Disposition"), "date.ics") {
		t.Errorf("headers: %v", b.header)
	}
	cal, err := ical.ParseCalendar(strings.NewReader(b.page))
	if err != nil || len(cal.Events()) != 1 {
		t.Fatalf("%v in %q", err, b.page)
	}
	event := cal.Events()[0]
	start, err := event.GetAllDayStartAt()
	if err != nil || start.Format(time.DateOnly) != "2026-12-07" {
		t.Errorf("it starts at %v, %v", start, err)
	}
	end, err := event.GetAllDayEndAt()
	if err != nil || end.Format(time.DateOnly) != "2026-12-08" {
		t.Errorf("it ends before %v, %v", end, err)
	}
	if got := event.GetProperty(ical.ComponentPropertySummary).Value; got != "Look again" {
		t.Errorf("it is called %q", got)
	}
	for line := range strings.Lines(b.page) {
		if !strings.HasSuffix(line, "\r\n") || len(line) > 77 {
			t.Errorf("the line %q does not end or fold as RFC 5545 wants", line)
		}
		name, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		name, _, _ = strings.Cut(name, ";")
		if !strings.Contains(" BEGIN VERSION PRODID UID DTSTAMP DTSTART DTEND SUMMARY CLASS TRANSP END ", " "+name+" ") {
			t.Errorf("the file says %q", line)
		}
	}
	for _, word := range []string{"aymark", "ights", "leep", "http", "all-kinds"} {
		if strings.Contains(b.page, word) {
			t.Errorf("the file says %q:\n%s", word, b.page)
		}
	}
	again := b.page
	if b.get(quizPath + "/again.ics"); b.page != again {
		t.Errorf("a second file differs:\n%s\n%s", again, b.page)
	}
}
