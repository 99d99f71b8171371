package quiz

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"
)

// A network has a twentieth of the places for private visits, but five where there are so many.
const (
	visitsShare = 20
	visitsLeast = 5
)

// visit is a private visit that is under way.
type visit struct {
	seen     time.Time // its last page
	answered bool      // something was kept that the person gave
	from     string    // Participant.Network
}

// visits are the private visits that are under way.
type visits struct {
	most, share int // places, and those that one network may have
	mu          sync.Mutex
	of          map[string]*visit // by participant
	left        map[string]string // by participant, who they were in the store while that may not be deleted yet
	from        map[string]string // by participant of the store, the visit in which they go on
	made        int64             // places that were made by ending a visit
}

func newVisits(most int) *visits {
	return &visits{most: most, share: max(most/visitsShare, min(most, visitsLeast)), of: map[string]*visit{}, left: map[string]string{}, from: map[string]string{}}
}

// begin adds a visit from a network; "" is no known one. When its network has its share, or all places are taken, the idlest visit that nobody answered
// anything on, or that is over, makes room: it is no longer among the visits, and returned, so that what is held of it can be deleted.
// ErrFull, as a *LimitError too, when there is none.
func (vs *visits) begin(participant, from string, now time.Time) (ended string, err error) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	theirs := func(v *visit) bool { return from != "" && v.from == from }
	limit, candidates := LimitVisits, func(*visit) bool { return true }
	if vs.count(theirs) >= vs.share && from != "" {
		limit, candidates = LimitNetwork, theirs
	} else if len(vs.of) < vs.most {
		vs.of[participant] = &visit{seen: now, from: from}
		return "", nil
	}
	var first time.Time
	for id, v := range vs.of {
		if candidates(v) && (!v.answered || v.over(now)) && (ended == "" || v.seen.Before(first)) {
			ended, first = id, v.seen
		}
	}
	if ended == "" {
		return "", fmt.Errorf("a private visit: %w: %w", ErrFull, &LimitError{Limit: limit, Until: vs.idlest(candidates).Add(PrivateIdle)})
	}
	delete(vs.of, ended)
	vs.of[participant] = &visit{seen: now, from: from}
	vs.made++
	return ended, nil
}

func (vs *visits) count(which func(*visit) bool) int {
	n := 0
	for _, v := range vs.of {
		if which(v) {
			n++
		}
	}
	return n
}

// idlest returns the last page of the visit that was left alone for longest.
func (vs *visits) idlest(which func(*visit) bool) (first time.Time) {
	for _, v := range vs.of {
		if which(v) && (first.IsZero() || v.seen.Before(first)) {
			first = v.seen
		}
	}
	return first
}

func (v *visit) over(now time.Time) bool { return now.Sub(v.seen) >= PrivateIdle }

// see notes a page of the visit and reports whether it has not ended.
func (vs *visits) see(participant string, now time.Time) bool {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	v := vs.of[participant]
	if v == nil || v.over(now) {
		return false
	}
	v.seen = now
	return true
}

// answer notes that something the person gave is about to be kept: from then on the visit makes no room for another. ErrNotFound when it has ended.
func (vs *visits) answer(participant string) error {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	v := vs.of[participant]
	if v == nil {
		return fmt.Errorf("a private visit that has ended: %w", ErrNotFound)
	}
	v.answered = true
	return nil
}

func (vs *visits) end(participant string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	delete(vs.of, participant)
	maps.DeleteFunc(vs.from, func(_, visit string) bool { return visit == participant })
}

// expire makes of a visit one that is over, so that what is held of it is deleted with those that have ended by themselves.
func (vs *visits) expire(participant string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.of[participant] = &visit{}
}

// goesOn notes that who is in the store goes on in the visit.
func (vs *visits) goesOn(participant, visit string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.from[participant] = visit
}

// after returns the visit in which who was in the store goes on; "" for none.
func (vs *visits) after(participant string) string {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return vs.from[participant]
}

// leave notes that somebody may still be in the store who went on in the visit.
func (vs *visits) leave(visit, participant string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.left[visit] = participant
}

// settle notes that nothing is left in the store of who went on in the visit.
func (vs *visits) settle(visit string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	delete(vs.left, visit)
}

// leftOf returns who may still be in the store who went on in the visit.
func (vs *visits) leftOf(visit string) (participant string, left bool) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	participant, left = vs.left[visit]
	return participant, left
}

func (vs *visits) allLeft() map[string]string {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return maps.Clone(vs.left)
}

// idle returns the visits that have ended by themselves.
func (vs *visits) idle(now time.Time) (ended []string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	for participant, v := range vs.of {
		if v.over(now) {
			ended = append(ended, participant)
		}
	}
	return ended
}

// counts returns how many visits are under way, and how many have ended to make room for others.
func (vs *visits) counts() (now int, made int64) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return len(vs.of), vs.made
}

// answering is the store of private visits. It notes that a visit has an answer before that is kept, so that no answer which was
// acknowledged goes to make room for another visit.
type answering struct {
	Store
	visits *visits
}

// AddAttempt keeps a new attempt, which may have answers from before.
func (a answering) AddAttempt(ctx context.Context, attempt Attempt) (Attempt, error) {
	if len(attempt.Answers) > 0 {
		if err := a.visits.answer(attempt.Participant); err != nil {
			return Attempt{}, err
		}
	}
	return a.Store.AddAttempt(ctx, attempt)
}

// SaveAttempt keeps answers.
func (a answering) SaveAttempt(ctx context.Context, attempt Attempt, was int) error {
	if err := a.visits.answer(attempt.Participant); err != nil {
		return err
	}
	return a.Store.SaveAttempt(ctx, attempt, was)
}

// FinishAttempt keeps a result.
func (a answering) FinishAttempt(ctx context.Context, r Result, was, settings int) (Result, error) {
	if err := a.visits.answer(r.Participant); err != nil {
		return Result{}, err
	}
	return a.Store.FinishAttempt(ctx, r, was, settings)
}

// AddEvent keeps an event.
func (a answering) AddEvent(ctx context.Context, e Event) error {
	if err := a.visits.answer(e.Participant); err != nil {
		return err
	}
	return a.Store.AddEvent(ctx, e)
}
