package quiz

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// deadLooks is how often a program looks before it takes another one for dead whose beat has stood still all that time. It counts its own
// looks and compares no clocks: those of two machines can differ by minutes.
const deadLooks = 12

// programs are those that use the same store as this one.
type programs struct {
	mu     sync.Mutex
	id     string                // of this program; "" before its first look
	beat   int64                 // of this program
	others map[string]*otherBeat // by id
	alone  bool                  // the last look worked and found no other that lives
}

// otherBeat is how the beat of another program was seen.
type otherBeat struct {
	beat  int64
	still int // for how many looks it has stood still
}

// next returns under which id and beat this program shows itself now.
func (ps *programs) next(newID func() (string, error)) (id string, beat int64, err error) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.id == "" {
		if ps.id, err = newID(); err != nil {
			return "", 0, err
		}
	}
	ps.beat++
	return ps.id, ps.beat, nil
}

// see takes in which programs were found, and returns those that are dead, with their beats.
func (ps *programs) see(found map[string]int64) (dead map[string]int64) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	dead, ps.alone = map[string]int64{}, true
	others := map[string]*otherBeat{}
	for id, beat := range found {
		if id == ps.id {
			continue
		}
		other := ps.others[id]
		if other == nil || other.beat != beat {
			other = &otherBeat{beat: beat}
		} else {
			other.still++
		}
		others[id] = other
		if other.still >= deadLooks {
			dead[id] = beat
		} else {
			ps.alone = false
		}
	}
	ps.others = others
	return dead
}

// lost notes that nothing is known of the others now.
func (ps *programs) lost() {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.alone = false
}

func (ps *programs) areNone() bool {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.alone
}

// Alone reports whether no other program serves the same store. It is false while that is not known: before the first Look, and after one
// that failed.
func (s *Service) Alone() bool { return s.store.Exclusive() || s.programs.areNone() }

// Look shows the other programs on the store that this one runs, sees which of them do, and serves what they have published. A program that
// serves calls it before its first page and every few seconds from then on. ErrUnavailable.
func (s *Service) Look(ctx context.Context) error {
	done, err := s.versions.begin(ctx)
	if err == nil {
		defer done()
		err = s.look(ctx)
	}
	if err != nil {
		s.programs.lost()
		return fmt.Errorf("look for other programs: %w", err)
	}
	return nil
}

func (s *Service) look(ctx context.Context) error {
	if !s.store.Exclusive() {
		id, beat, err := s.programs.next(s.newID)
		if err != nil {
			return err
		}
		if err := s.store.NoteProgram(ctx, id, beat); err != nil {
			return err
		}
	}
	board, err := s.store.Board(ctx)
	if err != nil {
		return err
	}
	for id, beat := range s.programs.see(board.Programs) {
		if err := s.store.RemoveProgram(ctx, id, beat); err != nil {
			return err
		}
	}
	return s.follow(ctx, board.Current)
}

// Leave tells the other programs on the store that this one has ended. ErrUnavailable; then they find out by themselves.
func (s *Service) Leave(ctx context.Context) error {
	id, beat := s.programs.last()
	if id == "" {
		return nil
	}
	return s.store.RemoveProgram(ctx, id, beat)
}

func (ps *programs) last() (id string, beat int64) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.id, ps.beat
}

// Follow serves the version of a quiz that another program has published since the last Look, if there is one. ErrUnavailable.
func (s *Service) Follow(ctx context.Context, quiz string) error {
	if s.store.Exclusive() {
		return nil // nobody else can have published
	}
	done, err := s.versions.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	board, err := s.store.Board(ctx)
	if err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	return s.follow(ctx, map[string]string{quiz: board.Current[quiz]})
}

// follow serves the versions with the hashes, of the quizzes that this program serves. Of one that it can't serve the last good version
// stays; the log says so once.
func (s *Service) follow(ctx context.Context, current map[string]string) error {
	for _, v := range s.versions.all() {
		hash := current[v.Quiz.ID]
		if hash == "" || hash == v.Hash || s.versions.isRefused(v.Quiz.ID, hash) {
			continue
		}
		next, err := s.versions.accepted(ctx, v.Quiz.ID, hash)
		if ctx.Err() != nil || errors.Is(err, ErrUnavailable) {
			return err
		}
		if err != nil {
			s.versions.refuse(v.Quiz.ID, hash)
			s.log.Error("a version that another program published can't be served here, the last good one is", "quiz", v.Quiz.ID,
				"published", short(hash), "version", short(v.Hash), "why", err.Error())
			continue
		}
		s.versions.serve(next)
		s.log.Info("a version that another program published is served", "quiz", v.Quiz.ID, "version", short(hash))
	}
	return nil
}

// short is how the log names a version.
func short(hash string) string { return hash[:min(12, len(hash))] }
