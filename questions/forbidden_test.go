package questions

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"waymark/quiz/source"
)

// TestForbiddenIsWhatTheExpressionFinds holds that the quick look before the expression hides nothing from it.
func TestForbiddenIsWhatTheExpressionFinds(t *testing.T) {
	t.Parallel()
	letters := []rune("aAkKsSßẞſKiıİI éÉﬀσςΣ")
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom(letters), 1, 2, -1), 1, 3).Draw(t, "words")
		text := rapid.StringOfN(rapid.SampledFrom(letters), 0, 12, -1).Draw(t, "text")
		var texts []source.Text
		for _, w := range words {
			texts = append(texts, source.Text{Value: w})
		}
		f, err := newForbidden(texts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f.exact.FindAllStringIndex(text, -1), f.in(text)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
