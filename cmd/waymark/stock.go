package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"waymark/quiz"
)

// How often the store is asked how much it holds. Counting people reads their keys, so where that takes long it is done more seldom.
const (
	stockEvery  = time.Minute
	stockShare  = 200 // at most this part of the time is spent on it: a two-hundredth
	stockWithin = 10 * time.Second
)

// stocktaker asks the store how much it holds, and keeps what it said for a while.
type stocktaker struct {
	ask func(context.Context) (quiz.Stock, error)
	now func() time.Time

	mu    sync.Mutex
	until time.Time
	stock quiz.Stock
	err   error
}

// take returns how much is stored, as it was a minute ago at most, or somewhat longer when to ask takes long. The error is that of the store.
func (s *stocktaker) take(ctx context.Context) (quiz.Stock, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	began := s.now()
	if began.Before(s.until) && s.until.Sub(began) <= max(stockEvery, stockShare*stockWithin) { // the clock may have gone back
		return s.stock, s.err
	}
	ctx, cancel := context.WithTimeout(ctx, stockWithin)
	defer cancel()
	s.stock, s.err = s.ask(ctx)
	ended := s.now()
	s.until = ended.Add(max(stockEvery, stockShare*ended.Sub(began)))
	return s.stock, s.err
}

// What counts as growth out of the usual, in an hour.
const (
	growthEvery   = time.Hour
	growthPeople  = 1000
	growthBytes   = 64 << 20
	growthTimes   = 5  // so many times as much as usual
	growthSamples = 24 // hours that make the usual
	growthKnown   = 3  // hours after which the usual is known; before, a tenth of what is there is much
)

// growth follows a number from hour to hour and says when it grows more than usual.
type growth struct {
	least int64 // that is worth a word
	was   int64
	known bool
	grew  []int64
}

// note takes the number of this hour and returns how much it grew and how much that usually is; unusual when the operator should know.
func (g *growth) note(is int64) (grew, usual int64, unusual bool) {
	if !g.known {
		g.was, g.known = is, true
		return 0, 0, false
	}
	grew = max(0, is-g.was)
	if len(g.grew) >= growthKnown {
		sorted := slices.Sorted(slices.Values(g.grew))
		usual = sorted[len(sorted)/2]
	} else {
		usual = g.was / 10 / growthTimes
	}
	unusual = grew > g.least && grew > growthTimes*usual
	g.was = is
	g.grew = append(g.grew, grew)
	g.grew = g.grew[max(0, len(g.grew)-growthSamples):]
	return grew, usual, unusual
}
