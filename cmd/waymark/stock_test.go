package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"waymark/quiz"
)

// TestStockIsKept asks the store once a minute at most, and more seldom when that takes long.
func TestStockIsKept(t *testing.T) {
	t.Parallel()
	now, asked, takes := newClock().now(), 0, time.Duration(0)
	var fault error
	s := &stocktaker{now: func() time.Time { return now }, ask: func(context.Context) (quiz.Stock, error) {
		asked++
		now = now.Add(takes)
		return quiz.Stock{People: asked}, fault
	}}
	take := func(after time.Duration, want int) {
		t.Helper()
		now = now.Add(after)
		if got, err := s.take(t.Context()); got.People != want || !errors.Is(err, fault) {
			t.Errorf("%+v, %v; want %d", got, err, want)
		}
	}
	take(0, 1)
	take(59*time.Second, 1)
	takes = 2 * time.Second
	take(time.Second, 2)
	take(399*time.Second, 2)
	takes, fault = 0, quiz.ErrUnavailable
	take(time.Second, 3)
	take(59*time.Second, 3)
	fault = nil
	take(time.Second, 4)
	take(-time.Hour, 5) // the clock went back
}

func TestGrowth(t *testing.T) {
	t.Parallel()
	steady := []int64{102_000, 104_000, 106_000, 108_000, 110_000, 112_000}
	for name, test := range map[string]struct {
		hours []int64
		want  int // the hour that is unusual; 0 for none
	}{
		"nothing":                       {[]int64{0, 0, 0, 0}, 0},
		"a little at the start":         {[]int64{0, 900}, 0},
		"much at the start":             {[]int64{0, 1001}, 1},
		"a start with many":             {[]int64{100_000, 102_000, 104_000}, 0},
		"as every hour":                 {steady, 0},
		"a flood":                       {append(steady[:6:6], 123_000), 6},
		"somewhat more":                 {append(steady[:6:6], 120_000), 0},
		"fewer, since many were swept":  {[]int64{100_000, 50_000, 50_100}, 0},
		"a quiet site and then a flood": {[]int64{10, 20, 30, 40, 1500}, 4},
	} {
		g := &growth{least: growthPeople}
		for hour, n := range test.hours {
			if _, _, unusual := g.note(n); unusual != (test.want > 0 && hour == test.want) {
				t.Errorf("%s: hour %d is unusual: %v", name, hour, unusual)
			}
		}
	}
}
