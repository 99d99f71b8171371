package main

import (
	"crypto/rand"
	"io"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/mattn/go-isatty"
)

// program is what a command may use of the world around it; tests bring their own.
type program struct {
	getenv     func(name string) string
	stdin      io.Reader
	stdout     io.Writer
	stderr     io.Writer
	isTerminal func(stream any) bool
	now        func() time.Time
	newID      func() (string, error) // a UUIDv7
	random     io.Reader              // fit for secrets
	every      func(time.Duration) (ticks <-chan time.Time, stop func())
}

// systemProgram is the program as the operating system runs it. This is the only place that asks the system for the time.
func systemProgram() program {
	return program{
		getenv:     os.Getenv,
		stdin:      os.Stdin,
		stdout:     os.Stdout,
		stderr:     os.Stderr,
		isTerminal: fileIsTerminal,
		now:        func() time.Time { return time.Now().UTC() },
		newID:      newUUID,
		random:     rand.Reader,
		every:      every,
	}
}

func every(d time.Duration) (ticks <-chan time.Time, stop func()) {
	ticker := time.NewTicker(d)
	return ticker.C, ticker.Stop
}

func fileIsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

func newUUID() (string, error) {
	id, err := uuid.NewV7()
	return id.String(), err
}
