package lsp

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// nowhere is an output that is thrown away.
type nowhere struct{ bytes.Buffer }

func (*nowhere) Close() error { return nil }

func sent(messages ...string) string {
	var all strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&all, "Content-Length: %d\r\n\r\n%s", len(m), m)
	}
	return all.String()
}

// TestTheEnd sends bytes as an editor does, and holds how the server ends.
func TestTheEnd(t *testing.T) {
	t.Parallel()
	const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`
	notShut := ErrNotShutDown.Error()
	for _, c := range []struct{ name, in, want string }{
		{"no parameters", sent(initialize, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`), ""},
		{"empty objects, as Emacs sends them", sent(initialize, `{"jsonrpc":"2.0","id":2,"method":"shutdown","params":{}}`, `{"jsonrpc":"2.0","method":"exit","params":{}}`), ""},
		{"null", sent(initialize, `{"jsonrpc":"2.0","id":2,"method":"shutdown","params":null}`, `{"jsonrpc":"2.0","method":"exit","params":null}`), ""},
		{"lists", sent(initialize, `{"jsonrpc":"2.0","id":2,"method":"shutdown","params":[]}`, `{"jsonrpc":"2.0","method":"exit","params":[1]}`), ""},
		{"initialized with parameters", sent(initialize, `{"jsonrpc":"2.0","method":"initialized","params":{"x":1}}`,
			`{"jsonrpc":"2.0","id":2,"method":"shutdown","params":{"x":1}}`, `{"jsonrpc":"2.0","method":"exit","params":{"x":1}}`), ""},
		{"not shut down", sent(initialize, `{"jsonrpc":"2.0","method":"exit","params":{}}`), notShut},
		{"only the end of the input", "", notShut},
		{"the end in a message without a version", sent(initialize, `{"method":"shutdown"}`, `{"method":"exit"}`), ""},
		{"a message that is none, before the end", sent(`{"id2":1,"method":"hover"}`, `{}`, `[1]`, `[]`, `null`, `{`), notShut},
		{"the last message", sent(lastMessage, `{"id2":1,"method":"hover"}`), notShut},
		{"small letters, and a type", "content-length:" + sent(initialize)[len("Content-Length:"):] +
			"Content-Type: application/vscode-jsonrpc; charset=utf8\n" + sent(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`), ""},
		{"garbage", "\x00\xff\x00garbage\n", "speak with the editor: the header of a message has a line without a colon, \"\\x00\\xff\\x00garbage\""},
		{"no length", "Content-Type: x\r\n\r\n{}", "the header of a message has no Content-Length"},
		{"only an empty line", "\r\n", "the header of a message has no Content-Length"},
		{"an empty length", "Content-Length:\r\n\r\n{}", `the Content-Length of a message is "", which is no length`},
		{"a negative length", "Content-Length: -5\r\n\r\n{}", `the Content-Length of a message is "-5", which is no length`},
		{"a very negative length", "Content-Length: -99999999999999999999\r\n\r\n{}", `which is no length`},
		{"a length in words", "Content-Length: five\r\n\r\n{}", `the Content-Length of a message is "five", which is no length`},
		{"a huge length", "Content-Length: 9223372036854775807\r\n\r\n{}", "a message of 9223372036854775807 bytes is announced"},
		{"a longer length", "Content-Length: 99999999999999999999999\r\n\r\n{}", "a message of 99999999999999999999999 bytes is announced"},
		{"a length beyond the limit", fmt.Sprintf("Content-Length: %d\r\n\r\n{}", maxMessage+1), "a message has at most 64 MiB"},
		{"a length beyond the input", "Content-Length: 1000\r\n\r\n{}", "the input ended within a message, after 2 of 1000 bytes"},
		{"a header without an end", "Content-Length: 2\r\n", "the input ended within the header of a message"},
		{"a line without an end", "Content-Length: 2", "the input ended within the header of a message"},
		{"an endless line", strings.Repeat("x", 10*maxHeader), "the header of a message has more than 8192 bytes"},
		{"endless lines", strings.Repeat("x: y\r\n", maxHeader), "the header of a message has more than 8192 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			// What is written only grows, so that a server whose input has ended still answers; the last message is "exit", so nothing waits.
			err := Serve(t.Context(), strings.NewReader(c.in), &nowhere{}, plainConfig())
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("it ended with %v, not %q", err, c.want)
			}
		})
	}
}

// FuzzMessages holds that whatever is sent ends in a sentence at most.
func FuzzMessages(f *testing.F) {
	f.Add([]byte(sent(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`)))
	f.Add([]byte(sent(`{"jsonrpc":"2.0","id":1,"method":"shutdown","params":{}}`, `{"jsonrpc":"2.0","method":"exit"}`)))
	f.Add([]byte("Content-Length: 9223372036854775807\r\n\r\n{}"))
	f.Add([]byte(sent(`[]`, `null`, `[{"jsonrpc":"2.0","id":null,"method":"exit"}]`)))
	f.Add([]byte(sent(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///nowhere/rules.yaml"},"position":{"line":-1,"character":1e9}}}`)))
	f.Fuzz(func(t *testing.T, in []byte) {
		_ = Serve(t.Context(), bytes.NewReader(in), &nowhere{}, plainConfig())
		c := framing(bytes.NewReader(in), &nowhere{}, func() {})
		for read := 0; ; {
			message, err := c.Recv()
			if string(message) == lastMessage {
				c.last()
				continue
			}
			if read += len(message); read > len(in) {
				t.Fatal("more was read than sent")
			}
			if err != nil {
				return
			}
		}
	})
}
