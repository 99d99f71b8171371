package batch

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"waymark/quiz"
)

// Scoring says how lines are scored.
type Scoring struct {
	Version *quiz.Version
	Workers int                         // that score at a time, 1 or more
	Wrote   func(lines, bytes int)      // is told how far the input was scored
	Bad     func(number int, err error) // is told of each line, counted from 1, that could not be scored wholly
}

// ReadError is an input that can't be read.
type ReadError struct {
	Line int
	Err  error
}

// Error says after which line.
func (e *ReadError) Error() string { return fmt.Sprintf("read line %d: %s", e.Line, e.Err) }

// Unwrap returns the error of the input.
func (e *ReadError) Unwrap() error { return e.Err }

// WriteError is an output that can't be written.
type WriteError struct{ Err error }

// Error says that a plan was not written.
func (e *WriteError) Error() string { return fmt.Sprintf("write a plan: %s", e.Err) }

// Unwrap returns the error of the output.
func (e *WriteError) Unwrap() error { return e.Err }

// Score scores every line of the input and writes the plans in the order of the lines. Whoever sends one line at a time gets its plan
// at once. The error is a *ReadError or a *WriteError.
func (s Scoring) Score(in io.Reader, out io.Writer) error {
	// A few for each worker, so that none waits for the reader or the writer. Their number bounds the memory.
	inHand := 4 * s.Workers
	free, queue, work := make(chan *lines, inHand), make(chan *lines, inHand), make(chan *lines, inHand)
	for range inHand {
		free <- newLines()
	}
	stop := make(chan struct{})
	defer close(stop)
	var reading error
	go func() {
		defer close(queue)
		defer close(work)
		reading = read(bufio.NewReaderSize(in, batchBytes), free, queue, work, stop)
	}()
	for range s.Workers {
		go func() {
			w := worker{version: s.Version, reader: newReader(s.Version.Quiz), writer: newWriter(s.Version.Quiz.Words)}
			for l := range work {
				w.score(l)
				l.ready <- struct{}{}
			}
		}()
	}
	for l := range queue {
		<-l.ready
		if err := s.write(l, out); err != nil {
			return err
		}
		l.clear()
		free <- l
	}
	return reading
}

// read sends lines, in their order, to the writer and the workers, until there are none or stop is closed.
func read(in *bufio.Reader, free <-chan *lines, queue, work chan<- *lines, stop <-chan struct{}) error {
	number := 0
	for {
		var l *lines
		select {
		case l = <-free:
		case <-stop:
			return nil
		}
		err := l.fill(in, &number)
		if len(l.all) > 0 {
			queue <- l // there is room for all that are in hand
			work <- l
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return &ReadError{Line: number, Err: err}
		}
	}
}

// write writes plans, and tells of the lines that were wrong.
func (s Scoring) write(l *lines, out io.Writer) error {
	if _, err := out.Write(l.plans.Bytes()); err != nil {
		return &WriteError{Err: err}
	}
	for _, one := range l.all {
		if one.err != nil {
			s.Bad(one.number, one.err)
		}
	}
	s.Wrote(len(l.all), l.read)
	return nil
}

// worker scores lines, one after another.
type worker struct {
	version *quiz.Version
	reader  *reader
	writer  *writer
}

func (w *worker) score(l *lines) {
	for i := range l.all {
		if one := &l.all[i]; one.err == nil {
			one.err = w.plan(l, l.bytes[one.from:one.to])
		}
	}
}

// plan writes the plan of a line. A rule that failed is an error beside the plan.
func (w *worker) plan(l *lines, line []byte) error {
	c, err := w.reader.read(line)
	if err != nil {
		return err
	}
	for i := range c.History.Results {
		w.version.Scorer.Keep(&c.History.Results[i])
	}
	plan := w.version.Scorer.Plan(c.History, c.At)
	before := l.plans.Len()
	if err := w.writer.write(&l.plans, c.ID, &plan, c.History); err != nil {
		l.plans.Truncate(before)
		return fmt.Errorf("the plan can't be written as JSON: %w", err)
	}
	if len(plan.Faults) > 0 {
		at := plan.Faults[0].Pos
		return fmt.Errorf("the rule at %s:%d:%d failed, and what it guards was closed: %s", at.File, at.Line, at.Column, plan.Faults[0].Message)
	}
	return nil
}
