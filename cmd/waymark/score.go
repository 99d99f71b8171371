package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"waymark/quiz"
)

type scoreCommand struct {
	Folder string `arg:"" help:"The folder of the quiz."`
}

// Help teaches the command.
func (scoreCommand) Help() string {
	return `Each line of standard input is a history at a moment; each line of standard output is its plan. Lines are read, scored and forgotten one by one, so there may be any number. A line that is wrong is named on standard error with its number, and the rest goes on; the exit code is 2 then.

In:

    {"id": "ann", "at": "2026-11-22T12:00:00Z",
     "results": [{"set": "a-set", "at": "2026-11-21T09:00:00Z", "answers": {"a_question": 5}}],
     "events": [{"step": "a-step", "kind": "task", "task": "t1", "at": "2026-11-21T10:00:00Z"}]}

Out:

    {"id": "ann", "next": "a-step", "path": "open", "order": ["a-step"], "cards": [], "scores": {"a_scale": 91.7},
     "bands": {"a_scale": "high"}, "steps": [{"id": "a-step", "state": "open", "because": "…"}], "because": "…"}

A score is null when too few questions were answered. A line has at most 1 MiB.

Example:

    waymark score questions/library/nine-steps < histories.jsonl > plans.jsonl
` + exitCodes
}

const maxLine = 1 << 20 // bytes of a line of score

var errLineTooLong = errors.New("the line is longer than 1 MiB; leave out what is not needed, or split the history")

// Run scores standard input.
func (c scoreCommand) Run(p program) error {
	f, err := openFolder(c.Folder)
	if err != nil {
		return err
	}
	loaded, err := p.usable(f)
	if err != nil {
		return err
	}
	if p.isTerminal(p.stdin) {
		p.say("reading histories from the keyboard, one a line; end with Ctrl-D")
	}
	s := newScoring(p, loaded.version)
	if err := s.all(); err != nil {
		return err
	}
	if s.bad > 0 {
		return fellShort("mend the lines named above and score them again", "%d of %s could not be scored", s.bad, count(s.lines, "line"))
	}
	return nil
}

// scoringRun is one run of score.
type scoringRun struct {
	program  program
	version  *quiz.Version
	in       *bufio.Reader
	out      *bufio.Writer
	encoder  *json.Encoder
	progress *progress
	lines    int // read so far, without empty ones
	bad      int
}

func newScoring(p program, v *quiz.Version) *scoringRun {
	s := &scoringRun{program: p, version: v, in: bufio.NewReaderSize(p.stdin, 64<<10), out: bufio.NewWriterSize(p.stdout, 64<<10)}
	s.encoder = json.NewEncoder(s.out)
	s.encoder.SetEscapeHTML(false)
	s.progress = newProgress(p, inputSize(p.stdin))
	return s
}

// inputSize is how many bytes a file holds; 0 when it can't be known.
func inputSize(r io.Reader) int64 {
	f, ok := r.(*os.File)
	if !ok {
		return 0
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// all scores every line and writes what came.
func (s *scoringRun) all() error {
	defer s.progress.end()
	var buffer []byte
	for number := 1; ; number++ {
		line, read, err := readLine(s.in, buffer)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, errLineTooLong) {
			return couldNotRun(errors.Join(fmt.Errorf("read line %d: %w", number, err), s.flush()), "see that the input can be read")
		}
		buffer = line[:0]
		s.progress.add(read)
		if line = bytes.TrimPrefix(line, []byte("\ufeff")); number > 1 && len(bytes.TrimSpace(line)) == 0 && err == nil {
			continue
		}
		s.lines++
		if err == nil {
			err = s.one(line)
		}
		if failed := (*failure)(nil); errors.As(err, &failed) {
			return err
		}
		if err != nil {
			s.bad++
			s.progress.clear()
			s.program.say("line %d: %s", number, err)
		}
	}
	return s.flush()
}

// one scores a line. A *failure ends the run; any other error is of the line.
func (s *scoringRun) one(line []byte) error {
	c, err := readCase(s.version, line)
	if err != nil {
		return err
	}
	plan := s.version.Scorer.Plan(c.History, c.At)
	if err := s.encoder.Encode(newPlanOut(c.ID, plan, s.version.Quiz.Words.Replacer(c.History, nil))); err != nil {
		return outputFailed(err)
	}
	if len(plan.Faults) > 0 {
		at := plan.Faults[0].Pos
		return fmt.Errorf("the rule at %s:%d:%d failed, and what it guards was closed: %s", at.File, at.Line, at.Column, plan.Faults[0].Message)
	}
	return nil
}

func (s *scoringRun) flush() error {
	if err := s.out.Flush(); err != nil {
		return outputFailed(err)
	}
	return nil
}

func outputFailed(err error) error {
	return couldNotRun(fmt.Errorf("write a plan: %w", err), "see that the output can be written to, and that there is space left")
}

// readLine reads the next line into buffer, without its end, and returns how many bytes were read.
// Of a line longer than maxLine the rest is passed over and errLineTooLong is returned. io.EOF when there is none.
func readLine(r *bufio.Reader, buffer []byte) (line []byte, read int, err error) {
	line = buffer[:0]
	tooLong := false
	for {
		part, err := r.ReadSlice('\n')
		read += len(part)
		if len(line)+len(bytes.TrimRight(part, "\r\n")) > maxLine {
			tooLong = true
		}
		if !tooLong {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF), errors.Is(err, io.EOF) && read == 0:
			return line, read, err
		case tooLong:
			return line, read, errLineTooLong
		default:
			return bytes.TrimRight(line, "\r\n"), read, nil
		}
	}
}
