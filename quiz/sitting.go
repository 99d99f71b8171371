package quiz

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// saveTries is how often a save is made anew when another one came between reading and writing.
const saveTries = 8

// Sitting is an attempt with what its set asks now.
type Sitting struct {
	Version *Version // the one the attempt is pinned to
	Set     *Set
	Attempt Attempt
	Asked   Asked
	History History // before this attempt
	Result  *Result // set when the attempt is finished
}

// Complete reports whether the page needs nothing more: every part is answered or optional, and no Must is broken.
func (s Sitting) Complete(q *Question) bool {
	for _, part := range q.Answerable() {
		if _, refused := s.Asked.Refusals[part.ID]; refused {
			return false
		}
		if s.Attempt.Answers[part.ID].Form == Unanswered && !part.Optional {
			return false
		}
	}
	return true
}

// FirstOpen returns the first page that still needs an answer, nil when none does.
func (s Sitting) FirstOpen() *Question {
	for _, q := range s.Asked.Questions {
		if !s.Complete(q) {
			return q
		}
	}
	return nil
}

// oneByOne returns the pages that are asked one after another, and that of the question: pages with answers from before were shown on one
// page together.
func (s Sitting) oneByOne(question string) []*Question {
	return slices.DeleteFunc(slices.Clone(s.Asked.Questions), func(q *Question) bool {
		_, carried := s.Since(q)
		return carried && q.ID != question
	})
}

// Position returns the page's place among those that are asked one after another, from 1, and how many those are; 0 when it is not asked.
func (s Sitting) Position(question string) (n, of int) {
	pages := s.oneByOne(question)
	return 1 + slices.IndexFunc(pages, func(q *Question) bool { return q.ID == question }), len(pages)
}

// Before returns the page that is asked before the question, nil when it is the first or is not asked.
func (s Sitting) Before(question string) *Question {
	if n, _ := s.Position(question); n > 1 {
		return s.oneByOne(question)[n-2]
	}
	return nil
}

// After returns the page to go on with after the question, nil when there is none.
func (s Sitting) After(question string) *Question {
	if n, of := s.Position(question); n < of {
		return s.oneByOne(question)[n]
	}
	return nil
}

// Begin starts an attempt of the set, or returns the open one. Questions that carry start from their last answers while those are fresh.
// ErrNotFound, ErrPaused, ErrClosed; *LimitError when too many sets were finished of a day, or there is too much of the participant.
func (s *Service) Begin(ctx context.Context, p Participant, quiz, set string) (Sitting, error) {
	return s.begin(ctx, p, quiz, set, func(set *Set, o Overview) Answers {
		return s.carried(set, o.History, func(q *Question) bool { return q.Carry })
	})
}

func (s *Service) begin(ctx context.Context, p Participant, quiz, set string, from func(*Set, Overview) Answers) (Sitting, error) {
	o, err := s.Overview(ctx, p, quiz)
	if err != nil {
		return Sitting{}, err
	}
	definition := o.Version.Quiz.Set(set)
	if definition == nil {
		return s.Sitting(ctx, p, quiz, set) // who began with an earlier version can finish
	}
	if err := o.Plan.CheckAllowed(o.Version.Quiz, set); err != nil {
		return Sitting{}, err
	}
	if err := s.roomForAttempt(ctx, p, quiz, set, o.History); err != nil {
		return Sitting{}, err
	}
	id, err := s.newID()
	if err != nil {
		return Sitting{}, err
	}
	now := s.now()
	a, err := s.of(p.ID).AddAttempt(ctx, Attempt{
		ID: id, Participant: p.ID, Quiz: quiz, Version: o.Version.Hash, Set: set, State: AttemptOpen,
		Answers: from(definition, o), Changed: map[string]int{}, Started: now, Touched: now,
	})
	if err != nil {
		return Sitting{}, fmt.Errorf("begin: %w", err)
	}
	return s.sitting(ctx, p, a, o.History)
}

// carried returns the last answers of the questions that carry, as far as they are fresh and the set still accepts them.
func (s *Service) carried(set *Set, h History, carries func(*Question) bool) Answers {
	answers := Answers{}
	last, ok := h.Latest(set.ID)
	if !ok {
		return answers
	}
	days := int(DayOf(s.now()) - DayOf(last.At))
	for _, page := range set.Questions {
		for _, q := range page.Answerable() {
			fresh := q.CarryDays == 0 || days <= q.CarryDays
			if answer, err := q.Accept(last.Answers[q.ID]); fresh && carries(q) && err == nil && answer.Form != Unanswered && !last.Answers[q.ID].StandIn {
				answers[q.ID] = answer
			}
		}
	}
	return answers
}

// Sitting returns the open attempt of the set. ErrNotFound when there is none; ErrPaused and ErrClosed as Begin, ErrUnavailable also when
// the version that the attempt began with can't be read by this program.
func (s *Service) Sitting(ctx context.Context, p Participant, quiz, set string) (Sitting, error) {
	o, err := s.Overview(ctx, p, quiz)
	if err != nil {
		return Sitting{}, err
	}
	a, err := s.of(p.ID).OpenAttempt(ctx, p.ID, quiz, set)
	if errors.Is(err, ErrNotFound) {
		if refused := o.Plan.CheckAllowed(o.Version.Quiz, set); refused != nil {
			return Sitting{}, refused
		}
	}
	if err != nil {
		return Sitting{}, fmt.Errorf("sitting: %w", err)
	}
	if err := s.allow(ctx, p, o, a); err != nil {
		return Sitting{}, err
	}
	sitting, err := s.sitting(ctx, p, a, o.History)
	if err != nil {
		return Sitting{}, err
	}
	if sitting.Attempt.Revision > 0 { // answers from before count when they are sent
		sitting, err = s.frozenWhenPaused(ctx, p, sitting, o.History, false)
	}
	switch {
	case err != nil:
		return Sitting{}, err
	case sitting.Result != nil:
		return Sitting{}, ErrPaused
	default:
		return sitting, nil
	}
}

func (s *Service) sitting(ctx context.Context, p Participant, a Attempt, h History) (Sitting, error) {
	v, err := s.began(ctx, a)
	if err != nil {
		return Sitting{}, err
	}
	v = v.In(p.Language)
	set := v.Quiz.Set(a.Set)
	if set == nil {
		return Sitting{}, fmt.Errorf("set %q: %w", a.Set, ErrNotFound)
	}
	return Sitting{
		Version: v, Set: set, Attempt: a, Asked: s.ask(v, a, h), History: h,
	}, nil
}

// Place names a page of an attempt.
type Place struct {
	Quiz, Set, Attempt, Question string
}

// Answer stores the answers of one page and returns the attempt as it is then. When a guard acts at once, the attempt is finished
// and Sitting.Result is set; a draft on which one would act leaves the page without an answer instead, so that only what is sent counts.
// The errors are *AnswerError (the answer is refused), *StaleError (the page is older than the stored answer),
// ErrFinished, ErrNotAsked, ErrNotFound, ErrPaused, ErrClosed.
func (s *Service) Answer(ctx context.Context, p Participant, at Place, save Save) (Sitting, error) {
	var err error
	for range saveTries {
		var sitting Sitting
		sitting, err = s.answer(ctx, p, at, save)
		if stale := (*StaleError)(nil); !errors.Is(err, ErrConflict) || errors.As(err, &stale) {
			return sitting, err
		}
		var gone error
		if p, gone = s.again(ctx, p); gone != nil {
			return Sitting{}, fmt.Errorf("answer: %w", gone)
		}
	}
	return Sitting{}, fmt.Errorf("answer: %w", errors.Join(ErrUnavailable, err))
}

func (s *Service) answer(ctx context.Context, p Participant, at Place, save Save) (Sitting, error) {
	sitting, h, err := s.attempt(ctx, p, at)
	if err != nil {
		return Sitting{}, err
	}
	q := sitting.Set.Question(at.Question)
	if q == nil {
		return Sitting{}, fmt.Errorf("question %q: %w", at.Question, ErrNotFound)
	}
	if !slices.Contains(sitting.Asked.Questions, q) {
		return Sitting{}, fmt.Errorf("question %q: %w", at.Question, ErrNotAsked)
	}
	if save.Answers, err = q.acceptAll(save); err != nil {
		return sitting, err
	}
	was := sitting.Attempt.Revision
	if save.Draft && s.wouldPause(sitting, h, save) {
		save.Answers = Answers{}
	}
	changed, err := sitting.Attempt.Apply(q, save, s.now())
	if err != nil {
		return sitting, err
	}
	if !changed {
		return s.frozenWhenPaused(ctx, p, sitting, h, save.Draft)
	}
	sitting.Asked = s.ask(sitting.Version, sitting.Attempt, h)
	for _, part := range q.Answerable() {
		if message, refused := sitting.Asked.Refusals[part.ID]; refused {
			return sitting, &AnswerError{Question: part.ID, Message: message}
		}
	}
	if err := s.of(p.ID).SaveAttempt(ctx, sitting.Attempt, was); err != nil {
		return Sitting{}, fmt.Errorf("answer: %w", err)
	}
	return s.frozenWhenPaused(ctx, p, sitting, h, save.Draft)
}

// frozenWhenPaused finishes an attempt on whose answers a guard acts at once; also one that was left so, when what came after the answer
// broke off.
func (s *Service) frozenWhenPaused(ctx context.Context, p Participant, sitting Sitting, h History, draft bool) (Sitting, error) {
	if sitting.Asked.Pause == "" || sitting.Attempt.State != AttemptOpen || draft {
		return sitting, nil
	}
	return s.freeze(ctx, p, sitting, h)
}

// wouldPause reports whether a guard would act at once on the answers of the save.
func (s *Service) wouldPause(sitting Sitting, h History, save Save) bool {
	after := sitting.Attempt
	after.Answers = maps.Clone(after.Answers)
	maps.Copy(after.Answers, save.Answers)
	return s.ask(sitting.Version, after, h).Pause != ""
}

// attempt reads the attempt of a place, and refuses one that the plan does not allow now.
func (s *Service) attempt(ctx context.Context, p Participant, at Place) (Sitting, History, error) {
	o, err := s.Overview(ctx, p, at.Quiz)
	if err != nil {
		return Sitting{}, History{}, err
	}
	a, err := s.of(p.ID).Attempt(ctx, p.ID, at.Attempt)
	if err != nil {
		return Sitting{}, History{}, fmt.Errorf("attempt: %w", err)
	}
	if a.Quiz != at.Quiz || a.Set != at.Set {
		return Sitting{}, History{}, fmt.Errorf("attempt of another set: %w", ErrNotFound)
	}
	if a.State == AttemptOpen {
		if err := s.allow(ctx, p, o, a); err != nil {
			return Sitting{}, History{}, err
		}
	}
	sitting, err := s.sitting(ctx, p, a, o.History)
	return sitting, o.History, err
}

// acceptAll accepts the answers to every part of the page; one that is missing and not optional is refused, except in a draft.
func (q *Question) acceptAll(save Save) (Answers, error) {
	accepted := Answers{}
	for _, part := range q.Answerable() {
		answer, err := part.Accept(save.Answers[part.ID])
		if err != nil {
			return nil, err
		}
		if answer.Form == Unanswered && !part.Optional && !save.Draft {
			return nil, part.missing()
		}
		accepted[part.ID] = answer
	}
	return accepted, nil
}

// missing says what to do about a question that was left open.
func (q *Question) missing() error {
	if q.Missing != "" {
		return &AnswerError{Question: q.ID, Message: q.Missing}
	}
	switch q.Kind {
	case ChooseMany:
		return q.refuse("Choose all that apply to go on.")
	case Number:
		return q.refuse("Enter a number to go on.")
	case Date:
		return q.refuse("Enter a date to go on.")
	case ShortText, LongText:
		return q.refuse("Write an answer to go on.")
	default:
		return q.refuse("Choose one answer to go on.")
	}
}
