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
	store Store
	load  func(files map[string][]byte) (*Version, error)

	mu     sync.RWMutex
	order  []string            // quizzes
	latest map[string]*Version // by quiz
	older  []*Version          // the one used last is last
}

func newVersions(store Store, load func(map[string][]byte) (*Version, error)) *versions {
	return &versions{store: store, load: load, latest: map[string]*Version{}}
}

func (vs *versions) publish(v *Version) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
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
