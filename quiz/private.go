package quiz

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// PrivateIdle is how long a private visit lasts after its last page.
const PrivateIdle = 30 * time.Minute

// privateMark begins the id of a participant on a private visit. It alone decides which store is asked, so that nothing of them reaches
// the other one, also after their visit has ended.
const privateMark = "private-"

// Private reports whether the participant is on a private visit: nothing of it is written to a disk.
func (p Participant) Private() bool { return isPrivate(p.ID) }

func isPrivate(participant string) bool { return strings.HasPrefix(participant, privateMark) }

// bothOf makes a change that takes something away where the participant is kept, and in the private visit in which they may have gone on
// at the same moment, in another window.
func (s *Service) bothOf(participant string, change func(store Store, participant string) error) error {
	err := change(s.of(participant), participant)
	if visit := s.visits.after(participant); err == nil && visit != "" {
		err = change(s.private, visit)
	}
	return err
}

// of returns the store that keeps what the participant gives.
func (s *Service) of(participant string) Store {
	if isPrivate(participant) {
		return s.private
	}
	return s.store
}

// PrivateVisits reports whether private visits can begin here now: not while another program may answer their next page.
func (s *Service) PrivateVisits() bool { return s.visits.most > 0 && s.Alone() }

// PrivateVisitsNow returns how many private visits are under way.
func (s *Service) PrivateVisitsNow() int {
	now, _ := s.visits.counts()
	return now
}

// PrivateVisitsDisplaced returns how many private visits without an answer have ended because others needed their place.
func (s *Service) PrivateVisitsDisplaced() int64 {
	_, made := s.visits.counts()
	return made
}

// JoinPrivately makes a participant of a person who agreed to what the quiz keeps, for a private visit. ErrFull, as a
// *LimitError too where that is known, when there are as many private visits as may be, from their network or in all, or no room for more;
// ErrNotAlone beside another program; else as Join.
func (s *Service) JoinPrivately(ctx context.Context, quiz string, a Agreement) (Participant, Secret, error) {
	a.Remember = true // it ends by itself when nobody comes
	return s.join(ctx, quiz, a, func() (string, error) { return s.beginPrivate(ctx, a.Network) })
}

// beginPrivate begins a visit from a network and returns the id of its participant.
func (s *Service) beginPrivate(ctx context.Context, network string) (string, error) {
	if !s.Alone() {
		return "", fmt.Errorf("a private visit: %w", ErrNotAlone)
	}
	id, err := s.newID()
	if err != nil {
		return "", err
	}
	id = privateMark + id
	ended, err := s.visits.begin(id, network, s.now())
	if err != nil || ended == "" {
		return id, err
	}
	if err := s.endVisit(ctx, ended); err != nil {
		s.visits.end(id)
		s.visits.expire(ended)
		return "", fmt.Errorf("make room for a private visit: %w", err)
	}
	return id, nil
}

// GoPrivate moves everything of the participant out of the store and into a private visit. What it returns is the participant as they are
// now, and a secret for this browser; that by which they were recognised opens the visit too, so that nothing is lost when the reply does
// not arrive. Every other opens nothing any more. ErrFull and ErrNotAlone as JoinPrivately; then, and with every other error, nothing has moved.
//
// When the store does not say whether it has deleted what was moved, the visit stands and the deletion is made up for: see Leftover.
func (s *Service) GoPrivate(ctx context.Context, p Participant) (Participant, Secret, error) {
	var err error
	for range saveTries {
		var moved Participant
		var secret Secret
		if moved, secret, err = s.goPrivate(ctx, p); !errors.Is(err, ErrConflict) {
			return moved, secret, err
		}
		if p, err = s.again(ctx, p); err != nil {
			return Participant{}, "", fmt.Errorf("go private: %w", err)
		}
	}
	return Participant{}, "", fmt.Errorf("go private: %w", errors.Join(ErrUnavailable, err))
}

func (s *Service) goPrivate(ctx context.Context, p Participant) (Participant, Secret, error) {
	all, err := s.Stored(ctx, p)
	if err != nil {
		return Participant{}, "", err
	}
	secret, fresh, err := s.newToken(SessionToken, NewSecret)
	if err != nil {
		return Participant{}, "", err
	}
	moved := p
	if moved.ID, err = s.beginPrivate(ctx, p.Network); err != nil {
		return Participant{}, "", err
	}
	s.visits.goesOn(p.ID, moved.ID)
	own := Token{Hash: p.Token.Hash, Kind: SessionToken, Made: fresh.Made}
	if err = s.private.AddParticipant(ctx, moved, fresh); err == nil {
		if err = s.private.AddToken(ctx, moved.ID, own, MostSessions); err == nil {
			err = s.move(ctx, moved.ID, all)
		}
	}
	if err == nil {
		err = s.deleteMoved(ctx, p, moved, extentOf(p, all))
	}
	if err != nil {
		return Participant{}, "", errors.Join(fmt.Errorf("go private: %w", err), s.endVisit(context.WithoutCancel(ctx), moved.ID))
	}
	moved.Token = fresh
	return moved, secret, nil
}

// deleteMoved deletes what was copied into a private visit. It returns an error only when all of it is known to be there still.
func (s *Service) deleteMoved(ctx context.Context, p, moved Participant, was Extent) error {
	err := s.store.DeleteCopied(ctx, p.ID, was)
	if err == nil || errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) { // gone: deleted in another window, so the copy goes too
		return err
	}
	switch _, there := s.store.Participant(ctx, p.ID); {
	case there == nil:
		return err
	case errors.Is(there, ErrNotFound):
		return nil // it was deleted, and only the reply was lost
	default:
		s.visits.leave(moved.ID, p.ID)
		s.log.Error("what was moved into a private visit may not be deleted yet; it is tried again", "error", err)
		return nil
	}
}

func extentOf(p Participant, all []Stored) Extent {
	e := Extent{Revision: p.Revision, Attempts: map[string]int{}, Key: p.Token.Hash}
	for _, one := range all {
		for _, a := range one.Attempts {
			e.Attempts[a.ID] = a.Revision
		}
		e.Results += len(one.History.Results)
		e.Events += len(one.History.Events)
	}
	return e
}

// Leftover reports whether it is not known yet that what a private visit began with is deleted from the store.
func (s *Service) Leftover(p Participant) bool {
	_, left := s.visits.leftOf(p.ID)
	return left
}

// deleteLeft deletes what is left in the store of those who moved into a private visit.
func (s *Service) deleteLeft(ctx context.Context) error {
	for visit, participant := range s.visits.allLeft() {
		if err := s.store.DeleteParticipant(ctx, participant); err != nil {
			return fmt.Errorf("delete what was moved into a private visit: %w", err)
		}
		s.visits.settle(visit)
	}
	return nil
}

// move puts what is stored into the private visit of the participant.
func (s *Service) move(ctx context.Context, participant string, all []Stored) error {
	for _, one := range all {
		results := map[string]Result{}
		for _, r := range one.History.Results {
			results[r.ID] = r
		}
		// A set's open one comes last, so that it does not stand for one that is finished.
		slices.SortStableFunc(one.Attempts, func(a, b Attempt) int { return cmp.Compare(a.State, b.State) })
		for _, a := range one.Attempts {
			r, finished := results[a.ID]
			a.Participant, a.State = participant, AttemptOpen
			if _, err := s.private.AddAttempt(ctx, a); err != nil {
				return err
			}
			if !finished {
				continue
			}
			r.Participant = participant
			if _, err := s.private.FinishAttempt(ctx, r, a.Revision, AnySettings); err != nil {
				return err
			}
		}
		for _, e := range one.History.Events {
			e.Participant = participant
			if err := s.private.AddEvent(ctx, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// EndIdle deletes the private visits that nobody came back to within PrivateIdle, and returns how many.
func (s *Service) EndIdle(ctx context.Context) (int, error) {
	left := s.deleteLeft(ctx) // the store may be out of reach; that keeps no visit from its end
	ended := s.visits.idle(s.now())
	for n, participant := range ended {
		if err := s.endVisit(ctx, participant); err != nil {
			return n, errors.Join(err, left)
		}
	}
	return len(ended), left
}

// endVisit deletes what is held of a private visit.
func (s *Service) endVisit(ctx context.Context, visit string) error {
	if err := s.private.DeleteParticipant(ctx, visit); err != nil {
		return err
	}
	s.visits.end(visit)
	return nil
}
