package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waymark/quiz"
)

// planPage is where a person stands: help first, then what is next, then everything else.
type planPage struct {
	layout
	Heading    string
	Renew      string // the address of the text about what is stored, when the person agreed to an earlier one
	Cards      []card
	Faulty     bool // a rule failed, so steps are kept closed
	Comeback   comeback
	Next       next
	Steps      []planStep
	Moves      []string // what one or two other answers would open
	Scores     []score
	ScoreNote  string
	Disclaimer string
	Changes    []link // sets of no step: where a person says that something changed
	History    string
}

// next is what a person is led to.
type next struct {
	Kind    quiz.NextKind
	Number  int // of a step
	Title   string
	Because string
	Questions,
	Duration string
	On       string // the date of a wait or recheck; "" for none
	Address  string // of the step or set
	Take     string // the address of the step's set while it was never taken, or is due again
	Again    bool   // the set was taken and is due again
	Recheck  string // the date on which the set is due again
	Tasks    []taskForm
	DoneWhen string
	Why      *why
}

// planStep is one line of the list of all steps.
type planStep struct {
	Number  int
	Title   string
	State   quiz.State
	Word    string
	Because string
	Opens   string
	Address string
	Next    bool
	Why     *why // of a step that is not next
}

// score is a scale or a value in words.
type score struct {
	Title   string
	Scored  bool
	Percent bool // it runs from 0 to 100
	Whole   string
	Means   string
	Effects []string // the answers that do most to it
}

// overview returns where the visitor stands. ErrPaused while a guard pauses everything.
func (s *Server) overview(c echo.Context, v visitor) (quiz.Overview, error) {
	o, err := s.service.Overview(c.Request().Context(), v.person, v.quizID())
	if err == nil && o.Plan.Paused {
		err = quiz.ErrPaused
	}
	return o, err
}

// plan shows what is next and why, and the state of every step.
func (s *Server) plan(c echo.Context, v visitor) error {
	o, err := s.overview(c, v)
	if err != nil {
		return err
	}
	vc := s.voice(o.Version, o.History, nil)
	q, w := o.Version.Quiz, s.whys(vc, o)
	page := planPage{
		layout: s.layout(c, "plan", "Your plan", o.Version), Heading: vc.t("Your plan"), Cards: cards(s.placeOf(c), vc, q, o.Plan.Cards),
		Faulty: len(o.Plan.Faults) > 0, Steps: w.planSteps(), Scores: append(planScores(w), valueScores(vc, q, o.Plan.Values)...),
		ScoreNote: vc.say(q.ScoreNote), Disclaimer: vc.say(q.Disclaimer), Changes: changes(vc, o), History: quizAddress(q.ID) + "/history",
	}
	page.Known, page.Private = true, v.person.Private()
	s.prolong(c, v.person)
	if !v.person.Settings.Consents[q.ID].Agreed(o.Version) {
		page.Renew = quizAddress(q.ID)
	}
	if page.Next, err = s.next(c, vc, o); err != nil {
		return err
	}
	page.Next.Why = w.next()
	page.Comeback = newComeback(vc, q, s.service.Comeback(o))
	page.Comeback.Due = slices.DeleteFunc(page.Comeback.Due, func(due link) bool { return due.Address == page.Next.Take }) // said there
	if page.Next.Take == "" {
		page.Moves = s.moves(vc, o)
	}
	return s.render(c, http.StatusOK, page)
}

// changes returns the sets of no step that can be taken: those that come first once they were taken, and those in which a person
// reports what has happened since.
func changes(vc voice, o quiz.Overview) []link {
	q := o.Version.Quiz
	var links []link
	for _, set := range q.Sets {
		ofStep := slices.ContainsFunc(q.Steps, func(s *quiz.Step) bool { return s.Set == set.ID })
		first := slices.ContainsFunc(q.Planning.First, func(f quiz.First) bool { return f.Set == set.ID })
		_, taken := o.History.Latest(set.ID)
		next := o.Plan.NextKind == quiz.KindSet && o.Plan.Next == set.ID
		// What comes first is offered as next; what happened since is of no use before it.
		if ofStep || next || first && !taken || !first && o.Plan.NextKind == quiz.KindSet || o.Plan.CheckAllowed(q, set.ID) != nil {
			continue
		}
		links = append(links, link{Address: setAddress(q.ID, set.ID), Text: vc.say(set.Title)})
	}
	return links
}

// next says what is next, and gives a step's tasks once its questions are answered.
func (s *Server) next(c echo.Context, vc voice, o quiz.Overview) (next, error) {
	q := o.Version.Quiz
	n := next{Kind: o.Plan.NextKind, Because: vc.say(o.Plan.Because), On: vc.dateOf(o.Plan.On)}
	switch n.Kind {
	case quiz.KindSet:
		if set := q.Set(o.Plan.Next); set != nil {
			n.Title, n.Address, n.Duration = vc.say(set.Title), setAddress(q.ID, set.ID), vc.duration(set.Minutes)
			asked := o.Version.Scorer.Ask(set.ID, quiz.Answers{}, o.History, s.service.Now())
			n.Questions = vc.questions(asks(asked.Questions))
		}
	case quiz.KindStep:
		if step := q.Step(o.Plan.Next); step != nil {
			return n, s.nextStep(c, &n, vc, o, step)
		}
	}
	return n, nil
}

func (s *Server) nextStep(c echo.Context, n *next, vc voice, o quiz.Overview, step *quiz.Step) error {
	id := o.Version.Quiz.ID
	n.Number, n.Title, n.Address, n.DoneWhen = step.Number, vc.say(step.Title), stepAddress(id, step.ID), vc.say(step.DoneWhen)
	detail := o.Version.Scorer.Step(o.History, s.service.Now(), step.ID)
	_, taken := o.History.Latest(step.Set)
	if step.Set != "" && !taken {
		n.Take = setAddress(id, step.Set)
		set := o.Version.Quiz.Set(step.Set)
		n.Duration = vc.duration(set.Minutes)
		n.Questions = vc.questions(asks(set.Questions))
		return nil
	}
	n.Recheck = vc.dateOf(detail.Recheck)
	if s.due(detail.Recheck) {
		n.Take, n.Again = setAddress(id, step.Set), true
	}
	var err error
	n.Tasks, err = s.taskForms(c, vc, step, stepAddress(id, step.ID), detail, fromPlan)
	return err
}

// due reports whether the day has come.
func (s *Server) due(d *quiz.Day) bool { return d != nil && *d <= quiz.DayOf(s.service.Now()) }

// dateOf writes a date; "" for none.
func (p phrases) dateOf(d *quiz.Day) string {
	if d == nil {
		return ""
	}
	return p.date(*d)
}

func planSteps(vc voice, o quiz.Overview) []planStep {
	lines := make([]planStep, 0, len(o.Version.Quiz.Steps))
	for _, step := range o.Version.Quiz.Steps {
		state, ok := o.Plan.Step(step.ID)
		if !ok {
			continue
		}
		lines = append(lines, planStep{
			Number: step.Number, Title: vc.say(step.Title), State: state.State, Word: vc.stateWord(state.State),
			Because: vc.say(state.Because), Opens: vc.dateOf(state.Opens), Address: stepAddress(o.Version.Quiz.ID, step.ID),
			Next: o.Plan.NextKind == quiz.KindStep && o.Plan.Next == step.ID,
		})
	}
	return shortened(vc, lines)
}

// shortened says a reason for which several steps are closed once: read again and again, it hurts.
func shortened(vc voice, lines []planStep) []planStep {
	first := map[string]int{}
	for i, line := range lines {
		if line.State != quiz.Closed || line.Because == "" {
			continue
		}
		if number, said := first[line.Because]; said {
			lines[i].Because = vc.t("For the same reason as step %d.", number)
		} else {
			first[line.Because] = line.Number
		}
	}
	return lines
}

// planSteps are all steps, with what their states rest on.
func (w whys) planSteps() []planStep {
	w.short = true
	lines := planSteps(w.vc, w.o)
	for i, step := range w.o.Version.Quiz.Steps {
		if state, _ := w.o.Plan.Step(step.ID); !lines[i].Next {
			lines[i].Why = w.step(step, state)
		}
	}
	return lines
}

// planScores puts the scales of the plan into words, with the answers that do most to each.
func planScores(w whys) []score {
	var shown []score
	for _, scale := range w.o.Version.Quiz.Scales {
		if sc, ok := w.o.Plan.Scores.Of(scale.ID); ok {
			one := newScore(w.vc, scale.Title, scale.Bands, sc, percent(scale))
			one.Effects = w.effects(scale.ID)
			shown = append(shown, one)
		}
	}
	return shown
}

// scaleScores puts scales into words, in the author's order; of gives the score of a scale.
func scaleScores(vc voice, q *quiz.Quiz, of func(scale string) (quiz.Score, bool)) []score {
	var shown []score
	for _, scale := range q.Scales {
		if sc, ok := of(scale.ID); ok {
			shown = append(shown, newScore(vc, scale.Title, scale.Bands, sc, percent(scale)))
		}
	}
	return shown
}

// valueScores puts the values whose bands say something into words, in the author's order.
func valueScores(vc voice, q *quiz.Quiz, values quiz.Scores) []score {
	var shown []score
	for _, value := range q.Values {
		known, _ := values.Of(value.ID)
		if sc := newScore(vc, value.Title, value.Bands, known, false); sc.Means != "" {
			shown = append(shown, sc)
		}
	}
	return shown
}

// percent reports whether the scale is the plain percentage of its range.
func percent(s *quiz.Scale) bool { return strings.TrimSpace(s.Score.Value) == "percent" }

func newScore(vc voice, title string, bands []quiz.Band, sc quiz.Score, percent bool) score {
	made := score{Title: vc.say(title), Scored: sc.Scored, Percent: percent, Whole: whole(sc.Value)}
	for _, b := range bands {
		if b.ID == sc.Band && sc.Scored {
			made.Means = vc.say(b.Means)
		}
	}
	return made
}
