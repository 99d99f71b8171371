package quiz_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"waymark/quiz"
)

func TestRangeContains(t *testing.T) {
	t.Parallel()
	below := quiz.Range{High: 37.5, HasHigh: true, HighOpen: true}
	between := quiz.Range{Low: 37.5, HasLow: true, High: 62.5, HasHigh: true}
	above := quiz.Range{Low: 62.5, HasLow: true, LowOpen: true}
	for x, want := range map[float64][3]bool{
		-1: {true, false, false}, 37.4: {true, false, false}, 37.5: {false, true, false},
		62.5: {false, true, false}, 62.6: {false, false, true}, math.NaN(): {},
	} {
		if got := [3]bool{below.Contains(x), between.Contains(x), above.Contains(x)}; got != want {
			t.Errorf("%v: %v, want %v", x, got, want)
		}
	}
}

func TestDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := quiz.Day(rapid.IntRange(-25000, 80000).Draw(t, "day"))
		parsed, err := quiz.ParseDay(d.String())
		if err != nil || parsed != d || quiz.DayOf(d.Time()) != d {
			t.Fatalf("%d is written %s and read as %d (%v)", d, d, parsed, err)
		}
	})
	late := time.Date(2026, 11, 22, 23, 30, 0, 0, time.FixedZone("", -5*3600))
	if got := quiz.DayOf(late).String(); got != "2026-11-22" {
		t.Errorf("the date of %s is %s", late, got)
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	s, err := quiz.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Reveal()) != 43 {
		t.Errorf("a secret of 256 bits has 43 characters, not %d", len(s.Reveal()))
	}
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%#v", s), fmt.Sprintf("%+v", struct{ S quiz.Secret }{s})} {
		if strings.Contains(shown, s.Reveal()) {
			t.Errorf("a secret is shown in %q", shown)
		}
	}
	hash, err := s.Hash()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(hash[:], []byte(s.Reveal())) || hash == (quiz.SecretHash{}) {
		t.Error("the hash is no hash")
	}
	for _, bad := range []quiz.Secret{"", "x", s + "A", s[:42], "*" + s[1:]} {
		if _, err := bad.Hash(); err == nil {
			t.Errorf("%d characters that are no secret have a hash", len(bad))
		}
	}
	if _, err := quiz.NewSecret(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a random source that ends early gives a secret")
	}
}

func TestHashFilesTellsVersionsApart(t *testing.T) {
	t.Parallel()
	base := map[string][]byte{"a": []byte("bc"), "d": []byte("e")}
	if quiz.HashFiles(base) != quiz.HashFiles(map[string][]byte{"d": []byte("e"), "a": []byte("bc")}) {
		t.Error("the same files have two names")
	}
	for _, other := range []map[string][]byte{
		{"ab": []byte("c"), "d": []byte("e")}, {"a": []byte("bc"), "d": []byte("f")}, {"a": []byte("bc")}, {"a": []byte("b"), "d": []byte("ce")},
	} {
		if quiz.HashFiles(base) == quiz.HashFiles(other) {
			t.Errorf("%v has the name of other files", other)
		}
	}
}
