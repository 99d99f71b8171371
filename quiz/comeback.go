package quiz

import (
	"cmp"
	"slices"
	"time"
)

// Comeback is what a person finds when they come back: what time alone has changed since they last reported or finished something.
type Comeback struct {
	Since  time.Time // zero for a person who did neither yet
	Opened []string  // ids of steps that are open now and were not then
	Due    []string  // ids of sets that are to be answered again by now
	Again  *Day      // the next later day on which one is due, or everything is to be looked at again
}

// Comeback works out what a person finds who comes back now. Nothing is said while the plan is paused.
func (s *Service) Comeback(o Overview) Comeback {
	back, now := Comeback{Since: o.History.last()}, s.now()
	if o.Plan.Paused || back.Since.IsZero() {
		return Comeback{Since: back.Since}
	}
	then := o.Version.Scorer.Plan(o.History, back.Since)
	for _, state := range o.Plan.Steps {
		if was, _ := then.Step(state.ID); state.State == Open && was.State != Open {
			back.Opened = append(back.Opened, state.ID)
		}
		if state.Workable() {
			back.look(o, state.ID, now)
		}
	}
	if o.Plan.NextKind == KindRecheck && o.Plan.On != nil {
		back.later(*o.Plan.On, now)
	}
	return back
}

// look takes in when the set of a step is due again.
func (b *Comeback) look(o Overview, id string, now time.Time) {
	step, due := o.Version.Quiz.Step(id), o.Version.Scorer.Step(o.History, now, id).Recheck
	switch {
	case due == nil || step.Set == "" || o.Plan.CheckAllowed(o.Version.Quiz, step.Set) != nil:
	case *due > DayOf(now):
		b.later(*due, now)
	case !slices.Contains(b.Due, step.Set):
		b.Due = append(b.Due, step.Set)
	}
}

func (b *Comeback) later(day Day, now time.Time) {
	if day > DayOf(now) && (b.Again == nil || day < *b.Again) {
		b.Again = &day
	}
}

// last is when the person last reported or finished something.
func (h History) last() time.Time {
	var last time.Time
	for _, r := range h.Results {
		last = latest(last, r.At)
	}
	for _, e := range h.Events {
		last = latest(last, e.At)
	}
	return last
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// What a Deed can be besides StepStarted and TaskTicked.
const (
	SetTaken EventKind = "taken" // a set was answered
	StepDone EventKind = "done"  // a step became done, and still is
)

// Deed is something that a person did.
type Deed struct {
	At   time.Time
	Kind EventKind
	Set  string // of SetTaken
	Step string // of the others
	Task string // of TaskTicked
}

// Deeds returns what the person did, the latest first. A tick that was taken back is left out, and so is everything about
// steps that a guard keeps closed now, and while the plan is paused.
func (o Overview) Deeds() []Deed {
	if o.Plan.Paused {
		return nil
	}
	var deeds []Deed
	for _, r := range o.History.Results {
		if o.Version.Quiz.Set(r.Set) != nil && !o.Withheld(r.Set) {
			deeds = append(deeds, Deed{At: r.At, Kind: SetTaken, Set: r.Set})
		}
	}
	done := o.doneSince()
	for _, state := range o.Plan.Steps {
		if state.Guard != "" {
			continue
		}
		deeds = append(deeds, o.History.deedsOf(state.ID)...)
		if at := done[state.ID]; state.State == Done && !at.IsZero() {
			deeds = append(deeds, Deed{At: at, Kind: StepDone, Step: state.ID})
		}
	}
	slices.SortStableFunc(deeds, func(a, b Deed) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Kind, b.Kind)) })
	return deeds
}

// Withheld reports whether the set belongs to a step that a guard keeps closed now: then nobody is reminded of it.
func (o Overview) Withheld(set string) bool {
	return slices.ContainsFunc(o.Plan.Steps, func(state StepState) bool {
		return state.Guard != "" && o.Version.Quiz.Step(state.ID).Set == set
	})
}

// deedsOf returns what the person reported of a step and has not taken back; that they closed it shows as StepDone.
func (h History) deedsOf(step string) []Deed {
	var deeds []Deed
	for _, e := range h.Events {
		task := func(d Deed) bool { return d.Kind == TaskTicked && d.Task == e.Task }
		switch {
		case e.Step != step:
		case e.Kind == StepStarted:
			deeds = append(deeds, Deed{At: e.At, Kind: e.Kind, Step: step})
		case e.Kind == TaskTicked:
			deeds = append(slices.DeleteFunc(deeds, task), Deed{At: e.At, Kind: e.Kind, Step: step, Task: e.Task})
		case e.Kind == TaskUnticked:
			deeds = slices.DeleteFunc(deeds, task)
		}
	}
	return deeds
}

// doneSince returns since when each step is done that is done after everything reported so far.
func (o Overview) doneSince() map[string]time.Time {
	since := map[string]time.Time{}
	so := History{}
	results, events := o.History.Results, o.History.Events
	for len(results) > 0 || len(events) > 0 {
		var at time.Time
		if len(events) == 0 || len(results) > 0 && !events[0].At.Before(results[0].At) {
			at, so.Results, results = results[0].At, append(so.Results, results[0]), results[1:]
		} else {
			at, so.Events, events = events[0].At, append(so.Events, events[0]), events[1:]
		}
		for _, state := range o.Version.Scorer.Plan(so, at).Steps {
			if _, known := since[state.ID]; state.State != Done {
				delete(since, state.ID)
			} else if !known {
				since[state.ID] = at
			}
		}
	}
	return since
}
