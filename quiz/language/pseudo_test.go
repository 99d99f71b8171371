package language

import "testing"

func TestPseudo(t *testing.T) {
	t.Parallel()
	const text = "Ask {them}: %d of %[2]s, [here](https://a.example)"
	for tag, want := range map[string]string{
		Accented:    "ÁÁšķ {them}: %d ööƒ %[2]s, [ĥééŕéé](https://a.example)",
		RightToLeft: "\u200f\u202eAsk\u202c\u200f {them}: %d \u200f\u202eof\u202c\u200f %[2]s, [\u200f\u202ehere\u202c\u200f](https://a.example)",
		"es":        text,
	} {
		if got := Pseudo(tag, text); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}
