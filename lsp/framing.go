package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// The limits of what an editor may send.
const (
	maxHeader  = 8 << 10  // bytes of all header lines of a message
	maxMessage = 64 << 20 // bytes of a message: many times the files of the largest quiz
)

// framed reads and writes messages with the header lines of the protocol before them. Whatever is read, it takes no more memory than the
// message has; a header that can't be followed is an error, for nobody knows where the next message begins.
type framed struct {
	in    *bufio.Reader
	out   io.WriteCloser
	shut  func()        // called when the editor says that it is about to end
	exit  bool          // the editor has ended: what it does with its output then, like closing it, changes nothing
	end   error         // why no more messages are read
	ended atomic.Bool   // the same for last
	taken chan struct{} // closed when the last message was taken
	once  sync.Once
}

func framing(in io.Reader, out io.WriteCloser, shut func()) *framed {
	return &framed{in: bufio.NewReader(in), out: out, shut: shut, taken: make(chan struct{})}
}

// The last message, which no editor sends. The library drops what waits in its queue when the input ends, and fails on a part of that; so
// the end comes only when this message, and with it all before it, was taken from the queue.
const (
	lastMethod  = "$/waymark/last"
	lastMessage = `{"jsonrpc":"2.0","method":"` + lastMethod + `"}`
)

// last is called when the last message is taken from the queue.
func (f *framed) last() {
	if f.ended.Load() { // else somebody else sent it
		f.once.Do(func() { close(f.taken) })
	}
}

// Send writes a message.
func (f *framed) Send(message []byte) error {
	text := fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(message))
	_, err := f.out.Write(append(text, message...))
	return err
}

// Recv reads a message, and behind all of them the last. Its error is the end: io.EOF when the input ended between two messages.
func (f *framed) Recv() ([]byte, error) {
	if f.end != nil {
		<-f.taken
		return nil, f.end
	}
	var message []byte
	if f.end = io.EOF; !f.exit {
		message, f.end = f.message()
	}
	if f.end != nil {
		f.ended.Store(true)
		return []byte(lastMessage), nil
	}
	f.listen(message)
	return message, nil
}

func (f *framed) message() ([]byte, error) {
	size, err := f.header()
	if err != nil {
		return nil, err
	}
	var message bytes.Buffer
	if _, err := io.CopyN(&message, f.in, int64(size)); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the input ended within a message, after %d of %d bytes", message.Len(), size)
	} else if err != nil {
		return nil, err
	}
	return message.Bytes(), nil
}

// listen hears in the order of the messages whether the editor ends; they are answered side by side.
func (f *framed) listen(message []byte) {
	const short = 1 << 10 // which a message is that has nothing else to say
	var said struct{ Method string }
	if len(message) > short || json.Unmarshal(message, &said) != nil {
		return
	}
	switch said.Method {
	case "shutdown":
		f.shut()
	case "exit":
		f.exit = true
	}
}

// header reads the header lines of a message and returns its size.
func (f *framed) header() (size int, err error) {
	size = -1
	for left := maxHeader; ; {
		line, err := f.line(left)
		switch {
		case err != nil && (!errors.Is(err, io.EOF) || left == maxHeader && line == ""):
			return 0, err
		case err != nil:
			return 0, errors.New("the input ended within the header of a message")
		}
		left -= len(line)
		name, value, colon := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		switch {
		case name == "" && !colon && size < 0:
			return 0, errors.New("the header of a message has no Content-Length")
		case name == "" && !colon:
			return size, nil
		case !colon:
			return 0, fmt.Errorf("the header of a message has a line without a colon, %q", shortened(name))
		case strings.EqualFold(strings.TrimSpace(name), "Content-Length"):
			if size, err = lengthOf(strings.TrimSpace(value)); err != nil {
				return 0, err
			}
		}
	}
}

// line reads to the end of a line, at most so many bytes. io.EOF when the input ended before.
func (f *framed) line(most int) (string, error) {
	var line strings.Builder
	for line.Len() < most {
		c, err := f.in.ReadByte()
		if err != nil {
			return line.String(), err
		}
		line.WriteByte(c)
		if c == '\n' {
			return line.String(), nil
		}
	}
	return "", fmt.Errorf("the header of a message has more than %d bytes", maxHeader)
}

func lengthOf(value string) (int, error) {
	size, err := strconv.Atoi(value)
	switch {
	case err == nil && size >= 0 && size <= maxMessage:
		return size, nil
	case err == nil && size > maxMessage || errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(value, "-"):
		return 0, fmt.Errorf("a message of %s bytes is announced; a message has at most 64 MiB", shortened(value))
	default:
		return 0, fmt.Errorf("the Content-Length of a message is %q, which is no length", shortened(value))
	}
}

// shortened is the beginning of what was sent, as much as helps to find it.
func shortened(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// Close closes the output.
func (f *framed) Close() error { return f.out.Close() }
