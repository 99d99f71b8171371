package source

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMend(t *testing.T) {
	t.Parallel()
	at := func(line, column, length int, code, hint string) Problem {
		return Problem{Code: code, Pos: Pos{"f.yaml", line, column}, Length: length, Hint: hint}
	}
	tests := map[string]struct {
		file     string
		problems []Problem
		want     string // the file; "" when it is not changed
	}{
		"a key":                      {"titel: A\n", []Problem{at(1, 1, 5, "file/unknown-key", `did you mean "title"?`)}, "title: A\n"},
		"two on a line, wide before": {"é: [calmm, sadd]\n", []Problem{at(1, 5, 5, "ref/question", `did you mean "calm"?`), at(1, 12, 4, "ref/question", `did you mean "sad"?`)}, "é: [calm, sad]\n"},
		"behind a byte order mark":   {"\ufefftitel: A", []Problem{at(1, 1, 5, "file/unknown-key", `did you mean "title"?`)}, "\ufefftitle: A"},
		"a tab":                      {"a:\n\tb: 1\n", []Problem{at(2, 1, 0, "file/tab", "use spaces")}, "a:\n  b: 1\n"},
		"a single equals sign":       {"when: a = 1\n", []Problem{at(1, 9, 1, "rule/syntax", "write == to compare")}, "when: a == 1\n"},
		"two letters off":            {"tilte_: A\n", []Problem{at(1, 1, 6, "file/unknown-key", `did you mean "title"?`)}, ""},
		"a short word":               {"age: 1\n", []Problem{at(1, 1, 3, "file/unknown-key", `did you mean "ago"?`)}, ""},
		"an option may be meant":     {"a == 'hause'\n", []Problem{at(1, 6, 7, "rule/no-such-option", `did you mean "house"?`)}, ""},
		"several may be meant":       {"colour: A\n", []Problem{at(1, 1, 6, "file/unknown-key", "it can have: a, b")}, ""},
		"a place behind the line":    {"titel\n", []Problem{at(1, 4, 5, "file/unknown-key", `did you mean "title"?`)}, ""},
		"a line that is not there":   {"titel\n", []Problem{at(9, 1, 5, "file/unknown-key", `did you mean "title"?`)}, ""},
		"a file that is not there":   {"", []Problem{at(1, 1, 5, "file/unknown-key", `did you mean "title"?`)}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed, mended := Mend(map[string][]byte{"f.yaml": []byte(test.file)}, test.problems)
			if diff := cmp.Diff(test.want, string(changed["f.yaml"])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if (test.want != "") != (len(mended) == len(test.problems)) {
				t.Errorf("mended: %+v", mended)
			}
		})
	}
}

// TestMendChangesNothingElse holds that whatever the problems say, a mend changes only the words that it names, in files that are there.
func TestMendChangesNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		file := rapid.StringOfN(rapid.SampledFrom([]rune("abé =\t\n")), 0, 30, -1).Draw(t, "file")
		problems := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Problem {
			return Problem{
				Code: rapid.SampledFrom(append([]string{"file/tab", "rule/syntax", "a/b"}, slips...)).Draw(t, "code"),
				Pos:  Pos{"f", rapid.IntRange(-1, 5).Draw(t, "line"), rapid.IntRange(-1, 12).Draw(t, "column")}, Length: rapid.IntRange(-1, 9).Draw(t, "length"),
				Hint: rapid.SampledFrom([]string{"", `did you mean "abab"?`, "write == to compare", "it can be abab"}).Draw(t, "hint"),
			}
		})).Draw(t, "problems")
		files := map[string][]byte{"f": []byte(file)}
		changed, mended := Mend(maps.Clone(files), problems)
		if string(files["f"]) != file {
			t.Fatal("the file itself was changed")
		}
		if (len(changed) > 0) != (len(mended) > 0) {
			t.Fatalf("%d files changed by %d mends", len(changed), len(mended))
		}
		if len(mended) == 1 {
			if got := strings.Replace(string(changed["f"]), mended[0].New, "", 1); len(got) != len(file)-len(mended[0].Old) {
				t.Fatalf("%q became %q by %+v", file, changed["f"], mended)
			}
		}
	})
}
