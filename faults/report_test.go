package faults

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// pageWithin is how long any page may take.
const pageWithin = 5 * time.Second

// told is how many faults of one kind a test tells in full.
const told = 5

// kind is a way in which the program can fail a person.
type kind int

const (
	lost    kind = iota // something acknowledged is not there
	doubled             // something is there twice
	locked              // a person who did not ask for it can't get in
	stays               // what was deleted, withdrawn or signed out still is there
	seen                // somebody sees what is another's
	broken              // a page is a 500, or none came
	slow                // a page took longer than it may
	kinds
)

func (k kind) String() string {
	return [...]string{"lost", "doubled", "locked out", "not gone", "seen by others", "broken", "over 5 s"}[k]
}

// report is the table of all faults.
type report struct {
	mu   sync.Mutex
	rows []*tally
}

// tally counts what became of people under one fault.
type tally struct {
	t        *testing.T
	fault    string
	database string

	mu           sync.Mutex
	tries        int // acts that were sent
	acknowledged int
	pages        int // answers to anything
	slowest      time.Duration
	found        [kinds]int
	refused      int           // answers that say that the store is out of reach
	changed      chan struct{} // closed and made anew with every acknowledgement and refusal
}

// newTally adds a row to the table; the test fails with each fault that is counted.
func newTally(t *testing.T, fault, database string) *tally {
	tl := &tally{t: t, fault: fault, database: database, changed: make(chan struct{})}
	harness.report.mu.Lock()
	defer harness.report.mu.Unlock()
	harness.report.rows = append(harness.report.rows, tl)
	return tl
}

// fail counts a fault.
func (tl *tally) fail(k kind, format string, args ...any) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	tl.found[k]++
	if tl.found[k] <= told {
		tl.t.Errorf("%s: %s: %s", tl.fault, k, fmt.Sprintf(format, args...))
	}
}

// page notes an answer of the program.
func (tl *tally) page(method, path string, status int, since watch) {
	took, late := since.read()
	tl.mu.Lock()
	tl.pages++
	tl.slowest = max(tl.slowest, took)
	if status == http.StatusServiceUnavailable {
		tl.refused++
		tl.tell()
	}
	tl.mu.Unlock()
	if took-late > pageWithin {
		tl.fail(slow, "%s %s took %v and is %d; the machine was %v late", method, route(path), took.Round(time.Millisecond), status, late.Round(time.Millisecond))
	}
	if status == 500 || status > 503 {
		tl.fail(broken, "%s %s is %d", method, route(path), status)
	}
}

// route is a path without what could be an id.
func route(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return path
}

// act notes an act and whether it was acknowledged.
func (tl *tally) act(acknowledged bool) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	tl.tries++
	if acknowledged {
		tl.acknowledged++
		tl.tell()
	}
}

// tell wakes those who wait; the caller holds the lock.
func (tl *tally) tell() {
	close(tl.changed)
	tl.changed = make(chan struct{})
}

// goesOn waits until so many more acts are acknowledged.
func (tl *tally) goesOn(by int) {
	tl.t.Helper()
	tl.await(&tl.acknowledged, by, "nothing is acknowledged any more")
}

// refuses waits until so many more pages say that the store is out of reach.
func (tl *tally) refuses(by int) {
	tl.t.Helper()
	tl.await(&tl.refused, by, "the fault is not felt")
}

func (tl *tally) await(counter *int, by int, otherwise string) {
	tl.t.Helper()
	late := time.After(2 * time.Minute)
	tl.mu.Lock()
	until := *counter + by
	tl.mu.Unlock()
	for {
		tl.mu.Lock()
		now, changed := *counter, tl.changed
		tl.mu.Unlock()
		if now >= until {
			return
		}
		select {
		case <-changed:
		case <-late:
			tl.t.Fatalf("%s: %s", tl.fault, otherwise)
		}
	}
}

// String is the table in Markdown.
func (r *report) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	rows := slices.Clone(r.rows)
	slices.SortStableFunc(rows, func(a, b *tally) int {
		return cmp.Or(cmp.Compare(a.fault, b.fault), cmp.Compare(a.database, b.database))
	})
	var b strings.Builder
	b.WriteString("| fault | database | tries | acknowledged |")
	for k := range kinds {
		fmt.Fprintf(&b, " %s |", k)
	}
	b.WriteString(" slowest page |\n|---|---" + strings.Repeat("|---:", 3+int(kinds)) + "|\n")
	for _, row := range rows {
		row.mu.Lock()
		fmt.Fprintf(&b, "| %s | %s | %d | %d |", row.fault, row.database, row.tries, row.acknowledged)
		for _, n := range row.found {
			fmt.Fprintf(&b, " %d |", n)
		}
		fmt.Fprintf(&b, " %.2f s |\n", row.slowest.Seconds())
		row.mu.Unlock()
	}
	return b.String()
}
