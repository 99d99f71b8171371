package web

import (
	"html/template"
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// stepPage says what a step is about, or why it is not open and what to do instead.
type stepPage struct {
	layout
	Number    int
	Heading   string
	State     quiz.State
	Word      string
	Because   string
	Opens     string
	Cards     []card
	Workable  bool
	Work      work   // only of a workable step
	Take      string // of a waiting step: the set that it waits for
	TakeTitle string
	Check     string // of a waiting step: the set in which a person says what has happened since
	Why       *why
	Else      string // the step to do instead
	ElseTitle string
	Plan      string
}

// work is what only a person who may work on the step sees.
type work struct {
	Done      bool // then what it says can be folded: it was read, and speaks of what is behind the person
	Body      template.HTML
	Says      []string
	Tasks     []taskForm
	Start     *eventForm // nil once it was started or is done
	Close     *eventForm // nil when the person can't close it
	Reopen    *eventForm // nil unless the person closed it
	Set       string
	Taken     bool
	Recheck   string
	Due       bool
	Check     string
	DoneWhen  string
	CloseWith string // the words of the button
}

// eventForm reports one event.
type eventForm struct {
	Action    string
	Operation string
	Kind      quiz.EventKind
	From      string
	Shown     string // as of its page
}

// taskForm ticks a task or takes the tick away.
type taskForm struct {
	eventForm
	Task   string
	Do     string
	Ticked bool
}

// The fields of an event's form.
const (
	kindField = "kind"
	taskField = "task"
	fromField = "from"
	fromPlan  = "plan"
)

// step shows the step of the address.
func (s *Server) step(c echo.Context, v visitor) error {
	o, err := s.overview(c, v)
	if err != nil {
		return err
	}
	step := o.Version.Quiz.Step(c.Param("step"))
	if step == nil {
		return errNoPage
	}
	state, _ := o.Plan.Step(step.ID)
	vc := s.voice(o.Version, o.History, nil)
	page := stepPage{
		layout: s.layout(c, "step", vc.t("Step %d", step.Number), o.Version), Number: step.Number, Heading: vc.say(step.Title),
		State: state.State, Word: vc.stateWord(state.State), Because: vc.say(state.Because), Opens: vc.dateOf(state.Opens),
		Cards: cards(s.placeOf(c), vc, o.Version.Quiz, o.Plan.Cards), Workable: state.Workable(), Plan: planAddress(v.quizID()),
	}
	page.Known, page.Back, page.Private = true, page.Plan, v.person.Private()
	next := o.Plan.NextKind == quiz.KindStep && o.Plan.Next == step.ID
	if w := s.whys(vc, o); next {
		page.Why = w.next()
	} else {
		page.Why = w.step(step, state)
	}
	if !page.Workable {
		page.lead(vc, o, state)
		return s.render(c, http.StatusOK, page)
	}
	if next {
		page.Because = vc.say(o.Plan.Because)
	}
	if page.Work, err = s.work(c, vc, o, step); err != nil {
		return err
	}
	if page.Work.DoneWhen == page.Because { // why a done step is done
		page.Work.DoneWhen = ""
	}
	return s.render(c, http.StatusOK, page)
}

// lead names something else to do than a step that is not open.
func (p *stepPage) lead(vc voice, o quiz.Overview, state quiz.StepState) {
	q := o.Version.Quiz
	if step := q.Step(state.ID); step.Check != "" && state.State == quiz.Waiting {
		p.Check = setAddress(q.ID, step.Check)
	}
	if set := q.Set(state.Take); set != nil && o.Plan.CheckAllowed(q, set.ID) == nil {
		p.Take, p.TakeTitle = setAddress(q.ID, set.ID), vc.say(set.Title)
	}
	switch o.Plan.NextKind {
	case quiz.KindStep:
		if step := q.Step(o.Plan.Next); step != nil {
			p.Else, p.ElseTitle = stepAddress(q.ID, step.ID), vc.say(step.Title)
		}
	case quiz.KindSet:
		if set := q.Set(o.Plan.Next); set != nil {
			p.Else, p.ElseTitle = setAddress(q.ID, set.ID), vc.say(set.Title)
		}
	}
}

func (s *Server) work(c echo.Context, vc voice, o quiz.Overview, step *quiz.Step) (work, error) {
	id := o.Version.Quiz.ID
	action := stepAddress(id, step.ID)
	detail := o.Version.Scorer.Step(o.History, s.service.Now(), step.ID)
	w := work{
		Body: vc.read(step.Body), Says: vc.sayAll(detail.Says), DoneWhen: vc.say(step.DoneWhen), CloseWith: vc.say(step.Closable),
		Recheck: vc.dateOf(detail.Recheck), Due: s.due(detail.Recheck),
	}
	if step.Set != "" {
		w.Set = setAddress(id, step.Set)
		_, w.Taken = o.History.Latest(step.Set)
	}
	if step.Check != "" {
		w.Check = setAddress(id, step.Check)
	}
	var err error
	if w.Tasks, err = s.taskForms(c, vc, step, action, detail, ""); err != nil {
		return work{}, err
	}
	state, _ := o.Plan.Step(step.ID)
	if w.Done = state.State == quiz.Done; !w.Done && !detail.Started {
		if w.Start, err = s.eventForm(c, action, quiz.StepStarted, ""); err != nil {
			return work{}, err
		}
	}
	switch {
	case step.Closable == "":
	case detail.Closed:
		w.Reopen, err = s.eventForm(c, action, quiz.StepReopened, "")
	default:
		w.Close, err = s.eventForm(c, action, quiz.StepClosed, "")
	}
	return w, err
}

func (s *Server) eventForm(c echo.Context, action string, kind quiz.EventKind, from string) (*eventForm, error) {
	operation, err := s.service.NewOperation()
	return &eventForm{Action: action, Operation: operation, Kind: kind, From: from, Shown: s.shown(c)}, err
}

func (s *Server) taskForms(c echo.Context, vc voice, step *quiz.Step, action string, detail quiz.StepDetail, from string) ([]taskForm, error) {
	forms := make([]taskForm, 0, len(step.Tasks))
	for _, task := range detail.Tasks {
		kind := quiz.TaskTicked
		if detail.Ticked[task.ID] {
			kind = quiz.TaskUnticked
		}
		form, err := s.eventForm(c, action, kind, from)
		if err != nil {
			return nil, err
		}
		forms = append(forms, taskForm{eventForm: *form, Task: task.ID, Do: vc.say(task.Do), Ticked: detail.Ticked[task.ID]})
	}
	return forms, nil
}

// report keeps what a person says they did.
func (s *Server) report(c echo.Context, v visitor) error {
	form := c.Request().PostForm
	event := quiz.Event{
		ID: form.Get(operationField), Quiz: v.quizID(), Step: c.Param("step"),
		Kind: quiz.EventKind(form.Get(kindField)), Task: form.Get(taskField),
	}
	if uuid.Validate(event.ID) != nil {
		return errMalformed
	}
	if err := s.service.Report(c.Request().Context(), v.person, event); err != nil {
		return err
	}
	if form.Get(fromField) == fromPlan {
		return see(c, planAddress(v.quizID())+"#tasks")
	}
	return see(c, stepAddress(v.quizID(), event.Step)+"#tasks")
}
