package main

import (
	"fmt"
	"strings"
	"time"
)

// How a progress bar is drawn.
const (
	progressWidth = 30 // runes
	progressEvery = 100 * time.Millisecond
	progressAfter = 500 * time.Millisecond // short work shows none
)

// progress is a bar on standard error, drawn only on a terminal.
type progress struct {
	program program
	on      bool
	total   int64 // bytes, or what noun counts; 0 is not known
	noun    string
	done    int64
	lines   int
	began   time.Time
	drawn   time.Time
}

func newProgress(p program, total int64) *progress {
	return &progress{program: p, on: p.isTerminal(p.stderr), total: total, noun: "lines", began: p.now()}
}

// add counts lines of so many bytes and draws from time to time.
func (b *progress) add(lines, bytes int) {
	b.done += int64(bytes)
	b.lines += lines
	if !b.on {
		return
	}
	now := b.program.now()
	if now.Sub(b.began) < progressAfter || now.Sub(b.drawn) < progressEvery {
		return
	}
	b.drawn = now
	fmt.Fprintf(b.program.stderr, "\r%s", b)
}

// String returns the bar, like "[######      ] 20% 1200 lines".
func (b *progress) String() string {
	if b.total == 0 {
		return fmt.Sprintf("%d %s", b.lines, b.noun)
	}
	part := min(1, float64(b.done)/float64(b.total))
	full := int(part * progressWidth)
	return fmt.Sprintf("[%s%s] %3.0f%% %d %s", strings.Repeat("#", full), strings.Repeat(" ", progressWidth-full), 100*part, b.lines, b.noun)
}

// clear takes the bar away, so that a line can be said in its place.
func (b *progress) clear() {
	if b.on && !b.drawn.IsZero() {
		fmt.Fprintf(b.program.stderr, "\r%s\r", strings.Repeat(" ", len(b.String())))
		b.drawn = time.Time{}
	}
}

func (b *progress) end() { b.clear() }
