package main

import (
	"errors"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"waymark/batch"
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

The file that a person saves for programs on the page “Your data” is such lines, one for each quiz; what they hold under “stored” is not read.

A score is null when too few questions were answered. A line has at most 1 MiB. An answer to a question that its set did not ask, by the other answers to that set, does not count.

Example:

    waymark score questions/library/nine-steps < histories.jsonl > plans.jsonl
` + exitCodes
}

// Run scores standard input.
func (c scoreCommand) Run(p program) error {
	_, loaded, err := p.open(c.Folder)
	if err != nil {
		return err
	}
	if p.isTerminal(p.stdin) {
		p.say("reading histories from the keyboard, one a line; end with Ctrl-D")
	}
	run := scoreRun{program: p, progress: newProgress(p, inputSize(p.stdin))}
	if err := run.score(loaded.Version); err != nil {
		return err
	}
	if run.bad > 0 {
		return fellShort("mend the lines named above and score them again", "%d of %s could not be scored", run.bad, count(run.progress.lines, "line"))
	}
	return nil
}

// scoreRun is one run of score.
type scoreRun struct {
	program  program
	progress *progress
	bad      int
}

func (r *scoreRun) score(v *quiz.Version) error {
	defer r.progress.end()
	// The memory in hand is small and bounded: it may grow fivefold before it is worth a worker's time to collect it.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	err := batch.Scoring{Version: v, Workers: runtime.GOMAXPROCS(0), Wrote: r.progress.add, Bad: r.complain}.Score(r.program.stdin, r.program.stdout)
	switch {
	case errors.As(err, new(*batch.ReadError)):
		return couldNotRun(err, "see that the input can be read")
	case err != nil:
		return couldNotRun(err, "see that the output can be written to, and that there is space left")
	default:
		return nil
	}
}

func (r *scoreRun) complain(line int, err error) {
	r.bad++
	r.progress.clear()
	r.program.say("line %d: %s", line, err)
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
