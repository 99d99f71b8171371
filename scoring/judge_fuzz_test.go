package scoring

import (
	"errors"
	"math/rand/v2"
	"testing"
	"unicode/utf8"

	"waymark/quiz"
)

// FuzzJudge: a text that is a rule says the same to the closures, to the library's machine and to a reader of its own, for any person.
func FuzzJudge(f *testing.F) {
	for i, seed := range ruleSeeds() {
		f.Add(seed, uint64(i))
	}
	w := newRuleWriter(rand.New(rand.NewPCG(11, 12)))
	for i := range uint64(40) {
		f.Add(w.within(w.truth, 2), i)
		f.Add(w.within(w.number, 2), i)
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if !utf8.ValidString(text) {
			return // the files of a quiz are UTF-8
		}
		q := everyKind()
		q.Values = append(q.Values, &quiz.Value{ID: "v0", Is: txt(text)})
		s, _ := Compile(q)
		if s == nil {
			return
		}
		if s.derivedOf("v0").typ.kind == broken {
			t.Fatal("it compiles, but has no type")
		}
		_, differ, err := Judge(s)
		n := newNative(s)
		if err = errors.Join(err, n.compile(quiz.History{})); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(seed, 0))
		for range 5 {
			h := somebody(r, q)
			if err := errors.Join(differ(h, noon), n.read(h)); err != nil {
				t.Fatalf("%v\nhistory: %+v", err, h)
			}
			e := s.begin(h, noon)
			if !e.broken {
				compareMeaning(t, e, n)
			}
			e.end()
		}
	})
}
