package language

import (
	"testing"
	"time"
)

func TestLongDate(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 2, 3, 23, 0, 0, 0, time.UTC)
	for tag, want := range map[string]string{
		"en": "3 February 2026", "en-GB": "3 February 2026", "es": "3 de febrero de 2026", "ES-mx": "3 de febrero de 2026", "fr": "2026-02-03", "": "2026-02-03",
	} {
		if got := LongDate(tag, day); got != want {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
	}
}
