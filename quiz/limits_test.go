package quiz

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var limitsNoon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestFullUntil holds against a plain count: an act is refused exactly while as many as may be lie within the last day.
func TestFullUntil(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 5).Draw(t, "most")
		var at []time.Time
		last := limitsNoon.Add(-50 * time.Hour)
		for range rapid.IntRange(0, 12).Draw(t, "acts") {
			last = last.Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "hours")) * time.Hour)
			at = append(at, last)
		}
		within := func(now time.Time) int {
			n := 0
			for _, when := range at {
				if now.Sub(when) < day {
					n++
				}
			}
			return n
		}
		until := fullUntil(len(at), most, func(i int) time.Time { return at[i] }, limitsNoon)
		if full := within(limitsNoon) >= most; full == until.IsZero() {
			t.Fatalf("%d within a day, %d may be: refused until %s", within(limitsNoon), most, until)
		}
		if !until.IsZero() && (within(until) >= most || within(until.Add(-time.Microsecond)) < most) {
			t.Fatalf("%d at %s and %d just before", within(until), until, within(until.Add(-time.Microsecond)))
		}
	})
}

func TestRoomForEvent(t *testing.T) {
	t.Parallel()
	stored, private := Participant{ID: "p"}, Participant{ID: privateMark + "p"}
	long := func(bytes int) History {
		return History{Results: []Result{{Answers: Answers{"note": {Form: Written, Text: strings.Repeat("x", bytes)}}}}}
	}
	for name, test := range map[string]struct {
		h    History
		p    Participant
		want Limit
	}{
		"nothing":                      {History{}, stored, ""},
		"much of a person":             {long(heldMost), stored, ""},
		"much of a private visit":      {long(heldMost), private, LimitStored},
		"too much of a person":         {long(storedMost), stored, LimitStored},
		"as many events as may be":     {History{Events: make([]Event, eventsADay)}, stored, ""}, // all of them long ago
		"many events over many months": {History{Events: make([]Event, storedMost/bytesOfEvent+1)}, stored, LimitStored},
	} {
		err := test.h.roomForEvent(test.p, limitsNoon)
		var limit *LimitError
		if errors.As(err, &limit); test.want == "" && err != nil || test.want != "" && (limit == nil || limit.Limit != test.want || !errors.Is(err, ErrLimit)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVisitsMakeRoom(t *testing.T) {
	t.Parallel()
	now := limitsNoon
	vs := newVisits(40) // five from one network
	begin := func(id, from string) (string, error) {
		now = now.Add(time.Second)
		return vs.begin(id, from, now)
	}
	for _, id := range []string{"a1", "a2", "a3", "a4", "a5"} {
		if ended, err := begin(id, "a"); ended != "" || err != nil {
			t.Fatal(ended, err)
		}
	}
	for _, id := range []string{"a1", "a3"} {
		if err := vs.answer(id); err != nil {
			t.Fatal(err)
		}
	}
	vs.see("a2", now)
	if ended, err := begin("a6", "a"); ended != "a4" || err != nil {
		t.Errorf("%q made room: %v", ended, err)
	}
	if err := vs.answer("a4"); !errors.Is(err, ErrNotFound) {
		t.Errorf("an answer on a visit that made room: %v", err)
	}
	for _, id := range []string{"a2", "a5", "a6"} {
		if err := vs.answer(id); err != nil {
			t.Fatal(err)
		}
	}
	_, err := begin("a7", "a")
	var limit *LimitError
	if !errors.Is(err, ErrFull) || !errors.As(err, &limit) || limit.Limit != LimitNetwork || !limit.Until.Equal(limitsNoon.Add(time.Second+PrivateIdle)) {
		t.Errorf("%v %+v", err, limit)
	}
	for i := range 35 {
		if ended, err := begin(fmt.Sprint("n", i), ""); ended != "" || err != nil {
			t.Fatal(ended, err)
		}
	}
	if ended, err := begin("b", "b"); ended != "n0" || err != nil {
		t.Errorf("%q made room: %v", ended, err)
	}
	for id := range vs.of {
		_ = vs.answer(id)
	}
	if _, err = begin("c", "c"); !errors.As(err, &limit) || limit.Limit != LimitVisits {
		t.Errorf("%v %+v", err, limit)
	}
	now = limitsNoon.Add(PrivateIdle)
	if ended, err := begin("c", "c"); ended != "a1" || err != nil { // it is over, though it was not swept yet
		t.Errorf("%q made room: %v", ended, err)
	}
	if n, made := vs.counts(); n != 40 || made != 3 {
		t.Errorf("%d visits, %d made room", n, made)
	}
	for most, share := range map[int]int{0: 0, 1: 1, 3: 3, 10: 5, 100: 5, 200: 10, 1000: 50} {
		if vs := newVisits(most); vs.share != share {
			t.Errorf("of %d places one network has %d", most, vs.share)
		}
	}
}

// TestLimitsAreDocumented holds that operators read the figures that are in force.
func TestLimitsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(string(text)), " ")
	for _, want := range []string{
		fmt.Sprintf("%d ticks and other events a day, %d finished sets a day", eventsADay, setsADay),
		fmt.Sprintf("%d MiB of answers and events in all, on a private visit %d MiB", storedMost>>20, heldMost>>20),
		fmt.Sprintf("%d of 200.", newVisits(200).share),
	} {
		if !strings.Contains(words, want) {
			t.Errorf("docs/operating.md does not say %q", want)
		}
	}
}
