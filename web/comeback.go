package web

import (
	"net/http"

	ical "github.com/arran4/golang-ical"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// comeback is what a person finds who comes back.
type comeback struct {
	Since    string // the date of what they did last
	Opened   []link // steps that have opened since by time alone
	Due      []link // sets to be answered again
	Again    string // the next later date to look again; "" for none
	Calendar string // the address of that date as a calendar file
}

func newComeback(vc voice, q *quiz.Quiz, back quiz.Comeback) comeback {
	told := comeback{Since: vc.date(quiz.DayOf(back.Since)), Again: vc.dateOf(back.Again), Calendar: quizAddress(q.ID) + calendarFile}
	for _, id := range back.Opened {
		step := q.Step(id)
		told.Opened = append(told.Opened, link{Address: stepAddress(q.ID, id), Text: vc.t("Step %d", step.Number) + ", " + vc.say(step.Title)})
	}
	for _, id := range back.Due {
		told.Due = append(told.Due, link{Address: setAddress(q.ID, id), Text: vc.say(q.Set(id).Title)})
	}
	return told
}

const calendarFile = "/again.ics"

// calendar gives the date on which to look again as a file for a calendar. Others may see a calendar, so the entry says nothing else, and
// names neither the quiz nor this site.
func (s *Server) calendar(c echo.Context, v visitor) error {
	o, err := s.overview(c, v)
	if err != nil {
		return err
	}
	again := s.service.Comeback(o).Again
	if again == nil {
		return errNoPage
	}
	day := again.Time()
	cal := ical.NewCalendar()
	cal.SetProductId("-//Calendar//EN")
	event := cal.AddEvent(uuid.NewSHA1(uuid.NameSpaceOID, []byte("look again "+again.String())).String())
	event.SetDtStampTime(s.service.Now())
	event.SetAllDayStartAt(day)
	event.SetAllDayEndAt(day.AddDate(0, 0, 1))
	event.SetSummary(s.words(c).t("Look again"))
	event.SetClass(ical.ClassificationPrivate)
	event.SetTimeTransparency(ical.TransparencyTransparent)
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="date.ics"`)
	return c.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(cal.Serialize(ical.WithNewLineWindows)))
}
