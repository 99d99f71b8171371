package web

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// questionPage asks one thing, or the rows of one grid.
type questionPage struct {
	layout
	Action    string
	Operation string
	Attempt   string
	Revision  int
	N, Of     int
	SetTitle  string
	Changing  bool
	Kind      quiz.Kind
	Lead      string
	Ask       string
	Info      template.HTML // instead of Ask
	Help      string
	Why       string
	Optional  bool // of a grid, which says it once
	Parts     []part
	Enough    *enough
}

// part is one question of the page: the page's own, or a row of its grid.
type part struct {
	ID        string
	Kind      quiz.Kind
	Lead      string // of the page's own question; a grid says it once, above its rows
	Ask       string
	Help      string
	Optional  bool
	Error     string
	Options   []choice // radios or checkboxes
	Instead   []choice // checkboxes beside a typed field
	Typed     string
	Day       string
	Month     string
	Year      string
	Whole     bool
	Unit      string
	CanAbout  bool
	About     bool
	Longest   int    // the greatest length of a text; 0 is not said
	Described string // ids of the elements that describe the control
}

// choice is an option as a control.
type choice struct {
	ID      string // of the element
	Name    string
	Value   string
	Label   string
	Help    string
	Many    bool // a checkbox
	Alone   bool // excludes the others
	Or      bool // "or" is said before it
	Checked bool
}

// question asks the question of the address.
func (s *Server) question(c echo.Context, v visitor) error {
	sitting, err := s.sitting(c, v)
	if errors.Is(err, quiz.ErrNotFound) && isChange(c) {
		return s.change(c, v)
	}
	if err != nil {
		return s.orSet(c, v, err)
	}
	q := sitting.Set.Question(c.Param("question"))
	if q == nil {
		return s.toFirstOpen(c, v, sitting, false)
	}
	if n, _ := sitting.Position(q.ID); n == 0 {
		return s.toFirstOpen(c, v, sitting, false)
	}
	page, err := s.questionPage(c, v, sitting, q)
	if err != nil {
		return err
	}
	page.fill(s.sittingVoice(sitting), q, encode(sitting.Attempt.Answers, q.Answerable()), nil)
	return s.render(c, http.StatusOK, page)
}

// answer stores what the page sent and goes on.
func (s *Server) answer(c echo.Context, v visitor) error {
	form := c.Request().PostForm
	t, err := readTicket(form)
	if err != nil {
		return err
	}
	place := quiz.Place{Quiz: v.quizID(), Set: c.Param("set"), Attempt: t.attempt, Question: c.Param("question")}
	save := quiz.Save{Operation: t.operation, Revision: t.revision, Draft: form.Get(scriptField) == scriptDraft}
	if save.Answers, err = Decode(form); err != nil {
		return s.unread(c, v, t, err)
	}
	sitting, err := s.service.Answer(c.Request().Context(), v.person, place, save)
	var refused *quiz.AnswerError
	var stale *quiz.StaleError
	switch known := errors.As(err, &refused) || errors.As(err, &stale); {
	case known && form.Has(scriptField):
		return leaveToForm(c)
	case refused != nil:
		return s.askAgain(c, v, sitting, t, err)
	case stale != nil:
		return s.stale(c, v, sitting, stale, save.Answers)
	case err != nil:
		return s.orSet(c, v, err)
	case save.Draft:
		return s.drafted(c, sitting, place.Question, save.Answers)
	default:
		return s.goOn(c, v, sitting, place.Question)
	}
}

// unread says what can't be read in the form.
func (s *Server) unread(c echo.Context, v visitor, t ticket, err error) error {
	if c.Request().PostForm.Has(scriptField) {
		return leaveToForm(c)
	}
	sitting, sittingErr := s.sitting(c, v)
	if sittingErr != nil {
		return s.orSet(c, v, sittingErr)
	}
	return s.askAgain(c, v, sitting, t, err)
}

// goOn leads to the page after the question; while changing, back to the check page unless something new is asked.
func (s *Server) goOn(c echo.Context, v visitor, sitting quiz.Sitting, question string) error {
	if sitting.Attempt.State == quiz.AttemptFinished { // a guard acted at once
		return see(c, planAddress(v.quizID()))
	}
	if isChange(c) {
		return s.toFirstOpen(c, v, sitting, true)
	}
	if next := sitting.After(question); next != nil {
		return see(c, questionAddress(v.quizID(), sitting.Set.ID, next.ID, false))
	}
	return see(c, checkAddress(v.quizID(), sitting.Set.ID))
}

// isChange reports whether the person changes one answer, from the check page or from what a plan rests on.
func isChange(c echo.Context) bool { return c.QueryParam("change") != "" }

// sitting returns the open attempt of the set in the address. errNoPage when there is neither such an attempt nor such a set.
func (s *Server) sitting(c echo.Context, v visitor) (quiz.Sitting, error) {
	sitting, err := s.service.Sitting(c.Request().Context(), v.person, v.quizID(), c.Param("set"))
	if errors.Is(err, quiz.ErrNotFound) && v.version.Quiz.Set(c.Param("set")) == nil {
		return quiz.Sitting{}, errNoPage
	}
	return sitting, err
}

// orSet leads to the set's own page when there is no such attempt or question, and to the first open page
// when the question is not asked.
func (s *Server) orSet(c echo.Context, v visitor, err error) error {
	switch {
	case errors.Is(err, quiz.ErrNotAsked):
		sitting, err := s.sitting(c, v)
		if err != nil {
			return err
		}
		return s.toFirstOpen(c, v, sitting, isChange(c))
	case errors.Is(err, quiz.ErrNotFound):
		return see(c, setAddress(v.quizID(), c.Param("set")))
	default:
		return err
	}
}

// toFirstOpen leads to the first page that needs an answer, or to the check page.
func (s *Server) toFirstOpen(c echo.Context, v visitor, sitting quiz.Sitting, change bool) error {
	if open := sitting.FirstOpen(); open != nil {
		return see(c, questionAddress(v.quizID(), sitting.Set.ID, open.ID, change))
	}
	return see(c, checkAddress(v.quizID(), sitting.Set.ID))
}

// askAgain shows the page with what is wrong, keeping what was typed.
func (s *Server) askAgain(c echo.Context, v visitor, sitting quiz.Sitting, t ticket, err error) error {
	q := sitting.Set.Question(c.Param("question"))
	var refused *quiz.AnswerError
	if q == nil || !errors.As(err, &refused) {
		return s.toFirstOpen(c, v, sitting, false)
	}
	page, err := s.questionPage(c, v, sitting, q)
	if err != nil {
		return err
	}
	page.Attempt, page.Revision = t.attempt, t.revision
	page.fill(s.sittingVoice(sitting), q, c.Request().PostForm, refused)
	return s.render(c, http.StatusUnprocessableEntity, page)
}

func (s *Server) sittingVoice(sitting quiz.Sitting) voice {
	return s.voice(sitting.Version, sitting.History, sitting.Attempt.Answers)
}

// questionPage makes the page without its answers.
func (s *Server) questionPage(c echo.Context, v visitor, sitting quiz.Sitting, q *quiz.Question) (*questionPage, error) {
	operation, err := s.service.NewOperation()
	if err != nil {
		return nil, err
	}
	vc := s.sittingVoice(sitting)
	change := isChange(c)
	page := &questionPage{
		Action:    questionAddress(v.quizID(), sitting.Set.ID, q.ID, change),
		Operation: operation,
		Attempt:   sitting.Attempt.ID,
		Revision:  sitting.Attempt.AnswerRevision(q),
		SetTitle:  vc.say(sitting.Set.Title),
		Changing:  change,
		Kind:      q.Kind,
		Lead:      vc.say(q.Lead),
		Help:      vc.say(q.Help),
		Why:       vc.say(q.Why),
		Enough:    s.enough(sitting),
	}
	page.N, page.Of = sitting.Position(q.ID)
	page.layout = s.layout(c, "question", s.words(c).t("Question %d", page.N), sitting.Version)
	page.AtHand = s.atHand(s.placeOf(c), vc, sitting.Version, sitting.History)
	page.Known, page.Back, page.Private = true, backOf(v, sitting, q, change), v.person.Private()
	if q.Kind == quiz.Info {
		page.Info = vc.read(q.Ask)
	} else {
		page.Ask = vc.say(q.Ask)
	}
	return page, nil
}

// backOf returns the address of the page before a question.
func backOf(v visitor, sitting quiz.Sitting, q *quiz.Question, change bool) string {
	if change {
		return checkAddress(v.quizID(), sitting.Set.ID)
	}
	if before := sitting.Before(q.ID); before != nil {
		return questionAddress(v.quizID(), sitting.Set.ID, before.ID, false)
	}
	return setAddress(v.quizID(), sitting.Set.ID)
}

// fill puts the fields into the page, and the refusal beside its part and into the summary.
func (p *questionPage) fill(vc voice, q *quiz.Question, fields url.Values, refused *quiz.AnswerError) {
	for _, one := range q.Answerable() {
		made := newPart(vc, one, fields)
		if q.Kind == quiz.Grid {
			made.Optional, p.Optional = false, one.Optional
		} else {
			made.Lead, made.Help = p.Lead, p.Help
		}
		if refused != nil && refused.Question == one.ID {
			made.Error = vc.refusal(refused)
			p.refuse(problem{Field: fieldID(one.ID, 0), Message: made.Error})
		}
		made.Described = described(made)
		p.Parts = append(p.Parts, made)
	}
}

// refusal says why an answer is refused: in the author's words or in ours.
func (vc voice) refusal(e *quiz.AnswerError) string {
	if e.Text == "" {
		return vc.say(e.Message)
	}
	return vc.t(e.Text, e.Values...)
}

// described lists the elements that a screen reader reads with the control.
func described(p part) string {
	var ids []string
	if p.Help != "" {
		ids = append(ids, "h-"+p.ID)
	}
	if p.Error != "" {
		ids = append(ids, "e-"+p.ID)
	}
	return strings.Join(ids, " ")
}

// fieldID is the id of a part's nth control. The error summary leads to the first.
func fieldID(part string, n int) string { return "f-" + part + "-" + strconv.Itoa(n) }

func newPart(vc voice, q *quiz.Question, fields url.Values) part {
	made := part{
		ID: q.ID, Kind: q.Kind, Ask: vc.say(q.Ask), Optional: q.Optional,
		Typed: fields.Get(q.ID), Whole: q.Whole, Unit: vc.say(q.Unit), CanAbout: q.About, Longest: q.MaxLength,
		Day: fields.Get(q.ID + dayField), Month: fields.Get(q.ID + monthField), Year: fields.Get(q.ID + yearField),
		About: fields.Get(q.ID+aboutField) != "",
	}
	if typedKind(q.Kind) {
		made.Instead = choices(vc, q, q.ID+orField, fields)
	} else {
		made.Options = choices(vc, q, q.ID, fields)
	}
	return made
}

// choices makes the controls of a question's options. "or" stands before the first that is of another kind than those above.
func choices(vc voice, q *quiz.Question, name string, fields url.Values) []choice {
	made := make([]choice, 0, len(q.Options))
	divided := false
	for i, o := range q.Options {
		alone := o.Exclusive || q.Kind == quiz.Rate && !o.Numbered || o.Value == quiz.SkipValue
		chosen := false
		for _, value := range fields[name] {
			chosen = chosen || value == o.Value
		}
		made = append(made, choice{
			ID: fieldID(name, i), Name: name, Value: o.Value, Label: vc.say(o.Label), Help: vc.say(o.Help),
			Many: q.Kind == quiz.ChooseMany || name != q.ID, Alone: alone, Or: alone && !divided && i > 0 && name == q.ID, Checked: chosen,
		})
		divided = divided || alone
	}
	return made
}
