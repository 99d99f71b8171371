package quiz

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// keptVersions is how many versions that are current no more stay in memory.
const keptVersions = 32

// versions knows the current version of each quiz, and fetches those that attempts are pinned to.
type versions struct {
	store  Store
	load   func(files map[string][]byte) (*Version, error)
	accept func(files map[string][]byte) (*Version, error)
	turn   chan struct{} // held by who publishes or follows, so that what was current before is never served after what is now

	mu      sync.RWMutex
	order   []string            // quizzes
	latest  map[string]*Version // by quiz
	older   []*Version          // the one used last is last
	refused map[string]string   // by quiz, the hash of the last version of another program that can't be served here
}

func newVersions(c Config) *versions {
	vs := &versions{store: c.Store, load: c.Load, accept: c.Accept, turn: make(chan struct{}, 1), latest: map[string]*Version{}, refused: map[string]string{}}
	if vs.accept == nil {
		vs.accept = vs.load
	}
	return vs
}

// begin waits for the turn to change what is current; done gives it back. The error is that of the context.
func (vs *versions) begin(ctx context.Context) (done func(), err error) {
	select {
	case vs.turn <- struct{}{}:
		return func() { <-vs.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// publish keeps the version and makes it the current one of its quiz for every program.
func (vs *versions) publish(ctx context.Context, v *Version) error {
	done, err := vs.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := vs.store.PutVersion(ctx, VersionFiles{Quiz: v.Quiz.ID, Hash: v.Hash, Files: v.Files}); err != nil {
		return err
	}
	if err := vs.store.SetCurrent(ctx, v.Quiz.ID, v.Hash); err != nil {
		return err
	}
	vs.serve(v)
	return nil
}

// accepted returns the version with the hash when people may be served it here.
func (vs *versions) accepted(ctx context.Context, quiz, hash string) (*Version, error) {
	kept, err := vs.store.VersionFiles(ctx, quiz, hash)
	if err != nil {
		return nil, err
	}
	v, err := vs.accept(kept.Files)
	if err != nil {
		return nil, err
	}
	if v.Quiz.ID != quiz || v.Hash != hash {
		return nil, fmt.Errorf("the files kept for it are those of %s %s", v.Quiz.ID, short(v.Hash))
	}
	return v, nil
}

func (vs *versions) isRefused(quiz, hash string) bool {
	vs.mu.RLock()
	defer vs.mu.RUnlock()
	return vs.refused[quiz] == hash
}

func (vs *versions) refuse(quiz, hash string) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.refused[quiz] = hash
}

// serve makes the version the current one of its quiz in this program.
func (vs *versions) serve(v *Version) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	delete(vs.refused, v.Quiz.ID)
	if _, known := vs.latest[v.Quiz.ID]; !known {
		vs.order = append(vs.order, v.Quiz.ID)
	}
	vs.latest[v.Quiz.ID] = v
}

func (vs *versions) all() []*Version {
	vs.mu.RLock()
	defer vs.mu.RUnlock()
	all := make([]*Version, 0, len(vs.order))
	for _, id := range vs.order {
		all = append(all, vs.latest[id])
	}
	return all
}

func (vs *versions) current(quiz string) (*Version, error) {
	vs.mu.RLock()
	defer vs.mu.RUnlock()
	if v, ok := vs.latest[quiz]; ok {
		return v, nil
	}
	return nil, fmt.Errorf("quiz %q: %w", quiz, ErrNotFound)
}

// pinned returns the version with the hash: the current one, one in memory, or one loaded from the store.
func (vs *versions) pinned(ctx context.Context, quiz, hash string) (*Version, error) {
	if v := vs.inMemory(quiz, hash); v != nil {
		return v, nil
	}
	kept, err := vs.store.VersionFiles(ctx, quiz, hash)
	if err != nil {
		return nil, fmt.Errorf("version of an attempt: %w", err)
	}
	v, err := vs.load(kept.Files)
	if err != nil {
		return nil, fmt.Errorf("version %.12s of %s does not load any more: %w", hash, quiz, err)
	}
	vs.mu.Lock()
	defer vs.mu.Unlock()
	vs.older = append(vs.older, v)
	vs.older = vs.older[max(0, len(vs.older)-keptVersions):]
	return v, nil
}

func (vs *versions) inMemory(quiz, hash string) *Version {
	vs.mu.RLock()
	defer vs.mu.RUnlock()
	if v := vs.latest[quiz]; v != nil && v.Hash == hash {
		return v
	}
	i := slices.IndexFunc(vs.older, func(v *Version) bool { return v.Quiz.ID == quiz && v.Hash == hash })
	if i < 0 {
		return nil
	}
	return vs.older[i]
}
