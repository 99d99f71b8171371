package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"waymark/lsp"
	"waymark/questions"
	"waymark/quiz"
	"waymark/quiz/source"
	"waymark/vet"
)

type lspCommand struct{}

// Help teaches the command.
func (lspCommand) Help() string {
	return `An editor starts this command itself and speaks with it over standard input and output, by the Language Server Protocol. It then marks what is wrong while you type, completes ids, answers and functions, tells what a name means, goes to where it is made, renames it in every file, and runs your tests. docs/editors.md says how to turn it on in VS Code, Neovim and Helix.

Example, in an editor's settings:

    waymark lsp
` + exitCodes
}

// pauseOfTyping is how long an author types nothing before the proofs begin.
const pauseOfTyping = 400 * time.Millisecond

// Run speaks with an editor until it ends.
func (lspCommand) Run(ctx context.Context, p program) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := lsp.Serve(ctx, p.stdin, writeOnly{p.stdout}, languageServer(p.now, pauseOfTyping))
	if err != nil {
		return couldNotRun(err, "start it from an editor; docs/editors.md says how")
	}
	return nil
}

// languageServer makes a server that says what the commands say.
func languageServer(now func() time.Time, pause time.Duration) lsp.Config {
	return lsp.Config{
		Files: func(dir string) (map[string][]byte, []source.Problem) { return questions.Read(questions.Folder(dir)) },
		Look:  lookAtFiles,
		LookOver: func(files map[string][]byte) []source.Problem {
			q, problems := questions.Parse(files)
			c, problems := vet.Compile(q, files, problems)
			return vet.LookOver(c, problems, now()).Problems
		},
		Test: func(l lsp.Look, t *quiz.Test) string {
			return runTest(l.Scorer, folder{}, t).differences("")
		},
		Pause: pause,
	}
}

// lookAtFiles finds what is wrong in the files of a quiz without proofs.
func lookAtFiles(files map[string][]byte) lsp.Look {
	parsed := questions.ParseIndexed(files)
	c, problems := vet.Compile(parsed.Quiz, files, parsed.Problems)
	problems, _ = vet.Quick(problems, files)
	return lsp.Look{
		Quiz: parsed.Quiz, Scorer: c.Scorer, Problems: problems,
		Mentions: append(parsed.Mentions, c.Mentions...), Broken: parsed.Broken,
	}
}

// writeOnly is a stream that others close.
type writeOnly struct{ io.Writer }

// Close does nothing.
func (writeOnly) Close() error { return nil }
