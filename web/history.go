package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// historyPage says how each scale went, and what the person did.
type historyPage struct {
	layout
	Counts    []score // values that count days, as they are today
	Courses   []course
	ScoreNote string
	Days      []deedDay // the latest first
}

// course is how a scale went, in words and drawn.
type course struct {
	ID    string // of the scale
	Title string
	About string // what the chart shows
	Chart *chart
	Rows  []courseRow // the latest first
}

// courseRow is a score, or the place where the ruler changed.
type courseRow struct {
	Date   string
	Said   string
	Change string
	Anew   bool // between this score and the one before, in the next row, the questions changed
}

// deedDay is what a person did on one day.
type deedDay struct {
	Date  string
	Deeds []string
}

func (s *Server) history(c echo.Context, v visitor) error {
	o, err := s.overview(c, v)
	if err != nil {
		return err
	}
	q := o.Version.Quiz
	vc := s.voice(o.Version, o.History, nil)
	page := historyPage{layout: s.layout(c, "history", "Your answers so far", o.Version), ScoreNote: vc.say(q.ScoreNote)}
	page.AtHand = cards(s.placeOf(c), vc, q, o.Plan.AtHand)
	page.Known, page.Back, page.Private = true, planAddress(q.ID), v.person.Private()
	for _, value := range q.Values {
		if days, known := o.Plan.Values.Of(value.ID); known && value.Days {
			page.Counts = append(page.Counts, score{Title: vc.say(value.Title), Scored: true, Whole: vc.t("%d days", int(days.Value))})
		}
	}
	all, err := s.service.Courses(c.Request().Context(), o)
	if err != nil {
		return err
	}
	page.Courses = courses(vc, all)
	page.Days = deedDays(vc, o)
	return s.render(c, http.StatusOK, page)
}

// courses puts courses into words.
func courses(vc voice, all []quiz.Course) []course {
	var told []course
	for _, one := range all {
		if slices.ContainsFunc(one.Points, func(p quiz.CoursePoint) bool { return p.Scored }) {
			told = append(told, newCourse(vc, one))
		}
	}
	return told
}

func newCourse(vc voice, c quiz.Course) course {
	told := course{ID: c.Scale.ID, Title: vc.say(c.Scale.Title), Chart: newChart(vc, c)}
	for _, p := range slices.Backward(c.Points) {
		row := courseRow{Date: vc.date(quiz.DayOf(p.At)), Said: vc.t("Not scored"), Anew: p.Anew, Change: shiftInWords(vc, p)}
		if p.Scored {
			row.Said = whole(p.Value)
			if percent(c.Scale) {
				row.Said = vc.t("%s of 100", row.Said)
			}
		}
		told.Rows = append(told.Rows, row)
	}
	if n := len(told.Rows); n > 0 {
		told.About = vc.t("From %s on %s to %s on %s. The table below has every score.", told.Rows[n-1].Said, told.Rows[n-1].Date, told.Rows[0].Said, told.Rows[0].Date)
	}
	return told
}

// shiftInWords says how a score differs from an earlier one: neither better nor worse, since that is for the person to say.
func shiftInWords(vc voice, p quiz.CoursePoint) string {
	since := vc.date(quiz.DayOf(p.Since))
	switch p.Change {
	case quiz.ClearShift:
		return vc.t("Clear change since %s", since)
	case quiz.MaybeShift:
		return vc.t("Maybe a change since %s", since)
	case quiz.NoClearShift:
		return vc.t("No clear change since %s", since)
	default:
		return ""
	}
}

// deedDays puts what the person did into words, a group for each day.
func deedDays(vc voice, o quiz.Overview) []deedDay {
	var days []deedDay
	for _, d := range o.Deeds() {
		date := vc.date(quiz.DayOf(d.At))
		if n := len(days); n == 0 || days[n-1].Date != date {
			days = append(days, deedDay{Date: date})
		}
		today := &days[len(days)-1]
		today.Deeds = append(today.Deeds, deedInWords(vc, o.Version.Quiz, d))
	}
	return days
}

func deedInWords(vc voice, q *quiz.Quiz, d quiz.Deed) string {
	if d.Kind == quiz.SetTaken {
		return vc.t("Answered: %s", vc.say(q.Set(d.Set).Title))
	}
	step := q.Step(d.Step)
	title := vc.say(step.Title)
	switch d.Kind {
	case quiz.StepDone:
		return vc.t("Done: step %d, %s", step.Number, title)
	case quiz.StepStarted:
		return vc.t("Begun: %s", title)
	default:
		task := d.Task
		for _, t := range step.Tasks {
			if t.ID == d.Task {
				task = vc.say(t.Do)
			}
		}
		return vc.t("Ticked: %s (%s)", task, title)
	}
}
