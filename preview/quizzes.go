package preview

import (
	"maps"
	"slices"
	"sync"

	"waymark/quiz"
	"waymark/quiz/source"
)

// Folder is what is known of the folder of a quiz.
type Folder struct {
	Name     string            // of the folder
	Version  *quiz.Version     // the last good one; nil when there was none
	Broken   bool              // the files have errors now, so that Version is older than they
	Problems []source.Problem  // in the files as they are now
	Files    map[string][]byte // as they are now
	Lines    map[Line]Shown    // what the tests have shown of the lines; nil while it is not known
	Covered  string            // the same in a sentence
}

// Line is a line of a file, from 1.
type Line struct {
	File   string
	Number int
}

// Shown is what the tests have shown of a line.
type Shown struct {
	Seen    bool     // something of it
	Missing []string // what they have not
}

// quizzes are the folders as they are now, and those who wait for a change.
type quizzes struct {
	mu      sync.Mutex
	folders map[string]Folder // by name
	pages   int               // grows with each change of a version
	serial  int               // grows with each change
	changed chan struct{}     // closed at the next change
}

func newQuizzes() *quizzes {
	return &quizzes{folders: map[string]Folder{}, changed: make(chan struct{})}
}

// set keeps what is known of a folder and wakes those who wait.
func (q *quizzes) set(f Folder) {
	q.mu.Lock()
	defer q.mu.Unlock()
	was := q.folders[f.Name].Version
	if f.Version == nil {
		f.Version = was
	}
	if was == nil || f.Version.Hash != was.Hash {
		q.pages++
	}
	q.folders[f.Name] = f
	q.serial++
	close(q.changed)
	q.changed = make(chan struct{})
}

// now returns how many changes there were, of pages and of anything, and what is closed at the next.
func (q *quizzes) now() (pages, serial int, changed <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pages, q.serial, q.changed
}

// all returns the folders by their names.
func (q *quizzes) all() []Folder {
	q.mu.Lock()
	defer q.mu.Unlock()
	var all []Folder
	for _, name := range slices.Sorted(maps.Keys(q.folders)) {
		all = append(all, q.folders[name])
	}
	return all
}

// of returns the folder whose quiz has the id; without the id the first.
func (q *quizzes) of(id string) (Folder, bool) {
	for _, f := range q.all() {
		if id == "" || f.Version != nil && f.Version.Quiz.ID == id {
			return f, true
		}
	}
	return Folder{}, false
}
