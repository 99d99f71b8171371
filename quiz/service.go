package quiz

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"
)

// Service is what the pages and commands ask for. It joins the versions, the store and the clock.
type Service struct {
	store    Store
	private  Store
	visits   *visits
	versions *versions
	programs programs
	now      func() time.Time
	newID    func() (string, error)
	random   io.Reader
	log      *slog.Logger
	swept    atomic.Pointer[time.Time] // until when it was looked for who gave nothing; nil for never
}

// Config is what a Service rests on. Every field is needed but those of private visits, and Accept.
type Config struct {
	Store         Store
	Private       Store                                           // keeps what is given on private visits, in memory alone
	PrivateVisits int                                             // how many may be under way at once; 0 for none
	Load          func(files map[string][]byte) (*Version, error) // reads and compiles a version that the store kept
	Accept        func(files map[string][]byte) (*Version, error) // as Load, of a version that another program published: only when people may be served it; nil takes Load
	Now           func() time.Time
	NewID         func() (string, error) // a UUIDv7
	Random        io.Reader              // a source fit for secrets
	Log           *slog.Logger
}

// NewService returns a service without any quiz; see Publish.
func NewService(c Config) *Service {
	visits := newVisits(c.PrivateVisits)
	return &Service{
		store:    c.Store,
		private:  answering{c.Private, visits},
		visits:   visits,
		versions: newVersions(c),
		now:      c.Now,
		newID:    c.NewID,
		random:   c.Random,
		log:      c.Log,
	}
}

// Publish makes the version the current one of its quiz, after keeping its files: here at once, in every other program on the store with
// its next Look. What is published last counts.
func (s *Service) Publish(ctx context.Context, v *Version) error {
	if err := s.versions.publish(ctx, v); err != nil {
		return fmt.Errorf("publish %s: %w", v.Quiz.ID, err)
	}
	return nil
}

// Quizzes returns the current version of each quiz, in the order in which they were first published.
func (s *Service) Quizzes() []*Version { return s.versions.all() }

// Quiz returns the current version of the quiz. ErrNotFound.
func (s *Service) Quiz(id string) (*Version, error) { return s.versions.current(id) }

// Ready reports whether answers could be kept now. ErrUnavailable, ErrFull.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ping(ctx) }

// Now returns the time that plans are made for.
func (s *Service) Now() time.Time { return s.now() }

// NewNonce returns an unguessable text of 128 bits, written as a UUID. The error is that of the random source.
func (s *Service) NewNonce() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.random, b[:]); err != nil {
		return "", fmt.Errorf("make a nonce: %w", err)
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// NewOperation returns an id for a form, so that sending it twice is doing it once.
func (s *Service) NewOperation() (string, error) { return s.newID() }

// Overview is where a participant stands in a quiz.
type Overview struct {
	Version *Version
	Plan    Plan
	History History
}

// Overview works out where the participant stands now. ErrNotFound for an unknown quiz.
func (s *Service) Overview(ctx context.Context, p Participant, quiz string) (Overview, error) {
	v, err := s.versions.current(quiz)
	if err != nil {
		return Overview{}, err
	}
	v = v.In(p.Language)
	h, err := s.of(p.ID).History(ctx, p.ID, quiz)
	if err != nil {
		return Overview{}, fmt.Errorf("overview: %w", err)
	}
	return Overview{Version: v, Plan: s.plan(v, h, s.now()), History: h}, nil
}

// Step returns what the page of a step says. ErrNotFound for an unknown quiz or step.
func (s *Service) Step(ctx context.Context, p Participant, quiz, step string) (Overview, StepDetail, error) {
	o, err := s.Overview(ctx, p, quiz)
	if err != nil {
		return Overview{}, StepDetail{}, err
	}
	if o.Version.Quiz.Step(step) == nil {
		return Overview{}, StepDetail{}, fmt.Errorf("step %q: %w", step, ErrNotFound)
	}
	return o, o.Version.Scorer.Step(o.History, s.now(), step), nil
}

// plan makes the plan and logs the rules that failed, with their places and without any answer.
func (s *Service) plan(v *Version, h History, at time.Time) Plan {
	plan := v.Scorer.Plan(h, at)
	for _, f := range plan.Faults {
		s.log.Error("a rule failed", "quiz", v.Quiz.ID, "version", v.Hash, "code", f.Code,
			"file", f.Pos.File, "line", f.Pos.Line, "column", f.Pos.Column)
	}
	return plan
}

// after returns the time of what a person does now: later than all that they did before, though the clock of this program may stand
// behind that of another one, or was set back. Exact to what the store keeps.
func (s *Service) after(h History) time.Time {
	return latest(s.now().Truncate(time.Microsecond), h.last().Add(time.Microsecond))
}

// Report keeps an event of the participant. The event's ID is the operation of its form.
// ErrNotFound for an unknown quiz, step or task; ErrClosed when the step does not take events now; ErrInvalid for another kind;
// *LimitError when there are too many of a day, or there is too much of the participant.
func (s *Service) Report(ctx context.Context, p Participant, e Event) error {
	o, err := s.Overview(ctx, p, e.Quiz)
	if err != nil {
		return err
	}
	step := o.Version.Quiz.Step(e.Step)
	if step == nil {
		return fmt.Errorf("step %q: %w", e.Step, ErrNotFound)
	}
	if err := e.check(step); err != nil {
		return err
	}
	if state, _ := o.Plan.Step(e.Step); !state.Workable() {
		return fmt.Errorf("step %q: %w", e.Step, ErrClosed)
	}
	if slices.ContainsFunc(o.History.Events, func(known Event) bool { return known.ID == e.ID }) {
		return nil // the same form again
	}
	if err := o.History.roomForEvent(p, s.now()); err != nil {
		return fmt.Errorf("event of step %q: %w", e.Step, err)
	}
	e.Participant, e.At = p.ID, s.after(o.History)
	return s.of(p.ID).AddEvent(ctx, e)
}

// check refuses what no page of the step offers.
func (e Event) check(step *Step) error {
	switch e.Kind {
	case StepStarted:
		return nil
	case StepClosed, StepReopened:
		if step.Closable == "" {
			return fmt.Errorf("step %q can't be closed by a person: %w", step.ID, ErrInvalid)
		}
		return nil
	case TaskTicked, TaskUnticked:
		for _, t := range step.Tasks {
			if t.ID == e.Task {
				return nil
			}
		}
		return fmt.Errorf("task of step %q: %w", step.ID, ErrNotFound)
	default:
		return fmt.Errorf("event of step %q: %w", step.ID, ErrInvalid)
	}
}
