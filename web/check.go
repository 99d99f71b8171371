package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// nowField says in the form that a person finishes while pages are open.
const nowField = "now"

// enough says that what is next is certain, and lets a person finish at once.
type enough struct {
	Action  string
	Attempt string
}

// enough returns nil while an open page could change what is next, or none is open.
func (s *Server) enough(sitting quiz.Sitting) *enough {
	if sitting.FirstOpen() == nil || !s.service.CanFinishNow(sitting) {
		return nil
	}
	return &enough{Action: checkAddress(sitting.Version.Quiz.ID, sitting.Set.ID), Attempt: sitting.Attempt.ID}
}

// checkPage shows every answer once more before the attempt is finished.
type checkPage struct {
	layout
	Action   string
	Attempt  string
	SetTitle string
	Rows     []checkRow
	Missing  bool // an answer is still needed
	Enough   *enough
	More     bool // another set may come before the plan
	Carried  bool // some answers are from before
	Review   bool // all are, and nothing was answered since
	GoOn     *restOpen
}

// restOpen is what a review leads to when more is to be answered.
type restOpen struct{ Address, Questions string }

// checkRow is one page of the attempt.
type checkRow struct {
	ID      string // of the element
	Ask     string
	Change  string // address
	Missing bool
	Since   string // the date since which a carried answer is the same; "" for one that was given now
	Answers []checkAnswer
}

// checkAnswer is one answer in words; Ask names the row of a grid.
type checkAnswer struct{ Ask, Said string }

// check shows the answers of the open attempt.
func (s *Server) check(c echo.Context, v visitor) error {
	sitting, err := s.sitting(c, v)
	if err != nil {
		return s.orSet(c, v, err)
	}
	page := s.checkPage(c, v, sitting)
	if sitting.Review() {
		page.review(s.sittingVoice(sitting), v, sitting)
	}
	return s.render(c, http.StatusOK, page)
}

// finish freezes the attempt into a result.
func (s *Server) finish(c echo.Context, v visitor) error {
	attempt := c.Request().PostForm.Get(attemptField)
	if uuid.Validate(attempt) != nil {
		return errMalformed
	}
	place := quiz.Place{Quiz: v.quizID(), Set: c.Param("set"), Attempt: attempt}
	finish := s.service.Finish
	if c.Request().PostForm.Has(nowField) {
		finish = s.service.FinishNow
	}
	sitting, err := finish(c.Request().Context(), v.person, place)
	if errors.Is(err, quiz.ErrUnfinished) {
		page := s.checkPage(c, v, sitting)
		for _, row := range page.Rows {
			if row.Missing {
				page.refuse(problem{Field: row.ID, Message: s.words(c).t("Still to answer: %s", row.Ask)})
			}
		}
		return s.render(c, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return s.orSet(c, v, err)
	}
	return see(c, afterFinish(sitting))
}

// afterFinish leads to the plan, or on to the next set that comes before any step: until those are answered the plan says little else.
func afterFinish(sitting quiz.Sitting) string {
	q, next := sitting.Version.Quiz, sitting.Result.Next
	first := slices.ContainsFunc(q.Planning.First, func(f quiz.First) bool { return f.Set == next })
	if first && next != sitting.Set.ID {
		return setAddress(q.ID, next)
	}
	return planAddress(q.ID)
}

// moreFirst reports whether another set that comes before any step was never taken, so that nobody is promised the plan too early.
func moreFirst(sitting quiz.Sitting) bool {
	return slices.ContainsFunc(sitting.Version.Quiz.Planning.First, func(f quiz.First) bool {
		_, taken := sitting.History.Latest(f.Set)
		return f.Set != sitting.Set.ID && !taken
	})
}

func (s *Server) checkPage(c echo.Context, v visitor, sitting quiz.Sitting) *checkPage {
	vc := s.sittingVoice(sitting)
	page := &checkPage{
		layout:  s.layout(c, "check", "Check your answers", sitting.Version),
		Action:  checkAddress(v.quizID(), sitting.Set.ID),
		Attempt: sitting.Attempt.ID, SetTitle: vc.say(sitting.Set.Title), Missing: sitting.FirstOpen() != nil,
		Enough: s.enough(sitting), More: moreFirst(sitting),
	}
	page.AtHand = s.atHand(s.placeOf(c), vc, sitting.Version, sitting.History)
	page.Known, page.Back, page.Private = true, setAddress(v.quizID(), sitting.Set.ID), v.person.Private()
	if n := len(sitting.Asked.Questions); n > 0 {
		page.Back = questionAddress(v.quizID(), sitting.Set.ID, sitting.Asked.Questions[n-1].ID, false)
	}
	for _, q := range sitting.Asked.Questions {
		if q.Kind != quiz.Info {
			row := newCheckRow(vc, v, sitting, q)
			page.Rows, page.Carried = append(page.Rows, row), page.Carried || row.Since != ""
		}
	}
	return page
}

// review keeps what was answered before, and leads on to the rest when some of that has to be answered.
func (p *checkPage) review(vc voice, v visitor, sitting quiz.Sitting) {
	p.Review, p.Back = true, setAddress(v.quizID(), sitting.Set.ID)
	if !p.Missing {
		return
	}
	all := len(p.Rows)
	p.Rows = slices.DeleteFunc(p.Rows, func(row checkRow) bool { return row.Since == "" })
	p.GoOn = &restOpen{Questions: vc.questions(all - len(p.Rows))}
	for _, q := range slices.Backward(sitting.Asked.Questions) {
		if _, carried := sitting.Since(q); !carried && q.Kind != quiz.Info {
			p.GoOn.Address = questionAddress(v.quizID(), sitting.Set.ID, q.ID, false)
		}
	}
}

func newCheckRow(vc voice, v visitor, sitting quiz.Sitting, q *quiz.Question) checkRow {
	row := checkRow{
		ID: fieldID(q.ID, 0), Ask: vc.say(q.Ask), Missing: !sitting.Complete(q),
		Change: questionAddress(v.quizID(), sitting.Set.ID, q.ID, true),
	}
	if since, carried := sitting.Since(q); carried {
		row.Since = vc.date(quiz.DayOf(since))
	}
	for _, one := range q.Answerable() {
		answer := checkAnswer{Said: orElse(inWords(vc, one, sitting.Attempt.Answers[one.ID]), vc.t("No answer"))}
		if q.Kind == quiz.Grid {
			answer.Ask = vc.say(one.Ask)
		}
		row.Answers = append(row.Answers, answer)
	}
	return row
}
