package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"

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

A score is null when too few questions were answered. A line has at most 1 MiB. An answer to a question that its set did not ask, by the other answers to that set, does not count.

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
	s, err := newScoring(p, loaded.version)
	if err != nil {
		return err
	}
	if err := s.all(); err != nil {
		return err
	}
	if s.bad > 0 {
		return fellShort("mend the lines named above and score them again", "%d of %s could not be scored", s.bad, count(s.lines, "line"))
	}
	return nil
}

// scoringRun is one run of score: one goroutine reads lines, several score them, and one writes the plans in the order of the lines.
type scoringRun struct {
	program  program
	version  *quiz.Version
	asked    askedByItself
	in       *bufio.Reader
	out      *bufio.Writer
	progress *progress
	lines    int // written so far or complained of, without empty ones
	bad      int
}

func newScoring(p program, v *quiz.Version) (*scoringRun, error) {
	asked, err := newAskedByItself(v.Quiz)
	if err != nil {
		return nil, err
	}
	return &scoringRun{
		program: p, version: v, asked: asked, in: bufio.NewReaderSize(p.stdin, 64<<10), out: bufio.NewWriterSize(p.stdout, 64<<10),
		progress: newProgress(p, inputSize(p.stdin)),
	}, nil
}

// scoredLine is a line on its way; plan and err may be read once ready is closed.
type scoredLine struct {
	number int
	line   []byte
	read   int // bytes, with what was passed over
	plan   []byte
	err    error
	ready  chan struct{}
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
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan *scoredLine, 8*workers) // in the order of the lines; its length bounds the memory
	work := make(chan *scoredLine, cap(queue))
	stop := make(chan struct{})
	defer close(stop)
	var reading error
	go func() {
		defer close(queue)
		defer close(work)
		reading = s.read(queue, work, stop)
	}()
	for range workers {
		go func() {
			for l := range work {
				s.score(l)
			}
		}()
	}
	for l := range flushedWhenIdle(queue, s.out) {
		<-l.ready
		if err := s.write(l); err != nil {
			return err
		}
	}
	if err := s.out.Flush(); err != nil {
		return outputFailed(err)
	}
	return reading
}

// read sends the lines that are not empty into both channels, until there are none or stop is closed.
func (s *scoringRun) read(queue, work chan<- *scoredLine, stop <-chan struct{}) error {
	for number := 1; ; number++ {
		line, read, err := readLine(s.in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, errLineTooLong) {
			return couldNotRun(fmt.Errorf("read line %d: %w", number, err), "see that the input can be read")
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(line)) == 0 && err == nil {
			continue
		}
		l := &scoredLine{number: number, line: line, read: read, err: err, ready: make(chan struct{})}
		select {
		case queue <- l:
		case <-stop:
			return nil
		}
		work <- l // never waits long: the workers wait for nothing
	}
}

// flushedWhenIdle yields what comes, and flushes the writer before it waits: whoever sends one line at a time gets its plan.
func flushedWhenIdle(queue <-chan *scoredLine, out *bufio.Writer) iter.Seq[*scoredLine] {
	return func(yield func(*scoredLine) bool) {
		for {
			var l *scoredLine
			var open bool
			select {
			case l, open = <-queue:
			default:
				_ = out.Flush() // a writer that failed says so at its next use
				l, open = <-queue
			}
			if !open || !yield(l) {
				return
			}
		}
	}
}

// score makes the plan of a line.
func (s *scoringRun) score(l *scoredLine) {
	defer close(l.ready)
	if l.err != nil {
		return
	}
	c, err := readCase(s.version, l.line)
	if err != nil {
		l.err = err
		return
	}
	s.asked.keep(c.History)
	plan := s.version.Scorer.Plan(c.History, c.At)
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(newPlanOut(c.ID, plan, s.version.Quiz.Words.Replacer(c.History, nil))); err != nil {
		l.err = fmt.Errorf("the plan can't be written as JSON: %w", err)
		return
	}
	l.plan = buffer.Bytes()
	if len(plan.Faults) > 0 {
		at := plan.Faults[0].Pos
		l.err = fmt.Errorf("the rule at %s:%d:%d failed, and what it guards was closed: %s", at.File, at.Line, at.Column, plan.Faults[0].Message)
	}
}

// write writes the plan of a line, and complains of what was wrong with the line.
func (s *scoringRun) write(l *scoredLine) error {
	s.lines++
	s.progress.add(l.read)
	if _, err := s.out.Write(l.plan); err != nil {
		return outputFailed(err)
	}
	if l.err != nil {
		s.bad++
		s.progress.clear()
		s.program.say("line %d: %s", l.number, l.err)
	}
	return nil
}

func outputFailed(err error) error {
	return couldNotRun(fmt.Errorf("write a plan: %w", err), "see that the output can be written to, and that there is space left")
}

// readLine returns the next line without its end, and how many bytes were read.
// Of a line longer than maxLine the rest is passed over and errLineTooLong is returned. io.EOF when there is none.
func readLine(r *bufio.Reader) (line []byte, read int, err error) {
	tooLong := false
	for {
		part, err := r.ReadSlice('\n')
		read += len(part)
		if len(line)+len(bytes.TrimRight(part, "\r\n")) > maxLine {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF), errors.Is(err, io.EOF) && read == 0:
			return nil, read, err
		case tooLong:
			return nil, read, errLineTooLong
		default:
			return bytes.TrimRight(line, "\r\n"), read, nil
		}
	}
}
