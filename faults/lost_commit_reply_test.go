package faults

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// message is one that a PostgreSQL server sends.
func message(kind byte, body string) string {
	n := 4 + len(body)
	return string([]byte{kind, 0, 0, byte(n >> 8), byte(n)}) + body
}

// TestRepliesAreCut holds that what a server says is cut into replies wherever the network cuts it, and which of them tell of a change.
func TestRepliesAreCut(t *testing.T) {
	t.Parallel()
	said := []struct {
		text    string
		changed bool
	}{
		{message('R', "ok") + message('Z', "I"), false},
		{message('C', "SELECT 1\x00") + message('Z', "I"), false},
		{message('C', "BEGIN\x00") + message('Z', "T"), false},
		{message('C', "UPDATE 1\x00") + message('Z', "T"), false}, // not before the commit
		{message('C', "COMMIT\x00") + message('Z', "I"), true},
		{message('C', "INSERT 0 1\x00") + message('Z', "I"), true}, // a statement of its own
		{message('E', "refused") + message('Z', "I"), false},
	}
	var all string
	var want []serverReply
	for _, s := range said {
		all += s.text
		want = append(want, serverReply{[]byte(s.text), s.changed, strings.Contains(s.text, "BEGIN")})
	}
	for size := 1; size <= len(all); size++ {
		var r replies
		var got []serverReply
		for at := 0; at < len(all); at += size {
			got = append(got, r.add([]byte(all[at:min(len(all), at+size)]))...)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(serverReply{})); diff != "" {
			t.Fatalf("cut into pieces of %d (-want +got):\n%s", size, diff)
		}
	}
}
