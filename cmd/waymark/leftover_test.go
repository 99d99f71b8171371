package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestLeftoverIsTold holds when whoever runs the program is told that deleted bytes are still there: at once, then daily, and when it is over.
func TestLeftoverIsTold(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	told := leftover{log: slog.New(slog.NewTextHandler(&log, nil))}
	busy := errors.New("somebody reads")
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, look := range []struct {
		after time.Duration
		err   error
		says  string
	}{
		{0, nil, ""},
		{time.Minute, busy, "level=WARN"},
		{2 * time.Minute, busy, ""},
		{24 * time.Hour, busy, ""},
		{24*time.Hour + time.Minute, busy, "somebody reads"},
		{25 * time.Hour, busy, ""},
		{26 * time.Hour, nil, "overwritten now"},
		{27 * time.Hour, nil, ""},
		{28 * time.Hour, busy, "level=WARN"},
		{2 * time.Hour, busy, "level=WARN"}, // the clock was set back: twice is better than not for a day
	} {
		log.Reset()
		told.look(look.err, noon.Add(look.after))
		if said := log.String(); (said != "") != (look.says != "") || !strings.Contains(said, look.says) {
			t.Errorf("after %v: %q, want %q", look.after, said, look.says)
		}
	}
}
