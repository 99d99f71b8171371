package quiz

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
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

// visits are the private visits that are under way.
type visits struct {
	most int
	mu   sync.Mutex
	seen map[string]time.Time // by participant
}

func newVisits(most int) *visits { return &visits{most: most, seen: map[string]time.Time{}} }

// begin adds a visit. ErrFull when there are as many as may be.
func (vs *visits) begin(participant string, now time.Time) error {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if len(vs.seen) >= vs.most {
		return fmt.Errorf("a private visit: %w", ErrFull)
	}
	vs.seen[participant] = now
	return nil
}

// see notes a page of the visit and reports whether it has not ended.
func (vs *visits) see(participant string, now time.Time) bool {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	last, there := vs.seen[participant]
	if !there || now.Sub(last) >= PrivateIdle {
		return false
	}
	vs.seen[participant] = now
	return true
}

func (vs *visits) end(participant string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	delete(vs.seen, participant)
}

// idle returns the visits that have ended by themselves.
func (vs *visits) idle(now time.Time) (ended []string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	for participant, last := range vs.seen {
		if now.Sub(last) >= PrivateIdle {
			ended = append(ended, participant)
		}
	}
	return ended
}

// of returns the store that keeps what the participant gives.
func (s *Service) of(participant string) Store {
	if isPrivate(participant) {
		return s.private
	}
	return s.store
}

// PrivateVisits reports whether private visits are possible here.
func (s *Service) PrivateVisits() bool { return s.visits.most > 0 }

// PrivateVisitsNow returns how many private visits are under way.
func (s *Service) PrivateVisitsNow() int {
	s.visits.mu.Lock()
	defer s.visits.mu.Unlock()
	return len(s.visits.seen)
}

// JoinPrivately makes a participant of a person who agreed to what the quiz keeps, for a private visit; details as for Join. ErrFull when there are as many
// private visits as may be, or no room for more; ErrNotFound for an unknown quiz.
func (s *Service) JoinPrivately(ctx context.Context, quiz, language string, details bool) (Participant, Secret, error) {
	return s.join(ctx, quiz, language, details, s.beginPrivate)
}

// beginPrivate begins a visit and returns the id of its participant.
func (s *Service) beginPrivate() (string, error) {
	id, err := s.newID()
	if err != nil {
		return "", err
	}
	return privateMark + id, s.visits.begin(privateMark+id, s.now())
}

// GoPrivate moves everything of the participant out of the store and into a private visit. What it returns is the participant as they are
// now, and the secret that this browser needs: every other stops opening anything. ErrFull as JoinPrivately; then nothing has moved.
func (s *Service) GoPrivate(ctx context.Context, p Participant) (Participant, Secret, error) {
	all, err := s.Stored(ctx, p)
	if err != nil {
		return Participant{}, "", err
	}
	secret, hash, err := s.newSecret(NewSecret)
	if err != nil {
		return Participant{}, "", err
	}
	moved := p
	if moved.ID, err = s.beginPrivate(); err != nil {
		return Participant{}, "", err
	}
	if err = s.private.AddParticipant(ctx, moved, hash); err == nil {
		err = s.move(ctx, moved.ID, all)
	}
	if err == nil {
		err = s.store.DeleteParticipant(ctx, p.ID)
	}
	if err != nil {
		return Participant{}, "", errors.Join(fmt.Errorf("go private: %w", err), s.Forget(context.WithoutCancel(ctx), moved))
	}
	return moved, secret, nil
}

// move puts what is stored into the private visit of the participant.
func (s *Service) move(ctx context.Context, participant string, all []Stored) error {
	for _, one := range all {
		results := map[string]Result{}
		for _, r := range one.History.Results {
			results[r.ID] = r
		}
		for _, a := range one.Attempts { // oldest first, so that of a set the open one comes last
			r, finished := results[a.ID]
			a.Participant, a.State = participant, AttemptOpen
			if _, err := s.private.AddAttempt(ctx, a); err != nil {
				return err
			}
			if !finished {
				continue
			}
			r.Participant = participant
			if _, err := s.private.FinishAttempt(ctx, r, a.Revision); err != nil {
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
	ended := s.visits.idle(s.now())
	for n, participant := range ended {
		if err := s.Forget(ctx, Participant{ID: participant}); err != nil {
			return n, err
		}
	}
	return len(ended), nil
}
