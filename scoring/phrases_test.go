package scoring

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestPhrasesAreWhole holds that each language has every phrase, with the same values in it.
func TestPhrasesAreWhole(t *testing.T) {
	t.Parallel()
	values := func(text string) []string {
		var all []string
		for _, part := range strings.Split(text, "%[")[1:] {
			all = append(all, part[:3])
		}
		return slices.Compact(slices.Sorted(slices.Values(all)))
	}
	for which, original := range english() {
		if translated := spanish()[which]; translated == "" || !slices.Equal(values(original), values(translated)) {
			t.Errorf("%q is %q in Spanish", original, translated)
		}
	}
	if len(spanish()) != len(english()) || !slices.Equal(slices.Sorted(maps.Keys(english())), slices.Sorted(maps.Keys(spanish()))) {
		t.Error("the languages have different phrases")
	}
}
