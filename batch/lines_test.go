package batch

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAppendLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxLine)
	tests := map[string]struct {
		in   string
		want []string // a line, or an error in brackets
	}{
		"nothing":              {"", nil},
		"one line":             {"a\n", []string{"a"}},
		"no end of line":       {"a", []string{"a"}},
		"carriage returns":     {"a\r\nb\r\n", []string{"a", "b"}},
		"empty lines":          {"\n\na\n", []string{"", "", "a"}},
		"longest":              {long + "\na\n", []string{long, "a"}},
		"longest with \\r":     {long + "\r\na\n", []string{long, "a"}},
		"too long":             {long + "x\na\n", []string{"[too long]", "a"}},
		"far too long, no end": {"a\n" + long + long + long, []string{"a", "[too long]"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := bufio.NewReaderSize(strings.NewReader(test.in), 4096)
			var got []string
			read := 0
			for {
				line, n, err := appendLine([]byte("before"), r)
				read += n
				line = bytes.TrimPrefix(line, []byte("before"))
				if errors.Is(err, io.EOF) {
					break
				}
				switch {
				case errors.Is(err, errLineTooLong):
					got = append(got, "[too long]")
				case err != nil:
					t.Fatal(err)
				default:
					got = append(got, string(line))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%.500s", diff)
			}
			if read != len(test.in) {
				t.Errorf("%d bytes were read of %d", read, len(test.in))
			}
		})
	}
}
