package scoring

import (
	"math"
	"testing"

	"waymark/quiz"
)

// ruleSeeds are the texts that fuzzing begins with.
func ruleSeeds() []string {
	return []string{
		"fear == 'no'", "stuck > 50 and not has(harm, 'hit')", "1 < week < 10", "first_known(stuck, a, 50) / 3", "ended + week <= today",
		"safe ? change.stuck : unknown", "((((((((((", "not not not not safe", "'", "1..1e9", "a in [1, 2, 3]", "band(stuck) in ['low']",
		"map([1], # + 1)", "let x = 1; x", "ünïcode == 'ß'", "------a > 0", "a ?? 1", "$env", "1e308 * 1e308 > a", "safe\x00", `""`, "safe ? 'x' : ''",
	}
}

// FuzzRule: no text can hang, panic or exhaust the compiler, and a rule that compiles gives a value of its type for any person.
func FuzzRule(f *testing.F) {
	for _, seed := range ruleSeeds() {
		f.Add(seed)
	}
	histories := []quiz.History{{}, person()}
	f.Fuzz(func(t *testing.T, rule string) {
		q := sample()
		q.Values = append(q.Values, &quiz.Value{ID: "it", Is: txt(rule)})
		s, problems := Compile(q)
		if (s == nil) != (len(problems) > 0) {
			t.Fatalf("scorer %v with problems %v", s, problems)
		}
		for _, p := range problems {
			if p.Message == "" || p.Pos.Column < 1 {
				t.Errorf("a problem without words or place: %+v", p)
			}
		}
		if s == nil {
			return
		}
		for _, h := range histories {
			e := s.begin(h, noon)
			d := s.derivedOf("it")
			x := e.frame[d.slot]
			switch {
			case math.IsInf(x, 0):
				t.Errorf("%q is infinite", rule)
			case d.typ.kind == truth && x != 0 && x != 1:
				t.Errorf("%q is neither true nor false but %v", rule, x)
			case d.typ.kind == text && x == x && s.text(x) == "":
				t.Errorf("%q is no text but %v", rule, x)
			}
			e.end()
		}
	})
}
