package web

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// The fields of the start page.
const (
	ageField      = "age"
	agreeField    = "agree"
	rememberField = "remember"
	privateField  = "private"
	detailsField  = "details"
	textField     = "text"     // the hash of the text that was shown
	settingsField = "settings" // the revision of the settings that the page was made from
)

// startPage says what a quiz is and what it stores, and asks for consent.
type startPage struct {
	layout
	Heading      string
	Summary      string
	Duration     string
	About        template.HTML
	Privacy      template.HTML
	KeepDays     int
	Disclaimer   string
	Age          string
	AgeError     string
	AgreeError   string
	Aged         bool
	Agreed       bool
	Remember     bool
	WantPrivate  bool // the person asks for a private visit
	PrivateError string
	CanHide      bool     // a private visit is possible
	Idle         int      // after how many minutes it ends
	TooYoung     string   // address; "" when no age is asked
	Outcome      []string // titles of the sets of whose answers only the outcome is kept
	Details      bool     // they are to be kept all the same
	Renew        string   // when the person agreed to an earlier text; "" for none
	Plan         string   // of a person who agreed before; "" for others
	Text         string   // the hash of the text that is shown
	Session      int      // after how many days a browser that is not to be remembered is signed out
	Revision     int      // of the person's settings, when they are known
	Changed      bool     // the text, or what they chose, changed while they read it
	Comeback     comeback // of such a person
	Action       string
}

// start shows what a quiz is.
func (s *Server) start(c echo.Context) error {
	page, err := s.startPage(c)
	if err != nil {
		return err
	}
	if page.Plan == "" {
		return s.render(c, http.StatusOK, page)
	}
	return s.ofQuiz(func(c echo.Context, v visitor) error {
		o, err := s.overview(c, v)
		if err != nil {
			return err
		}
		page.Comeback = newComeback(s.voice(o.Version, o.History, nil), o.Version.Quiz, s.service.Comeback(o))
		return s.render(c, http.StatusOK, page)
	})(c)
}

func (s *Server) startPage(c echo.Context) (*startPage, error) {
	v, err := s.quiz(c, c.Param("quiz"))
	if err != nil {
		return nil, err
	}
	person, known, err := s.person(c)
	if err != nil {
		return nil, err
	}
	vc := s.voice(v, quiz.History{}, nil)
	page := &startPage{
		layout: s.layout(c, "start", "Before you start", v), Heading: v.Quiz.Title, Summary: v.Quiz.Summary,
		Duration: vc.duration(v.Quiz.Minutes), About: vc.read(v.Quiz.About), Privacy: vc.read(v.Quiz.Privacy),
		KeepDays: v.Quiz.KeepDays, Disclaimer: v.Quiz.Disclaimer, Age: v.Quiz.Age, Action: quizAddress(v.Quiz.ID),
	}
	page.Back, page.Known, page.Private, page.Lost = "/", known, person.Private(), !known && s.lost(c)
	page.Text, page.Revision, page.Session = v.Quiz.ConsentText(), person.Revision, int(quiz.SessionLife.Hours()/24)
	page.CanHide, page.Idle = s.service.PrivateVisits() && !known, int(quiz.PrivateIdle.Minutes())
	if page.Age != "" {
		page.TooYoung = page.Action + "/too-young"
	}
	for _, set := range v.Quiz.OutcomeSets() {
		page.Outcome = append(page.Outcome, vc.say(set.Title))
	}
	if known && agreed(person, v) {
		page.Plan = planAddress(v.Quiz.ID)
		if consent := person.Settings.Consents[v.Quiz.ID]; !consent.Agreed(v) {
			page.Renew, page.Details = vc.date(quiz.DayOf(consent.At)), consent.Details
		}
	}
	return page, nil
}

// join makes a participant of a person who agreed, and leads to what is first.
func (s *Server) join(c echo.Context) error {
	page, err := s.startPage(c)
	if err != nil {
		return err
	}
	if page.Plan != "" && page.Renew == "" {
		return see(c, page.Plan)
	}
	if page.take(s.words(c), c.Request().PostForm); len(page.Errors) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, page)
	}
	id := c.Param("quiz")
	person, known, err := s.person(c)
	if err != nil {
		return err
	}
	agreement := quiz.Agreement{
		Text: c.Request().PostForm.Get(textField), Language: s.language(c), Details: page.Details, Remember: page.Remember,
	}
	if known {
		person, err = s.consent(c, person, id, agreement)
	} else {
		person, err = s.newPerson(c, id, agreement, page.WantPrivate)
	}
	if errors.Is(err, quiz.ErrConflict) {
		return s.startAgain(c)
	}
	if err != nil {
		return s.refuseJoin(c, page, err)
	}
	return s.toFirstSet(c, person, id)
}

// refuseJoin shows the page again, as it was filled in, when a limit keeps the person from beginning now. An error that is about something
// else is returned as it is.
func (s *Server) refuseJoin(c echo.Context, page *startPage, err error) error {
	limit, wait, limited := limitOf(err, s.service.Now())
	say := s.words(c)
	switch {
	case limit.Kind == kindPrivate, page.WantPrivate && errors.Is(err, quiz.ErrFull):
		s.refused(c, err)
		page.refusePrivate(say.t("There is no room for another private visit right now. Wait some minutes, or begin without it."))
		return s.render(c, http.StatusServiceUnavailable, page)
	case !limited:
		return err
	}
	s.refused(c, err)
	message := say.t("Many people are starting from here right now. Nothing was stored.") + " " + say.again(wait)
	if page.CanHide {
		message += " " + say.t("Or make it a private visit: there may be room for that now.")
	}
	page.AgreeError = message
	page.refuse(problem{Field: "f-" + agreeField, Message: message})
	return s.render(c, http.StatusTooManyRequests, page)
}

func (p *startPage) refusePrivate(message string) {
	p.PrivateError = message
	p.refuse(problem{Field: "f-" + privateField, Message: message})
}

// take reads the ticks and says which are missing.
func (p *startPage) take(say phrases, form url.Values) {
	p.Aged, p.Agreed, p.Remember = form.Get(ageField) != "", form.Get(agreeField) != "", form.Get(rememberField) != ""
	p.Details = form.Get(detailsField) != ""
	p.WantPrivate = !p.Known && form.Get(privateField) != ""
	if p.Age != "" && !p.Aged {
		p.AgeError = say.t("Tick the box if this is true for you: %s", p.Age)
		p.refuse(problem{Field: "f-" + ageField, Message: p.AgeError})
	}
	if !p.Agreed {
		p.AgreeError = say.t("Tick the box if you agree that your answers are stored.")
		p.refuse(problem{Field: "f-" + agreeField, Message: p.AgreeError})
	}
	if p.WantPrivate && !p.CanHide { // nobody who asked for it is stored all the same
		p.refusePrivate(say.t("Private visits are not possible right now. Nothing was stored. Try again later, or take the tick away to begin without it."))
	}
	if p.WantPrivate && p.Remember {
		p.refusePrivate(say.t("Tick one of the two: this device can’t remember a private visit."))
	}
}

// startAgain shows the start page anew, since what was agreed to is not what it says now.
func (s *Server) startAgain(c echo.Context) error {
	page, err := s.startPage(c)
	if err != nil {
		return err
	}
	page.Changed = true
	return s.render(c, http.StatusConflict, page)
}

// consent keeps what a known person agreed to, when nothing of what they chose has changed since the page was made.
func (s *Server) consent(c echo.Context, p quiz.Participant, quizID string, a quiz.Agreement) (quiz.Participant, error) {
	if c.Request().PostForm.Get(settingsField) != strconv.Itoa(p.Revision) {
		return p, fmt.Errorf("consent: %w", quiz.ErrConflict)
	}
	return s.service.Consent(c.Request().Context(), p, quizID, a)
}

func (s *Server) newPerson(c echo.Context, quizID string, a quiz.Agreement, private bool) (quiz.Participant, error) {
	from, now := s.from(c), s.service.Now()
	if private {
		if err := admit(s.limits.private, kindPrivate, from, now); err != nil {
			return quiz.Participant{}, err
		}
		a.Network = networkName(from)
		person, secret, err := s.service.JoinPrivately(c.Request().Context(), quizID, a)
		if err == nil {
			s.rememberPrivately(c, secret)
			s.limits.joinedPrivately.Add(1)
		}
		return person, err
	}
	if err := admit(s.limits.joins, kindJoin, from, now); err != nil {
		return quiz.Participant{}, err
	}
	person, secret, err := s.service.Join(c.Request().Context(), quizID, a)
	if err == nil {
		s.remember(c, secret, a.Remember)
		s.limits.joined.Add(1)
	}
	return person, err
}

// toFirstSet leads to the set that is due first, or to the plan.
func (s *Server) toFirstSet(c echo.Context, p quiz.Participant, id string) error {
	o, err := s.service.Overview(c.Request().Context(), p, id)
	if err != nil {
		return err
	}
	if o.Plan.NextKind == quiz.KindSet {
		return see(c, setAddress(id, o.Plan.Next))
	}
	return see(c, planAddress(id))
}

// tooYoungPage is for a person who can't say the age statement.
type tooYoungPage struct {
	layout
	Text template.HTML
}

func (s *Server) tooYoung(c echo.Context) error {
	v, err := s.quiz(c, c.Param("quiz"))
	if err != nil {
		return err
	}
	if v.Quiz.Age == "" {
		return errNoPage
	}
	page := tooYoungPage{layout: s.layout(c, "too_young", "Help", v), Text: s.voice(v, quiz.History{}, nil).read(v.Quiz.TooYoung)}
	page.Back = quizAddress(v.Quiz.ID)
	return s.render(c, http.StatusOK, page)
}
