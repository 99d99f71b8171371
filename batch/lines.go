package batch

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// MaxLine is how many bytes a line may have.
const MaxLine = 1 << 20

var errLineTooLong = errors.New("the line is longer than 1 MiB; leave out what is not needed, or split the history")

// How much is in hand at once.
const (
	batchBytes = 64 << 10 // of lines that are scored together
	spareBytes = 4 * batchBytes
)

// lines are some lines of the input that are scored together, and what came of them.
type lines struct {
	all   []line
	bytes []byte // of all lines, one after another
	read  int    // bytes of the input, with what was passed over
	plans bytes.Buffer
	ready chan struct{} // receives when the plans are written
}

// line is where a line stands in its lines; its error may stand beside a plan.
type line struct {
	number   int // from 1
	from, to int
	err      error
}

func newLines() *lines { return &lines{ready: make(chan struct{}, 1)} }

// clear makes the lines ready to be filled again. What a very long line took is given back.
func (l *lines) clear() {
	if cap(l.bytes) > spareBytes {
		l.bytes = nil
	}
	if l.plans.Cap() > spareBytes {
		l.plans = bytes.Buffer{}
	}
	l.all, l.bytes, l.read = l.all[:0], l.bytes[:0], 0
	l.plans.Reset()
}

// fill reads lines that are not empty, until there are enough or the next would have to be waited for. number counts the lines of the
// input. It returns io.EOF at the end, beside lines that were read before it.
func (l *lines) fill(in *bufio.Reader, number *int) error {
	for {
		*number++
		from := len(l.bytes)
		var read int
		var err error
		l.bytes, read, err = appendLine(l.bytes, in)
		l.read += read
		if err != nil && !errors.Is(err, errLineTooLong) {
			return err
		}
		if *number == 1 && bytes.HasPrefix(l.bytes, []byte("\ufeff")) {
			from = len("\ufeff")
		}
		if len(bytes.TrimSpace(l.bytes[from:])) > 0 || err != nil {
			l.all = append(l.all, line{number: *number, from: from, to: len(l.bytes), err: err})
		}
		if len(l.bytes) >= batchBytes || (len(l.all) > 0 && !another(in)) {
			return nil
		}
	}
}

// another reports whether a whole line can be read without waiting for one.
func another(in *bufio.Reader) bool {
	waiting, err := in.Peek(in.Buffered())
	return err == nil && bytes.IndexByte(waiting, '\n') >= 0
}

// appendLine appends the next line without its end, and says how many bytes were read.
// Of a line longer than MaxLine nothing is appended, the rest is passed over and errLineTooLong is returned. io.EOF when there is none.
func appendLine(into []byte, r *bufio.Reader) (all []byte, read int, err error) {
	from, tooLong := len(into), false
	for {
		part, err := r.ReadSlice('\n')
		read += len(part)
		if len(into)-from+len(bytes.TrimRight(part, "\r\n")) > MaxLine {
			tooLong, into = true, into[:from]
		}
		if !tooLong {
			into = append(into, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF), errors.Is(err, io.EOF) && read == 0:
			return into[:from], read, err
		case tooLong:
			return into[:from], read, errLineTooLong
		default:
			return into[:from+len(bytes.TrimRight(into[from:], "\r\n"))], read, nil
		}
	}
}
